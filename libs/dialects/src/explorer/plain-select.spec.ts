import { describe, expect, it } from '@jest/globals';
import type { Kind } from '@orrery/contracts';
import { dialectOf } from '../index.js';
import { readPlainSelect } from './plain-select.js';

const read = (text: string, kind: Kind = 'postgres') => {
  const dialect = dialectOf(kind);
  if (!dialect) throw new Error(`no dialect ${kind}`);
  return readPlainSelect(dialect, text);
};
const bare = (text: string) => ({ text, quoted: false });
const quoted = (text: string) => ({ text, quoted: true });

describe('a plain SELECT of one table', () => {
  it.each<[string, unknown, unknown, Kind]>([
    ['select * from orders', [bare('orders')], null, 'postgres'],
    ['SELECT o.* FROM shop.orders AS o WHERE o.total > 5 ORDER BY 1 LIMIT 10;', [bare('shop'), bare('orders')], null, 'postgres'],
    [
      'select id, o."Total" from "Orders" o where x in (select y from z group by y)',
      [quoted('Orders')],
      [bare('id'), quoted('Total')],
      'postgres',
    ],
    ['select orders.id from orders -- all of them', [bare('orders')], [bare('id')], 'postgres'],
    ['select `a``b` from `db`.`t` limit 5', [quoted('db'), quoted('t')], [quoted('a`b')], 'mysql'],
    ['select top (5) [id] from [dbo].[t]', [quoted('dbo'), quoted('t')], [quoted('id')], 'mssql'],
    ["select id from t where note = 'group by; union' order by id", [bare('t')], [bare('id')], 'postgres'],
  ])('%s', (text, table, columns, kind) => {
    expect(read(text, kind)).toEqual({ select: { table, columns } });
  });

  it.each<[string, string]>([
    ['select * from a, b', 'several tables'],
    ['select * from a join b on true', 'joins'],
    ['select * from a left join b on true', 'joins'],
    ['select * from a x natural join b', 'joins'],
    ['select * from a cross join b', 'joins'],
    ['select * from a where true union select * from b', 'several queries'],
    ['select id from a group by id', 'groups'],
    ['select id from a where true having true', 'groups'],
    ['select distinct id from a', 'DISTINCT'],
    ['select count(*) from a', 'computes'],
    ['select id + 1 from a', 'computes'],
    ['select id as total from a', 'renames'],
    ['select total id from a', 'renames'],
    ['select current_user from a', 'computes'],
    ['select id::text from a', 'computes'],
    ['select *, id from a', '*'],
    ['select b.id from a', 'another table'],
    ['select * from (select * from a) x', 'other than a table'],
    ['select * from f(1)', 'function'],
    ['select * from a as x(p, q)', 'renames'],
    ['select * from only a', 'other than a table'],
    ['select * from lateral f(1)', 'other than a table'],
    ['select * into b from a', 'computes'],
    ['select * from a tablesample system (5)', 'tablesample'],
    ['select * from a for update', 'for'],
    ['select * from a window w as ()', 'window'],
    ['select 1', 'computes'],
    ['select', 'computes'],
    ['with a as (select 1) select * from a', 'no SELECT'],
    ['delete from a returning *', 'no SELECT'],
    ['table a', 'no SELECT'],
    ['', 'no SELECT'],
    ['select * from a where true; select * from b', 'more than one statement'],
  ])('is not %s', (text, why) => {
    expect(read(text)).toEqual({ why: expect.stringContaining(why) });
  });

  it('is not what MySQL may run of a comment, nor what another language writes', () => {
    expect(read('select * from a where 1 /*! union select * from b */', 'mysql')).toHaveProperty('why');
    expect(read('select id /*! , 1 */ from a', 'mysql')).toHaveProperty('why');
    expect(read('db.orders.find()', 'mongodb')).toHaveProperty('why');
  });
});
