import { quoteIdentifier } from '@orrery/dialects';
import { deadlineSignal, untilAborted } from '../deadline.js';
import type { BackendRef, ConnectOptions, Driver, Target } from '../driver.js';
import type { Stages } from '../stages.js';
import type { Role } from '../probe.js';
import { testTarget } from '../test-target.js';
import { openPostgres } from './open.js';
import { PostgresSession } from './session.js';

const open = async (target: Target, options: ConnectOptions, signal: AbortSignal, stages?: Stages): Promise<PostgresSession> => {
  const session = new PostgresSession(target, await openPostgres(target, options, signal, stages));
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

const connect = (target: Target, options: ConnectOptions): Promise<PostgresSession> =>
  open(target, options, deadlineSignal(options.connectMs, options.signal));

const test: Driver['test'] = (target, options) =>
  testTarget<PostgresSession>(target, options, {
    open: (at, signal, stages) => open(at, options, signal, stages),
    database: (session) => cell(session, 'SELECT current_database()'),
    catalog: async (session) =>
      `${await cell(
        session,
        `SELECT count(*) FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
          WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'`,
      )} tables and views`,
    grant: ({ username }) =>
      `GRANT SELECT ON pg_catalog.pg_class, pg_catalog.pg_namespace TO ${quoteIdentifier('postgres', username)};`,
    role,
    ping: (session) => session.ask('SELECT 1'),
    product: () => 'PostgreSQL',
    words: ({ serverVersion }) => `PostgreSQL ${serverVersion}`,
  });

const role = async (session: PostgresSession): Promise<Role> => {
  const replica = (await cell(session, 'SELECT pg_is_in_recovery()')) === 't';
  const [held, standing] =
    (
      await session.ask(
        "SELECT current_setting('transaction_read_only'), reset_val FROM pg_catalog.pg_settings WHERE name = 'default_transaction_read_only'",
      )
    )[0] ?? [];
  return { replica, held: held === 'on', closed: replica || standing === 'on', ...(await setOf(session)) };
};

/** All servers that follow one another have the number that the first of them was made with; not everybody may ask for it. */
const setOf = async (session: PostgresSession): Promise<Pick<Role, 'set'>> => {
  const set = await cell(session, 'SELECT system_identifier FROM pg_catalog.pg_control_system()').catch(() => '');
  return set === '' ? {} : { set };
};

const cell = async (session: PostgresSession, sql: string): Promise<string> => (await session.ask(sql))[0]?.[0] ?? '';

/** Only the very same backend: a pid is used again, its start time is not; and only one of ours. */
const killBackend = async (
  target: Target,
  options: ConnectOptions,
  backend: BackendRef,
  applicationName: string,
): Promise<boolean> => {
  if (!/^\d+$/u.test(backend.id)) return false;
  const session = await connect(target, options);
  try {
    const run = session.run({
      language: 'sql',
      text: `SELECT pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity
        WHERE pid = $1::int AND application_name = $2 AND ($3::text IS NULL OR backend_start = $3::timestamptz)`,
      params: [backend.id, applicationName.slice(0, 63), backend.startedAt ?? null],
    });
    let killed = false;
    for await (const event of run) if (event.type === 'rows') killed = event.json.toString() === '[true]';
    return killed;
  } finally {
    await session.close();
  }
};

/** PostgreSQL. */
export const postgresDriver: Driver = { kind: 'postgres', connect, test, killBackend };
