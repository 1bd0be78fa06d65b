import { deadlineSignal, untilAborted } from '../deadline.js';
import type { BackendRef, ConnectOptions, Driver, Target } from '../driver.js';
import type { Stages } from '../stages.js';
import { testTarget } from '../test-target.js';
import { literal } from './catalog-queries.js';
import { openMysql } from './open.js';
import { MysqlSession } from './session.js';

const open = async (target: Target, options: ConnectOptions, signal: AbortSignal, stages?: Stages): Promise<MysqlSession> => {
  const session = new MysqlSession(target, await openMysql(target, options, signal, stages), options);
  await untilAborted(session.begin(), signal, 'Setting up the session', () => {
    session.destroy();
  });
  return session;
};

const connect = (target: Target, options: ConnectOptions): Promise<MysqlSession> =>
  open(target, options, deadlineSignal(options.connectMs, options.signal));

const test: Driver['test'] = (target, options) =>
  testTarget<MysqlSession>(options, {
    open: (signal, stages) => open(target, options, signal, stages),
    database: async (session) => (await cell(session, 'SELECT DATABASE()')) ?? '',
    catalog: async (session) => {
      const count = await cell(session, 'SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()');
      return `${count ?? '0'} tables and views`;
    },
    role: async (session) => ({
      readOnly: (await cell(session, 'SELECT @@read_only')) === '1' || session.readOnly,
      replica: await session.isReplica(),
    }),
    ping: (session) => session.ask('SELECT 1'),
    product: ({ opened, serverVersion }) =>
      `${opened.isMariadb ? 'MariaDB' : 'MySQL'} ${serverVersion.replace(/-mariadb.*/iu, '')}`,
  });

const cell = async (session: MysqlSession, sql: string): Promise<string | null | undefined> => (await session.ask(sql))[0]?.[0];

/** Only the very same thread: of this user, and with our end of its socket where it was noted. */
const killBackend = async (target: Target, options: ConnectOptions, backend: BackendRef): Promise<boolean> => {
  if (!/^\d+$/u.test(backend.id)) return false;
  const session = await connect(target, options);
  try {
    const at = backend.startedAt === undefined ? '' : ` AND HOST = ${literal(backend.startedAt)}`;
    const [[count] = []] = await session.askProcesses(
      (list) => `SELECT COUNT(*) FROM ${list} WHERE ID = ${backend.id} AND USER = SUBSTRING_INDEX(CURRENT_USER(), '@', 1)${at}`,
    );
    const found = count === '1';
    if (found) await session.ask(`KILL ${backend.id}`);
    return found;
  } finally {
    await session.close();
  }
};

/** MySQL and MariaDB. */
export const mysqlDriver: Driver = { kind: 'mysql', connect, test, killBackend };
