import type { SortKey } from '@orrery/contracts';

export type Direction = SortKey['direction'];

/**
 * The order after a column was asked for. Alone it becomes the only key; together with others (`adding`) it joins them. Asked again
 * it turns, and asked a third time it goes.
 */
export function sortedBy(keys: readonly SortKey[], column: string, adding: boolean): readonly SortKey[] {
  const known = keys.find((key) => key.column === column);
  const others = adding ? keys.filter((key) => key.column !== column) : [];
  if (!known) return [...others, { column, direction: 'asc' }];
  if (!adding && keys.length > 1) return [{ column, direction: 'asc' }];
  const next: readonly SortKey[] = known.direction === 'asc' ? [{ column, direction: 'desc' }] : [];
  if (!adding) return next;
  // a key that turns keeps its place among the others
  return keys.flatMap((key) => (key.column === column ? next : [key]));
}

export const sortedAs = (keys: readonly SortKey[], column: string, direction: Direction | null): readonly SortKey[] => {
  const others = keys.filter((key) => key.column !== column);
  return direction === null ? others : [{ column, direction }];
};
