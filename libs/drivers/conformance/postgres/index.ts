import { startPostgres } from '@orrery/servers';
import pg from 'pg';
import type { BackendRef } from '../../src/index.js';
import { type Engine, notRun, type Server, type Subject } from '../subject.js';
import { language } from './language.js';

const started = async (version: 'embedded' | 'debian', said: RegExp): Promise<Server | undefined> => {
  const server = await startPostgres({ version, fsync: false });
  if (server === undefined) return undefined;
  const outside = new pg.Client({ connectionString: server.url(), database: 'postgres' });
  await outside.connect();
  const holds = async (backend: BackendRef, condition: string): Promise<boolean> => {
    const { rowCount } = await outside.query(`SELECT 1 FROM pg_stat_activity WHERE pid = $1 AND ${condition}`, [
      Number(backend.id),
    ]);
    return rowCount === 1;
  };
  return {
    target: {
      host: server.host,
      port: server.port,
      dbName: 'postgres',
      username: server.user,
      password: server.password,
      extraOptions: { ssl: { mode: 'disable' } },
    },
    version: said,
    watch: {
      exists: (backend) => holds(backend, 'true'),
      // A portal that waits for its next fetch is still the statement: `idle` is what comes after it.
      isBusy: (backend) => holds(backend, "state = 'active' AND wait_event IS DISTINCT FROM 'ClientRead'"),
      isHeld: (backend) => holds(backend, "wait_event IN ('ClientRead', 'ClientWrite') AND state <> 'idle'"),
    },
    stop: async () => {
      await outside.end();
      await server.stop();
    },
  };
};

const engine = (name: string, version: 'embedded' | 'debian', said: RegExp): Engine => ({
  name,
  verifiedBy: 'real server',
  start: async () => (await started(version, said)) ?? notRun(`${name} is not installed. On Debian: apt-get install postgresql.`),
});

/** PostgreSQL, in the version that comes with us and in the one that Debian 12 has. */
export const postgres: Subject = {
  kind: 'postgres',
  language,
  engines: [engine('PostgreSQL 18', 'embedded', /^18\./), engine('PostgreSQL 15', 'debian', /^15\./)],
};
