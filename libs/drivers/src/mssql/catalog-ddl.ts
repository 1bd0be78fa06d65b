import type { CatalogTable } from '@orrery/contracts';
import { quoteIdentifier } from '@orrery/dialects';
import type { ReadColumn } from './catalog-columns.js';
import type { Cells } from './session.js';

/** What a table's statement needs besides the table itself. */
export interface TableTexts {
  readonly columns: readonly ReadColumn[];
  /** Indexes as they were read: one row for each column. */
  readonly indexes: readonly (readonly Cells[])[];
  /** Of a view: the statement that made it. */
  readonly definition: string | null;
}

const name = (part: string): string => quoteIdentifier('mssql', part);
const list = (columns: readonly string[]): string => `(${columns.map(name).join(', ')})`;

/** The statements that make a table or a view anew, with its indexes and triggers, each in a batch of its own where it must be. */
export const ddlOf = (table: Omit<CatalogTable, 'ddl'>, texts: TableTexts): string | null => {
  const triggers = table.triggers.filter(({ definition }) => definition !== '').map(({ definition }) => definition.trim());
  const indexes = texts.indexes.filter((parts) => parts[0]?.[4] !== true && parts[0]?.[5] !== true);
  const place = `${name(table.schema)}.${name(table.name)}`;
  const made = indexes.map((parts) => indexText(parts, place));
  if (table.kind !== 'table') {
    return texts.definition === null ? null : [texts.definition.trim(), ...made, ...triggers].join('\nGO\n');
  }
  const lines = [
    ...texts.columns.map(columnText),
    ...texts.indexes.filter((parts) => parts[0]?.[4] === true || parts[0]?.[5] === true).map(keyText),
    ...table.checks.map((check) => `CONSTRAINT ${name(check.name)} CHECK ${check.expression}`),
    ...table.foreignKeys.map(
      (key) =>
        `${key.name === null ? '' : `CONSTRAINT ${name(key.name)} `}FOREIGN KEY ${list(key.columns)} REFERENCES ${name(key.refSchema)}.${name(key.refTable)} ${list(key.refColumns)} ON UPDATE ${key.onUpdate} ON DELETE ${key.onDelete}`,
    ),
  ];
  const create = `CREATE TABLE ${place} (\n${lines.map((line) => `  ${line}`).join(',\n')}\n);`;
  return [[create, ...made].join('\n'), ...triggers].join('\nGO\n');
};

const columnText = ({ column, defaultName, identity }: ReadColumn): string => {
  if (column.expression !== undefined) {
    return `${name(column.name)} AS ${column.expression}${column.generated === 'stored' ? ' PERSISTED' : ''}`;
  }
  const words = [name(column.name), column.dataType];
  if (column.collation !== undefined && !column.dataType.startsWith('[')) words.push(`COLLATE ${column.collation}`);
  if (identity !== null) words.push(identity);
  words.push(column.nullable ? 'NULL' : 'NOT NULL');
  if (column.default !== null) {
    words.push(`${defaultName === null ? '' : `CONSTRAINT ${name(defaultName)} `}DEFAULT ${column.default}`);
  }
  return words.join(' ');
};

const ordered = (parts: readonly Cells[]): string =>
  `(${parts
    .filter((part) => part[9] !== true)
    .map((part) => `${name(String(part[8]))}${part[10] === true ? ' DESC' : ''}`)
    .join(', ')})`;

const keyText = (parts: readonly Cells[]): string => {
  const [, index, type, , primary] = parts[0] ?? [];
  return `CONSTRAINT ${name(String(index))} ${primary === true ? 'PRIMARY KEY' : 'UNIQUE'} ${String(type)} ${ordered(parts)}`;
};

const indexText = (parts: readonly Cells[], place: string): string => {
  const [, index, type, unique, , , filter] = parts[0] ?? [];
  const included = parts.filter((part) => part[9] === true).map((part) => String(part[8]));
  const store = String(type).includes('COLUMNSTORE');
  const columns = store ? (String(type).startsWith('CLUSTERED') ? '' : ` ${list(included)}`) : ` ${ordered(parts)}`;
  const more = store || included.length === 0 ? '' : ` INCLUDE ${list(included)}`;
  const condition = filter == null ? '' : ` WHERE ${String(filter)}`;
  return `CREATE ${unique === true ? 'UNIQUE ' : ''}${String(type)} INDEX ${name(String(index))} ON ${place}${columns}${more}${condition};`;
};
