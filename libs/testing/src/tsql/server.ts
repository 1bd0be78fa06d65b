import pg from 'pg';
import { keepHouse } from '../tds/housekeeping.js';
import { startTdsServer, type TdsServer } from '../tds/server.js';
import { clockFunctions } from './functions-clock.js';
import { definition } from './define.js';
import { functions } from './functions.js';
import { textFunctions } from './functions-text.js';
import { Model } from './model.js';
import { Parser } from './parse.js';
import { TsqlSession } from './session.js';

export interface SqlServerOptions {
  /** The PostgreSQL that stands behind it: a database is made there. */
  readonly postgres: { url(database?: string): string };
  /** The name of its database. */
  readonly database: string;
  readonly user: string;
  readonly password: string;
}

/** A running stand-in of a SQL Server. */
export interface SqlServerStandIn extends Pick<TdsServer, 'host' | 'port' | 'requests' | 'peers'> {
  readonly user: string;
  readonly password: string;
  /** Makes what batches define, without a client: what a test begins with. */
  define(batches: readonly string[]): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a stand-in of a SQL Server that executes what it knows of T-SQL, by a PostgreSQL, and refuses the rest. */
export const startSqlServer = async ({ postgres, database, user, password }: SqlServerOptions): Promise<SqlServerStandIn> => {
  const name = `tsql_${database.toLowerCase().replaceAll(/\W/gu, '_')}`;
  const first = new pg.Client({ connectionString: postgres.url() });
  await first.connect();
  await first.query(`create database ${name}`);
  await first.end();
  const control = new pg.Pool({ connectionString: postgres.url(name), max: 2 });
  control.on('error', () => undefined);
  await control.query(functions);
  await control.query(textFunctions);
  await control.query(clockFunctions);
  const model = new Model(database);
  const sessions = new Map<number, Promise<TsqlSession>>();
  const clients: pg.Client[] = [];
  const open = async (id: number): Promise<TsqlSession> => {
    const client = new pg.Client({ connectionString: postgres.url(name) });
    client.on('error', () => undefined);
    await client.connect();
    clients.push(client);
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    const cancel = async (pid: number): Promise<void> => {
      await control.query('select pg_cancel_backend($1)', [pid]);
    };
    return new TsqlSession(id, model, client, cancel, rows[0]?.pid ?? 0);
  };
  const sessionOf = (id: number): Promise<TsqlSession> => {
    const found = sessions.get(id) ?? open(id);
    sessions.set(id, found);
    return found;
  };
  const server: TdsServer = await startTdsServer({
    login: (login) => {
      if (login.user !== user || login.password !== password)
        return { number: 18_456, text: `Login failed for user '${login.user}'.`, level: 14 };
      if (![database.toLowerCase(), ''].includes(login.database.toLowerCase()))
        return {
          number: 4_060,
          text: `Cannot open database "${login.database}" requested by the login. The login failed.`,
          level: 11,
        };
      return undefined;
    },
    ended: (peer) => {
      const session = sessions.get(peer.id);
      sessions.delete(peer.id);
      void session?.then(({ client }) => client.end()).catch(() => undefined);
    },
    reset: async (peer) => (await sessionOf(peer.id)).reset(),
    answer: async (request, reply, peer) => {
      const session = await sessionOf(peer.id);
      const transactional = /^(?:BEGIN TRANSACTION|IF @@TRANCOUNT)/u.test(request.text);
      if (!transactional && (await keepHouse(request, reply, peer, server.peers))) return;
      await session.answer(request, reply);
    },
  });
  return {
    host: server.host,
    port: server.port,
    requests: server.requests,
    peers: server.peers,
    user,
    password,
    define: async (batches) => {
      for (const batch of batches) {
        const made = new Parser(batch).batch().flatMap((statement) => definition(model, statement) ?? []);
        await control.query(made.join(';\n'));
      }
    },
    stop: async () => {
      await server.stop();
      await Promise.all(clients.map((client) => client.end().catch(() => undefined)));
      await control.end();
    },
  };
};
