import { describe, expect, it } from '@jest/globals';
import type { Filter } from '@orrery/contracts';
import { filterOfParts, isOfColumn, partText, partsOfFilter, switched, withColumnFilter } from './filter-parts';

describe('parts of a filter', () => {
  const inState: Filter = { column: 'state', operator: 'in', value: ['a', 'b', 'c', 'd'] };
  it('are the chips, and come together again', () => {
    const parts = partsOfFilter({ and: [inState] });
    expect(parts).toEqual([inState]);
    expect(filterOfParts(parts)).toEqual({ and: [inState] });
    expect(filterOfParts([])).toBeNull();
    expect(partsOfFilter({ or: [inState] })).toEqual([{ or: [inState] }]);
  });
  it('are switched off without being lost', () => {
    expect(switched(switched(inState, true), false)).toEqual(inState);
    expect(switched(inState, true).off).toBe(true);
  });
  it('are told in words', () => {
    expect(partText(inState)).toBe('state is one of a, b, c and 1 more');
    expect(
      partText({
        or: [
          { column: 'a', operator: 'is null' },
          { column: 'b', operator: '=', value: '' },
        ],
      }),
    ).toBe('a is null or b = “”');
  });
  it('of one column are replaced by its quick filter; mixed ones stay', () => {
    const mixed: Filter = { or: [inState, { column: 'total', operator: '=', value: 1 }] };
    expect(isOfColumn(mixed, 'state')).toBe(false);
    expect(withColumnFilter([inState, mixed], 'state', { column: 'state', operator: '=', value: 'x' })).toEqual([
      { column: 'state', operator: '=', value: 'x' },
      mixed,
    ]);
    expect(withColumnFilter([inState], 'state', null)).toEqual([]);
  });
});
