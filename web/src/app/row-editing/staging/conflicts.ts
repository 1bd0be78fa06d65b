import type { ChangesAnswer, RowKey } from '@orrery/contracts';
import { type Cells, cellOf, hasCell, sameValue, withCell, withoutCell } from './cells';
import type { StagedRow } from './staged-edits';

/** A row as it is now in the database, where it is not what the edit began from. `theirs` is null where the row is gone. */
export interface Conflict {
  readonly id: string;
  readonly theirs: Cells | null;
}

/** One cell of a conflict. */
export interface ConflictCell {
  readonly column: string;
  readonly base: unknown;
  readonly theirs: unknown;
  readonly mine: unknown;
  readonly mineIsDefault: boolean;
  /** Changed by both to different values: somebody has to choose. */
  readonly clashes: boolean;
}

/** The cells that differ among base, theirs and mine, the clashing ones first. */
export function conflictCells(row: StagedRow, theirs: Cells): readonly ConflictCell[] {
  const columns = [...new Set([...Object.keys(row.base), ...Object.keys(row.values), ...row.defaults])];
  const cells = columns.flatMap((column): ConflictCell[] => {
    const base = cellOf(row.base, column);
    const mineIsDefault = row.defaults.includes(column);
    const isMine = mineIsDefault || hasCell(row.values, column);
    const mine = hasCell(row.values, column) ? cellOf(row.values, column) : base;
    const now = hasCell(theirs, column) ? cellOf(theirs, column) : base;
    const isTheirs = !sameValue(now, base);
    if (!isMine && !isTheirs) return [];
    const clashes = isTheirs && (row.op === 'delete' || (isMine && (mineIsDefault || !sameValue(now, mine))));
    return [{ column, base, theirs: now, mine, mineIsDefault, clashes }];
  });
  return cells.toSorted((a, b) => Number(b.clashes) - Number(a.clashes));
}

/** The cells that I changed of a row that is gone. */
export const myCells = (row: StagedRow): readonly Omit<ConflictCell, 'theirs'>[] =>
  [...new Set([...Object.keys(row.values), ...row.defaults])].map((column) => ({
    column,
    base: cellOf(row.base, column),
    mine: cellOf(row.values, column),
    mineIsDefault: row.defaults.includes(column),
    clashes: false,
  }));

/** A row that is gone as a new one: as it was, with my edits. What the database computes is left to it. */
export function madeAnew(
  row: StagedRow,
  newId: string,
  isWritable: (column: string) => boolean,
  mayBeAbsent = false,
): StagedRow | undefined {
  if (row.op === 'delete') return undefined;
  // A field that a document did not have is not given to the new one.
  const base = Object.entries(row.base).filter(([, value]) => !(mayBeAbsent && value === null));
  const kept = Object.entries({ ...Object.fromEntries(base), ...row.values }).filter(
    ([column]) => isWritable(column) && !row.defaults.includes(column),
  );
  return { ...row, id: newId, op: 'insert', key: null, base: {}, values: Object.fromEntries(kept) };
}

/**
 * The writable columns of a row that is gone whose values nobody here knows any more: they came cut, or were not asked for. As a new row
 * it has the database’s own value in them.
 */
export const lostColumns = (row: StagedRow, writable: readonly string[]): readonly string[] =>
  row.op === 'delete'
    ? []
    : writable.filter((column) => !hasCell(row.base, column) && !hasCell(row.values, column) && !row.defaults.includes(column));

/** What became of a row, told as a change of it is. */
export type SeenRow = ChangesAnswer['results'][number];

/** What somebody else made of a row that had been read before. */
export const seenNow = ({ key }: StagedRow, theirs: Cells | null): SeenRow =>
  theirs === null ? { op: 'delete', key, row: null } : { op: 'update', key, row: { ...theirs } };

/** Mine stays, and is written over what is there now. */
export const takeMine = (row: StagedRow, theirs: Cells): StagedRow => ({ ...row, base: { ...row.base, ...theirs } });

/** Theirs stays: what I changed of the clashing cells is dropped, what only I changed is kept. */
export function takeTheirs(row: StagedRow, theirs: Cells | null): StagedRow | undefined {
  if (theirs === null || row.op === 'delete') return undefined;
  const clashing = conflictCells(row, theirs).filter(({ clashes }) => clashes);
  return clashing.reduce<StagedRow | undefined>((now, { column }) => now && takeTheirCell(now, theirs, column), {
    ...row,
    base: { ...row.base, ...theirs },
  });
}

/** One cell: theirs. The row's other edits stay, and so do its other conflicts. */
export function takeTheirCell(row: StagedRow, theirs: Cells, column: string): StagedRow | undefined {
  const values = withoutCell(row.values, column);
  const defaults = row.defaults.filter((name) => name !== column);
  if (Object.keys(values).length === 0 && defaults.length === 0) return undefined;
  return { ...row, base: withCell(row.base, column, cellOf(theirs, column)), values, defaults };
}

/** One cell: mine, over what is there now. */
export const takeMyCell = (row: StagedRow, theirs: Cells, column: string): StagedRow => ({
  ...row,
  base: withCell(row.base, column, cellOf(theirs, column)),
});

/** What is known of a row of the fault `row_changed`, as it travels. */
export interface ChangedRow {
  readonly change: number;
  readonly key: RowKey | null;
  readonly current: Cells | null;
}
