import type { QueryEntry } from '@orrery/contracts';
import { describe, expect, it } from '@jest/globals';
import { groupByDay, oneLine } from './history-groups';

const now = new Date(2026, 2, 15, 12);
const at = (day: number, year = 2026): QueryEntry =>
  ({ id: `${year.toString()}-${day.toString()}`, createdAt: new Date(year, 2, day, 9).toISOString() }) as QueryEntry;

describe('groupByDay', () => {
  it('names days as a person does', () => {
    expect(
      groupByDay([at(15), at(15), at(14), at(3), at(3, 2024)], now).map(({ name, entries }) => [name, entries.length]),
    ).toEqual([
      ['Today', 2],
      ['Yesterday', 1],
      ['Tue, Mar 3', 1],
      ['Sun, Mar 3, 2024', 1],
    ]);
  });
});

describe('oneLine', () => {
  it('shows the statement, not the comment above it', () => {
    expect(oneLine('-- totals\n/* of\n all */ select 1,\n   2')).toBe('select 1, 2');
  });

  it('shows a comment that is all there is', () => {
    expect(oneLine('-- later')).toBe('-- later');
  });
});
