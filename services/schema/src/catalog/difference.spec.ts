import { describe, expect, it } from '@jest/globals';
import type { CatalogTable } from '@orrery/contracts';
import { aColumn, aForeignKey, aTable } from './a-table.js';
import { differenceOf } from './difference.js';

const orders = aTable('orders', 'id|customer_id note:text');
const index = (name: string, method = 'btree'): CatalogTable['indexes'][number] => ({
  name,
  columns: ['note'],
  unique: false,
  primary: false,
  method,
});
const columnOf = (change: Parameters<typeof aColumn>[1]): CatalogTable =>
  aTable('orders', '', { columns: [aColumn('a', change)] });

describe('the difference between two forms of a table', () => {
  it.each<[string, CatalogTable, CatalogTable, string[]]>([
    [
      'columns that came, went and changed their type',
      orders,
      aTable('orders', 'id|customer_id:uuid email:text'),
      ['column customer_id is uuid, was int4', 'column email added (text)', 'column note removed'],
    ],
    ['a column that became optional', columnOf({ nullable: false }), columnOf({}), ['column a may be null']],
    ['a column that became required', columnOf({}), columnOf({ nullable: false }), ['column a may no longer be null']],
    ['a default', columnOf({}), columnOf({ default: '0' }), ['column a has another default']],
    ['who fills it in', columnOf({}), columnOf({ generated: 'identity' }), ['column a is generated otherwise']],
    [
      'an expression',
      columnOf({ generated: 'stored', expression: 'b' }),
      columnOf({ generated: 'stored', expression: 'c' }),
      ['column a is generated otherwise'],
    ],
    ['a column’s comment', columnOf({}), columnOf({ comment: 'x' }), ['column a has another comment']],
    [
      'an enum’s values',
      columnOf({ enumValues: ['a'] }),
      columnOf({ enumValues: ['a', 'b'] }),
      ['column a has other values to choose from'],
    ],
    ['a key that came', aTable('orders', 'id'), aTable('orders', 'id|'), ['primary key (id) added']],
    [
      'a key of other columns',
      aTable('orders', 'a b|'),
      aTable('orders', 'a b|', { primaryKey: { name: null, columns: ['b', 'a'] } }),
      ['primary key is (b, a), was (a, b)'],
    ],
    ['a key that went', orders, { ...orders, primaryKey: null }, ['primary key (id) removed']],
    [
      'a foreign key',
      orders,
      { ...orders, foreignKeys: [aForeignKey('customer_id', 'customers')] },
      ['foreign key (customer_id) to customers (id) added'],
    ],
    ['a unique key', { ...orders, uniques: [{ name: 'u', columns: ['note'] }] }, orders, ['unique note removed']],
    [
      'an index',
      { ...orders, indexes: [index('a')] },
      { ...orders, indexes: [index('b')] },
      ['index b added', 'index a removed'],
    ],
    ['a check', orders, { ...orders, checks: [{ name: 'c', expression: 'a > 0' }] }, ['check a > 0 added']],
    [
      'a trigger',
      orders,
      { ...orders, triggers: [{ name: 't', timing: 'AFTER', events: ['INSERT'], enabled: true, definition: '' }] },
      ['trigger t added'],
    ],
    ['a comment', orders, { ...orders, comment: 'What was sold' }, ['comment changed']],
    ['what it is', orders, { ...orders, kind: 'view' }, ['was a table, is a view']],
  ])('tells %s', (_what, before, after, details) => {
    expect(differenceOf({ ...before, columns: nullable(before) }, { ...after, columns: nullable(after) })).toEqual(details);
  });

  it('says that something changed where no phrase tells what', () => {
    expect(differenceOf({ ...orders, indexes: [index('a')] }, { ...orders, indexes: [index('a', 'gin')] })).toEqual([
      'definition changed',
    ]);
  });

  it('keeps to fifty phrases, and says how many more there are', () => {
    const wide = aTable('wide', Array.from({ length: 60 }, (_, n) => `c${String(n)}`).join(' '));
    const details = differenceOf(aTable('wide', ''), wide);
    expect(details).toHaveLength(51);
    expect(details.at(-1)).toBe('and 10 more');
  });

  it('takes any name as it is', () => {
    const name = '__proto__';
    expect(differenceOf(orders, { ...orders, columns: [...orders.columns, aColumn(name)] })).toEqual([
      `column ${name} added (int4)`,
    ]);
  });
});

/** A key makes its columns required; here only what is asked about should differ. */
const nullable = ({ columns }: CatalogTable): CatalogTable['columns'] =>
  columns.some(({ isPrimaryKey }) => isPrimaryKey) ? columns.map((column) => ({ ...column, nullable: true })) : columns;
