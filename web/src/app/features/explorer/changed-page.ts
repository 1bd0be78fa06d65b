import type { ChangesAnswer, RowChange } from '@orrery/contracts';
import type { RowsAnswer } from '../../core/rows-answer';
import { type Cells, cellOf, hasCell, idOfKey } from '../../row-editing/staging/cells';

/**
 * A page with what changes have made of its rows: shown at once, until the page is read again and everything stands where it belongs.
 * New rows are not on it yet.
 * @param sent the changes, in the order of their results; unknown of an undo
 */
export function changedPage(page: RowsAnswer, { results }: ChangesAnswer, sent: readonly RowChange[] = []): RowsAnswer {
  const places = new Map(page.rowKeys.flatMap((key, at) => (key === null ? [] : [[idOfKey(key), at] as const])));
  const [rows, rowKeys] = [[...page.rows], [...page.rowKeys]];
  const gone = new Set<number>();
  for (const [index, { op, key, row }] of results.entries()) {
    const change = sent[index];
    const was = change?.key ?? key;
    const at = was === null || op === 'insert' ? undefined : places.get(idOfKey(was));
    if (at === undefined) continue;
    if (op === 'delete') gone.add(at);
    else {
      // A row that was not read again is what it was, but for what was changed.
      const now: Cells = row ?? { ...change?.values, ...key };
      const before = row ? undefined : page.rows[at];
      rows[at] = page.columns.map(({ name }, place) => (hasCell(now, name) ? cellOf(now, name) : (before?.[place] ?? null)));
      rowKeys[at] = key ?? rowKeys[at] ?? null;
    }
  }
  if (gone.size === 0) return { ...page, rows, rowKeys };
  const left = rows.flatMap((_, at) => (gone.has(at) ? [] : [at]));
  const newPlace = new Map(left.map((at, now) => [at, now]));
  return {
    ...page,
    rows: rows.filter((_, at) => !gone.has(at)),
    rowKeys: rowKeys.filter((_, at) => !gone.has(at)),
    cutCells: page.cutCells.flatMap(([at, place]) => {
      const now = newPlace.get(at);
      return now === undefined ? [] : [[now, place] as const];
    }),
    ...(page.matches ? { matches: page.matches.filter((_, at) => !gone.has(at)) } : {}),
  };
}
