import { sql } from 'kysely';
import type { RawChange } from './access.js';
import type { RawCell, RawRow } from './raw-json.js';
import type { SqlFlavor } from './sql-flavor.js';
import { asParam, type Fragment, joined, name } from './sql-text.js';
import { columnOf, type ExplorerTable, type TableColumn } from './table.js';

const comma = sql`, `;

/** An INSERT of rows. `overrides`: what the server always numbers itself is written all the same, to put a row back. */
export const insertOf = (
  flavor: SqlFlavor,
  target: Fragment,
  columns: readonly TableColumn[],
  rows: readonly RawRow[],
  overrides: boolean,
  tail: Fragment,
): Fragment => {
  const names = joined(
    columns.map((column) => name(column.name)),
    comma,
  );
  const values = rows.map(
    (row) =>
      sql`(${joined(
        columns.map((column, at) => flavor.stored(column, row[at] ?? 'null', asParam)),
        comma,
      )})`,
  );
  return sql`insert into ${target} (${names})${overrides ? flavor.overriding : sql``} values ${joined(values, comma)}${tail}`;
};

/** The key of a new row: what was given, and the number that the server gave it; undefined where more is missing. */
export const keyTold = (table: ExplorerTable, change: RawChange, number: RawCell | undefined): RawRow | undefined => {
  const key = (table.keys[0] ?? []).map((name) => {
    const given = change.values?.get(name);
    if (given !== undefined && given !== 'null') return given;
    return columnOf(table, name)?.generated?.startsWith('identity') === true && number !== 'null' ? number : undefined;
  });
  const whole = key.filter((cell) => cell !== undefined);
  return whole.length === key.length && whole.length > 0 ? whole : undefined;
};
