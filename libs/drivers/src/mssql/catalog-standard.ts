import type { CatalogTable } from '@orrery/contracts';
import { kindOf, typeText } from './catalog-columns.js';
import { grouped } from './catalog-tables.js';
import type { Cells } from './session.js';

const text = (cell: Cells[number] | undefined): string => (cell == null ? '' : String(cell));
const keyOf = ([schema, table]: Cells): string => JSON.stringify([schema, table]);

/** Tables as INFORMATION_SCHEMA tells them: columns and keys, and nothing of indexes, sizes or statements. */
export function* standardTables(
  tables: readonly Cells[],
  columns: readonly Cells[],
  keys: readonly Cells[],
): Generator<CatalogTable> {
  const columnsBy = grouped(columns, keyOf);
  const keysBy = grouped(keys, keyOf);
  for (const table of tables) {
    const [schema, name, type] = table;
    const own = [...grouped(keysBy.get(keyOf(table)) ?? [], (key) => text(key[2])).values()].map((parts) => ({
      name: text(parts[0]?.[2]),
      isPrimary: parts[0]?.[3] === 'PRIMARY KEY',
      columns: parts.map((part) => text(part[4])),
    }));
    const primary = own.find(({ isPrimary }) => isPrimary);
    yield {
      schema: text(schema),
      name: text(name),
      kind: text(type).includes('VIEW') ? 'view' : 'table',
      comment: null,
      columns: (columnsBy.get(keyOf(table)) ?? []).map((row) => columnOf(row, new Set(primary?.columns))),
      primaryKey: primary === undefined ? null : { name: primary.name, columns: primary.columns },
      foreignKeys: [],
      uniques: own.filter(({ isPrimary }) => !isPrimary).map((key) => ({ name: key.name, columns: key.columns })),
      indexes: [],
      checks: [],
      triggers: [],
      ddl: null,
      statistics: { rowEstimate: null, sizeBytes: null, indexBytes: null },
    };
  }
}

const columnOf = (row: Cells, primary: ReadonlySet<string>): CatalogTable['columns'][number] => {
  const [, , name, type, length, precision, scale, nullable, defaultText] = row;
  const plain = text(type);
  const wide = plain === 'nvarchar' || plain === 'nchar' ? 2 : 1;
  const size = length == null || Number(length) < 0 ? -1 : Number(length) * wide;
  return {
    name: text(name),
    dataType: typeText(plain, size, Number(precision ?? 0), Number(scale ?? 0)),
    kind: kindOf(plain),
    nullable: nullable === 'YES',
    default: defaultText == null ? null : text(defaultText),
    isPrimaryKey: primary.has(text(name)),
    generated: null,
    comment: null,
    ...(size > 0 && kindOf(plain) === 'string' ? { maxLength: Number(length) } : {}),
  };
};
