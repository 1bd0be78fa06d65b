import type { CatalogForeignKey } from '@orrery/contracts';
import { name, qualified } from './catalog-ddl-names.js';
import type { Cells } from './catalog-tables.js';

const actions: Readonly<Record<string, string>> = {
  a: 'NO ACTION',
  r: 'RESTRICT',
  c: 'CASCADE',
  n: 'SET NULL',
  d: 'SET DEFAULT',
};

/** A foreign key out of its row. */
export const foreignKeyOf = (row: Cells, columns: string[]): CatalogForeignKey => ({
  name: row[1] ?? null,
  columns,
  refSchema: row[4] ?? '',
  refTable: row[5] ?? '',
  refColumns: JSON.parse(row[6] ?? '[]') as string[],
  onUpdate: actions[row[7] ?? ''] ?? 'NO ACTION',
  onDelete: actions[row[8] ?? ''] ?? 'NO ACTION',
  ...(row[9] === 't' ? { deferrable: true } : {}),
  ...(row[10] === 'f' ? { validated: false } : {}),
});

/** A key of the plainest form, as the server writes it. */
export const keyText = (row: Cells, columns: readonly string[]): string => {
  const list = (names: readonly string[]): string => names.map((one) => name(one)).join(', ');
  if (row[2] !== 'f') return `${row[2] === 'p' ? 'PRIMARY KEY' : 'UNIQUE'} (${list(columns)})`;
  const { refSchema, refTable, refColumns, onUpdate, onDelete } = foreignKeyOf(row, []);
  const target = qualified(refSchema, refTable);
  const acts = `${onUpdate === 'NO ACTION' ? '' : ` ON UPDATE ${onUpdate}`}${onDelete === 'NO ACTION' ? '' : ` ON DELETE ${onDelete}`}`;
  return `FOREIGN KEY (${list(columns)}) REFERENCES ${target}(${list(refColumns)})${acts}`;
};
