import type { TestResult } from '@orrery/contracts';
import { deadlineSignal, untilAborted } from '../deadline.js';
import type { BackendRef, ConnectOptions, Driver, Target } from '../driver.js';
import { Stages } from '../stages.js';
import { failedTest } from '../test-failure.js';
import { openPostgres } from './open.js';
import { PostgresSession } from './session.js';

const open = async (target: Target, options: ConnectOptions, signal: AbortSignal, stages?: Stages): Promise<PostgresSession> => {
  const session = new PostgresSession(target, await openPostgres(target, options, signal, stages));
  await untilAborted(session.begin(), signal, 'Setting up the session', () => {
    session.destroy();
  });
  return session;
};

const connect = (target: Target, options: ConnectOptions): Promise<PostgresSession> =>
  open(target, options, deadlineSignal(options.connectMs, options.signal));

const test = async (target: Target, options: ConnectOptions): Promise<TestResult> => {
  const signal = deadlineSignal(options.connectMs, options.signal);
  const stages = new Stages(options.stages);
  let session: PostgresSession | undefined;
  try {
    const opened = await open(target, options, signal, stages);
    session = opened;
    const ask = async (sql: string) =>
      (
        await untilAborted(opened.ask(sql), signal, 'Asking the server', () => {
          opened.destroy();
        })
      )[0]?.[0] ?? '';
    const database = await stages.run('database', () => ask('SELECT current_database()'), String);
    await stages.run('version', () => Promise.resolve(opened.serverVersion), String);
    await stages.run(
      'catalog',
      () =>
        ask(`SELECT count(*) FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
          WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'`),
      (count) => `${count} tables and views in ${database}`,
    );
    let replica = false;
    let readOnly = false;
    await stages.run(
      'role',
      async () => {
        replica = (await ask('SELECT pg_is_in_recovery()')) === 't';
        readOnly = (await ask('SHOW transaction_read_only')) === 'on';
      },
      () => [replica ? 'replica' : 'primary', readOnly ? 'read only' : 'writable'].join(', '),
    );
    const begun = performance.now();
    await stages.run('latency', () => ask('SELECT 1'));
    const latencyMs = Math.round((performance.now() - begun) * 100) / 100;
    return {
      isValid: true,
      latencyMs,
      serverVersion: `PostgreSQL ${opened.serverVersion}`,
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
