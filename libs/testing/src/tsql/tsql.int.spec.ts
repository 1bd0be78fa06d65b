import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type PostgresServer, startPostgres } from '@orrery/servers';
import { Client } from './client.js';
import { type SqlServerStandIn, startSqlServer } from './index.js';

describe('a stand-in of a SQL Server', () => {
  let postgres: PostgresServer;
  let server: SqlServerStandIn;
  let client: Client;
  beforeAll(async () => {
    postgres = await startPostgres({ fsync: false });
    server = await startSqlServer({ postgres, database: 'shop', user: 'ada', password: 'pencil' });
    client = await Client.open(server);
    for (const text of [
      'create table dbo.items (id int identity(1, 1) primary key, name nvarchar(10) not null unique, price decimal(10, 2) check (price >= 0), old text, tree xml, twice as (price * 2) persisted, v rowversion)',
      'create table dbo.parts (id int primary key, item int not null references dbo.items (id))',
      "insert into items (name, price, old) values (N'one', 1, 'x'), (N'Two', 2, 'y')",
    ])
      expect([text, (await client.run(text)).error]).toEqual([text, undefined]);
  }, 60_000);
  afterAll(async () => {
    await client.close();
    await server.stop();
    await postgres.stop();
  }, 60_000);

  const refused: readonly (readonly [number: number, text: string])[] = [
    [102, 'select id from items limit 1'],
    [102, 'select id from items offset 0 rows'],
    [102, 'select id = 1 < 2 from items'],
    [207, 'select id from items where id = true'],
    [4145, 'select id from items where id'],
    [208, 'select * from nowhere'],
    [207, 'select gone from items'],
    [10_744, 'select id from items order by id offset 0 rows fetch next 0 rows only'],
    [169, 'select id from items order by id, id desc'],
    [408, "select id from items order by 'x'"],
    [306, 'select id from items order by old'],
    [402, "select id from items where old = 'x'"],
    [305, "select id from items where tree = '<a/>'"],
    [8116, "select id from items where lower(old) = 'x'"],
    [8120, 'select name, count(*) from items'],
    [245, "select id from items where id = 'abc'"],
    [8114, "select cast('abc' as decimal(10, 2))"],
    [241, "select cast('yesterday' as date)"],
    [8169, "select cast('x' as uniqueidentifier)"],
    [529, 'select cast(v as nvarchar(max)) from items'],
    [257, "select id from items where v = N'x'"],
    [515, 'insert into items (price) values (1)'],
    [547, "insert into items (name, price) values (N'x', -1)"],
    [547, 'insert into parts values (1, 99)'],
    [2627, "insert into items (name) values (N'TWO ')"],
    [2628, "insert into items (name) values (N'far too long a name')"],
    [544, "insert into items (id, name) values (9, N'x')"],
    [8102, 'update items set id = 9 where id = 1'],
    [271, 'update items set twice = 1'],
    [273, "insert into items (name, v) values (N'x', null)"],
    [10_738, `insert into parts values ${Array.from({ length: 1_001 }, (_, n) => `(${String(n)}, 1)`).join(', ')}`],
    [321, 'select id from items with (guess)'],
    [195, 'select now()'],
    [137, 'select @p1'],
    [3902, 'commit transaction'],
    [50_000, 'merge into items using items on 1 = 1'],
    [50_000, "select cast(N'2024-02-01' as datetime)"],
    [50_000, 'update items set price = 1 output inserted.id'],
  ];
  it.each(refused)('refuses with %i: %s', async (number, text) => {
    expect((await client.run(text)).error).toBe(number);
  });

  it('compares texts whatever their case and the spaces behind them, and puts NULL first', async () => {
    expect((await client.run("select id from items where name = N'two  '")).rows).toEqual([[2]]);
    await client.run("insert into items (name, price) values (N'none', null)");
    expect((await client.run('select name from items order by price')).rows).toEqual([['none'], ['one'], ['Two']]);
    await client.run("delete from items where name = 'none'");
  });

  it('matches patterns with classes and an escape', async () => {
    const found = async (pattern: string): Promise<unknown[][]> =>
      (await client.run(`select id from items where name like ${pattern} order by id`)).rows;
    expect(await found("'[o-p]n_'")).toEqual([[1]]);
    expect(await found("'%W%'")).toEqual([[2]]);
    expect(await found("'[^o]%'")).toEqual([[2]]);
    expect(await found("'%!%%' escape '!'")).toEqual([]);
  });

  it('numbers new rows, says which number it was, and takes one only where that is switched on', async () => {
    const made = await client.run(
      "insert into items (name) values (N'three'); select @@rowcount, cast(scope_identity() as bigint)",
    );
    expect(made.rows).toEqual([[1, expect.anything()]]);
    await client.run('set identity_insert items on');
    expect((await client.run("insert into items (id, name) values (50, N'fifty')")).error).toBeUndefined();
    expect((await client.run("insert into items (name) values (N'x')")).error).toBe(545);
    await client.run('set identity_insert items off');
    expect((await client.run("insert into items (name) values (N'next'); select cast(scope_identity() as int)")).rows).toEqual([
      [51],
    ]);
    await client.run('delete from items where id > 2');
  });

  it('ends the transaction at an error with XACT_ABORT, and goes on without it', async () => {
    await client.run('begin transaction');
    await client.run("insert into items (name) values (N'kept')");
    expect((await client.run('insert into parts values (1, 99)')).error).toBe(547);
    expect((await client.run('commit transaction')).error).toBeUndefined();
    expect((await client.run("select name from items where name = 'kept'")).rows).toEqual([['kept']]);
    await client.run('set xact_abort on');
    await client.run('begin transaction');
    await client.run("delete from items where name = 'kept'");
    expect((await client.run('insert into parts values (1, 99)')).error).toBe(547);
    expect((await client.run('select @@trancount')).rows).toEqual([[0]]);
    expect((await client.run("select name from items where name = 'kept'")).rows).toEqual([['kept']]);
    await client.run('set xact_abort off');
    await client.run("delete from items where name = 'kept'");
  });

  it('goes back to a savepoint, unless an error has ended the transaction', async () => {
    await client.run('begin transaction');
    await client.run("insert into items (name) values (N'first')");
    await client.run('save transaction here');
    await client.run("insert into items (name) values (N'second')");
    expect((await client.run('insert into parts values (1, 99)')).error).toBe(547);
    expect((await client.run('select xact_state()')).rows).toEqual([[1]]);
    await client.run('rollback transaction here');
    expect((await client.run("select name from items where name in ('first', 'second')")).rows).toEqual([['first']]);
    expect((await client.run('rollback transaction nowhere')).error).toBe(6401);
    expect((await client.run("insert into parts values (1, 'x')")).error).toBe(245);
    expect((await client.run('select xact_state()')).rows).toEqual([[0]]);
    expect((await client.run('save transaction here')).error).toBe(628);
    expect((await client.run("select name from items where name = 'first'")).rows).toEqual([]);
  });

  it('lets a second session wait for a row that is locked, for as long as it said', async () => {
    const other = await Client.open(server);
    await client.run('begin transaction');
    await client.run('select id from items with (updlock, rowlock, holdlock) where id = 1 order by id');
    await other.run('set lock_timeout 200');
    expect((await other.run('update items set price = 9 where id = 1')).error).toBe(1222);
    await client.run('rollback transaction');
    expect((await other.run('update items set price = 1 where id = 1; select @@rowcount')).rows).toEqual([[1]]);
    await other.close();
  });
});
