import { quoteIdentifier } from '@orrery/dialects';
import { deadlineSignal, untilAborted } from '../deadline.js';
import { DriverFault, type BackendRef, type ConnectOptions, type Driver, type Target } from '../driver.js';
import type { Stages } from '../stages.js';
import type { Role } from '../probe.js';
import { testTarget } from '../test-target.js';
import { lacking } from './catalog.js';
import { openMssql } from './open.js';
import { type Cells, MssqlSession } from './session.js';

const open = async (target: Target, options: ConnectOptions, signal: AbortSignal, stages?: Stages): Promise<MssqlSession> => {
  const session = new MssqlSession(target, await openMssql(target, options, signal, stages));
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

const connect = (target: Target, options: ConnectOptions): Promise<MssqlSession> =>
  open(target, options, deadlineSignal(options.connectMs, options.signal));

const test: Driver['test'] = (target, options) =>
  testTarget<MssqlSession>(target, options, {
    open: (at, signal, stages) => open(at, options, signal, stages),
    database: async (session) => String((await cell(session, 'SELECT DB_NAME()')) ?? ''),
    catalog: async (session) => {
      const counts = 'SELECT COUNT(*) FROM';
      const count =
        (await cellIfKnown(session, `${counts} sys.objects WHERE type IN ('U', 'V') AND is_ms_shipped = 0`)) ??
        (await cell(session, `${counts} INFORMATION_SCHEMA.TABLES`).catch(unlessLacking));
      return count === undefined
        ? 'no list of tables, for the server has neither sys.objects nor INFORMATION_SCHEMA,'
        : `${String(count)} tables and views`;
    },
    grant: ({ username }) =>
      `GRANT SELECT ON sys.objects TO ${quoteIdentifier('mssql', username)}; GRANT VIEW DEFINITION TO ${quoteIdentifier('mssql', username)};`,
    role: async (session) => {
      const updateability = await cellIfKnown(
        session,
        "SELECT CAST(DATABASEPROPERTYEX(DB_NAME(), 'Updateability') AS nvarchar(60))",
      );
      const primary = await cellIfKnown(session, 'SELECT sys.fn_hadr_is_primary_replica(DB_NAME())');
      return {
        replica: primary === false,
        unsure: updateability === undefined,
        closed: updateability === 'READ_ONLY',
        held: session.readOnly,
        ...heldHere(session),
      };
    },
    ping: (session) => session.ask('SELECT 1'),
    // Those that only speak its protocol have releases of their own.
    product: ({ product }) => (/^SQL (?:Server|Azure)/u.test(product) ? 'SQL Server' : product),
    words: ({ product, serverVersion }) => `${product} ${serverVersion}`,
  });

/** The server has no such mode. */
const heldHere = ({ readOnly }: MssqlSession): Pick<Role, 'more'> => (readOnly ? { more: 'kept so by Orrery' } : {});

const cell = async (session: MssqlSession, sql: string): Promise<Cells[number] | undefined> => (await session.ask(sql))[0]?.[0];

/** What a server that is not Microsoft's may not know is left unsaid. */
const cellIfKnown = (session: MssqlSession, sql: string): Promise<Cells[number] | undefined> =>
  cell(session, sql).catch((error: unknown) => {
    if (!session.alive) throw error;
    return undefined;
  });

const unlessLacking = (error: unknown): undefined => {
  if (!(error instanceof DriverFault) || !lacking.has(error.kind)) throw error;
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
