import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mariadbAbsence, type MysqlServer, type PostgresServer, startMariadb, startPostgres } from '@orrery/servers';
import { aPrivateKey, type SshTestServer, startSshServer } from '@orrery/testing';
import type { Kind } from '@orrery/contracts';
import type { ConnectOptions, Session, Target } from './driver.js';
import { driverOf } from './index.js';
import type { SshOptions } from './ssh-tunnel.js';

const absence = mariadbAbsence();
if (absence !== undefined) process.stdout.write(`NOT RUN: MariaDB through a tunnel: ${absence}\n`);

const key = aPrivateKey();
let ssh: SshTestServer;
let postgres: PostgresServer;
let mariadb: MysqlServer | undefined;

beforeAll(async () => {
  [ssh, postgres, mariadb] = await Promise.all([
    startSshServer({ username: 'tunnel', password: 'let me through', privateKey: key }),
    startPostgres({ fsync: false }),
    startMariadb(),
  ]);
}, 60_000);
afterAll(async () => {
  await Promise.all([ssh.stop(), postgres.stop(), mariadb?.stop()]);
});

const way = (change: Partial<SshOptions> = {}): SshOptions => ({
  host: ssh.host,
  port: ssh.port,
  username: 'tunnel',
  password: 'let me through',
  hostKey: ssh.fingerprint,
  ...change,
});
const target = (change: Partial<SshOptions> = {}, server: PostgresServer | MysqlServer = postgres): Target => ({
  host: '127.0.0.1',
  port: server.port,
  dbName: server === postgres ? 'postgres' : 'mysql',
  username: server.user,
  password: server.password,
  extraOptions: { ssl: { mode: 'disable' }, ssh: way(change) },
});
const options = (change: Partial<ConnectOptions> = {}): ConnectOptions => ({
  connectMs: 5_000,
  applicationName: 'tunnel test',
  guard: () => true,
  ...change,
});
const connect = (at: Target, kind: Kind = 'postgres', change: Partial<ConnectOptions> = {}): Promise<Session> => {
  const driver = driverOf(kind);
  if (!driver) throw new Error(`no driver of ${kind}`);
  return driver.connect(at, options(change));
};
async function rowsOf(session: Session, text: string): Promise<string> {
  let rows = '';
  for await (const event of session.run({ language: 'sql', text })) if (event.type === 'rows') rows += event.json.toString();
  return rows;
}

describe('a tunnel', () => {
  it('leads to PostgreSQL, and closes with its last stream', async () => {
    const session = await connect(target());
    expect(await rowsOf(session, 'select 40 + 2')).toBe('[42]');
    expect(ssh.asked.at(-1)).toBe(`127.0.0.1:${String(postgres.port)}`);
    expect(ssh.open()).toBe(1);
    await session.close();
    while (ssh.open() > 0) await new Promise((resolve) => setTimeout(resolve, 50));
  });

  it('carries a large result whole, at the pace of its reader', async () => {
    const session = await connect(target());
    let count = 0;
    for await (const event of session.run({
      language: 'sql',
      text: "select i, repeat('x', 200) from generate_series(1, 50000) i",
    })) {
      if (event.type === 'rows') count += event.count;
      await new Promise(setImmediate);
    }
    expect(count).toBe(50_000);
    session.destroy();
  });

  it('closes though nobody reads what still comes', async () => {
    const session = await connect(target());
    const run = session.run({ language: 'sql', text: "select repeat('x', 200) from generate_series(1, 100000)" });
    for (let event = await run.next(); !event.done && event.value.type !== 'rows'; event = await run.next());
    session.destroy();
    while (ssh.open() > 0) await new Promise((resolve) => setTimeout(resolve, 50));
  });

  it('carries a cancel as well', async () => {
    const session = await connect(target());
    const abort = new AbortController();
    const run = session.run({ language: 'sql', text: 'select pg_sleep(60)' }, { signal: abort.signal });
    setTimeout(() => {
      abort.abort();
    }, 200);
    await expect(
      (async () => {
        for await (const _ of run);
      })(),
    ).rejects.toMatchObject({ kind: 'cancelled' });
    expect(await rowsOf(session, 'select 1')).toBe('[1]');
    session.destroy();
  });

  (absence === undefined ? it : it.skip)('leads to MariaDB', async () => {
    if (!mariadb) throw new Error('MariaDB did not start');
    const session = await connect(target({}, mariadb), 'mysql');
    expect(await rowsOf(session, 'select 40 + 2')).toBe('[42]');
    session.destroy();
  });

  it('is opened by a private key', async () => {
    const at = target();
    const { password: _none, ...rest } = way({ privateKey: key });
    const session = await connect({ ...at, extraOptions: { ...at.extraOptions, ssh: rest } });
    expect(await rowsOf(session, 'select 1')).toBe('[1]');
    session.destroy();
  });

  it('says in a test of the connection how to know the host', async () => {
    const at = target();
    const { hostKey: _none, ...rest } = way();
    const tried = ssh.tried.length;
    const result = await driverOf('postgres')?.test({ ...at, extraOptions: { ...at.extraOptions, ssh: rest } }, options());
    expect(result).toMatchObject({
      isValid: false,
      error: { code: 'tunnel_failed', message: `The host key of 127.0.0.1 is not known yet. It shows ${ssh.fingerprint}.` },
    });
    // Nobody said who they are to a server that could be anybody.
    expect(ssh.tried).toHaveLength(tried);
  });

  it.each<[string, Partial<SshOptions>, RegExp]>([
    ['another host key than the known one', { hostKey: `SHA256:${'A'.repeat(43)}` }, /another host key/],
    ['a wrong password', { password: 'wrong' }, /refused the user tunnel/],
    [
      'a private key that can’t be read',
      { privateKey: '-----BEGIN OPENSSH PRIVATE KEY-----\nxx\n-----END OPENSSH PRIVATE KEY-----' },
      /can’t be read/,
    ],
  ])('is refused with %s', async (_what, change, words) => {
    const failed = await connect(target(change)).catch((error: unknown) => error);
    expect(failed).toMatchObject({ kind: 'tunnel', message: expect.stringMatching(words) });
    expect(JSON.stringify(failed)).not.toMatch(/let me through|wrong/);
  });

  it('goes through the guard with its SSH server', async () => {
    const guard = (_address: string, port: number): boolean => port !== ssh.port;
    await expect(connect(target(), 'postgres', { guard })).rejects.toMatchObject({ kind: 'not-allowed' });
  });

  it('tells when the database can’t be reached from there', async () => {
    await expect(connect({ ...target(), port: 1 })).rejects.toMatchObject({ kind: 'unreachable' });
  });
});
