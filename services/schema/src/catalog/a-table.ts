import type { CatalogColumn, CatalogTable } from '@orrery/contracts';

/** A column with valid values. For tests. */
export const aColumn = (name: string, change: Partial<CatalogColumn> = {}): CatalogColumn => ({
  name,
  dataType: 'int4',
  kind: 'number',
  nullable: true,
  default: null,
  isPrimaryKey: false,
  generated: null,
  comment: null,
  ...change,
});

/**
 * A table with valid values, from the names of its columns. Those before a `|` are the primary key; one that ends with `:text`,
 * `:uuid` or another type has that type, int4 without. For tests.
 */
export function aTable(name: string, columns: string, change: Partial<CatalogTable> = {}): CatalogTable {
  const [keys = '', others = ''] = columns.includes('|') ? columns.split('|') : ['', columns];
  const read = (text: string, isPrimaryKey: boolean): CatalogColumn[] =>
    text
      .split(' ')
      .filter((word) => word !== '')
      .map((word) => {
        const [column = '', dataType = 'int4'] = word.split(':');
        const kind = dataType === 'text' ? 'string' : dataType === 'uuid' ? 'uuid' : 'number';
        return aColumn(column, { dataType, kind, isPrimaryKey, nullable: !isPrimaryKey });
      });
  const key = read(keys, true);
  return {
    schema: 'public',
    name,
    kind: 'table',
    comment: null,
    columns: [...key, ...read(others, false)],
    primaryKey: key.length > 0 ? { name: null, columns: key.map((column) => column.name) } : null,
    foreignKeys: [],
    uniques: [],
    indexes: [],
    checks: [],
    triggers: [],
    ddl: null,
    statistics: { rowEstimate: null, sizeBytes: null, indexBytes: null },
    ...change,
  };
}

/** A foreign key of one column. For tests. */
export const aForeignKey = (column: string, refTable: string, refColumn = 'id'): CatalogTable['foreignKeys'][number] => ({
  name: `fk_${column}`,
  columns: [column],
  refSchema: 'public',
  refTable,
  refColumns: [refColumn],
  onUpdate: 'NO ACTION',
  onDelete: 'NO ACTION',
});
