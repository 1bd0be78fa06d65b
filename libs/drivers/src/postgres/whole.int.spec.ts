import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type PostgresServer, startPostgres } from '@orrery/servers';
import { type FaultProxy, startFaultProxy } from '@orrery/testing';
import type { RunOptions, Session } from '../driver.js';
import { ask } from '../explorer/ask.js';
import { postgresDriver } from './index.js';

let server: PostgresServer;
let network: FaultProxy;
let session: Session;

const rowsOf = async (text: string, options: RunOptions = {}): Promise<unknown[][]> =>
  (await ask(session, { language: 'sql', text }, options)).rows.map((row) => row.map((cell) => JSON.parse(cell) as unknown));

beforeAll(async () => {
  server = await startPostgres({ fsync: false });
  network = await startFaultProxy(server.port, server.host);
}, 60_000);
beforeEach(async () => {
  session = await postgresDriver.connect(
    {
      ...{ host: network.host, port: network.port, username: server.user, password: server.password, dbName: 'postgres' },
      extraOptions: { ssl: { mode: 'disable' } },
    },
    { connectMs: 10_000, applicationName: 'whole', guard: () => true },
  );
});
afterEach(() => {
  session.destroy();
});
afterAll(async () => {
  await network.stop();
  await server.stop();
}, 60_000);

describe('a statement whose rows are few', () => {
  it('is run in parallel where the server would: it is not told how many rows are wanted', async () => {
    await rowsOf(`create function worker() returns int language plpgsql parallel safe as 'begin return pg_backend_pid(); end'`);
    await rowsOf('create table many as select generate_series(1, 1000) as n');
    await rowsOf('create view workers as select worker() as pid from many');
    const { rows } = await ask(session, { language: 'sql', text: 'show server_version_num' });
    const setting = Number(JSON.parse(rows[0]?.[0] ?? '""')) >= 160_000 ? 'debug_parallel_query' : 'force_parallel_mode';
    await rowsOf(`set ${setting} = on`);
    const own = Number(session.backend.id);
    for (const [text, options] of [
      ['select max(pid) from workers', {}],
      ['select pid from workers limit 1', {}],
      ['select pid from workers', { bounded: true }],
    ] as const)
      expect([text, (await rowsOf(text, options))[0]?.[0]]).not.toEqual([text, own]);
  });

  it('comes in one round trip', async () => {
    for (const [text, options] of [
      ['select count(*) from pg_class', {}],
      ['select relname from pg_class limit 10', { readOnly: true }],
      ['select relname from pg_class', { bounded: true, readOnly: true }],
    ] as const) {
      const { turns } = network;
      await rowsOf(text, options);
      expect([text, network.turns - turns]).toEqual([text, 1]);
    }
  });

  it('ends at the rows that are wanted, where it has more', async () => {
    for await (const event of session.run(
      { language: 'sql', text: 'select a.relname from pg_class a, pg_class b, pg_class c limit 50000000' },
      { maxRows: 10 },
    ))
      if (event.type === 'end') expect(event).toMatchObject({ rowCount: 10, truncated: true });
    await expect(rowsOf('select 1')).resolves.toEqual([[1]]);
  });

  it('breaks no transaction that is open, where it has more rows than are wanted', async () => {
    await rowsOf('begin');
    for await (const event of session.run(
      { language: 'sql', text: 'select a.relname from pg_class a, pg_class b limit 40000' },
      { maxRows: 10 },
    ))
      if (event.type === 'end') expect(event).toMatchObject({ rowCount: 10, truncated: true });
    await expect(rowsOf('select 2')).resolves.toEqual([[2]]);
    await rowsOf('commit');
  });
});
