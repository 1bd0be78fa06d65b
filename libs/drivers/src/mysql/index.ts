import { quoteIdentifier, quoteLiteral } from '@orrery/dialects';
import { deadlineSignal, untilAborted } from '../deadline.js';
import type { BackendRef, ConnectOptions, Driver, Target } from '../driver.js';
import type { Stages } from '../stages.js';
import { testTarget } from '../test-target.js';
import { literal } from './catalog-queries.js';
import { openMysql } from './open.js';
import { role } from './role.js';
import { MysqlSession } from './session.js';

const open = async (target: Target, options: ConnectOptions, signal: AbortSignal, stages?: Stages): Promise<MysqlSession> => {
  const session = new MysqlSession(target, await openMysql(target, options, signal, stages), options);
  const begin = () =>
    untilAborted(session.begin(), signal, 'Setting up the session', () => {
      session.destroy();
    });
  try {
    await (stages?.run('session', begin) ?? begin());
    return session;
  } catch (error) {
    session.destroy();
    throw error;
  }
};

const connect = (target: Target, options: ConnectOptions): Promise<MysqlSession> =>
  open(target, options, deadlineSignal(options.connectMs, options.signal));

const test: Driver['test'] = (target, options) =>
  testTarget<MysqlSession>(target, options, {
    open: (at, signal, stages) => open(at, options, signal, stages),
    database: async (session) => (await cell(session, 'SELECT DATABASE()')) ?? '',
    catalog: async (session) => {
      const count = await cell(session, 'SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()');
      return `${count ?? '0'} tables and views`;
    },
    grant: ({ username }, database) =>
      `GRANT SELECT ON ${database === '' ? '*' : quoteIdentifier('mysql', database)}.* TO ${quoteLiteral('mysql', username)};`,
    role,
    ping: (session) => session.ask('SELECT 1'),
    words: (session) => `${productName(session)} ${session.serverVersion.replace(/-mariadb.*/iu, '')}`,
    product: productName,
  });

const productName = ({ opened }: MysqlSession): string => (opened.isMariadb ? 'MariaDB' : 'MySQL');

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
