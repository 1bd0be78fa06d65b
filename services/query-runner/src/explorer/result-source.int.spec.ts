import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ColumnOrigin, type ResultColumn, resultSourceFind, type ResultSource } from '@orrery/contracts';
import { ask, statementOf } from '@orrery/drivers';
import { connectionId, explore, type Explored, products } from '../../test/explored.js';
import { ResultSourceService } from './result-source.service.js';

interface Result {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly unknown[])[];
  readonly source: ResultSource;
}

/** Runs a statement as the editor does and asks where its rows are from. */
async function resultOf(at: Explored, text: string): Promise<Result> {
  const session = await at.session();
  let columns: readonly ResultColumn[] = [];
  let origins: readonly (ColumnOrigin | null)[] | undefined;
  const rows: unknown[][] = [];
  try {
    for await (const event of session.run(statementOf(at.kind, text))) {
      if (event.type === 'columns') ({ columns, origins } = event);
      if (event.type === 'rows') rows.push(...(JSON.parse(`[${event.json.toString('utf8')}]`) as unknown[][]));
    }
  } finally {
    await session.close();
  }
  const request = resultSourceFind.request.parse({
    id: connectionId,
    text,
    columns: columns.map(({ name, dataType }) => ({ name, dataType })),
    ...(origins ? { origins: [...origins] } : {}),
  });
  const answer = await new ResultSourceService(at.tables, at.pools).find(request, new AbortController().signal);
  return { columns, rows, source: resultSourceFind.response.parse(JSON.parse(answer)) };
}

const tables = {
  postgres: [
    'create schema shop',
    'create table shop.orders (id bigint primary key, "Customer" text not null, total numeric(10,2), note text, twice numeric generated always as (total * 2) stored)',
    'create table parts (order_id bigint, nr int, item text, primary key (order_id, nr))',
    'create table codes (code text not null unique, name text)',
    'create table loose (a int, b int)',
    'create view paid as select * from shop.orders where total > 0',
    `insert into shop.orders values (1, 'Ada', 10.50, 'x'), (2, 'Bea', 20, null)`,
    `insert into parts values (1, 1, 'pen'), (1, 2, 'ink')`,
    `insert into codes values ('a', 'Alpha')`,
    'insert into loose values (1, 2)',
  ],
  mysql: [
    'create database shop',
    'create table shop.orders (id bigint primary key, `Customer` varchar(50) not null, total decimal(10,2), note text, twice decimal(12,2) as (total * 2) stored)',
    'create table explored.parts (order_id bigint, nr int, item text, primary key (order_id, nr))',
    'create table explored.codes (code varchar(20) not null unique, name text)',
    'create table explored.loose (a int, b int)',
    'create view explored.paid as select * from shop.orders where total > 0',
    `insert into shop.orders (id, \`Customer\`, total, note) values (1, 'Ada', 10.50, 'x'), (2, 'Bea', 20, null)`,
    `insert into explored.parts values (1, 1, 'pen'), (1, 2, 'ink')`,
    `insert into explored.codes values ('a', 'Alpha')`,
    'insert into explored.loose values (1, 2)',
  ],
  mssql: [
    'create schema shop',
    'create table shop.orders (id bigint primary key, Customer varchar(50) not null, total decimal(10,2), note varchar(50), twice as (total * 2) persisted)',
    'create table parts (order_id bigint, nr int, item varchar(50), primary key (order_id, nr))',
    'create table codes (code varchar(20) not null unique, name varchar(50))',
    'create table loose (a int, b int)',
    'create view paid as select * from shop.orders where total > 0',
    `insert into shop.orders values (1, 'Ada', 10.50, 'x'), (2, 'Bea', 20, null)`,
    `insert into parts values (1, 1, 'pen'), (1, 2, 'ink')`,
    `insert into codes values ('a', 'Alpha')`,
    'insert into loose values (1, 2)',
  ],
} as const;

describe.each(products)('where a result’s rows are from: $product', ({ kind, product }) => {
  let at: Explored | undefined;
  beforeAll(async () => {
    at = await explore(kind, product);
    if (!at) return;
    for (const text of tables[kind]) await at.sql(text);
  }, 90_000);
  afterAll(async () => {
    await at?.stop();
  }, 60_000);

  const story = (name: string, tell: (at: Explored) => Promise<void>): void => {
    it(name, async () => {
      if (at) await tell(at);
      else process.stdout.write(`NOT RUN: ${product} ${name}\n`);
    });
  };

  story('names the table and the column behind each column, whatever the result calls it', async (at) => {
    const { source } = await resultOf(
      at,
      'select o.note as remark, total + 1, id, Customer c from shop.orders o where id < 10 order by 3'.replace(
        'Customer',
        kind === 'postgres' ? '"Customer"' : 'Customer',
      ),
    );
    expect(source).toMatchObject({
      table: 'shop.orders',
      columns: ['note', null, 'id', 'Customer'],
      editability: { editable: true, keyColumns: ['id'] },
      add: [],
    });
    expect(source.tableColumns.map(({ name, writable, isKey }) => [name, writable, isKey])).toEqual([
      ['id', true, true],
      ['Customer', true, false],
      ['total', true, false],
      ['note', true, false],
      ['twice', false, false],
    ]);
  });

  story('takes any unique key without nulls, and all of a key', async (at) => {
    expect((await resultOf(at, 'select * from codes')).source.editability).toMatchObject({
      editable: true,
      keyColumns: ['code'],
    });
    expect((await resultOf(at, 'select item, nr, order_id from parts')).source).toMatchObject({
      editability: { editable: true, keyColumns: ['order_id', 'nr'] },
      columns: ['item', 'nr', 'order_id'],
    });
  });

  story('says which columns of the key are missing', async (at) => {
    const { source } = await resultOf(at, 'select item, order_id from parts');
    expect(source.editability).toMatchObject({ editable: false, code: 'key-not-selected' });
    expect(source.editability.reason).toContain('lacks nr');
    expect(source.add).toEqual(['nr']);
  });

  story('says why not', async (at) => {
    const why = async (text: string): Promise<unknown> => {
      const { source } = await resultOf(at, text);
      expect(source.editability.editable).toBe(false);
      expect(source.editability.hint).toBeTruthy();
      return [source.editability.code, source.editability.reason];
    };
    expect(await why('select * from parts l join codes c on c.code = l.item')).toEqual([
      'not-one-table',
      expect.stringContaining('joins tables'),
    ]);
    expect(await why('select count(*) from parts')).toEqual(['not-one-table', expect.stringContaining('aggregates')]);
    expect(await why('select order_id, count(*) from parts group by order_id')).toEqual([
      'not-one-table',
      expect.stringContaining('aggregates'),
    ]);
    expect(await why('select * from loose')).toEqual(['no-key', expect.stringContaining('no primary key')]);
    expect(await why('select * from paid')).toEqual(['view', expect.stringContaining('view')]);
    at.options({ readOnly: true });
    expect(await why('select * from codes')).toEqual(['read-only', 'This connection is read-only.']);
    at.options({});
  });

  story('believes the database where a statement before moved what a name means', async (at) => {
    // SQL Server does not tell where a column is from: names are looked for where the connection begins
    if (kind === 'mssql') return;
    // a name alone would be looked for in the connection's own database or schema
    const source = await moved(at, kind === 'postgres' ? 'set search_path to shop' : 'use shop', 'select * from orders');
    expect(source).toMatchObject({ table: 'shop.orders', editability: { editable: true } });
  });

  story('knows of a table that is gone', async (at) => {
    const brief = { postgres: 'public.brief', mysql: 'explored.brief', mssql: 'dbo.brief' }[kind];
    await at.sql(`create table ${brief} (id int primary key)`);
    const session = await at.session();
    let origins: readonly (ColumnOrigin | null)[] = [];
    for await (const event of session.run(statementOf(kind, 'select * from brief')))
      if (event.type === 'columns') origins = event.origins ?? [];
    await session.close();
    await at.sql(`drop table ${brief}`);
    const service = new ResultSourceService(at.tables, at.pools);
    const answer = await service.find(
      { id: connectionId, text: 'select * from brief', columns: [{ name: 'id', dataType: 'int' }], origins: [...origins] },
      new AbortController().signal,
    );
    expect(JSON.parse(answer)).toMatchObject({ table: null, editability: { editable: false, code: 'no-such-table' } });
  });

  story('leads to changes that are checked against what the result showed', async (at) => {
    const { rows, columns, source } = await resultOf(at, 'select note as remark, id from shop.orders where id = 2');
    const table = source.table ?? '';
    const key = { id: rows[0]?.[columns.findIndex(({ name }) => name === 'id')] };
    const change = { op: 'update' as const, key, before: { note: rows[0]?.[0] ?? null }, values: { note: 'seen' } };
    const answer = await at.change(table, [change], { idempotencyKey: `result-${kind}` });
    expect(answer.results[0]?.row).toMatchObject({ note: 'seen' });
    // the same once more, as after an answer that was lost, changes nothing
    expect((await at.change(table, [change], { idempotencyKey: `result-${kind}` })).changeSetId).toBe(answer.changeSetId);
    await expect(at.change(table, [change])).rejects.toMatchObject({ code: 'row_changed' });
    await at.undo(table, answer.changeSetId);
    expect(await at.sql('select note from shop.orders where id = 2')).toEqual([[null]]);
  });
});

/** Where a result is from that a statement before it, in the same session, may have moved. */
async function moved(at: Explored, before: string, text: string): Promise<ResultSource> {
  const session = await at.session();
  try {
    await ask(session, statementOf(at.kind, before));
    for await (const event of session.run(statementOf(at.kind, text)))
      if (event.type === 'columns') {
        const request = resultSourceFind.request.parse({
          id: connectionId,
          text,
          columns: event.columns.map(({ name, dataType }) => ({ name, dataType })),
          origins: event.origins,
        });
        const answer = await new ResultSourceService(at.tables, at.pools).find(request, new AbortController().signal);
        return resultSourceFind.response.parse(JSON.parse(answer));
      }
  } finally {
    await session.close();
  }
  throw new Error('no columns');
}

describe('where documents are from', () => {
  let at: Explored | undefined;
  beforeAll(async () => {
    at = await explore('mongodb');
    await at?.sql(
      'db.orders.insertMany([{ _id: 1, state: "new", address: { city: "Rome" }, lines: [{ price: 1 }] }, { _id: 2, state: "paid" }])',
    );
  }, 60_000);
  afterAll(async () => {
    await at?.stop();
  }, 60_000);

  it('is the collection of a find', async () => {
    if (!at) throw new Error('no stand-in');
    const { source, columns } = await resultOf(at, 'db.orders.find({}).sort({ _id: 1 })');
    expect(source).toMatchObject({ table: 'explored.orders', editability: { editable: true, keyColumns: ['_id'] } });
    const behind = new Map(columns.map(({ name }, index) => [name, source.columns[index]]));
    expect(behind.get('state')).toBe('state');
    expect(behind.get('document')).toBeNull();
  });
  it('is not told of parts of fields, nor of what is computed', async () => {
    if (!at) throw new Error('no stand-in');
    const { source, columns } = await resultOf(at, 'db.orders.find({}, { state: 1, "lines.price": 1 })');
    const behind = new Map(columns.map(({ name }, index) => [name, source.columns[index]]));
    expect([behind.get('state'), behind.get('lines')]).toEqual(['state', null]);
  });
  it('needs the id, and a find', async () => {
    if (!at) throw new Error('no stand-in');
    expect((await resultOf(at, 'db.orders.find({}, { _id: 0, state: 1 })')).source.editability).toMatchObject({
      editable: false,
      code: 'key-not-selected',
    });
    expect(
      (await resultOf(at, 'db.orders.aggregate([{ $group: { _id: "$state", n: { $sum: 1 } } }])')).source.editability,
    ).toMatchObject({
      editable: false,
      code: 'not-one-table',
    });
  });
});
