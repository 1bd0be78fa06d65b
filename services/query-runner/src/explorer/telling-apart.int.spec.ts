import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { explore, type Explored, products } from '../../test/explored.js';

describe.each(products)('rows that are hard to tell apart in $product', ({ kind, product }) => {
  let db: Explored | undefined;
  const it_ = (name: string, work: (db: Explored) => Promise<void>): void => {
    it(name, async () => {
      if (db) await work(db);
      else process.stdout.write(`NOT RUN: ${product}, ${name}\n`);
    });
  };

  beforeAll(async () => {
    db = await explore(kind, product);
  }, 90_000);
  afterAll(async () => db?.stop(), 60_000);

  it_('are ordered, filtered, listed and changed by floats as what these are', async (of) => {
    const [single, double] = { postgres: ['real', 'float8'], mysql: ['float', 'double'], mssql: ['real', 'float'] }[kind];
    await of.sql(`create table floats (id int primary key, one ${String(single)}, two ${String(double)})`);
    const held = ['1.2345678', '16777216', '1e-7', '9', '10', '-1.5e-10', '1e15'];
    await of.sql(`insert into floats values ${held.map((n, at) => `(${String(at)}, ${n}, ${n})`).join(', ')}`);
    const ordered = [5, 2, 0, 3, 4, 1, 6];
    for (const column of ['one', 'two']) {
      const all = await of.rows('floats', { sort: [{ column, direction: 'asc' }] });
      expect(all.rows.map(([id]) => id)).toEqual(ordered);
      const above = await of.rows('floats', {
        filter: { column, operator: '>', value: 9 },
        sort: [{ column: 'id', direction: 'asc' }],
      });
      expect(above.rows.map(([id]) => id)).toEqual([1, 4, 6]);
      const at = all.columns.findIndex(({ name }) => name === column);
      for (const row of all.rows) {
        const [id, value] = [row[0], row[at]];
        const equal = await of.rows('floats', { filter: { column, operator: '=', value: String(value) } });
        expect(equal.rows.map(([found]) => found)).toEqual([id]);
        const changed = await of.change('floats', [
          { op: 'update', key: { id }, before: { [column]: value }, values: { [column]: 7 } },
        ]);
        await of.undo('floats', changed.changeSetId);
      }
      const again = await of.rows('floats', { sort: [{ column, direction: 'asc' }] });
      expect(again.rows).toEqual(all.rows);
    }
  });

  it_('are found by the documents and lists that a pick list shows', async (of) => {
    if (kind === 'mssql') return;
    const columns = kind === 'postgres' ? 'a json, b jsonb, c text[], d int[]' : 'a json, b json';
    await of.sql(`create table documents (id int primary key, ${columns})`);
    const lists =
      kind === 'postgres' ? [`'{"a,b",NULL,"[x"}', '{1,2}'`, `'{}', '{{1,2},{3,4}}'`, `'{NULL}', '[0:1]={7,8}'`] : ['', '', ''];
    const documents = [`{"n": [1, {"b": null}]}`, `"text"`, `[]`];
    for (const [at, document] of documents.entries()) {
      const cells = [`'${document}'`, `'${document}'`, lists[at]].filter((part) => part !== '');
      await of.sql(`insert into documents values (${String(at)}, ${cells.join(', ')})`);
    }
    const all = await of.rows('documents');
    for (const { name } of all.columns) {
      const { values } = await of.distinct('documents', { column: name });
      const picked = values.map(({ value }) =>
        typeof value === 'string' || typeof value === 'number' ? value : JSON.stringify(value),
      );
      const found = new Set<unknown>();
      for (const value of picked)
        for (const [id] of (await of.rows('documents', { filter: { column: name, operator: '=', value } })).rows) found.add(id);
      expect([name, found.size]).toEqual([name, 3]);
      const together = await of.rows('documents', { filter: { column: name, operator: 'in', value: picked } });
      expect([name, together.rows.length]).toEqual([name, 3]);
    }
  });

  it_('are told apart by whole numbers to the last one', async (of) => {
    if (kind !== 'mysql') return;
    await of.sql('create table wholes (id int primary key, n bigint unsigned)');
    await of.sql('insert into wholes values (1, 18446744073709551615), (2, 18446744073709551614), (3, 9223372036854775808)');
    for (const [id, n] of [
      [1, '18446744073709551615'],
      [2, '18446744073709551614'],
      [3, '9223372036854775808'],
    ] as const) {
      const found = await of.rows('wholes', { filter: { column: 'n', operator: '=', value: n } });
      expect(found.rows).toEqual([[id, n]]);
      const changed = await of.change('wholes', [{ op: 'update', key: { id }, before: { n }, values: { n: 7 } }]);
      await of.undo('wholes', changed.changeSetId);
    }
    expect(await of.sql('select cast(max(n) as char) from wholes')).toEqual([['18446744073709551615']]);
  });

  it_('are put back with dates that the server takes no longer', async (of) => {
    if (kind !== 'mysql') return;
    const [[mode] = []] = await of.sql('select @@global.sql_mode');
    await of.sql("set session sql_mode = ''");
    await of.sql('create table dated (id int primary key, d date, at datetime, n int)');
    await of.sql("insert into dated values (1, '0000-00-00', '2024-00-01 00:00:00', 1)");
    for (const strict of ['NO_ZERO_DATE,NO_ZERO_IN_DATE,STRICT_ALL_TABLES', 'TRADITIONAL']) {
      await of.sql(`set global sql_mode = '${strict}'`);
      of.options({});
      const { rows } = await of.rows('dated');
      const removed = await of.change('dated', [{ op: 'delete', key: { id: 1 }, before: {} }]);
      await expect(of.change('dated', [{ op: 'insert', values: { id: 2, d: '0000-00-00', n: 2 } }])).rejects.toMatchObject({
        code: 'change_invalid',
      });
      await of.undo('dated', removed.changeSetId);
      expect((await of.rows('dated')).rows).toEqual(rows);
      const changed = await of.change('dated', [
        { op: 'update', key: { id: 1 }, before: { d: rows[0]?.[1], at: rows[0]?.[2] }, values: { d: '2024-02-29', at: null } },
      ]);
      await of.undo('dated', changed.changeSetId);
      expect((await of.rows('dated')).rows).toEqual(rows);
    }
    await of.sql(`set global sql_mode = '${String(mode)}'`);
    of.options({});
  });

  it_('are not edited by keys of lists and documents, of which it is said why', async (of) => {
    if (kind !== 'postgres') return;
    await of.sql('create table listed (tags int[] primary key, data jsonb not null, id int not null, name text)');
    await of.sql(`insert into listed values ('{1,2}', '{"a": 1}', 1, 'x'), ('{3}', '{}', 2, 'y')`);
    const before = await of.rows('listed');
    expect(before.rows).toHaveLength(2);
    expect(before.editability).toMatchObject({ editable: false, code: 'no-key', reason: expect.stringContaining('lists') });
    await of.sql('alter table listed add unique (id)');
    of.tables.forget('');
    expect((await of.rows('listed')).editability).toEqual({ editable: true, keyColumns: ['id'] });
    await of.change('listed', [{ op: 'update', key: { id: 1 }, before: { name: 'x' }, values: { name: 'z' } }]);
    expect(await of.sql('select name from listed where id = 1')).toEqual([['z']]);
  });

  it_('of bits take nothing that is no bits', async (of) => {
    if (kind !== 'mysql') return;
    await of.sql('create table bits (id int primary key, one bit(1), more bit(8))');
    await of.change('bits', [{ op: 'insert', values: { id: 1, one: 'true', more: '101' } }]);
    await of.change('bits', [{ op: 'insert', values: { id: 2, one: false, more: "b'111'" } }]);
    expect((await of.rows('bits')).rows).toEqual([
      [1, '1', '00000101'],
      [2, '0', '00000111'],
    ]);
    for (const more of ['102', 'true', ''])
      await expect(of.change('bits', [{ op: 'insert', values: { id: 3, more } }])).rejects.toMatchObject({
        code: 'change_invalid',
        errors: [{ path: 'changes.0.values.more', message: expect.stringContaining('not bits') }],
      });
  });

  it_('that a login may see and not change are not said to be gone, and columns it may not see are left out', async (of) => {
    if (kind !== 'postgres') return;
    await of.sql('create table shared (id int primary key, name text, secret text)');
    await of.sql("insert into shared values (1, 'mine', 's'), (2, 'theirs', 's')");
    await of.sql('alter table shared enable row level security');
    await of.sql('create policy seen on shared for select using (true)');
    await of.sql("create policy changed on shared for update using (name = 'mine')");
    await of.sql('create role narrow');
    await of.sql('grant select (id, name), update (name) on shared to narrow');
    await of.sql('alter role postgres in database explored set role narrow');
    of.options({});
    try {
      const { columns, rows } = await of.rows('shared');
      expect(columns.map(({ name }) => name)).toEqual(['id', 'name']);
      expect(rows).toEqual([
        [1, 'mine'],
        [2, 'theirs'],
      ]);
      const rename = (id: number, name: string): Promise<unknown> =>
        of.change('shared', [{ op: 'update', key: { id }, before: { name }, values: { name: 'new' } }]);
      await expect(rename(2, 'theirs')).rejects.toMatchObject({
        code: 'change_refused',
        errors: [{ path: 'changes.0', message: expect.stringContaining('policy') }],
      });
      await expect(rename(3, 'nobody’s')).rejects.toMatchObject({ code: 'row_changed' });
    } finally {
      await of.sql('alter role postgres in database explored reset role');
      of.options({});
    }
  });

  it_('of names that differ in case only are told apart where the server does', async (of) => {
    if (kind === 'mssql') return;
    const q = kind === 'postgres' ? '"' : '`';
    await of.sql(`create table ${q}Cased${q} (id int primary key, one int)`);
    await of.sql(`create table ${q}cased${q} (id int primary key, two int)`);
    await of.sql(
      `create table owned (id int primary key, at int, foreign key (at) references ${q}cased${q} (id) on delete cascade)`,
    );
    for (const [table, column] of [
      ['Cased', 'one'],
      ['cased', 'two'],
    ] as const) {
      await of.change(table, [{ op: 'insert', values: { id: 1, [column]: 5 } }]);
      expect((await of.rows(table)).columns.map(({ name }) => name)).toEqual(['id', column]);
      expect(await of.sql(`select ${column} from ${q}${table}${q}`)).toEqual([[5]]);
      const removed = await of.change(table, [{ op: 'delete', key: { id: 1 }, before: {} }], { preview: true });
      expect(removed.undoNotes).toHaveLength(table === 'cased' ? 1 : 0);
      expect(await of.referrers(table)).toHaveLength(table === 'cased' ? 1 : 0);
    }
  });

  it_('of a table that others inherit from all come, and are changed where they are', async (of) => {
    if (kind !== 'postgres') return;
    await of.sql('create table kin (id int primary key, name text)');
    await of.sql('create table younger (extra int) inherits (kin)');
    await of.sql("insert into kin values (1, 'old')");
    await of.sql("insert into younger values (1, 'young', 9), (2, 'youngest', 9)");
    const seen: unknown[] = [];
    for (const page of [1, 2, 3]) {
      const { rows, editability } = await of.rows('kin', {
        sort: [
          { column: 'id', direction: 'asc' },
          { column: 'name', direction: 'asc' },
        ],
        pagination: { page, limit: 1 },
      });
      seen.push(...rows);
      expect(editability).toMatchObject({ editable: false, reason: expect.stringContaining('inherit') });
    }
    expect(seen).toEqual([
      [1, 'old'],
      [1, 'young'],
      [2, 'youngest'],
    ]);
  });

  it_('are found by values of any type of PostgreSQL', async (of) => {
    if (kind !== 'postgres') return;
    await of.sql('create type place as (street text, number int)');
    await of.sql(
      'create table typed (id int primary key, spot place, class regclass, big oid, span int4range, spans int4multirange)',
    );
    await of.sql(
      `insert into typed values (1, '("a ""b"", c",7)', 'pg_class', 4294967295, '[1,5)', '{[1,3),[7,9)}'), (2, null, 'pg_type', 7, null, null)`,
    );
    const all = await of.rows('typed', { filter: { column: 'id', operator: '=', value: 1 } });
    expect(all.columns.map(({ dataType }) => dataType)).toEqual([
      'int4',
      'place',
      'regclass',
      'oid',
      'int4range',
      'int4multirange',
    ]);
    for (const [at, { name }] of all.columns.entries()) {
      const value = String(all.rows[0]?.[at]);
      const found = await of.rows('typed', { filter: { column: name, operator: '=', value } });
      expect([name, found.rows.map(([id]) => id)]).toEqual([name, [1]]);
    }
  });
});
