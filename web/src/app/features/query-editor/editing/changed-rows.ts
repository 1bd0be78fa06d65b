import type { ChangesAnswer, RowChange, RowKey } from '@orrery/contracts';
import { cellOf, hasCell, idOfKey } from '../../../row-editing/staging/cells';
import type { Row } from '../result-model';

/** The rows of a result and what is known of their columns. */
export interface ResultRows {
  /** Changed in place. */
  readonly rows: Row[];
  /** For each column of the result, the table's column behind it. */
  readonly columns: readonly (string | null)[];
  readonly keyColumns: readonly string[];
}

/** The key of a row; null where a part of it is missing. */
export function keyOfRow({ columns, keyColumns }: Omit<ResultRows, 'rows'>, row: Row): RowKey | null {
  const parts = keyColumns.map((name): readonly [string, unknown] => [name, row[columns.indexOf(name)]]);
  return parts.some(([, value]) => value === null || value === undefined) ? null : Object.fromEntries(parts);
}

/** Whether a key stands in more than one row: then a row of the result is not one row of the table. */
export function repeats(result: ResultRows): boolean {
  const seen = new Set<string>();
  for (const row of result.rows) {
    const key = keyOfRow(result, row);
    if (!key) continue;
    const id = idOfKey(key);
    if (seen.has(id)) return true;
    seen.add(id);
  }
  return false;
}

/**
 * Shows in a result's rows what the database holds after changes. Rows whose key changed are remembered in `renamed`, by their new key,
 * so that an undo finds them. Answers the rows that are new as objects: what is computed in them is from before.
 */
export function showChanges(
  result: ResultRows,
  answer: ChangesAnswer,
  sent: readonly RowChange[] | undefined,
  renamed: Map<string, string>,
): readonly Row[] {
  const { rows, columns } = result;
  const places = new Map<string, number>();
  for (const [at, row] of rows.entries()) {
    const key = keyOfRow(result, row);
    if (key) places.set(idOfKey(key), at);
  }
  const [changed, added]: [Row[], Row[]] = [[], []];
  const gone = new Set<number>();
  const shown = (now: Readonly<Record<string, unknown>>, before: Row | undefined): Row =>
    columns.map((name, at) => (name !== null && hasCell(now, name) ? cellOf(now, name) : (before?.[at] ?? null)));
  answer.results.forEach(({ op, key, row }, index) => {
    const change = sent?.[index];
    const id = key && idOfKey(key);
    if (op === 'insert') {
      const values = row ?? { ...change?.values, ...key };
      added.push(shown(values, undefined));
      return;
    }
    const was = change?.key ? idOfKey(change.key) : id;
    const at = was === null ? undefined : (places.get(was) ?? places.get(renamed.get(was) ?? ''));
    if (at === undefined) return;
    if (op === 'delete') {
      gone.add(at);
      return;
    }
    const now = shown(row ?? { ...change?.values, ...key }, rows[at]);
    if (was !== null && id !== null && was !== id) renamed.set(was, id);
    rows[at] = now;
    changed.push(now);
  });
  for (const at of [...gone].toSorted((a, b) => b - a)) rows.splice(at, 1);
  rows.push(...added);
  return [...changed, ...added];
}
