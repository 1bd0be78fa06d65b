import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { mssqlRules } from '../mssql/lex.js';
import { mysqlRules } from '../mysql/lex.js';
import { postgresRules } from '../postgres/lex.js';
import { completionPlace } from './completion-place.js';
import type { ScopeRelation } from './place.js';

const rules = { postgres: postgresRules, mysql: mysqlRules, mssql: mssqlRules };
const every = Object.entries(rules);

const written = ({ path, alias, columns }: ScopeRelation): string =>
  `${path.join('.') || '()'}${alias === undefined ? '' : ` ${alias}`}${columns ? `(${columns.map((one) => (typeof one === 'string' ? one : `${one.alias ?? one.path.join('.')}.*`)).join(' ')})` : ''}`;

/** What is told of the place that `|` marks: what is wanted, after which names, and of which relations. */
function told(marked: string, of = postgresRules): string | undefined {
  const offset = marked.indexOf('|');
  const place = completionPlace(of, marked.replace('|', ''), offset);
  if (!place) return undefined;
  const scopes = place.relations.map((scope) => scope.map(written).join(', ')).join(' < ');
  return [`${place.wants}${place.qualifier.map((name) => ` ${name}.`).join('')}`, scopes]
    .filter((part) => part !== '')
    .join(': ')
    .trim();
}

describe.each(every)('a statement of %s that is being written', (_, of) => {
  it.each([
    ['|', 'keyword'],
    ['sel|', 'keyword'],
    ['select |', 'value'],
    ['select | from orders', 'value: orders'],
    ['select o.| from orders o', 'value o.: orders o'],
    ['select o.id, o.| from shop.orders as o where x = 1', 'value o.: shop.orders o'],
    ['select id| from orders', 'value: orders'],
    ['select id | from orders', 'keyword: orders'],
    ['select * |', 'keyword'],
    ['select 2 * | from orders', 'value: orders'],
    ['select id as | from orders', 'nothing: orders'],
    ['select count(|) from orders', 'value: orders'],
    ['select case when | from orders', 'value: orders'],
    ['select * from |', 'relation'],
    ['select * from ord|', 'relation'],
    ['select * from | where id = 1', 'relation'],
    ['select * from shop.| where id = 1', 'relation shop.'],
    ['select * from orders |', 'alias: orders'],
    ['select * from orders o|', 'alias: orders'],
    ['select * from orders as |', 'nothing: orders'],
    ['select * from orders o |', 'keyword: orders o'],
    ['select * from orders o, |', 'relation: orders o'],
    ['select * from orders o join |', 'joined: orders o'],
    ['select * from orders o left join cust|', 'joined: orders o'],
    ['select * from orders o join customers c |', 'keyword: orders o, customers c'],
    ['select * from orders o join customers c on |', 'condition: orders o, customers c'],
    ['select * from orders o join customers c on c.| where 1 = 1', 'value c.: orders o, customers c'],
    ['select * from orders o join customers c on c.id = |', 'value: orders o, customers c'],
    ['select * from orders o join customers c on c.id = o.customer_id and |', 'condition: orders o, customers c'],
    ['select * from orders where |', 'value: orders'],
    ['select * from orders where a = 1 |', 'keyword: orders'],
    ['select * from orders where a = 1 and |', 'value: orders'],
    ['select * from orders where a in (|)', 'value: orders'],
    ['select * from orders where a is not distinct from |', 'value: orders'],
    ['select extract(year from |) from orders', 'value: orders'],
    ['select * from orders group by |', 'value: orders'],
    ['select * from orders order by id |', 'keyword: orders'],
    ['select * from orders order by id, |', 'value: orders'],
    ['select * from orders group |', 'keyword: orders'],
    ['insert into |', 'relation'],
    ['insert into orders |', 'alias: orders'],
    ['insert into orders (|', 'column: orders'],
    ['insert into orders (id, |) values (1, 2)', 'column: orders'],
    ['insert into orders (id) values (|', 'value'],
    ['insert into orders (id) select | from customers', 'value: customers'],
    ['update |', 'relation'],
    ['update orders set |', 'value: orders'],
    ['update orders set a = 1, | where id = 1', 'value: orders'],
    ['update orders o set a = 1 where o.|', 'value o.: orders o'],
    ['delete from |', 'relation'],
    ['delete from orders where |', 'value: orders'],
    ['merge into orders o using changes c on |', 'condition: orders o, changes c'],
    ['drop table |', 'relation'],
    ['drop table if exists |', 'relation'],
    ['alter table orders drop column |', 'column: orders'],
    ['create table |', 'keyword'],
    ['create index i on |', 'relation'],
    ['create index i on orders (|)', 'column: orders'],
    ['create table a (b int references |)', 'relation'],
    ['create table a (b int references orders (|))', 'column: orders'],
    ['truncate table |', 'relation'],
    ['select * from (a join b on a.x = b.x) where |', 'value: a, b'],
    ['select 1; select * from |; select 2 from b', 'relation'],
    ['select a from b union select | from c', 'value: c'],
    ['select a from b union |', 'keyword: b'],
  ])('%s', (text, place) => {
    expect(told(text, of)).toBe(place);
  });

  it.each([
    ['select * from orders o where exists (select 1 from lines l where |)', 'value: lines l < orders o'],
    ['select (select max(|) from lines l) from orders o', 'value: lines l < orders o'],
    ['select * from orders o, (select | from lines) l', 'value: lines'],
    ['select * from orders o join lateral (select | from lines) l', 'value: lines < orders o'],
    ['select x.| from (select id, a.name as called, count(*) n, 1 from orders) x', 'value x.: () x(id called n)'],
    ['select x.| from (select o.*, 1 as one from orders o join b on 1 = 1) x', 'value x.: () x(o.* one)'],
    ['with a as (select id from orders) select | from a', 'value: a(id)'],
    ['with a (x, y) as (select 1, 2), b as (select * from a) select | from b', 'value: b(a.*)'],
    ['with a as (select id from orders where |) select 1 from a', 'value: orders'],
    ['with recursive t (n) as (select 1 union all select | from t) select 1', 'value: t(n)'],
    ['select | from generate_series(1, 3) g', 'value: generate_series g()'],
    ['select * from a cross join b where a.x = (select | from c) and b.y', 'value: c < a, b'],
    ['select * from ((select a from b)) x where |', 'value: () x(a)'],
  ])('%s', (text, place) => {
    expect(told(text, of)).toBe(place);
  });

  it('says nothing in text, numbers and comments', () => {
    for (const text of ["select '|'", "select 'a|", 'select 1|', '-- |', 'select 1 -- a|\nfrom b', '/* | */ select 1'])
      expect(told(text, of)).toBeUndefined();
    expect(told('-- a\n|', of)).toBe('keyword');
    expect(told('/* a */|', of)).toBe('keyword');
  });

  it('is read in a moment however deep it is nested', () => {
    const deep = '('.repeat(50_000);
    expect(told(`select * from ${deep}select |`, of)).toBeDefined();
    expect(told(`${'(select '.repeat(20_000)}|`, of)).toMatch(/^value/);
  });

  it('comes to an end wherever the caret is in whatever text', () => {
    const words =
      'select from join on where ( ) , . * with as update set insert into values union " \' [ ] ; a b -- /* */ $$ go\n'.split(
        / /,
      );
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { maxLength: 30 }), fc.nat(100), (parts, at) => {
        const text = parts.join(' ');
        const place = completionPlace(of, text, Math.min(at, text.length));
        if (place) expect(place.typed.start).toBeLessThanOrEqual(place.typed.end);
      }),
      { numRuns: 500 },
    );
  });
});

describe('names', () => {
  it('are read without their quotes', () => {
    expect(told('select | from "My ""Orders" o')).toBe('value: My "Orders o');
    expect(told('select | from `a``b`.`c`', mysqlRules)).toBe('value: a`b.c');
    expect(told('select | from [dbo].[My]]Orders] [o p]', mssqlRules)).toBe('value: dbo.My]Orders o p');
  });

  it('may be begun with a quote', () => {
    const text = 'select * from "Ord\nwhere "a" = 1';
    expect(completionPlace(postgresRules, text, 18)).toMatchObject({
      wants: 'relation',
      typed: { text: '"Ord', start: 14, end: 18 },
    });
    expect(told('select "na| from orders')).toBe('value: orders');
    expect(told('select * from "Or|ders"')).toBe('relation');
  });

  it('of a word are replaced whole', () => {
    expect(completionPlace(postgresRules, 'select * from orders', 16)?.typed).toEqual({ text: 'or', start: 14, end: 20 });
  });
});

describe('the statement around the caret', () => {
  it('is that of its batch', () => {
    expect(told('select * from a\ngo\nselect | from b\nGO\nselect 1 from c', mssqlRules)).toBe('value: b');
  });

  it('is the one in the body of a routine', () => {
    expect(
      told('create function f() returns int as $$\nbegin\n  select 1; select | from orders o;\nend $$ language plpgsql'),
    ).toBe('value: orders o');
    expect(completionPlace(postgresRules, 'do $x$ select i', 15)?.typed).toEqual({ text: 'i', start: 14, end: 15 });
  });

  it('counts the relations before the caret', () => {
    const text = 'select * from a join b on  join c on 1 = 1';
    expect(completionPlace(postgresRules, text, 26)).toMatchObject({ wants: 'condition', before: 2 });
  });
});
