import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Explored, explore, products } from '../../test/explored.js';

describe.each(products)('who refers to a table of $product', ({ kind, product }) => {
  let db: Explored | undefined;
  // MySQL's schemas are databases: the one that the connection is not of.
  const own = { postgres: 'public', mysql: 'explored', mssql: 'dbo' }[kind];
  const other = `${kind === 'mysql' ? 'explored_' : ''}other`;

  beforeAll(async () => {
    db = await explore(kind, product);
    if (!db) return;
    await db.sql(kind === 'mysql' ? `create database ${other}` : `create schema ${other}`);
    await db.sql(`create table ${own}.shops (id int primary key)`);
    await db.sql(
      `create table ${own}.orders (shop int not null, id int not null, primary key (shop, id), foreign key (shop) references ${own}.shops (id))`,
    );
    await db.sql(
      `create table ${other}.parts (id int primary key, order_shop int, order_id int, again_id int,
        foreign key (order_shop, order_id) references ${own}.orders (shop, id),
        foreign key (order_shop, again_id) references ${own}.orders (shop, id))`,
    );
    await db.sql(
      `create table ${other}.notes (id int primary key, part_id int not null, foreign key (part_id) references ${other}.parts (id))`,
    );
    await db.sql(`insert into ${own}.shops values (1), (2)`);
    await db.sql(`insert into ${own}.orders values (1, 7), (2, 7)`);
  }, 90_000);
  afterAll(async () => db?.stop(), 60_000);

  const it_ = (name: string, work: (db: Explored) => Promise<void>): void => {
    it(name, async () => {
      if (db) await work(db);
      else process.stdout.write(`NOT RUN: ${product}, ${name}\n`);
    });
  };

  it_('is told with every column of each key, also from another schema', async (of) => {
    expect(await of.referrers('orders')).toEqual([
      { table: `${other}.parts`, columns: ['order_shop', 'order_id'], refColumns: ['shop', 'id'] },
      { table: `${other}.parts`, columns: ['order_shop', 'again_id'], refColumns: ['shop', 'id'] },
    ]);
    expect(await of.referrers(`${own}.shops`)).toEqual([{ table: `${own}.orders`, columns: ['shop'], refColumns: ['id'] }]);
  });

  it_('is told of a table that is not in the connection’s own schema', async (of) => {
    expect(await of.referrers(`${other}.parts`)).toEqual([{ table: `${other}.notes`, columns: ['part_id'], refColumns: ['id'] }]);
    expect(await of.referrers(`${other}.notes`)).toEqual([]);
  });

  it_('stands at each column of the key that it leads to, with the key’s other columns', async (of) => {
    const { columns } = await of.rows(`${other}.parts`);
    const references = Object.fromEntries(columns.map((column) => [column.name, column.references]));
    expect(references['id']).toBeUndefined();
    expect(references['order_id']).toEqual({
      table: `${own}.orders`,
      column: 'id',
      others: [{ column: 'order_shop', refColumn: 'shop' }],
    });
    expect(references['again_id']).toEqual({
      table: `${own}.orders`,
      column: 'id',
      others: [{ column: 'order_shop', refColumn: 'shop' }],
    });
    // what two keys share leads by itself where one of them is of it alone
    const order = (await of.rows(`${own}.orders`)).columns.find(({ name }) => name === 'shop');
    expect(order?.references).toEqual({ table: `${own}.shops`, column: 'id' });
  });

  it_('refuses a table that is not there', async (of) => {
    await expect(of.referrers('nowhere')).rejects.toMatchObject({ code: 'table_not_found' });
  });
});

describe('who refers to a partitioned table of PostgreSQL', () => {
  let db: Explored | undefined;
  beforeAll(async () => {
    db = await explore('postgres');
    await db?.sql('create table days (day date primary key) partition by range (day)');
    await db?.sql("create table days_2026 partition of days for values from ('2026-01-01') to ('2027-01-01')");
    await db?.sql('create table visits (id int primary key, day date references days) partition by range (id)');
    await db?.sql('create table visits_1 partition of visits for values from (1) to (100)');
  }, 90_000);
  afterAll(async () => db?.stop(), 60_000);

  it('is told once, not for each partition', async () => {
    expect(await db?.referrers('days')).toEqual([{ table: 'public.visits', columns: ['day'], refColumns: ['day'] }]);
    const page = await db?.rows('visits');
    expect(page?.columns[1]?.references).toEqual({ table: 'public.days', column: 'day' });
  });
});
