import { describe, expect, it } from '@jest/globals';
import { aTable } from '../catalog/a-table.js';
import { joinsIn, TableNames, tablesIn } from './joins.js';

const orders = aTable('orders', 'id|buyer');
const people = aTable('people', 'no|Name:text');
const odd = aTable('a"b', 'no|ref');
const names = new TableNames([orders, people, odd, aTable('orders', 'id|', { schema: 'old' })], 'public');
const joins = (text: string) =>
  joinsIn('postgres', [{ text, runs: 2 }], names).map(
    ({ from, columnsFrom, to, columnsTo, runs }) =>
      `${from.schema}.${from.name}.${columnsFrom.join('+')} → ${to.name}.${columnsTo.join('+')} ×${String(runs)}`,
  );

describe('the joins of a text', () => {
  it.each([
    'select * from orders o join people p on o.buyer = p.no',
    'SELECT 1 FROM public.orders AS o, people AS p WHERE p.no = o.buyer AND o.id > 5',
    'select * from orders left join people on orders.buyer = people.no',
    'select * from "orders" x join (select 1) y on true join people z on (z."no" = x."buyer")',
    "-- orders.id = people.no\nselect * from orders o join people p on /* o.id = p.no */ o.buyer = p.no where p.name = 'o.id = p.no'",
  ])('are seen in %s', (text) => {
    expect(joins(text)).toEqual(['public.orders.buyer → people.no ×2']);
  });

  it.each([
    ['of a table that is not there', 'select * from nowhere n join people p on n.x = p.no'],
    ['of columns that are no key', 'select * from orders o join people p on o.buyer = p.name'],
    ['of a value', "select * from people p where p.no = 5 and p.name = 'x'"],
    ['of a broken text', 'select from from = = . . " join'],
  ])('are not seen %s', (_what, text) => {
    expect(joins(text)).toEqual([]);
  });

  it('take names that need quotes', () => {
    expect(joins('select * from "a""b" x join people p on x.ref = p.no')).toEqual(['public.a"b.ref → people.no ×2']);
  });
});

describe('the tables of a text', () => {
  it('are told by alias and by name, in the schema that is meant', () => {
    const found = tablesIn('postgres', 'insert into old.orders select * from people p', names);
    expect([...found].map(([name, table]) => `${name}: ${table.schema}.${table.name}`)).toEqual([
      'orders: old.orders',
      'p: public.people',
      'people: public.people',
    ]);
  });
});
