import { describe, expect, it } from '@jest/globals';
import type { Kind } from '@orrery/contracts';
import { dialectOf } from '../index.js';
import { readRowSource } from './row-source.js';

const read = (text: string, kind: Kind = 'postgres') => {
  const dialect = dialectOf(kind);
  if (!dialect) throw new Error(`no dialect ${kind}`);
  return readRowSource(dialect, text);
};
const bare = (text: string) => ({ text, quoted: false });
const quoted = (text: string) => ({ text, quoted: true });

describe('a statement whose rows are one table’s', () => {
  it.each<[string, unknown, unknown, Kind]>([
    ['select * from orders', [bare('orders')], ['*'], 'postgres'],
    [
      'SELECT o.* FROM shop.orders AS o WHERE o.total > 5 ORDER BY 1 LIMIT 10;',
      [bare('shop'), bare('orders')],
      ['*'],
      'postgres',
    ],
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
    // another name for a column is the column still
    [
      'select id as "key", total amount, o.state as s from orders o',
      [bare('orders')],
      ['id', 'total', 'state'].map(bare),
      'postgres',
    ],
    // what is computed of a row stands beside its columns
    ['select id, total * 2 as twice, now() from a', [bare('a')], [bare('id'), null, null], 'postgres'],
    ['select *, id from a', [bare('a')], ['*', bare('id')], 'postgres'],
    ['select id, sum(total) over (partition by x) from a', [bare('a')], [bare('id'), null], 'postgres'],
    ['select id, (select count(*) from b where b.a = a.id) from a', [bare('a')], [bare('id'), null], 'postgres'],
    ['select id, coalesce(note, (select max(x) from b)) from a', [bare('a')], [bare('id'), null], 'postgres'],
    ['select id, extract(year from at), id::text from a', [bare('a')], [bare('id'), null, null], 'postgres'],
    ['select id, current_user from a', [bare('a')], [bare('id'), null], 'postgres'],
    ["select id, case when total > 1 then 'a' else 'b' end from a", [bare('a')], [bare('id'), null], 'postgres'],
  ])('%s', (text, table, columns, kind) => {
    expect(read(text, kind)).toEqual({ source: { table, columns, listEnd: expect.any(Number) } });
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
    ['select distinct on (id) * from a', 'DISTINCT'],
    ['select count(*) from a', 'aggregates'],
    ['select id, 1 + max(total) filter (where true) from a', 'aggregates'],
    ['select id, unnest(tags) from a', 'several rows of one'],
    ['select b.id from a', 'another table'],
    ['select * from (select * from a) x', 'other than a table'],
    ['select * from f(1)', 'function'],
    ['select * from a as x(p, q)', 'renames'],
    ['select * from only a', 'other than a table'],
    ['select * from lateral f(1)', 'other than a table'],
    ['select * into b from a', 'somewhere else'],
    ['select * from a tablesample system (5)', 'tablesample'],
    ['select * from a for update', 'for'],
    ['select * from a window w as ()', 'window'],
    ['select 1', 'no table'],
    ['select', 'no table'],
    ['with a as (select 1) select * from a', 'WITH'],
    ['delete from a returning *', 'no SELECT'],
    ['table a', 'no SELECT'],
    ['', 'no SELECT'],
    ['select * from a where true; select * from b', 'more than one statement'],
  ])('is not %s', (text, why) => {
    expect(read(text)).toEqual({ why: expect.stringContaining(why) });
  });

  it('tells where another column could be written', () => {
    const text = 'select top 5 total, (select 1 from b) -- so\n from a';
    const found = read(text, 'mssql');
    expect('source' in found && text.slice(0, found.source.listEnd)).toBe('select top 5 total, (select 1 from b)');
  });

  it('is not what MySQL may run of a comment', () => {
    expect(read('select * from a where 1 /*! union select * from b */', 'mysql')).toHaveProperty('why');
    expect(read('select id /*! , 1 */ from a', 'mysql')).toHaveProperty('why');
  });

  it('is a find of one collection, where documents are', () => {
    const of = (columns: unknown[], altered?: string[]) => ({
      source: { table: [quoted('orders')], columns, ...(altered ? { altered } : {}) },
    });
    expect(read('db.orders.find({ total: { $gt: 5 } }).sort({ at: -1 }).limit(5)', 'mongodb')).toEqual(of(['*', null]));
    expect(read('db.orders.find({}, { total: 1, state: true })', 'mongodb')).toEqual(of(['*']));
    expect(read('db.orders.find({}, { note: 0 })', 'mongodb')).toEqual(of(['*', null]));
    expect(read('db.orders.find({}, { "lines.price": 1, twice: { $multiply: ["$total", 2] } })', 'mongodb')).toEqual(
      of(['*', null], ['lines', 'twice']),
    );
    expect(read('db.getSiblingDB("b").orders.find()', 'mongodb')).toMatchObject({
      source: { table: [quoted('b'), quoted('orders')] },
    });
    expect(read('db.orders.aggregate([{ $group: { _id: 1 } }])', 'mongodb')).toEqual({
      why: expect.stringContaining('aggregate'),
    });
    expect(read('db.orders.countDocuments()', 'mongodb')).toEqual({ why: expect.stringContaining('no find()') });
    expect(read('db.orders.find().count()', 'mongodb')).toEqual({ why: expect.stringContaining('count()') });
    expect(read('db.orders.find(', 'mongodb')).toHaveProperty('why');
  });
});
