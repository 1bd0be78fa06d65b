import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { mariadbAbsence, mysqlAbsence, type MysqlServer, startMariadb, startMysql } from '@orrery/servers';
import type { Session } from '../driver.js';
import { ask } from '../explorer/ask.js';
import { mysqlDriver } from './index.js';

const products = [
  { product: 'MariaDB', start: startMariadb, absence: mariadbAbsence },
  { product: 'MySQL', start: startMysql, absence: mysqlAbsence },
] as const;

for (const { product, absence } of products) {
  const why = absence();
  if (why !== undefined) process.stdout.write(`NOT RUN: sessions of ${product} that only read: ${why}\n`);
}

describe.each(products)('a session of $product that only reads', ({ start, absence }) => {
  const test = absence() === undefined ? it : it.skip;
  let server: MysqlServer | undefined;
  const opened: Session[] = [];
  const open = async (): Promise<Session> => {
    if (!server) throw new Error('there is no server');
    const { host, port, user: username, password } = server;
    const extraOptions = { ssl: { mode: 'disable' }, driver: { allowPublicKeyRetrieval: true } } as const;
    const session = await mysqlDriver.connect(
      { host, port, dbName: 'mysql', username, password, extraOptions },
      { connectMs: 10_000, applicationName: 'orrery', guard: () => true },
    );
    opened.push(session);
    return session;
  };
  const say = async (session: Session, text: string, readOnly = false): Promise<unknown> =>
    (await ask(session, { language: 'sql', text }, { readOnly })).rows[0]?.[0];
  const insert = 'INSERT INTO kept VALUES (1)';

  beforeAll(async () => {
    if (absence() !== undefined) return;
    server = await start();
    await say(await open(), 'CREATE TABLE kept (n int)');
  }, 90_000);
  afterEach(() => {
    for (const session of opened.splice(0)) session.destroy();
  });
  afterAll(async () => {
    await server?.stop();
  }, 60_000);

  test('is held to it once, not for each statement, and let go by the first that may write', async () => {
    const session = await open();
    const settings = async (): Promise<number> =>
      Number(
        JSON.parse(
          String(
            (await ask(session, { language: 'sql', text: "SHOW SESSION STATUS LIKE 'Com_set_option'" }, { readOnly: true }))
              .rows[0]?.[1],
          ),
        ),
      );
    const before = await settings();
    for (let n = 0; n < 5; n += 1) await say(session, 'SELECT n FROM kept', true);
    expect(await settings()).toBe(before);
    await say(session, insert);
    expect(await say(session, 'SELECT count(*) FROM kept', true)).toBe('1');
    // What may have left settings behind is held to reading a transaction at a time.
    expect(await settings()).toBe(before + 1);
  });

  test('has no transaction open afterwards, also where none ends by itself', async () => {
    const admin = await open();
    await say(admin, 'SET GLOBAL autocommit = 0');
    const session = await open();
    await say(admin, 'SET GLOBAL autocommit = 1');
    for (let n = 0; n < 2; n += 1) {
      expect(Number(await say(session, 'SELECT count(*) FROM kept', true))).toBeGreaterThanOrEqual(0);
      expect(session.inTransaction).toBe(false);
    }
  });

  test('keeps what a person has decided about its transactions', async () => {
    const session = await open();
    await say(session, 'SET SESSION TRANSACTION READ ONLY');
    await say(session, 'SELECT n FROM kept', true);
    await expect(say(session, insert)).rejects.toMatchObject({ kind: 'read-only' });
  });
});
