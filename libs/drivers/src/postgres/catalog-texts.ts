import type { ColumnTexts, NamedText, TableFacts, TableTexts } from './catalog-ddl.js';
import type { PolicyText, Right } from './catalog-ddl-rights.js';
import type { OwnedSequence } from './catalog-ddl-sequences.js';
import { keyText } from './catalog-keys.js';
import type { Cells, RowsOfTable } from './catalog-tables.js';

/** What a table's statements need, out of its rows. `namesOf`: columns by their numbers. */
export const textsOf = (
  relation: Cells,
  rows: RowsOfTable,
  namesOf: (numbers: string | null | undefined) => string[],
  parents: readonly (readonly [string, string])[],
): TableTexts => {
  const joins = relation[5] === 't';
  const constraints = rows.constraints.filter((row) => row[12] === 't' || row[2] === 'p' || (joins && row[2] !== 'f'));
  return {
    columns: columnsOf(rows),
    constraints: constraints.flatMap((row) => {
      const definition = row[11] ?? (row[13] === 't' ? keyText(row, namesOf(row[3])) : null);
      return definition === null ? [] : [{ ...named(row[1], definition, row[14]), foreign: row[2] === 'f' }];
    }),
    indexes: rows.indexes.flatMap((row) => (row[12] === 'f' && row[11] != null ? [named(row[1], row[11], row[14])] : [])),
    indexOptions: rows.indexes.flatMap((row) => (row[17] == null ? [] : [{ name: row[1] ?? '', options: row[17] }])),
    indexComments: rows.indexes.flatMap((row) => (row[14] == null ? [] : [{ name: row[1] ?? '', comment: row[14] }])),
    clustered: rows.indexes.find((row) => row[15] === 't')?.[1] ?? undefined,
    identityIndex: rows.indexes.find((row) => row[16] === 't')?.[1] ?? undefined,
    // Those that a partition has from its parent come with it.
    triggers: rows.triggers.flatMap((row) =>
      row[5] === 't' || row[4] == null ? [] : [{ ...named(row[1], row[4], row[6]), state: row[3] ?? 'O' }],
    ),
    rules: rows.rules.flatMap((row) => (row[3] == null ? [] : [{ ...named(row[1], row[3], row[4]), state: row[2] ?? 'O' }])),
    policies: rows.policies.map(policyOf),
    statistics: rows.statistics.flatMap((row) => (row[1] == null ? [] : [named(row[2], row[1], row[3])])),
    sequences: rows.sequences.map((row) => sequenceOf(row, namesOf)),
    parents,
    unlogged: relation[4] === 'u',
    options: relation[16] ?? null,
    view: relation[15] ?? null,
    server: JSON.parse(relation[17] ?? 'null') as [string, string | null] | null,
    facts: JSON.parse(relation[18] ?? '{}') as TableFacts,
  };
};

const named = (called: string | null | undefined, definition: string, comment: string | null | undefined): NamedText => ({
  name: called ?? '',
  definition,
  comment: comment ?? null,
});

const columnsOf = ({ columns, notNulls }: RowsOfTable): Map<string, ColumnTexts> => {
  const own = new Map(notNulls.map((row) => [row[1] ?? '', row]));
  return new Map(
    columns.map((row) => {
      const notNull = own.get(row[2] ?? '');
      const facts = JSON.parse(row[13] ?? '{}') as Partial<ColumnTexts>;
      return [
        row[2] ?? '',
        {
          ...facts,
          type: row[5] ?? '',
          inherited: row[12] === 'f',
          ...(notNull ? { notNull: { name: notNull[2] ?? '', alone: notNull[3] === 't', checked: notNull[4] === 't' } } : {}),
        },
      ];
    }),
  );
};

const policyOf = (row: Cells): PolicyText => ({
  name: row[1] ?? '',
  permissive: row[2] === 't',
  command: row[3] ?? '*',
  roles: JSON.parse(row[4] ?? '[]') as (string | null)[],
  using: row[5] ?? null,
  check: row[6] ?? null,
  comment: row[7] ?? null,
});

const sequenceOf = (row: Cells, namesOf: (numbers: string | null | undefined) => string[]): OwnedSequence => ({
  column: namesOf(row[1])[0] ?? '',
  identity: row[2] === 'i',
  schema: row[3] ?? '',
  name: row[4] ?? '',
  type: row[5] ?? 'bigint',
  start: row[6] ?? '1',
  increment: row[7] ?? '1',
  least: row[8] ?? '1',
  most: row[9] ?? '',
  cache: row[10] ?? '1',
  cycles: row[11] === 't',
  unlogged: row[12] === 'u',
  rights: JSON.parse(row[13] ?? '[]') as Right[],
});
