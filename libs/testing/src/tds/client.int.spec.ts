import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import mssql from 'mssql';
import { startTdsServer, tds, type TdsServer } from './index.js';

/**
 * A server and a driver of one hand could misunderstand the protocol together. Here the client that everybody else uses reads the same
 * server, so a value that comes out right in both is right.
 */
let server: TdsServer;
let pool: mssql.ConnectionPool | undefined;

beforeAll(async () => {
  server = await startTdsServer({
    answer: async (request, reply) => {
      // What the client settles for its session, before anything is asked.
      if (/^\s*set /i.test(request.text)) return;
      if (request.text.includes('broken')) {
        reply.error({ number: 208, text: "Invalid object name 'broken'." });
        reply.done({ failed: true });
      } else if (request.text.includes('values')) {
        reply.columns([
          tds.bigint('big'),
          tds.bit('flag'),
          tds.decimal(9, 2)('price'),
          tds.float('ratio'),
          tds.nvarchar(40)('name'),
          tds.nvarcharMax('long'),
          tds.varbinary(8)('bytes'),
          tds.datetime2(3)('at'),
          tds.date('day'),
          tds.uniqueidentifier('id'),
          tds.int('nothing'),
        ]);
        await reply.row(
          9_223_372_036_854_775_807n,
          true,
          1_234_567n,
          0.1,
          'Ada · 日本',
          'x'.repeat(100_000),
          Buffer.from([1, 2, 255]),
          [43_200_500n, 739_000],
          739_000,
          Buffer.from('00112233445566778899aabbccddeeff', 'hex'),
          null,
        );
        reply.done({ selected: 1 });
      } else {
        reply.info({ number: 0, text: 'so far' });
        reply.columns([tds.int('n')]);
        for (const n of [1, 2, 3]) await reply.row(n);
        reply.done({ selected: 3 });
      }
    },
  });
  pool = await new mssql.ConnectionPool({
    server: server.host,
    port: server.port,
    user: 'sa',
    password: 'sécret¡',
    database: 'shop',
    options: { encrypt: false, trustServerCertificate: true },
  }).connect();
});
afterAll(async () => {
  await pool?.close();
  await server.stop();
});

const request = (): mssql.Request => {
  if (!pool) throw new Error('not connected');
  return pool.request();
};

describe('the scripted SQL Server, as the mssql package sees it', () => {
  it('takes its login', () => {
    expect(server.peers.at(-1)?.login).toMatchObject({ user: 'sa', password: 'sécret¡', database: 'shop' });
  });

  it('answers rows and messages', async () => {
    const messages: string[] = [];
    const asked = request();
    asked.on('info', ({ message }: { message: string }) => messages.push(message));
    const { recordset } = await asked.query<{ n: number }>('SELECT n');
    expect(recordset.map(({ n }) => n)).toEqual([1, 2, 3]);
    expect(messages).toEqual(['so far']);
  });

  it('answers values of every sort as they were meant', async () => {
    const { recordset } = await request().query('SELECT values');
    expect(recordset[0]).toEqual({
      big: '9223372036854775807',
      flag: true,
      price: 12_345.67,
      ratio: 0.1,
      name: 'Ada · 日本',
      long: 'x'.repeat(100_000),
      bytes: Buffer.from([1, 2, 255]),
      at: new Date('2024-04-25T12:00:00.500Z'),
      day: new Date('2024-04-25T00:00:00.000Z'),
      id: '33221100-5544-7766-8899-AABBCCDDEEFF',
      nothing: null,
    });
  });

  it('answers an error with its number', async () => {
    await expect(request().query('SELECT * FROM broken')).rejects.toMatchObject({
      number: 208,
      message: "Invalid object name 'broken'.",
    });
  });

  it('takes parameters', async () => {
    const { recordset } = await request().input('least', mssql.Int, 1).query<{ n: number }>('SELECT n WHERE n >= @least');
    expect(recordset).toHaveLength(3);
  });
});
