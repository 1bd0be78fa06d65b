import { describe, expect, it } from '@jest/globals';
import type { ExplorerColumn, Filter } from '@orrery/contracts';
import { filterOfParts, isOfColumn, partText, partsOfFilter, switched, withColumnFilter } from './filter-parts';
import { changedAt, joined, pruned, withOperator } from './filter-tree';
import { quickText, readBar, readQuick } from './quick-text';

type Column = Pick<ExplorerColumn, 'name' | 'kind' | 'dataType'>;
const total: Column = { name: 'total', kind: 'number', dataType: 'numeric' };
const state: Column = { name: 'state', kind: 'string', dataType: 'text' };
const placed: Column = { name: 'placed_at', kind: 'datetime', dataType: 'timestamptz' };
const day: Column = { name: 'day', kind: 'date', dataType: 'date' };
const odd: Column = { name: 'a "b" c', kind: 'string', dataType: 'text' };
const columns = [total, state, placed, day, odd, { ...state, name: 'state_code' }];
const now = new Date(2024, 4, 15, 12);
const read = (column: Column, text: string): Filter | string => {
  const found = readQuick(column, text, now);
  return 'filter' in found ? found.filter : `${found.fault} @${String(found.at)}`;
};

describe('a quick filter', () => {
  it('compares', () => {
    expect(read(total, '>10')).toEqual({ column: 'total', operator: '>', value: 10 });
    expect(read(total, '<= 1.50')).toEqual({ column: 'total', operator: '<=', value: '1.50' });
    expect(read(state, '!=new')).toEqual({ column: 'state', operator: '!=', value: 'new' });
    expect(read(state, '=new')).toEqual({ column: 'state', operator: '=', value: 'new' });
  });
  it('holds a plain text against texts in part, and against others exactly', () => {
    expect(read(state, 'ne')).toEqual({ column: 'state', operator: 'contains', value: 'ne' });
    expect(read(total, '5')).toEqual({ column: 'total', operator: '=', value: 5 });
    expect(read(state, '"new"')).toEqual({ column: 'state', operator: '=', value: 'new' });
  });
  it('finds parts, beginnings, ends and patterns', () => {
    expect(read(state, '~pa')).toEqual({ column: 'state', operator: 'contains', value: 'pa' });
    expect(read(state, '^pa')).toEqual({ column: 'state', operator: 'starts with', value: 'pa' });
    expect(read(state, '$id')).toEqual({ column: 'state', operator: 'ends with', value: 'id' });
    expect(read(state, '/^p.*d$/')).toEqual({ column: 'state', operator: 'matches', value: '^p.*d$' });
  });
  it('takes several values, also quoted ones', () => {
    expect(read(state, 'new, paid')).toEqual({ column: 'state', operator: 'in', value: ['new', 'paid'] });
    expect(read(state, '!=new,"a, b"')).toEqual({ column: 'state', operator: 'not in', value: ['new', 'a, b'] });
    expect(read(total, '1,2')).toEqual({ column: 'total', operator: 'in', value: [1, 2] });
  });
  it('takes ranges', () => {
    expect(read(total, '1..5')).toEqual({ column: 'total', operator: 'between', value: [1, 5] });
    expect(read(day, '2024-01..2024-02')).toEqual({ column: 'day', operator: 'between', value: ['2024-01-01', '2024-02-29'] });
  });
  it('knows NULL', () => {
    expect(read(state, 'null')).toEqual({ column: 'state', operator: 'is null' });
    expect(read(state, '!null')).toEqual({ column: 'state', operator: 'is not null' });
    expect(read(state, '"null"')).toEqual({ column: 'state', operator: '=', value: 'null' });
  });
  it('knows days, months, years and their words; times end before the next day begins', () => {
    expect(read(placed, '2024-05')).toEqual({
      and: [
        { column: 'placed_at', operator: '>=', value: '2024-05-01' },
        { column: 'placed_at', operator: '<', value: '2024-06-01' },
      ],
    });
    expect(read(placed, '>2024-05')).toEqual({ column: 'placed_at', operator: '>=', value: '2024-06-01' });
    expect(read(placed, '<=2024-05-15')).toEqual({ column: 'placed_at', operator: '<', value: '2024-05-16' });
    expect(read(day, 'today')).toEqual({ column: 'day', operator: '=', value: '2024-05-15' });
    expect(read(day, 'this week')).toEqual({ column: 'day', operator: 'between', value: ['2024-05-13', '2024-05-19'] });
    expect(read(day, '2023')).toEqual({ column: 'day', operator: 'between', value: ['2023-01-01', '2023-12-31'] });
    expect(read(placed, '2024-05-01 10:00')).toEqual({ column: 'placed_at', operator: '=', value: '2024-05-01 10:00' });
  });
  it('that can’t be read says why and where', () => {
    expect(read(total, '>abc')).toBe('“abc” does not fit total (numeric): not a number. @1');
    expect(read(total, '1, x')).toBe('“x” does not fit total (numeric): not a number. @2');
    expect(read(total, '>')).toBe('A value is missing after >. @1');
    expect(read(state, '/open')).toBe('A regular expression ends with /. @5');
  });
  it('can be written back', () => {
    for (const [column, text] of [
      [total, '>10'],
      [state, 'new,paid'],
      [state, '!=new'],
      [total, '1..5'],
      [state, '~"null"'],
      [state, '!null'],
    ] as const) {
      const filter = read(column, text);
      const back = typeof filter === 'string' ? undefined : quickText(filter);
      expect(back === undefined ? undefined : read(column, back)).toEqual(filter);
    }
  });
});

describe('the filter bar', () => {
  const bar = (text: string) => readBar(columns, text, now);
  it('reads a column, then its filter, several with “and” or a semicolon', () => {
    expect(bar('total >10 and state new,paid; day: today')).toEqual({
      parts: [
        { column: 'total', operator: '>', value: 10 },
        { column: 'state', operator: 'in', value: ['new', 'paid'] },
        { column: 'day', operator: '=', value: '2024-05-15' },
      ],
    });
  });
  it('takes the longest name that fits, and quoted names', () => {
    expect(bar('state_code=x')).toEqual({ parts: [{ column: 'state_code', operator: '=', value: 'x' }] });
    expect(bar('"a ""b"" c" =1')).toEqual({ parts: [{ column: 'a "b" c', operator: '=', value: '1' }] });
  });
  it('says where it can’t go on', () => {
    expect(bar('total >1; nope 5')).toEqual({ fault: 'There is no column “nope” here.', at: 10 });
    expect(bar('total')).toEqual({ fault: 'What must total be? Write a value, as in >10 or a,b.', at: 5 });
    expect(bar('total >10 and total >x')).toMatchObject({ at: 21 });
  });
});

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
