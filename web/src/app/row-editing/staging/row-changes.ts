import type { RowChange } from '@orrery/contracts';
import { type Cells, cellOf } from './cells';
import type { StagedRow } from './staged-edits';

/** A staged row as the server takes it: with the original of everything it overwrites. */
export function rowChangeOf(row: StagedRow): RowChange {
  const { op, key, base, values, defaults } = row;
  const withDefaults = defaults.length === 0 ? {} : { defaults: [...defaults] };
  if (op === 'insert' || key === null) return { op: 'insert', values: { ...values }, ...withDefaults };
  if (op === 'delete') return { op, key, before: { ...base } };
  const changed = [...Object.keys(values), ...defaults];
  return { op, key, before: originals(base, changed), values: { ...values }, ...withDefaults };
}

const originals = (base: Cells, columns: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(columns.map((column) => [column, cellOf(base, column) ?? null]));

/** Deletes first, so that a new row may take the key of one that goes; new rows last. */
const turn = { delete: 0, update: 1, insert: 2 } as const;

/** Staged rows in the order in which they are sent. */
export const inOrder = (rows: Iterable<StagedRow>): readonly StagedRow[] => [...rows].toSorted((a, b) => turn[a.op] - turn[b.op]);

const plural = (n: number, word: string): string => `${n.toLocaleString('en')} ${word}${n === 1 ? '' : 's'}`;

/** `3 changes`, for a button. */
export const changesText = (n: number): string => plural(n, 'change');

/** `1 new, 2 changed, 4 deleted`. */
export function stagedText(rows: Iterable<StagedRow>): string {
  const counts = { insert: 0, update: 0, delete: 0 };
  for (const { op } of rows) counts[op] += 1;
  const words = { insert: 'new', update: 'changed', delete: 'deleted' } as const;
  return (['insert', 'update', 'delete'] as const)
    .filter((op) => counts[op] > 0)
    .map((op) => `${counts[op].toLocaleString('en')} ${words[op]}`)
    .join(', ');
}
