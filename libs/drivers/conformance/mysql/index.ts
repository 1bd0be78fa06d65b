import { mariadbAbsence, startMariadb } from '@orrery/servers';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import type { BackendRef } from '../../src/index.js';
import { notRun, type Server, type Subject } from '../subject.js';
import { language } from './language.js';

/** A MariaDB with an empty database, started with more arguments. */
export const startServer = async (args: readonly string[] = []): Promise<Server | undefined> => {
  // A cell of 50 MB has to find room in one row.
  const server = await startMariadb({ args: ['--max-allowed-packet=256M', '--local-infile=1', ...args] });
  if (server === undefined) return undefined;
  const outside = await createConnection({ host: server.host, port: server.port, user: server.user, password: server.password });
  await outside.query('CREATE DATABASE conformance');
  const holds = async (backend: BackendRef, condition: string): Promise<boolean> => {
    const [rows] = await outside.query<RowDataPacket[]>(
      `SELECT 1 FROM information_schema.PROCESSLIST WHERE ID = ? AND ${condition}`,
      [Number(backend.id)],
    );
    return rows.length === 1;
  };
  return {
    target: {
      host: server.host,
      port: server.port,
      dbName: 'conformance',
      username: server.user,
      password: server.password,
      extraOptions: { ssl: { mode: 'disable' } },
    },
    version: /^10\.11\.\d+-MariaDB/,
    watch: {
      exists: (backend) => holds(backend, 'TRUE'),
      isBusy: (backend) => holds(backend, "COMMAND <> 'Sleep'"),
      isHeld: (backend) => holds(backend, "COMMAND <> 'Sleep' AND STATE = 'Writing to net'"),
    },
    stop: async () => {
      await outside.end();
      await server.stop();
    },
  };
};

/** MySQL and MariaDB, which speak one protocol and nearly one language. */
export const mysql: Subject = {
  kind: 'mysql',
  language,
  engines: [
    {
      name: 'MariaDB 10.11',
      verifiedBy: 'real server',
      start: async () => (await startServer()) ?? notRun(mariadbAbsence() ?? 'MariaDB did not start'),
    },
    {
      name: 'MySQL 8',
      verifiedBy: 'nothing',
      start: async () => notRun('Debian has no package of MySQL, and none is started here.'),
    },
  ],
};
