import { type MysqlServer, type PostgresServer, startMariadb, startPostgres } from '@orrery/servers';
import { drivers, type Session } from '@orrery/drivers';
import { spawnSync } from 'node:child_process';
import type { DataDialect, DataSet } from './sets.ts';

/** A server that data sets are loaded into, through the client program of its kind. */
export interface DataServer {
  /** Loads a set into a database of its own, without its keys, and opens a session to it; undefined where there is no server of its kind. */
  open(set: DataSet): Promise<{ readonly session: Session | undefined; readonly close: () => Promise<void> }>;
  stop(): Promise<void>;
}

/** Starts the server of a dialect; a sentence where it can't be had. */
export async function startServer(dialect: DataDialect): Promise<DataServer | string> {
  if (dialect === 'mongodb') return { open: () => Promise.resolve({ session: undefined, close: done }), stop: done };
  const program = dialect === 'postgres' ? 'psql' : 'mariadb';
  if (spawnSync(program, ['--version']).status !== 0) return `the program ${program} is not installed`;
  if (dialect === 'postgres') return postgresData(await startPostgres({ fsync: false }));
  const server = await startMariadb();
  return server ? mariadbData(server) : 'MariaDB is not installed';
}

const done = (): Promise<void> => Promise.resolve();
const opened = (session: Session) => ({ session, close: () => session.close() });

const feed = (program: string, args: readonly string[], sql: string, env: Readonly<Record<string, string>>): void => {
  const { status, stderr } = spawnSync(program, args, {
    input: sql,
    env: { ...process.env, ...env },
    maxBuffer: 2 ** 26,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  if (status !== 0) throw new Error(`${program} could not load the data: ${stderr.toString().slice(0, 2_000)}`);
};

/** Some dumps name the database that they are of, as their folder is called. */
const databaseOf = (set: DataSet): string => set.name.replaceAll(/[^a-z0-9]/g, '_');

function postgresData(server: PostgresServer): DataServer {
  return {
    open: async (set) => {
      const url = (database: string): string[] => ['-q', '-v', 'ON_ERROR_STOP=1', '-d', server.url(database)];
      const database = databaseOf(set);
      feed('psql', url('postgres'), `CREATE DATABASE ${database}`, {});
      for (const sql of await set.load()) feed('psql', url(database), sql, {});
      return opened(await connect('postgres', server, database));
    },
    stop: () => server.stop(),
  };
}

function mariadbData(server: MysqlServer): DataServer {
  const args = [
    `--host=${server.host}`,
    `--port=${String(server.port)}`,
    `--user=${server.user}`,
    '--default-character-set=utf8mb4',
  ];
  const env = { MYSQL_PWD: server.password };
  return {
    open: async (set) => {
      const database = databaseOf(set);
      feed('mariadb', args, `CREATE DATABASE ${database} CHARACTER SET utf8mb4`, env);
      for (const sql of await set.load()) feed('mariadb', [...args, database], sql, env);
      return opened(await connect('mysql', server, database));
    },
    stop: () => server.stop(),
  };
}

async function connect(kind: 'postgres' | 'mysql', server: PostgresServer | MysqlServer, dbName: string): Promise<Session> {
  const driver = drivers[kind];
  if (!driver) throw new Error(`there is no driver of ${kind}`);
  const { host, port, user, password } = server;
  const target = { host, port, username: user, password, dbName, extraOptions: {} };
  return driver.connect(target, { connectMs: 10_000, applicationName: 'relations', guard: () => true });
}
