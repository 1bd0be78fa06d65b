import type { TlsOptions } from 'node:tls';
import { documentDbSetting, startDocumentDb, startMongo, type BackEnd, type MongoServer } from '@orrery/testing';
import type { BackendRef } from '../../src/index.js';
import { notRun, type NotRun, type Server, type Subject } from '../subject.js';
import { ofMongodb7, startedInContainer } from './container.js';
import { ofDocumentDb } from './documentdb.js';
import { language } from './language.js';

const user = { name: 'orrery', password: 'a scripted secret', db: 'conformance', role: 'readWrite' } as const;
const padding = 'x'.repeat(1_000);

/** Documents of the flood where it is kept on a disk: more than anybody may read ahead. */
const kept = 80_000;

const flood = async (server: MongoServer): Promise<void> => {
  if (server.options.backEnd === undefined) {
    server.data.collection('conformance', 'flood').generated = function* () {
      for (let n = 1; ; n += 1) yield { _id: n, n, padding };
    };
    return;
  }
  await server.seed(
    'conformance',
    'flood',
    Array.from({ length: kept }, (_none, at) => ({ _id: at + 1, n: at + 1, padding })),
  );
};

/** A server of ours that speaks MongoDB's protocol, with an empty database and a collection that has no end. */
export const started = async (tls?: TlsOptions, backEnd?: BackEnd): Promise<Server> => {
  const server = await startMongo({ users: [user], backEnd, ...(tls === undefined ? {} : { tls }) });
  await flood(server);
  await server.seed('conformance', 'three', [{ n: 1 }, { n: 2 }, { n: 3 }]);
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

/** The same with a document database that is not ours behind it, where there is one. */
const startedOnDocumentDb = async (): Promise<Server | NotRun> => {
  const backEnd = await startDocumentDb();
  return backEnd === undefined
    ? notRun(`MongoDB engine: ${documentDbSetting} names no PostgreSQL with DocumentDB`)
    : started(undefined, backEnd);
};

/** MongoDB, and servers that speak its protocol. */
export const mongodb: Subject = {
  kind: 'mongodb',
  language,
  engines: [
    { name: 'OP_MSG of MongoDB 7, scripted', verifiedBy: 'scripted server', start: () => started() },
    {
      name: 'DocumentDB 1.0 on PostgreSQL 18',
      verifiedBy: 'real engine behind our protocol',
      named: documentDbSetting,
      language: ofDocumentDb,
      start: startedOnDocumentDb,
    },
    { name: 'MongoDB 7', verifiedBy: 'real server', contained: true, language: ofMongodb7, start: startedInContainer },
  ],
};
