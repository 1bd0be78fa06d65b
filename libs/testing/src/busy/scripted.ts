import { once } from 'node:events';
import { startMongo } from '../mongo/index.js';
import { keepHouse, startTdsServer, type TdsServer } from '../tds/index.js';
import type { BusyServer } from './server.js';

const password = 'a scripted secret';

/** A scripted SQL Server that waits for very long, and that keeps the session of a client that is gone until it is killed. */
export const startBusySqlServer = async (): Promise<BusyServer> => {
  const server: TdsServer = await startTdsServer({
    lingers: true,
    answer: async (request, reply, peer) => {
      if (await keepHouse(request, reply, peer, server.peers)) return;
      if (request.text.includes('WAITFOR') && !reply.signal.aborted) await once(reply.signal, 'abort');
    },
  });
  return {
    name: 'SQL Server, scripted',
    connection: {
      type: 'mssql',
      host: server.host,
      port: server.port,
      dbName: 'shop',
      username: 'sa',
      password,
      extraOptions: { ssl: { mode: 'disable' } },
    },
    slow: (mark) => `WAITFOR /* ${mark} */ DELAY '00:10:00'`,
    running: (mark) =>
      Promise.resolve(server.peers.filter((peer) => peer.connected && peer.statement.includes(`/* ${mark} */`)).length),
    stop: () => server.stop(),
  };
};

/** A scripted MongoDB that sleeps for very long, and that goes on with what a client has begun who is gone. */
export const startBusyMongo = async (): Promise<BusyServer> => {
  const server = await startMongo({ lingers: true, users: [{ name: 'ada', password, db: 'shop', role: 'readWrite' }] });
  await server.seed('shop', 'customers', [{ _id: 1, name: 'Ada' }]);
  return {
    name: 'MongoDB, scripted',
    connection: {
      type: 'mongodb',
      host: server.host,
      port: server.port,
      dbName: 'shop',
      username: 'ada',
      password,
      extraOptions: { ssl: { mode: 'disable' }, driver: { authSource: 'shop' } },
    },
    slow: (mark) => `db.customers.find({ name: '${mark}', $where: 'sleep(600000)' })`,
    running: (mark) =>
      Promise.resolve(
        [...server.operations.values()].filter(
          ({ command }) => 'find' in command && JSON.stringify(command['filter']).includes(mark),
        ).length,
      ),
    stop: () => server.stop(),
  };
};
