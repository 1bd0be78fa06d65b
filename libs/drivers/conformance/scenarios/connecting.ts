import { afterEach, describe, expect, it } from '@jest/globals';
import type { SslMode } from '@orrery/contracts';
import { freePort } from '@orrery/servers';
import { type FaultProxy, startFaultProxy } from '@orrery/testing';
import { type ConnectOptions, type DriverFaultKind, type Target } from '../../src/index.js';
import { type Bench, faultOf, rowsOf, until } from '../bench.js';
import type { Language } from '../subject.js';

/** A way not to get in: the fault of `connect`, and the code of `test`. */
interface Barred {
  readonly name: string;
  /** Where the system decides which of two it is, both. */
  readonly kinds: readonly DriverFaultKind[];
  readonly code: string;
  readonly target?: () => Promise<Partial<Target>> | Partial<Target>;
  readonly options?: Partial<ConnectOptions>;
}

/** Getting in, or being told why not. */
export const connecting = (bench: Bench, language: Language): void => {
  describe('connecting', () => {
    let proxy: FaultProxy | undefined;
    const through = async (): Promise<FaultProxy> => {
      await proxy?.stop();
      return (proxy = await startFaultProxy(bench.server.target.port));
    };
    afterEach(async () => {
      bench.dropSessions();
      await proxy?.stop();
      proxy = undefined;
    });

    it('opens a session that the server knows by its backend', async () => {
      const session = await bench.connect();
      expect(session).toMatchObject({ kind: bench.driver.kind, alive: true, inTransaction: false });
      expect(session.serverVersion).toMatch(bench.server.version);
      await expect(bench.server.watch.exists(session.backend)).resolves.toBe(true);
      await session.close();
      expect(session.alive).toBe(false);
      await until(async () => !(await bench.server.watch.exists(session.backend)));
    });

    it('leaves the server when it is cut', async () => {
      const session = await bench.connect();
      session.destroy();
      expect(session.alive).toBe(false);
      expect((await faultOf(rowsOf(session, language.one))).kind).toBe('connection-lost');
      await until(async () => !(await bench.server.watch.exists(session.backend)));
    });

    it('tells each stage of a test that went well', async () => {
      const result = await bench.driver.test(bench.target(), bench.options());
      expect(result).toMatchObject({ isValid: true, replica: false, readOnly: false });
      expect(result.error).toBeUndefined();
      expect(result.latencyMs).toBeGreaterThan(0);
      const names = result.stages.map(({ name }) => name);
      expect(names.slice(0, 2)).toEqual(['resolve', 'connect']);
      for (const name of ['authenticate', 'database', 'version', 'catalog', 'role', 'latency']) expect(names).toContain(name);
      expect(result.stages.every(({ ok }) => ok)).toBe(true);
    });

    it('says in a test that a connection is read-only', async () => {
      const result = await bench.driver.test(
        bench.target({ extraOptions: { ...bench.target().extraOptions, readOnly: true } }),
        bench.options(),
      );
      expect(result).toMatchObject({ isValid: true, readOnly: true });
    });

    const ssl = (mode: SslMode) => ({ extraOptions: { ...bench.target().extraOptions, ssl: { mode } } });
    const withoutTls: Barred = {
      name: 'a server without TLS where it is required',
      kinds: ['tls'],
      code: 'tls_failed',
      target: () => ssl('require'),
    };
    const barred: readonly Barred[] = [
      ...(bench.server.ownCertificate === true ? [] : [withoutTls]),
      { name: 'a wrong password', kinds: ['login'], code: 'auth_failed', target: () => ({ password: 'not the password' }) },
      { name: 'an unknown user', kinds: ['login'], code: 'auth_failed', target: () => ({ username: 'nobody_knows' }) },
      {
        name: 'a port where nobody listens',
        kinds: ['unreachable'],
        code: 'unreachable',
        target: async () => ({ port: await freePort() }),
      },
      {
        name: 'a host that has no address',
        kinds: ['unreachable'],
        code: 'unreachable',
        target: () => ({ host: 'nowhere.invalid' }),
      },
      { name: 'a host that is not allowed', kinds: ['not-allowed'], code: 'host_not_allowed', options: { guard: () => false } },
      {
        name: 'a path in place of a host',
        kinds: ['not-allowed'],
        code: 'host_not_allowed',
        target: () => ({ host: '/var/run' }),
      },
      {
        name: 'a server without TLS, or a certificate of its own, where it is verified',
        kinds: ['tls'],
        code: 'tls_failed',
        target: () => ssl('verify-full'),
      },
      {
        name: 'a host that never answers',
        kinds: ['timeout'],
        code: 'timeout',
        options: { connectMs: 300 },
        target: async () => {
          (await through()).set({ type: 'black hole' });
          return { port: proxy?.port ?? 0 };
        },
      },
      {
        name: 'a connection that is reset',
        kinds: ['connection-lost', 'unreachable'],
        code: 'unreachable',
        target: async () => {
          (await through()).set({ type: 'reset' });
          return { port: proxy?.port ?? 0 };
        },
      },
      {
        name: 'a server that is lost at the login',
        kinds: ['connection-lost'],
        code: 'unreachable',
        target: async () => {
          (await through()).set({ type: 'cut after', bytes: 12 });
          return { port: proxy?.port ?? 0 };
        },
      },
    ];

    it.each(barred)('tells $name: $code', async ({ kinds, code, target, options }) => {
      const place = await target?.();
      const fault = await faultOf(bench.connect(place, options));
      expect(kinds).toContain(fault.kind);
      // A proxy that cuts once is told anew.
      const result = await bench.driver.test(bench.target({ ...place, ...(await target?.()) }), bench.options(options));
      expect(result).toMatchObject({ isValid: false, latencyMs: null, serverVersion: null, error: { code } });
      expect(result.error?.message).not.toBe('');
      expect(result.error?.hint).not.toBe('');
      expect(result.stages.at(-1)?.ok).toBe(false);
      const told = `${JSON.stringify(result)} ${fault.message} ${String(fault.stack)} ${JSON.stringify(fault)} ${JSON.stringify(fault.cause)}`;
      expect(told).not.toContain(place?.password ?? bench.server.target.password);
    });

    it('tells an unknown database, where there is such a thing', async () => {
      const target = { dbName: 'no_such_database' };
      const result = await bench.driver.test(bench.target(target), bench.options());
      if (language.unknownDatabase === 'refused') {
        expect((await faultOf(bench.connect(target))).kind).toBe('no-such-database');
        expect(result).toMatchObject({ isValid: false, error: { code: 'unknown_database' } });
      } else {
        expect(result.isValid).toBe(true);
      }
    });

    it('opens no socket to a host that is not allowed', async () => {
      const { port } = await through();
      await faultOf(bench.connect({ port }, { guard: () => false }));
      expect(proxy?.connections).toBe(0);
    });

    it('asks the guard about the address that it then connects to', async () => {
      const asked: string[] = [];
      await bench.connect({ host: 'localhost' }, { guard: (address, port) => asked.push(`${address} ${port}`) > 0 });
      expect(asked).toContain(`127.0.0.1 ${bench.server.target.port}`);
    });

    it('takes a server as it is where TLS is only preferred, and one with a certificate of its own where TLS is required', async () => {
      for (const mode of bench.server.ownCertificate === true ? (['prefer', 'require'] as const) : (['prefer'] as const)) {
        const session = await bench.connect(ssl(mode));
        await expect(rowsOf(session, language.one)).resolves.toEqual([[1]]);
      }
    });

    it('gives up as soon as it is told to', async () => {
      const { port } = await through();
      proxy?.set({ type: 'black hole' });
      const giveUp = new AbortController();
      const fault = faultOf(bench.connect({ port }, { signal: giveUp.signal }));
      giveUp.abort();
      expect((await fault).kind).toBe('cancelled');
    });

    it('works over a slow network', async () => {
      const { port } = await through();
      proxy?.set({ type: 'latency', ms: 20 });
      const session = await bench.connect({ port });
      await expect(rowsOf(session, language.rows(6_000))).resolves.toHaveLength(6_000);
    });

    it('tells that the server was lost in the middle of a result', async () => {
      const { port } = await through();
      const session = await bench.connect({ port });
      proxy?.set({ type: 'cut after', bytes: 500_000 });
      expect((await faultOf(rowsOf(session, language.flood))).kind).toBe('connection-lost');
      expect(session.alive).toBe(false);
      expect((await faultOf(rowsOf(session, language.one))).kind).toBe('connection-lost');
      await expect(session.reset()).resolves.toBe(false);
      await session.close();
    });
  });
};
