import { describe, expect, it } from '@jest/globals';
import type { Filter } from '@orrery/contracts';
import { filterOfParts, isOfColumn, partText, partsOfFilter, switched, withColumnFilter } from './filter-parts';
import { changedAt, joined, pruned, withOperator } from './filter-tree';

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

describe('the builder', () => {
  it('changes a part deep inside, and takes it away', () => {
    const root = { and: [{ or: [{ column: 'a', operator: '=', value: 1 }] }] } satisfies Filter;
    expect(changedAt(root, [0, 0], () => ({ column: 'b', operator: 'is null' }))).toEqual({
      and: [{ or: [{ column: 'b', operator: 'is null' }] }],
    });
    expect(changedAt(root, [0], () => null)).toEqual({ and: [] });
    expect(joined(root, 'or')).toEqual({ or: root.and });
  });
  it('takes the value along to another operator', () => {
    const leaf = { column: 'a', operator: '=', value: 'x' } as const;
    expect(withOperator(leaf, 'in').value).toEqual(['x']);
    expect(withOperator(leaf, 'between').value).toEqual(['x', '']);
    expect(withOperator(leaf, 'is null').value).toBeUndefined();
    expect(withOperator({ column: 'a', operator: 'in', value: ['x', 'y'] }, '=').value).toBe('x');
  });
  it('drops what says nothing', () => {
    expect(pruned({ and: [{ or: [] }, { column: 'a', operator: 'in', value: [] }] })).toBeNull();
    expect(pruned({ and: [{ column: 'a', operator: 'between', value: ['1', ''] }] })).toBeNull();
  });
});
