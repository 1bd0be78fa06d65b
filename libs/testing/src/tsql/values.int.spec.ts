import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type PostgresServer, startPostgres } from '@orrery/servers';
import { Client } from './client.js';
import { type SqlServerStandIn, startSqlServer } from './index.js';

describe('what a stand-in of a SQL Server makes of values', () => {
  let postgres: PostgresServer;
  let server: SqlServerStandIn;
  let client: Client;
  beforeAll(async () => {
    postgres = await startPostgres({ fsync: false });
    server = await startSqlServer({ postgres, database: 'shop', user: 'ada', password: 'pencil' });
    client = await Client.open(server);
    expect(
      (await client.run('create table held (id int primary key, words nvarchar(max), tree xml, at datetimeoffset)')).error,
    ).toBe(undefined);
    await client.run(
      "insert into held values (1, N'a😀b', N'<a/>', '2024-02-01 10:00:00 +02:00'), (2, null, null, '2024-02-01 09:00:00 +00:00')",
    );
  }, 60_000);
  afterAll(async () => {
    await client.close();
    await server.stop();
    await postgres.stop();
  }, 60_000);

  it.each([
    [1033, 'select a from (select id as a from held order by id) as t'],
    [1033, 'select (select id from held order by id)'],
    [1033, 'create view ordered as select id from held order by id'],
    [8155, 'select * from (select id, id + 1 from held) as t'],
    [8156, 'select * from (select id, id from held) as t'],
    [8158, 'select * from (select id as a, id as b from held) as t (a)'],
    [8159, 'select * from (select id as a from held) as t (a, b)'],
    [102, 'select * from (select id as a from held)'],
    [4104, 'select held.id from (select id as a from held) as t'],
    [207, 'select id from (select id as a from held) as t'],
    [205, 'select 1 as a union all select 1, 2'],
    [245, "select 1 as a union all select 'x'"],
    [174, 'select substring(words, 1) from held'],
    [8116, 'select substring(tree, 1, 2) from held'],
    [8116, 'select len(tree) from held'],
    [8116, "select substring(words, 'a', 2) from held"],
    [537, "select substring(N'abc', 1, -1)"],
    [242, "select cast('1752-12-31T00:00:00' as datetime)"],
    [242, "select cast('2079-06-07T00:00:00' as smalldatetime)"],
    [241, "select cast('2024-02-30' as datetime2)"],
    [241, "select cast('2024-02-01 10:00:00 +14:01' as datetimeoffset)"],
    [50_000, "select cast('2024-02-01 10:00:00' as datetime)"],
    [50_000, "select substring(N'😀', 1, 1)"],
  ])('refuses with %i: %s', async (number, text) => {
    expect((await client.run(text)).error).toBe(number);
  });

  it.each<[rows: unknown[][], text: string]>([
    [[[2], [4]], 'select t.twice from (select id * 2 as twice from held) as t order by t.twice'],
    [[[1]], 'select a from (select top (1) id as a from held order by id) as t'],
    [[[1], [2]], 'select n from (select id from held) as t (n) order by n'],
    [
      [[0], [1], [10], [11]],
      'select a.d * 10 + b.d as n from (select 0 as d union all select 1 as d) a cross join (select 0 as d union all select 1) as b order by n',
    ],
    [[[1.5], ['2.0']], 'select v from (select 1.5 as v union all select 2) as t order by v'],
    [[[1, 1]], 'select h.id, t.id from held h join (select id from held where id < 2) as t on t.id = h.id'],
    [
      [[2, 'b', 4, 8, 4]],
      "select len(N'ab  '), substring(N'abc', 2, 1), len(words), datalength(words), datalength(cast(words as ntext)) / 2 from held where id = 1",
    ],
    [
      [['😀b', 'a', '\\x3dd8', '\\x6100']],
      'select substring(words, 2, 9), substring(words, 0, 2), substring(cast(words as varbinary(max)), 3, 2), substring(cast(words as varbinary(max)), 1, 2) from held where id = 1',
    ],
    [
      [['\\x61003dd800de6200', 'a😀b', '\\xe480', 'ä€']],
      "select cast(words as varbinary(max)), cast(0x61003dd800de6200 as nvarchar(9)), cast('ä€' as varbinary(2)), cast(0xE480 as varchar(2)) from held where id = 1",
    ],
    [[['\\x0a00', '\\x0a', '\\x']], 'select cast(0x0A as binary(2)), cast(0x0A0B as varbinary(1)), 0x'],
    [
      [[4_000, 6_000, 'ab']],
      "select len(replicate(N'x', 3000) + replicate(N'y', 3000)), len(cast(N'' as nvarchar(max)) + replicate(N'x', 3000) + replicate(N'y', 3000)), N'a' + N'b'",
    ],
    [
      [[4_000, 4_500, 8_000]],
      "select len(replicate(N'x', 4500)), len(replicate(cast(N'x' as nvarchar(max)), 4500)), datalength(replicate('x', 9000))",
    ],
    [[['one line']], "select N'one\\\n line'"],
    [
      [['23:59:59.9999999', '10:00:01', '9999-12-31 23:59:59.9999999', '0001-01-01 00:00:00']],
      "select cast('23:59:59.9999999' as time), cast('10:00:00.5' as time(0)), cast('9999-12-31 23:59:59.9999999' as datetime2), cast('0001-01-01' as datetime2(0))",
    ],
    [
      [['1753-01-01 00:00:00.000', '9999-12-31 23:59:59.997', '2024-02-01 10:00:00.003', '2024-02-01 10:01:00']],
      "select cast('1753-01-01T00:00:00' as datetime), cast('9999-12-31T23:59:59.998' as datetime), cast('2024-02-01T10:00:00.002' as datetime), cast('2024-02-01T10:00:30' as smalldatetime)",
    ],
    [
      [['2024-02-01 10:00:00.0000000 +02:00', '2024-02-01 10:00:00.0000000', '2024-02-01', '2024-02-01 10:00:00.0000000 +02:00']],
      'select at, cast(at as datetime2), cast(at as date), cast(at as nvarchar(40)) from held where id = 1',
    ],
    [[[1], [2]], 'select id from held order by at'],
    [[[1]], "select id from held where at = '2024-02-01 08:00:00 +00:00'"],
    [[['1900-01-01 10:00:00']], "select cast(cast('10:00' as time) as datetime2(0))"],
  ])('answers %j: %s', async (rows, text) => {
    expect(await client.run(text)).toEqual({ rows, error: undefined });
  });
});
