import { describe, expect, it } from '@jest/globals';
import { filterOfPairs, parentFilter } from './reference';

const references = { table: 'shop.orders', column: 'id', others: [{ column: 'order_shop', refColumn: 'shop' }] };

describe('a reference', () => {
  it('of one column is one condition', () => {
    expect(filterOfPairs([['id', 7]])).toEqual({ column: 'id', operator: '=', value: 7 });
  });

  it('of several columns leads by all of them', () => {
    const row: Readonly<Record<string, unknown>> = { order_id: 7, order_shop: 'north' };
    expect(parentFilter({ name: 'order_id', references }, (column) => row[column])).toEqual({
      and: [
        { column: 'id', operator: '=', value: 7 },
        { column: 'shop', operator: '=', value: 'north' },
      ],
    });
  });

  it('leads nowhere while one of its columns is null', () => {
    const row: Readonly<Record<string, unknown>> = { order_id: 7, order_shop: null };
    expect(parentFilter({ name: 'order_id', references }, (column) => row[column])).toBeNull();
  });

  it('is none of a column that refers to nothing', () => {
    expect(parentFilter({ name: 'note' }, () => 'x')).toBeNull();
  });
});
