import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { ExtraOptions } from '@orrery/contracts';
import { mysqlAbsence, type MysqlServer, startMysql } from '@orrery/servers';
import { DriverFault, type Session } from '../driver.js';
import { mysqlDriver } from './index.js';
import { fingerprintOf } from './server-key.js';
import type { MysqlSession } from './session.js';

const password = 'a password of theirs';
const plain = (driver: ExtraOptions['driver'] = {}): ExtraOptions => ({ ssl: { mode: 'disable' }, driver });
const encrypted: ExtraOptions = { ssl: { mode: 'require' } };

describe('logging in to MySQL', () => {
  let server: MysqlServer | undefined;
  let admin: MysqlSession | undefined;
  const open: Session[] = [];
  const connect = async (username: string, extraOptions: ExtraOptions, secret = password): Promise<MysqlSession> => {
    if (server === undefined) throw new Error('no server');
    const { host, port } = server;
    const session = await mysqlDriver.connect(
      { host, port, dbName: '', username, password: secret, extraOptions },
      { connectMs: 10_000, applicationName: 'orrery', guard: () => true },
    );
    open.push(session);
    return session as MysqlSession;
  };
  const refused = async (...asked: Parameters<typeof connect>): Promise<DriverFault> => {
    const error: unknown = await connect(...asked).catch((fault: unknown) => fault);
    if (!(error instanceof DriverFault)) throw new Error('It was let in.');
    expect(`${error.message} ${error.native.hint ?? ''}`).not.toContain(password);
    return error;
  };
  const test = (title: string, body: () => Promise<void>): void => {
    it(title, async () => {
      if (server !== undefined) await body();
    });
  };

  beforeAll(async () => {
    server = await startMysql();
    if (server === undefined) {
      process.stdout.write(`NOT RUN: ${mysqlAbsence() ?? 'MySQL'}\n`);
      return;
    }
    admin = await connect(server.user, encrypted, server.password);
    await admin.ask(`CREATE USER ada@'127.0.0.1' IDENTIFIED BY '${password}'`);
    await admin.ask(`CREATE USER old@'127.0.0.1' IDENTIFIED WITH sha256_password BY '${password}'`);
    await admin.ask("CREATE USER bare@'127.0.0.1' IDENTIFIED BY ''");
  }, 60_000);
  afterEach(async () => {
    // What the server remembers of passwords lets later ones in without any exchange.
    await admin?.ask('FLUSH PRIVILEGES');
  });
  afterAll(async () => {
    for (const session of open) session.destroy();
    await server?.stop();
  });

  const serverKey = async (): Promise<string> => {
    const [[, pem] = []] = (await admin?.ask("SHOW STATUS LIKE 'Caching_sha2_password_rsa_public_key'")) ?? [];
    return fingerprintOf(Buffer.from(pem ?? '')) ?? '';
  };

  test('takes the password through TLS, whichever way the user has it', async () => {
    for (const user of ['ada', 'old']) expect((await connect(user, encrypted)).alive).toBe(true);
    expect((await connect('bare', encrypted, '')).alive).toBe(true);
    expect((await connect('ada', {})).alive).toBe(true);
  });

  test('gives no password under a key of the server that nobody knows, and tells which it is', async () => {
    const key = await serverKey();
    expect(key).toMatch(/^SHA256:.{43}$/u);
    for (const user of ['ada', 'old']) {
      const fault = await refused(user, plain());
      expect(fault).toMatchObject({ kind: 'login', message: expect.stringMatching(/^Without TLS/u) });
      expect(fault.native.hint).toContain(user === 'ada' ? `confirms the key ${key}` : 'confirms the key SHA256:');
    }
  });

  test('gives it under the key that is known, and under no other', async () => {
    const key = await serverKey();
    expect((await connect('ada', plain({ serverKeyFingerprint: ` ${key} ` }))).alive).toBe(true);
    await admin?.ask('FLUSH PRIVILEGES');
    const other = plain({ serverKeyFingerprint: `SHA256:${'A'.repeat(43)}`, allowPublicKeyRetrieval: true });
    expect(await refused('ada', other)).toMatchObject({ kind: 'login', message: expect.stringMatching(/another key/u) });
  });

  test('gives it under any key where its owner has said so', async () => {
    for (const user of ['ada', 'old']) expect((await connect(user, plain({ allowPublicKeyRetrieval: true }))).alive).toBe(true);
  });

  test('needs no key while the server remembers the password', async () => {
    await connect('ada', encrypted);
    expect((await connect('ada', plain())).alive).toBe(true);
    await admin?.ask('FLUSH PRIVILEGES');
    expect((await refused('ada', plain())).kind).toBe('login');
  });

  test('tells a wrong password by the words of the server', async () => {
    for (const options of [encrypted, plain({ allowPublicKeyRetrieval: true })]) {
      const fault = await refused('ada', options, 'not it');
      expect(fault).toMatchObject({ kind: 'login', native: { nativeCode: '1045' } });
    }
  });

  test('tells what stands against an account', async () => {
    await admin?.ask("ALTER USER ada@'127.0.0.1' ACCOUNT LOCK");
    expect(await refused('ada', encrypted)).toMatchObject({ kind: 'login', native: { nativeCode: '3118' } });
    await admin?.ask("ALTER USER ada@'127.0.0.1' REQUIRE SSL ACCOUNT UNLOCK");
    expect((await refused('ada', plain({ allowPublicKeyRetrieval: true }))).kind).toBe('login');
    expect((await connect('ada', encrypted)).alive).toBe(true);
    await admin?.ask("ALTER USER ada@'127.0.0.1' REQUIRE NONE PASSWORD EXPIRE");
    expect((await refused('ada', encrypted)).kind).toBe('login');
    await admin?.ask(`ALTER USER ada@'127.0.0.1' IDENTIFIED BY '${password}'`);
  });
});
