import type { ChangesAnswer } from '@orrery/contracts';
import { cellOf, hasCell, idOfKey, sameValue } from './cells';
import type { StagedRow } from './staged-edits';

type Result = ChangesAnswer['results'][number];

/**
 * What stays staged once rows were applied: whatever was edited while they were on their way, on top of what the rows have become.
 * @param sent the rows as they were sent, in the order of their results
 */
export function staying(
  staged: ReadonlyMap<string, StagedRow>,
  sent: readonly StagedRow[],
  results: readonly Result[],
): readonly StagedRow[] {
  const left = new Map(staged);
  for (const [at, row] of sent.entries()) {
    const now = left.get(row.id);
    const result = results[at];
    left.delete(row.id);
    const next = now && now !== row && result ? onTop(now, row, result) : undefined;
    if (next) left.set(next.id, next);
  }
  return [...left.values()];
}

/** A row that was edited on, as an edit of what its first edits have made of it; undefined where nothing of it is left. */
function onTop(now: StagedRow, sent: StagedRow, { key, row }: Result): StagedRow | undefined {
  // A row that nobody can find again is kept as it was typed.
  if (!key) return now;
  const base = row ?? { ...sent.base, ...sent.values };
  const next = { ...now, id: idOfKey(key), key, base };
  if (now.op === 'delete') return next;
  const values = Object.fromEntries(
    Object.entries(now.values).filter(([column, value]) => !hasCell(base, column) || !sameValue(cellOf(base, column), value)),
  );
  const defaults = now.defaults.filter((column) => !sent.defaults.includes(column));
  return Object.keys(values).length + defaults.length === 0 ? undefined : { ...next, op: 'update', values, defaults };
}
