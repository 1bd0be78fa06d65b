import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mariadbAbsence, mysqlAbsence, startMariadb, startMysql, startPostgres } from '@orrery/servers';
import { startFaultProxy } from '@orrery/testing';
import { DriverFault, type Session, type Statement } from './driver.js';
import { ask } from './explorer/ask.js';
import { driverOf } from './index.js';

interface Served {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  stop(): Promise<void>;
}
const products = [
  {
    product: 'PostgreSQL',
    kind: 'postgres',
    start: (): Promise<Served | undefined> => startPostgres({ fsync: false }),
    absence: () => undefined,
    nap: 'select pg_sleep(20)',
  },
  {
    product: 'MariaDB',
    kind: 'mysql',
    start: (): Promise<Served | undefined> => startMariadb(),
    absence: mariadbAbsence,
    nap: 'do sleep(20)',
  },
  {
    product: 'MySQL',
    kind: 'mysql',
    start: (): Promise<Served | undefined> => startMysql(),
    absence: mysqlAbsence,
    nap: 'do sleep(20)',
  },
] as const;

for (const { product, absence } of products) {
  const why = absence();
  if (why !== undefined) process.stdout.write(`NOT RUN: pipelined statements of ${product}: ${why}\n`);
}

describe.each(products)('pipelined statements of $product', ({ kind, start, absence, nap }) => {
  const isHere = absence() === undefined;
  let server: Served | undefined;
  let session: Session | undefined;
  const mark = kind === 'postgres' ? ['$1', '$2'] : ['?', '?'];

  const open = async (readOnly = false, by: Partial<Served> = {}, options: object = {}): Promise<Session> => {
    if (!server) throw new Error('there is no server');
    const { host, port, user: username, password } = { ...server, ...by };
    const opened = await driverOf(kind)?.connect(
      {
        ...{ host, port, username, password, dbName: kind === 'mysql' ? 'mysql' : 'postgres' },
        extraOptions: {
          ssl: { mode: 'disable' },
          driver: kind === 'mysql' ? { allowPublicKeyRetrieval: true, ...options } : {},
          readOnly,
        },
      },
      { connectMs: 10_000, applicationName: 'orrery', guard: () => true },
    );
    if (!opened) throw new Error('there is no driver');
    return opened;
  };
  const on = (): Session => {
    if (!session) throw new Error('there is no session');
    return session;
  };
  const sql = (text: string, params: readonly (string | number)[] = []): Statement => ({ language: 'sql', text, params });
  const pipelined = async (statements: readonly Statement[], signal?: AbortSignal) =>
    (await on().runPipelined?.(statements, signal ? { signal } : {}))?.map(({ json, affected }) => [json, affected]);
  const put = (id: number | string, n: number): Statement =>
    sql(`update counters set n = ${mark[0] ?? ''} where id = ${mark[1] ?? ''}`, [n, id]);

  beforeAll(async () => {
    if (!isHere) return;
    server = await start();
    session = await open();
    await ask(session, sql('create table counters (id int primary key, n int not null)'));
    await ask(session, sql('insert into counters values (1, 0), (2, 0), (3, 0)'));
  }, 90_000);
  afterAll(async () => {
    session?.destroy();
    await server?.stop();
  }, 60_000);
  const it_ = isHere ? it : it.skip;

  it_('may change again in a session that only read before', async () => {
    const other = await open();
    const asked = (): Promise<unknown> => ask(other, sql('select n from counters where id = 3'), { readOnly: true });
    await asked();
    expect(await other.runPipelined?.([put(3, 9)])).toMatchObject([{ affected: 1 }]);
    expect(await other.runPipelined?.([put(3, 0)])).toMatchObject([{ affected: 1 }]);
    expect(await asked()).toMatchObject({ rows: [['0']] });
    other.destroy();
  });

  it_('are sent one by one only where several at once can not be taken', async () => {
    const network = await startFaultProxy(server?.port ?? 0, server?.host);
    const tripsOf = async (options: object): Promise<number> => {
      const other = await open(false, network, options);
      const puts = Array.from({ length: 20 }, () => put(3, 0));
      await other.runPipelined?.(puts);
      const { turns } = network;
      expect(await other.runPipelined?.(puts)).toHaveLength(20);
      other.destroy();
      return network.turns - turns;
    };
    expect(await tripsOf({})).toBeLessThan(10);
    if (kind === 'mysql') expect(await tripsOf({ oneByOne: true })).toBeGreaterThanOrEqual(20);
    await network.stop();
  });

  it_('answer one by one, in their order, whatever their texts are', async () => {
    const answers = await pipelined([
      put(1, 5),
      put(2, 6),
      put(9, 7),
      sql('select id, n from counters where id < 3 order by id'),
      sql('delete from counters where n = 0'),
      put(1, 8),
    ]);
    expect(answers).toEqual([
      ['', 1],
      ['', 1],
      ['', 0],
      ['[1,5],[2,6]', 2],
      ['', 1],
      ['', 1],
    ]);
    expect((await ask(on(), sql('select n from counters order by id'))).rows).toEqual([['8'], ['6']]);
  });

  it_('tell the first fault, and can be taken back to a savepoint', async () => {
    await ask(on(), sql('start transaction'));
    await ask(on(), sql('savepoint here'));
    const twins = [put(1, 50), sql('insert into counters values (2, 0)'), sql('insert into counters values (1, 0)')];
    const fault = await pipelined(twins).catch((error: unknown) => error);
    expect(fault).toMatchObject({ kind: 'constraint' });
    if (fault instanceof DriverFault) expect(`${fault.message} ${fault.native.detail ?? ''}`).toMatch(/\(2\)|'2'/);
    await ask(on(), sql('rollback to savepoint here'));
    expect(await pipelined([put(2, 60)])).toEqual([['', 1]]);
    await ask(on(), sql('commit'));
    expect((await ask(on(), sql('select n from counters order by id'))).rows).toEqual([['8'], ['60']]);
    await expect(pipelined([sql('no such statement')])).rejects.toMatchObject({ kind: 'syntax' });
    expect(await pipelined([put(2, 61)])).toEqual([['', 1]]);
  });

  it_('are cancelled on the server, and leave the session as it was', async () => {
    const stop = new AbortController();
    await ask(on(), sql('start transaction'));
    const running = pipelined([put(1, 100), sql(nap)], stop.signal);
    const watcher = await open();
    const watched =
      kind === 'postgres'
        ? `select count(*) from pg_stat_activity where query = '${nap}' and state = 'active'`
        : `select count(*) from information_schema.processlist where info = '${nap}'`;
    while ((await ask(watcher, sql(watched))).rows[0]?.[0] === '0');
    stop.abort();
    await expect(running).rejects.toMatchObject({ kind: 'cancelled' });
    await ask(on(), sql('rollback'));
    expect((await ask(on(), sql('select n from counters where id = 1'))).rows).toEqual([['8']]);
    await watcher.close();
    await expect(pipelined([put(1, 1)], AbortSignal.abort())).rejects.toMatchObject({ kind: 'cancelled' });
  });

  it_('are refused where the connection may only read', async () => {
    const reader = await open(true);
    await expect(reader.runPipelined?.([put(1, 1)])).rejects.toMatchObject({ kind: 'read-only' });
    await reader.close();
  });
});
