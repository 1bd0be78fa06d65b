import { once } from 'node:events';
import {
  keepHouse,
  startTdsServer,
  tds,
  type TdsPeer,
  type TdsReply,
  type TdsRequest,
  type TdsServer,
  type Certificate,
} from '@orrery/testing';
import { values } from './values.js';

/** What a session of the scripted server keeps. */
interface Kept {
  dateFirst: number;
  database: string;
  temporary: boolean;
  plans: boolean;
  /** The table as it was when the transaction began. */
  before: Table | undefined;
}
type Table = readonly number[] | undefined;

const fresh = (): Kept => ({ dateFirst: 7, database: 'conformance', temporary: false, plans: false, before: undefined });

/** What the suite's statements fail with. */
const errors: readonly (readonly [pattern: RegExp, number: number, text: string, line?: number])[] = [
  [/FORM sys\.objects$/, 102, "Incorrect syntax near 'FORM'.", 2],
  [/^SELECT customr /, 207, "Invalid column name 'customr'."],
  [
    /^INSERT INTO #once/,
    2627,
    "Violation of PRIMARY KEY constraint 'PK__once'. Cannot insert duplicate key in object 'dbo.#once'.",
  ],
  [
    /sql_logins_of_others$/,
    229,
    "The SELECT permission was denied on the object 'sql_logins_of_others', database 'master', schema 'sys'.",
  ],
  [/^DBCC SHRINKLOG$/, 40510, "Statement 'DBCC SHRINKLOG' is not supported in this version of SQL Server."],
  [/^SELECT 1 \/ 0$/, 8134, 'Divide by zero error encountered.'],
  [/^CREATE MATERIALIZED/, 343, "Unknown object type 'MATERIALIZED' used in a CREATE, DROP, or ALTER statement."],
];

/** A server that answers the suite's statements as SQL Server would, with one table and a few settings. It is no engine. */
export const startScriptedSqlServer = async (password: string, certificate?: Certificate): Promise<TdsServer> => {
  const kept = new WeakMap<TdsPeer, Kept>();
  let table: Table;

  const answer = async (request: TdsRequest, reply: TdsReply, peer: TdsPeer): Promise<void> => {
    const session = kept.get(peer) ?? fresh();
    kept.set(peer, session);
    if (await change(request, reply, session)) return;
    // While plans are asked for, nothing is run, whoever asks.
    if (!session.plans && (await keepHouse(request, reply, peer, server.peers))) return;
    await select(request, reply, session);
  };

  /** Statements that change the table, the session or a transaction. */
  const change = async (request: TdsRequest, reply: TdsReply, session: Kept): Promise<boolean> => {
    const { text, transaction } = request;
    switch (text) {
      case 'CREATE TABLE scratch (n int)':
        table = [];
        break;
      case 'DROP TABLE IF EXISTS scratch':
        table = undefined;
        break;
      case 'INSERT INTO scratch VALUES (1), (2), (3)':
        table = [...(table ?? []), 1, 2, 3];
        reply.done({ changed: 3 });
        break;
      case 'UPDATE scratch SET n = n + 10 WHERE n > 1': {
        const changed = (table ?? []).filter((n) => n > 1).length;
        table = table?.map((n) => (n > 1 ? n + 10 : n));
        reply.done({ changed });
        break;
      }
      case 'BEGIN TRANSACTION':
        session.before = table ?? [];
        return false;
      case 'IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION':
      case 'ROLLBACK':
        if (session.before !== undefined) table = session.before;
        session.before = undefined;
        if (transaction !== 0n) reply.rolledBack(transaction);
        break;
      case 'COMMIT':
        session.before = undefined;
        reply.committed(transaction);
        break;
      case 'SET DATEFIRST 3':
        session.dateFirst = 3;
        break;
      case 'USE tempdb':
        session.database = 'tempdb';
        break;
      case 'SET SHOWPLAN_XML ON':
        session.plans = true;
        break;
      case "WAITFOR DELAY '00:01:00'":
        if (!reply.signal.aborted) await Promise.race([once(reply.signal, 'abort'), once(reply.stream, 'close')]);
        break;
      case "PRINT 'half of 7 is done'":
        reply.info({ number: 0, text: 'half of 7 is done' });
        break;
      case 'SELECT DB_NAME()':
        reply.columns([tds.nvarchar(128)('')]);
        await reply.row(session.database);
        break;
      case '-- nothing':
        break;
      default:
        if (!/^(?:CREATE TABLE #|CREATE TABLE proof)/u.test(text)) return false;
        session.temporary ||= text.includes('#short');
    }
    return true;
  };

  const select = async (request: TdsRequest, reply: TdsReply, session: Kept): Promise<void> => {
    const { text, params } = request;
    const failure = errors.find(([pattern]) => pattern.test(text));
    if (failure !== undefined) {
      const [, number, words, line = 1] = failure;
      reply.error({ number, text: words, line });
      reply.done({ failed: true });
      return;
    }
    const rows = async (column: (name: string) => ReturnType<typeof tds.int>, name: string, ...all: readonly unknown[]) => {
      reply.columns([column(name)]);
      for (const value of all) await reply.row(value);
      reply.done({ selected: all.length });
    };
    const wire = values.find(({ statement }) => statement.text === text);
    if (wire !== undefined) {
      reply.columns([wire.column]);
      await (wire.value === null ? reply.compactRow(null) : reply.row(wire.value));
      reply.done({ selected: 1 });
    } else if (session.plans) {
      await rows(tds.nvarcharMax, 'Microsoft SQL Server 2005 XML Showplan', '<ShowPlanXML Version="1.5"/>');
    } else if (text === 'SELECT 1 AS one') {
      await rows(tds.int, 'one', 1);
    } else if (text === 'SELECT 1 AS a; SELECT 2 AS b') {
      await rows(tds.int, 'a', 1);
      await rows(tds.int, 'b', 2);
    } else if (text === 'SELECT 1 AS n WHERE 1 = 0') {
      await rows(tds.int, 'n');
    } else if (text === 'SELECT @@DATEFIRST') {
      await rows(tds.tinyint, '', session.dateFirst);
    } else if (text === 'SELECT @@TRANCOUNT') {
      await rows(tds.int, '', session.before === undefined ? 0 : 1);
    } else if (text.startsWith('SELECT CASE WHEN OBJECT_ID')) {
      await rows(tds.int, '', session.temporary ? 1 : 0);
    } else if (text === "SELECT OBJECT_ID('proof')") {
      await rows(tds.int, '', null);
    } else if (text.startsWith('SELECT 7 AS n')) {
      await rows(tds.int, 'n', 7);
    } else if (text.startsWith('INSERT INTO #proof')) {
      await rows(tds.int, '', 10);
    } else if (text.includes('sys.all_columns')) {
      await generate(text, reply);
    } else if (text.startsWith('SELECT REPLICATE')) {
      await rows(tds.varcharMax(), 'cell', Buffer.alloc(Number(/\d+(?=\) AS cell)/u.exec(text)?.[0]), 'x'));
    } else if (text.startsWith('SELECT @p1')) {
      await echo(params, reply);
    } else if (text.startsWith('SELECT COUNT(*) FROM scratch')) {
      await rows(tds.int, '', table?.length ?? 0);
    } else if (text.includes('DATABASEPROPERTYEX')) {
      await rows(tds.nvarchar(60), '', 'READ_WRITE');
    } else if (text.includes('fn_hadr')) {
      await rows(tds.bit, '', null);
    } else if (text.startsWith('SELECT COUNT(*)')) {
      await rows(tds.int, '', table === undefined ? 0 : 1);
    } else {
      await rows(tds.int, 'n', ...(table ?? []));
    }
  };

  const server: TdsServer = await startTdsServer({
    answer,
    ...(certificate === undefined ? {} : { tls: certificate }),
    reset: (peer) => {
      const session = kept.get(peer);
      if (session?.before !== undefined) table = session.before;
      kept.delete(peer);
    },
    login: (login) => {
      if (login.password !== password || login.user !== 'sa') {
        return { number: 18456, level: 14, text: `Login failed for user '${login.user}'.` };
      }
      if (login.database !== 'conformance') {
        return {
          number: 4060,
          level: 11,
          text: `Cannot open database "${login.database}" requested by the login. The login failed.`,
        };
      }
      return undefined;
    },
  });
  return server;
};

/** Numbers in their order, beside a filler where the statement asks for one. */
const generate = async (text: string, reply: TdsReply): Promise<void> => {
  const limit = Number(/^SELECT TOP \((\d+)\)/u.exec(text)?.[1] ?? Number.POSITIVE_INFINITY);
  const padded = text.includes('REPLICATE');
  const filler = Buffer.alloc(1_000, 'x');
  reply.columns([tds.bigint('n'), ...(padded ? [tds.varchar(1_000)('padding')] : [])]);
  for (let n = 1; n <= limit && !reply.signal.aborted && reply.stream.writable; n += 1) await reply.row(n, filler);
  reply.done({ selected: Number.isFinite(limit) ? limit : 0 });
};

const echo = async (params: ReadonlyMap<string, unknown>, reply: TdsReply): Promise<void> => {
  const names = ['@p1', '@p2', '@p3', '@p4'];
  const missing = names.find((name) => !params.has(name));
  if (missing !== undefined) {
    reply.error({ number: 137, text: `Must declare the scalar variable "${missing}".` });
    reply.done({ failed: true });
    return;
  }
  const given = names.map((name) => params.get(name));
  reply.columns(
    given.map((value) =>
      typeof value === 'number' ? tds.int('') : typeof value === 'boolean' ? tds.bit('') : tds.nvarchar(4_000)(''),
    ),
  );
  await reply.row(...given);
  reply.done({ selected: 1 });
};
