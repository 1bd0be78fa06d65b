import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Kind } from '@orrery/contracts';
import { ask, DriverFault, driverOf, type Session, statementOf, type Target } from '@orrery/drivers';
import { mariadbAbsence, startMariadb, startPostgres } from '@orrery/servers';
import { type FaultProxy, startFaultProxy, startMongo, startSqlServer } from '@orrery/testing';
import { SessionPool } from './session-pool.js';

interface Served {
  readonly port: number;
  readonly user: string;
  readonly password: string;
  stop(): Promise<void>;
}

const ada = { user: 'ada', password: 'pencil' };
const serve: Record<Kind, () => Promise<Served | undefined>> = {
  postgres: () => startPostgres({ fsync: false }),
  mysql: () => startMariadb(),
  mssql: async () => {
    const postgres = await startPostgres({ fsync: false });
    const server = await startSqlServer({ postgres, database: 'shop', ...ada });
    const stop = async (): Promise<void> => {
      await server.stop();
      await postgres.stop();
    };
    return { port: server.port, ...ada, stop };
  },
  mongodb: async () => {
    const server = await startMongo({ users: [{ name: 'ada', password: 'pencil', db: 'admin', role: 'readWrite' }] });
    return { port: server.port, ...ada, stop: () => server.stop() };
  },
};
const databases: Record<Kind, string> = { postgres: 'postgres', mysql: 'mysql', mssql: 'shop', mongodb: 'shop' };
const one: Record<Kind, string> = {
  postgres: 'select 1',
  mysql: 'select 1',
  mssql: 'select 1',
  mongodb: 'db.runCommand({ ping: 1 })',
};

const why = mariadbAbsence();
if (why !== undefined) process.stdout.write(`NOT RUN: sessions of MariaDB over a network that fails: ${why}\n`);
const size = 3;

describe.each(Object.keys(serve) as Kind[])('sessions of %s over a network that fails', (kind) => {
  let server: Served | undefined;
  let proxy: FaultProxy;
  let pool: SessionPool;
  let target: Target;
  let connectMs = 0;

  beforeAll(async () => {
    server = await serve[kind]();
  }, 90_000);
  afterAll(() => server?.stop(), 60_000);
  beforeEach(async () => {
    connectMs = 20_000;
    proxy = await startFaultProxy(server?.port ?? 0);
    target = {
      ...{ host: '127.0.0.1', port: proxy.port, dbName: databases[kind], username: server?.user ?? '' },
      password: server?.password ?? '',
      extraOptions: { ssl: { mode: 'disable' }, driver: kind === 'mongodb' ? { authSource: 'admin' } : {} },
    };
    const connect = (signal: AbortSignal): Promise<Session> => {
      const opened = driverOf(kind)?.connect(target, { connectMs, applicationName: 'test', guard: () => true, signal });
      return opened ?? Promise.reject(new Error(`no driver of ${kind}`));
    };
    pool = new SessionPool(connect, { size, waitMs: 20_000, idleMs: 60_000, resetMs: 300 });
  });
  afterEach(async () => {
    pool.close();
    await proxy.stop();
  });
  const it_ = kind === 'mysql' && why !== undefined ? it.skip : it;

  /** One statement as a run has it: whatever happens, the session goes back. */
  const use = async (signal: AbortSignal = new AbortController().signal, meanwhile?: () => void): Promise<unknown> => {
    const session = await pool.acquire(signal);
    try {
      meanwhile?.();
      return (await ask(session, statementOf(kind, one[kind]), { signal })).rows.length;
    } finally {
      await pool.release(session);
    }
  };
  /** More than there is room for, at once. */
  const all = (work: () => Promise<unknown>) =>
    Promise.all(Array.from({ length: size * 3 }, () => work().catch((e: unknown) => e)));
  const isWell = async (): Promise<void> => {
    proxy.set({ type: 'pass' });
    expect([pool.size <= size, pool.queue]).toEqual([true, 0]);
    expect(await all(() => use())).toEqual(Array(size * 3).fill(1));
    expect([pool.size <= size, pool.queue]).toEqual([true, 0]);
  };

  it_(
    'keep no place where nobody answers, or all are sent away',
    async () => {
      proxy.set({ type: 'black hole' });
      connectMs = 300;
      for (const error of await all(() => use())) expect(error).toMatchObject({ kind: 'timeout' });
      connectMs = 20_000;
      expect(pool.size).toBe(0);
      proxy.set({ type: 'reset' });
      for (const error of await all(() => use())) expect(error).toBeInstanceOf(DriverFault);
      expect(pool.size).toBe(0);
      const password = target.password;
      proxy.set({ type: 'pass' });
      target = { ...target, password: 'not the password' };
      for (const error of await all(() => use())) expect(error).toMatchObject({ kind: 'login' });
      expect(pool.size).toBe(0);
      target = { ...target, password };
      await isWell();
    },
    60_000,
  );

  it_(
    'keep no place where those who wait for them are cancelled while they connect',
    async () => {
      proxy.set({ type: 'black hole' });
      const stop = new AbortController();
      const waiting = all(() => use(stop.signal));
      stop.abort(new DriverFault('cancelled', 'Cancelled.'));
      for (const error of await waiting) expect(error).toMatchObject({ kind: 'cancelled' });
      expect([pool.size, pool.queue]).toEqual([0, 0]);
      await isWell();
    },
    60_000,
  );

  it_(
    'keep no place when they are lost in the middle of an answer',
    async () => {
      await isWell();
      const errors = await all(() =>
        use(undefined, () => {
          proxy.set({ type: 'cut after', bytes: 3 });
        }),
      );
      expect(errors.some((error) => error instanceof DriverFault && error.kind === 'connection-lost')).toBe(true);
      await isWell();
    },
    60_000,
  );

  it_(
    'keep no place when the server goes silent, neither while a statement runs nor while they are made as new',
    async () => {
      await isWell();
      const stop = new AbortController();
      const silent = all(() =>
        use(stop.signal, () => {
          proxy.set({ type: 'stall' });
          setTimeout(() => {
            stop.abort(new DriverFault('cancelled', 'Cancelled.'));
          }, 50);
        }),
      );
      for (const error of await silent) expect(error).toMatchObject({ kind: 'cancelled' });
      expect(pool.queue).toBe(0);
      proxy.set({ type: 'pass' });
      const session = await pool.acquire(new AbortController().signal);
      await ask(session, statementOf(kind, one[kind]));
      proxy.set({ type: 'stall' });
      await pool.release(session);
      await isWell();
    },
    60_000,
  );
});
