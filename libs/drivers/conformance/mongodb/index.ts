import type { TlsOptions } from 'node:tls';
import { startMongo } from '@orrery/testing';
import type { BackendRef } from '../../src/index.js';
import { notRun, type Server, type Subject } from '../subject.js';
import { language } from './language.js';

const user = { name: 'orrery', password: 'a scripted secret', db: 'conformance', role: 'readWrite' } as const;
const padding = 'x'.repeat(1_000);

/** A server of ours that speaks MongoDB's protocol, with an empty database and a collection that has no end. */
export const started = async (tls?: TlsOptions): Promise<Server> => {
  const server = await startMongo({ users: [user], ...(tls === undefined ? {} : { tls }) });
  server.data.collection('conformance', 'flood').generated = function* () {
    for (let n = 1; ; n += 1) yield { _id: n, n, padding };
  };
  server.data.seed('conformance', 'three', [{ n: 1 }, { n: 2 }, { n: 3 }]);
  const isOf = (command: Record<string, unknown>, { id }: BackendRef): boolean =>
    String((command['lsid'] as { id?: unknown } | undefined)?.id) === id;
  const isBusy = (backend: BackendRef): boolean => [...server.operations.values()].some(({ command }) => isOf(command, backend));
  return {
    target: {
      host: server.host,
      port: server.port,
      dbName: 'conformance',
      username: user.name,
      password: user.password,
      extraOptions: { ssl: { mode: 'disable' }, driver: { authSource: 'conformance' } },
    },
    version: /^7\.0\./,
    watch: {
      exists: ({ id }) => Promise.resolve([...server.connections].some(({ session }) => session === id)),
      isBusy: (backend) => Promise.resolve(isBusy(backend)),
      isHeld: (backend) =>
        Promise.resolve(!isBusy(backend) && [...server.cursors.values()].some(({ command }) => isOf(command, backend))),
    },
    stop: () => server.stop(),
  };
};

/** MongoDB, and servers that speak its protocol. */
export const mongodb: Subject = {
  kind: 'mongodb',
  language,
  engines: [
    { name: 'OP_MSG of MongoDB 7, scripted', verifiedBy: 'scripted server', start: () => started() },
    { name: 'MongoDB', verifiedBy: 'nothing', start: () => Promise.resolve(notRun('mongodb engine')) },
  ],
};
