import type { TestResult } from '@orrery/contracts';
import { deadlineSignal, untilAborted } from '../deadline.js';
import type { BackendRef, ConnectOptions, Driver, Target } from '../driver.js';
import { Stages } from '../stages.js';
import { failedTest } from '../test-failure.js';
import { openMssql } from './open.js';
import { MssqlSession } from './session.js';

const open = async (target: Target, options: ConnectOptions, signal: AbortSignal, stages?: Stages): Promise<MssqlSession> => {
  const session = new MssqlSession(target, await openMssql(target, options, signal, stages));
  await untilAborted(session.begin(), signal, 'Setting up the session', () => {
    session.destroy();
  });
  return session;
};

const connect = (target: Target, options: ConnectOptions): Promise<MssqlSession> =>
  open(target, options, deadlineSignal(options.connectMs, options.signal));

const test = async (target: Target, options: ConnectOptions): Promise<TestResult> => {
  const signal = deadlineSignal(options.connectMs, options.signal);
  const stages = new Stages(options.stages);
  let session: MssqlSession | undefined;
  try {
    const opened = await open(target, options, signal, stages);
    session = opened;
    const ask = async (sql: string) => {
      const rows = await untilAborted(opened.ask(sql), signal, 'Asking the server', () => {
        opened.destroy();
      });
      return rows[0] ?? [];
    };
    /** What a server that is not Microsoft's may not know is left unsaid. */
    const askIfKnown = (sql: string) =>
      ask(sql).catch((error: unknown) => {
        if (!opened.alive) throw error;
        return [];
      });
    const database = await stages.run('database', async () => String((await ask('SELECT DB_NAME()'))[0] ?? ''), String);
    await stages.run('version', () => Promise.resolve(opened.serverVersion), String);
    const counts = 'SELECT COUNT(*) FROM';
    await stages.run(
      'catalog',
      async () =>
        (await askIfKnown(`${counts} sys.objects WHERE type IN ('U', 'V') AND is_ms_shipped = 0`))[0] ??
        (await ask(`${counts} INFORMATION_SCHEMA.TABLES`))[0],
      (count) => `${String(count)} tables and views in ${database}`,
    );
    let readOnly = opened.readOnly;
    let replica = false;
    await stages.run(
      'role',
      async () => {
        const [updateability] = await askIfKnown("SELECT CAST(DATABASEPROPERTYEX(DB_NAME(), 'Updateability') AS nvarchar(60))");
        readOnly ||= updateability === 'READ_ONLY';
        const [primary] = await askIfKnown('SELECT sys.fn_hadr_is_primary_replica(DB_NAME())');
        replica = primary === false;
      },
      () => [replica ? 'replica' : 'primary', readOnly ? 'read only' : 'writable'].join(', '),
    );
    const begun = performance.now();
    await stages.run('latency', () => ask('SELECT 1'));
    const latencyMs = Math.round((performance.now() - begun) * 100) / 100;
    return {
      isValid: true,
      latencyMs,
      serverVersion: `${opened.product} ${opened.serverVersion}`,
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

/** Only the very same session: its id is used again, its login time is not; and only one of ours. */
const killBackend = async (
  target: Target,
  options: ConnectOptions,
  backend: BackendRef,
  applicationName: string,
): Promise<boolean> => {
  if (!/^\d+$/u.test(backend.id)) return false;
  const session = await connect(target, options);
  try {
    const rows = await session.ask(
      `SELECT COUNT(*) FROM sys.dm_exec_sessions WHERE session_id = @p1 AND session_id <> @@SPID AND program_name = @p2
        AND (@p3 IS NULL OR CONVERT(nvarchar(33), login_time, 126) = @p3)`,
      [Number(backend.id), applicationName.slice(0, 63), backend.startedAt ?? null],
    );
    const found = rows[0]?.[0] === 1;
    if (found) await session.ask(`KILL ${backend.id}`);
    return found;
  } finally {
    await session.close();
  }
};

/** SQL Server, and servers that speak its protocol and language. */
export const mssqlDriver: Driver = { kind: 'mssql', connect, test, killBackend };
