import type { TestResult } from '@orrery/contracts';
import { deadlineSignal, untilAborted } from '../deadline.js';
import type { BackendRef, ConnectOptions, Driver, Target } from '../driver.js';
import { Stages } from '../stages.js';
import { failedTest } from '../test-failure.js';
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

const test = async (target: Target, options: ConnectOptions): Promise<TestResult> => {
  const signal = deadlineSignal(options.connectMs, options.signal);
  const stages = new Stages(options.stages);
  let session: MysqlSession | undefined;
  try {
    const opened = await open(target, options, signal, stages);
    session = opened;
    const ask = async (sql: string) => {
      const rows = await untilAborted(opened.ask(sql), signal, 'Asking the server', () => {
        opened.destroy();
      });
      return rows[0] ?? [];
    };
    const database = await stages.run(
      'database',
      async () => (await ask('SELECT DATABASE()'))[0] ?? '',
      (name) => (name === '' ? 'none chosen' : name),
    );
    await stages.run('version', () => Promise.resolve(opened.serverVersion), String);
    await stages.run(
      'catalog',
      async () => (await ask('SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()'))[0] ?? '0',
      (count) => `${count} tables and views in ${database === '' ? 'no database' : database}`,
    );
    let readOnly = false;
    let replica = false;
    await stages.run(
      'role',
      async () => {
        readOnly = (await ask('SELECT @@read_only'))[0] === '1' || opened.readOnly;
        replica = await untilAborted(opened.isReplica(), signal, 'Asking the server', () => {
          opened.destroy();
        });
      },
      () => [replica ? 'replica' : 'primary', readOnly ? 'read only' : 'writable'].join(', '),
    );
    const begun = performance.now();
    await stages.run('latency', () => ask('SELECT 1'));
    const latencyMs = Math.round((performance.now() - begun) * 100) / 100;
    const product = opened.opened.isMariadb ? 'MariaDB' : 'MySQL';
    return {
      isValid: true,
      latencyMs,
      serverVersion: `${product} ${opened.serverVersion.replace(/-mariadb.*/iu, '')}`,
      readOnly,
      replica,
      stages: stages.list,
    };
  } catch (error) {
    return failedTest(error, stages.list);
  } finally {
    session?.destroy();
  }
};

/** Only the very same thread: of this user, and with our end of its socket where it was noted. */
const killBackend = async (target: Target, options: ConnectOptions, backend: BackendRef): Promise<boolean> => {
  if (!/^\d+$/u.test(backend.id)) return false;
  const session = await connect(target, options);
  try {
    const run = session.run({
      language: 'sql',
      text: "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE ID = ? AND USER = SUBSTRING_INDEX(CURRENT_USER(), '@', 1) AND HOST = COALESCE(?, HOST)",
      params: [Number(backend.id), backend.startedAt ?? null],
    });
    let found = false;
    for await (const event of run) if (event.type === 'rows') found = event.json.toString() === '[1]';
    if (found) await session.ask(`KILL ${backend.id}`);
    return found;
  } finally {
    await session.close();
  }
};

/** MySQL and MariaDB. */
export const mysqlDriver: Driver = { kind: 'mysql', connect, test, killBackend };
