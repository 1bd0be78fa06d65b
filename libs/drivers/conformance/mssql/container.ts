import { randomUUID } from 'node:crypto';
import sql from 'mssql';
import type { BackendRef } from '../../src/index.js';
import { type Container, madeOf, startContainer } from '../containers.js';
import type { NotRun, Server } from '../subject.js';

const image = 'mcr.microsoft.com/mssql/server:2022-latest';

/** SQL Server itself, in a container, with an empty database; or why there is none. What `watch` tells comes by the official client. */
export async function startedInContainer(): Promise<Server | NotRun> {
  const password = `Aa1-${randomUUID()}`;
  const container = await startContainer('SQL Server', {
    image,
    port: 1433,
    environment: { ACCEPT_EULA: 'Y', MSSQL_SA_PASSWORD: password },
    // It says that it is ready for clients before the databases of its own are.
    ready: /Recovery is complete/,
  });
  return typeof container === 'string' ? container : madeOf(container, (running) => entered(running, password));
}

const entered = async (container: Container, password: string): Promise<Server> => {
  const { host, port } = container;
  const outside = await new sql.ConnectionPool({
    ...{ server: host, port, user: 'sa', password, database: 'master' },
    options: { trustServerCertificate: true },
  }).connect();
  await outside.request().query('CREATE DATABASE conformance');
  const holds = async ({ id }: BackendRef, text: string): Promise<boolean> => {
    const { recordset } = await outside.request().input('id', sql.Int, Number(id)).query<{ n: number }>(text);
    return (recordset[0]?.n ?? 0) > 0;
  };
  const requests = 'SELECT COUNT(*) AS n FROM sys.dm_exec_requests WHERE session_id = @id';
  return {
    target: {
      ...{ host, port, dbName: 'conformance', username: 'sa', password },
      extraOptions: { ssl: { mode: 'disable' } },
    },
    version: /^16\./,
    ownCertificate: true,
    watch: {
      exists: (backend) => holds(backend, 'SELECT COUNT(*) AS n FROM sys.dm_exec_sessions WHERE session_id = @id'),
      isBusy: (backend) => holds(backend, requests),
      isHeld: (backend) => holds(backend, `${requests} AND wait_type = 'ASYNC_NETWORK_IO'`),
    },
    stop: async () => {
      await outside.close();
      await container.stop();
    },
  };
};
