import { startPostgres } from '@orrery/servers';
import { startMongo, startSqlServer } from '@orrery/testing';
import type { Document } from 'bson';
import type { ExploredKind } from './explorer.js';

/** Who may enter a stand-in. */
const ada = { user: 'ada', password: 'a password of theirs' };
const dbName = 'shop';

/** SQL Server, by a stand-in that executes what is sent to it. */
export const sqlServer: ExploredKind = {
  type: 'mssql',
  label: 'SQL Server (a stand-in)',
  dbName,
  absence: undefined,
  start: async () => {
    const postgres = await startPostgres({ fsync: false });
    const server = await startSqlServer({ postgres, database: dbName, ...ada });
    return {
      ...{ host: server.host, port: server.port, ...ada },
      stop: async () => {
        await server.stop();
        await postgres.stop();
      },
    };
  },
};

/** MongoDB, by a stand-in that keeps everything in memory, with documents in a collection. */
export const mongodb = (collection: string, documents: () => Document[]): ExploredKind => ({
  type: 'mongodb',
  label: 'MongoDB (a stand-in)',
  dbName,
  absence: undefined,
  start: async () => {
    const server = await startMongo({ users: [{ name: ada.user, password: ada.password, db: dbName, role: 'readWrite' }] });
    server.data.seed(dbName, collection, documents());
    return { host: server.host, port: server.port, ...ada, stop: () => server.stop() };
  },
});
