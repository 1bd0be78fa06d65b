import type { ExplorerColumn, Filter, FilterLeaf } from '@orrery/contracts';
import { scalar } from './staging/cells';

/** A column of a reference, and the value that it must have. */
type Pair = readonly [column: string, value: unknown];

/** The rows that have all of these values; null where one is missing: who refers by a null refers to nothing. */
export function filterOfPairs(pairs: readonly Pair[]): Filter | null {
  const leaves: FilterLeaf[] = [];
  for (const [column, value] of pairs) {
    if (value === null || value === undefined) return null;
    leaves.push({ column, operator: '=', value: scalar(value) });
  }
  const [only] = leaves;
  return leaves.length === 1 && only ? only : { and: leaves };
}

/**
 * The parent row that a cell refers to, by all columns of its key that are there to be read; null where it refers to none. `valueOf`:
 * undefined for a column that is not shown.
 */
export function parentFilter(
  { name, references }: Pick<ExplorerColumn, 'name' | 'references'>,
  valueOf: (column: string) => unknown,
): Filter | null {
  if (!references) return null;
  const others = (references.others ?? []).map(({ column, refColumn }): Pair => [refColumn, valueOf(column)]);
  return filterOfPairs([[references.column, valueOf(name)], ...others.filter(([, value]) => value !== undefined)]);
}
