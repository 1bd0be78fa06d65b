import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mariadbAbsence, mysqlAbsence, type MysqlServer, startMariadb, startMysql } from '@orrery/servers';
import type { Session, Target } from '../driver.js';
import { mysqlDriver } from './index.js';

const options = { connectMs: 10_000, applicationName: 'orrery', guard: () => true };
const products = [
  {
    product: 'MariaDB',
    start: startMariadb,
    absence: mariadbAbsence,
    follow: "CHANGE MASTER TO MASTER_HOST = '127.0.0.1', MASTER_USER = 'x'",
    forget: 'RESET SLAVE ALL',
  },
  {
    product: 'MySQL',
    start: startMysql,
    absence: mysqlAbsence,
    follow: "CHANGE REPLICATION SOURCE TO SOURCE_HOST = '127.0.0.1', SOURCE_USER = 'x'",
    forget: 'RESET REPLICA ALL',
  },
] as const;

for (const { product, absence } of products) {
  const why = absence();
  if (why !== undefined) process.stdout.write(`NOT RUN: what a test tells of a server of ${product}: ${why}\n`);
}

describe.each(products)('what a test tells of a server of $product', ({ product, start, absence, follow, forget }) => {
  const isHere = absence() === undefined;
  let server: MysqlServer | undefined;
  let admin: Session | undefined;
  const target = (more: Partial<Target> = {}): Target => ({
    host: server?.host ?? '',
    port: server?.port ?? 0,
    dbName: '',
    username: server?.user ?? '',
    password: server?.password ?? '',
    extraOptions: {},
    ...more,
  });
  const say = async (text: string): Promise<void> => {
    for await (const _ of admin?.run({ language: 'sql', text }) ?? []) continue;
  };
  beforeAll(async () => {
    if (!isHere) return;
    server = await start();
    admin = await mysqlDriver.connect(target(), options);
  }, 60_000);
  afterAll(async () => {
    admin?.destroy();
    await server?.stop();
  });
  const test = isHere ? it : it.skip;

  test('its product and version', async () => {
    const { serverVersion } = await mysqlDriver.test(target(), options);
    expect(serverVersion).toMatch(new RegExp(`^${product} \\d+\\.\\d+\\.\\d+`, 'u'));
  });

  test('whether it follows another, and whether it lets anything be changed', async () => {
    await expect(mysqlDriver.test(target(), options)).resolves.toMatchObject({ isValid: true, replica: false, readOnly: false });
    await say(follow);
    await say('SET GLOBAL read_only = 1');
    await expect(mysqlDriver.test(target(), options)).resolves.toMatchObject({ isValid: true, replica: true, readOnly: true });
    await say('SET GLOBAL read_only = 0');
    await say(forget);
  });

  test('nothing of that, and all the same that it works, to a user who may not ask', async () => {
    await say(follow);
    await say("CREATE USER guest@'127.0.0.1' IDENTIFIED BY 'a password of theirs'");
    const guest = target({ username: 'guest', password: 'a password of theirs' });
    await expect(mysqlDriver.test(guest, options)).resolves.toMatchObject({ isValid: true, replica: false });
    const session = await mysqlDriver.connect(guest, options);
    // Who may not see others still ends what is their own.
    await expect(mysqlDriver.killBackend(guest, options, session.backend, 'orrery')).resolves.toBe(true);
    session.destroy();
    await say(forget);
  });
});
