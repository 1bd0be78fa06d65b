import { type MysqlServer, type PostgresServer, startMariadb, startPostgres } from '@orrery/servers';
import { drivers, type Session } from '@orrery/drivers';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { DataDialect, DataSet } from './sets.ts';

/** A server that data sets are loaded into, through the client program of its kind. */
export interface Ground {
  /** Loads a set into a database of its own, without its keys, and opens a session to it. */
  open(set: DataSet): Promise<Session>;
  stop(): Promise<void>;
}

/** Starts the server of a dialect; a sentence where it can't be had. */
export async function startGround(dialect: DataDialect): Promise<Ground | string> {
  const program = dialect === 'postgres' ? 'psql' : 'mariadb';
  if (spawnSync(program, ['--version']).status !== 0) return `the program ${program} is not installed`;
  if (dialect === 'postgres') return postgresGround(await startPostgres({ fsync: false }));
  const server = await startMariadb();
  return server ? mariadbGround(server) : 'MariaDB is not installed';
}

const feed = (program: string, args: readonly string[], sql: string, env: Readonly<Record<string, string>>): void => {
  const { status, stderr } = spawnSync(program, args, {
    input: sql,
    env: { ...process.env, ...env },
    maxBuffer: 2 ** 26,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  if (status !== 0) throw new Error(`${program} could not load the data: ${stderr.toString().slice(0, 2_000)}`);
};

const textsOf = (set: DataSet): string[] => [
  gunzipSync(readFileSync(set.load)).toString(),
  ...(set.dropKeys === undefined ? [] : [readFileSync(set.dropKeys, 'utf8')]),
];

const databaseOf = (set: DataSet): string => set.name.replaceAll(/[^a-z0-9]/g, '_');

function postgresGround(server: PostgresServer): Ground {
  return {
    open: async (set) => {
      const url = (database: string): string[] => ['-q', '-v', 'ON_ERROR_STOP=1', '-d', server.url(database)];
      const database = databaseOf(set);
      feed('psql', url('postgres'), `CREATE DATABASE ${database}`, {});
      for (const sql of textsOf(set)) feed('psql', url(database), sql, {});
      return connect('postgres', server, database);
    },
    stop: () => server.stop(),
  };
}

function mariadbGround(server: MysqlServer): Ground {
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
      for (const sql of textsOf(set)) feed('mariadb', [...args, database], sql, env);
      return connect('mysql', server, database);
    },
    stop: () => server.stop(),
  };
}

async function connect(kind: DataDialect, server: PostgresServer | MysqlServer, dbName: string): Promise<Session> {
  const driver = drivers[kind];
  if (!driver) throw new Error(`there is no driver of ${kind}`);
  const { host, port, user, password } = server;
  const target = { host, port, username: user, password, dbName, extraOptions: {} };
  return driver.connect(target, { connectMs: 10_000, applicationName: 'relations', guard: () => true });
}
