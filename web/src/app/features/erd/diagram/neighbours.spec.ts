import { describe, expect, it } from '@jest/globals';
import { joinedBy, wayBetween, within } from './neighbours';

const joined = joinedBy([
  { tableFrom: 'items', tableTo: 'orders' },
  { tableFrom: 'orders', tableTo: 'customers' },
  { tableFrom: 'items', tableTo: 'products' },
  { tableFrom: 'customers', tableTo: 'cities' },
  { tableFrom: 'staff', tableTo: 'staff' },
]);

describe('within', () => {
  it('follows relations in both directions, step by step', () => {
    expect([...within(joined, ['orders'], 0)]).toEqual(['orders']);
    expect([...within(joined, ['orders'], 1)].sort()).toEqual(['customers', 'items', 'orders']);
    expect([...within(joined, ['orders'], 2)].sort()).toEqual(['cities', 'customers', 'items', 'orders', 'products']);
  });

  it('keeps a table that refers to itself only', () => {
    expect([...within(joined, ['staff'], 3)]).toEqual(['staff']);
  });
});

describe('wayBetween', () => {
  it('finds the shortest way', () => {
    expect(wayBetween(joined, 'products', 'cities')).toEqual(['products', 'items', 'orders', 'customers', 'cities']);
  });

  it('takes a shortcut where there is one', () => {
    const shorter = joinedBy([
      { tableFrom: 'a', tableTo: 'b' },
      { tableFrom: 'b', tableTo: 'c' },
      { tableFrom: 'c', tableTo: 'a' },
    ]);
    expect(wayBetween(shorter, 'a', 'c')).toEqual(['a', 'c']);
  });

  it('says so where there is none', () => {
    expect(wayBetween(joined, 'staff', 'orders')).toEqual([]);
    expect(wayBetween(joined, 'orders', 'nowhere')).toEqual([]);
  });
});
