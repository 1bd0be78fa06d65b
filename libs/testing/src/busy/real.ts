import { mariadbAbsence, startMariadb, startPostgres } from '@orrery/servers';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import pg from 'pg';
import type { BusyServer } from './server.js';

/** A PostgreSQL that counts for very long. */
export const startBusyPostgres = async (): Promise<BusyServer> => {
  const server = await startPostgres({ fsync: false });
  const outside = new pg.Client({ connectionString: server.url() });
  await outside.connect();
  return {
    name: 'PostgreSQL',
    connection: {
      type: 'postgres',
      host: server.host,
      port: server.port,
      dbName: 'postgres',
      username: server.user,
      password: server.password,
      extraOptions: { ssl: { mode: 'disable' } },
    },
    slow: (mark) => `select /* ${mark} */ count(*) from generate_series(1, 100000000000)`,
    running: async (mark) => {
      const { rows } = await outside.query<{ n: number }>(
        `select count(*)::int as n from pg_stat_activity where state = 'active' and query like $1 and pid <> pg_backend_pid()`,
        [`%/* ${mark} */%`],
      );
      return rows[0]?.n ?? 0;
    },
    stop: async () => {
      await outside.end();
      await server.stop();
    },
  };
};

/** A MariaDB that hashes for very long; or why there is none. */
export const startBusyMariadb = async (): Promise<BusyServer | string> => {
  const server = await startMariadb();
  if (server === undefined) return mariadbAbsence() ?? 'MariaDB did not start';
  const { host, port, user, password } = server;
  const outside = await createConnection({ host, port, user, password });
  await outside.query('create database shop');
  return {
    name: 'MariaDB',
    connection: {
      type: 'mysql',
      host,
      port,
      dbName: 'shop',
      username: user,
      password,
      extraOptions: { ssl: { mode: 'disable' } },
    },
    slow: (mark) => `select /* ${mark} */ benchmark(100000000000, sha2('a', 512))`,
    running: async (mark) => {
      const [rows] = await outside.query<RowDataPacket[]>(
        `select count(*) as n from information_schema.processlist where command <> 'Sleep' and info like ? and id <> connection_id()`,
        [`%/* ${mark} */%`],
      );
      return Number(rows[0]?.['n'] ?? 0);
    },
    stop: async () => {
      await outside.end();
      await server.stop();
    },
  };
};
