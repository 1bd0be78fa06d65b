import { describe, expect, it } from '@jest/globals';
import { splitStatements } from '@orrery/dialects';
import { readsOnly, RecentWrites } from './replica.js';

const only = (text: string): boolean => readsOnly('postgres', splitStatements('postgres', text));

describe('what may go to a read replica', () => {
  it.each(['select 1', 'select * from orders; select count(*) from customers', 'explain select 1'])('is %s', (text) => {
    expect(only(text)).toBe(true);
  });

  it.each([
    'insert into orders values (1)',
    'select 1; delete from orders',
    'select * from orders for update',
    'with gone as (delete from orders returning *) select * from gone',
    'begin; select 1; commit',
    'set search_path = shop; select 1',
    "select nextval('orders_id_seq')",
    'select pg_advisory_lock(1)',
    'create temp table t as select 1',
    'call settle()',
  ])('is not %s', (text) => {
    expect(only(text)).toBe(false);
  });
});

describe('recent writes', () => {
  it('keep their author on the primary for a while, and nobody else', () => {
    let now = 0;
    const writes = new RecentWrites(() => now);
    writes.note('ada', 'shop');
    expect([writes.isRecent('ada', 'shop'), writes.isRecent('bob', 'shop'), writes.isRecent('ada', 'other')]).toEqual([
      true,
      false,
      false,
    ]);
    now = 10_001;
    expect(writes.isRecent('ada', 'shop')).toBe(false);
  });
});
