import { Fault } from '@orrery/contracts';
import { columnOf, type ExplorerTable, parsedCell, type RawCell, type RawRow, sameCell } from '@orrery/drivers';
import type { PlacedChange } from './change.js';

/** Conflicts that are told. */
const mostTold = 200;

/** A row that is not as the author of a change saw it. */
export interface Conflict {
  readonly index: number;
  readonly key: Readonly<Record<string, unknown>>;
  /** Null where the row is gone. */
  readonly current: Readonly<Record<string, unknown>> | null;
  readonly columns: readonly string[];
}

/** Cells as their values, by column. */
export const parsedMap = (cells: Iterable<readonly [string, RawCell]>): Record<string, unknown> =>
  Object.fromEntries([...cells].map(([name, cell]) => [name, parsedCell(cell)]));

/** What a change meets where its row is `row` now; it is a conflict where the row is gone or one of `columns` differs. */
export function conflictOf(table: ExplorerTable, { index, key, before }: PlacedChange, row: RawRow | undefined): Conflict {
  const names = table.columns.map((column) => column.name);
  const at = (column: string): RawCell => row?.[names.indexOf(column)] ?? 'null';
  return {
    index,
    key: parsedMap(key ?? []),
    current: row ? parsedMap(names.map((name) => [name, at(name)])) : null,
    columns: row
      ? [...(before ?? [])]
          .filter(([column, cell]) => !sameCell(at(column), cell, columnOf(table, column)))
          .map(([column]) => column)
      : [],
  };
}

/** Whether a change meets another row than its author saw. */
export const isConflict = ({ current, columns }: Conflict): boolean => current === null || columns.length > 0;

/** The fault that tells conflicts. */
export function rowChanged(conflicts: readonly Conflict[]): Fault {
  const gone = conflicts.filter(({ current }) => current === null).length;
  const many = conflicts.length === 1 ? 'A row' : `${String(conflicts.length)} rows`;
  const what = gone === conflicts.length ? 'no longer there' : 'no longer as you saw';
  return new Fault(
    'row_changed',
    `${many} ${conflicts.length === 1 ? 'is' : 'are'} ${what}. Nothing was changed. Look at what is there now and decide.`,
    {
      errors: conflicts.slice(0, mostTold).map(({ index, current }) => ({
        path: `changes.${String(index)}`,
        message: current ? 'the row was changed meanwhile' : 'the row was deleted meanwhile',
      })),
      details: { conflicts: conflicts.slice(0, mostTold), conflictCount: conflicts.length },
    },
  );
}
