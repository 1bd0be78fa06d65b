import { expect } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { MongoClient, UUID } from 'mongodb';
import type { BackendRef } from '../../src/index.js';
import { type Container, madeOf, startContainer } from '../containers.js';
import type { Language, NotRun, Server } from '../subject.js';
import { language, planned } from './language.js';
import { mongo } from './mongo.js';

const image = 'mongo:7';
/** Documents of the flood: more than anybody may read ahead. */
const kept = 80_000;

/** The server itself also tells by whom a plan was made, and with which settings. */
export const ofMongodb7: Language = {
  ...language,
  capabilities: {
    ...language.capabilities,
    explainTree: {
      how: 'explain()',
      statements: [mongo('db.three.find().explain()')],
      rows: [['1', planned('COLLSCAN'), expect.objectContaining({ find: 'three' }), expect.anything(), expect.anything(), 1]],
    },
  },
};

/** MongoDB itself, in a container, with an empty database; or why there is none. What `watch` tells comes by the official client. */
export async function startedInContainer(): Promise<Server | NotRun> {
  const [username, password] = ['orrery', randomUUID()];
  const container = await startContainer('MongoDB', {
    image,
    port: 27_017,
    environment: { MONGO_INITDB_ROOT_USERNAME: username, MONGO_INITDB_ROOT_PASSWORD: password },
    ready: /Waiting for connections/,
    // The server that makes the user says it too.
    times: 2,
  });
  return typeof container === 'string' ? container : madeOf(container, (running) => entered(running, { username, password }));
}

const entered = async (container: Container, auth: { readonly username: string; readonly password: string }): Promise<Server> => {
  const { host, port } = container;
  const outside = await new MongoClient(`mongodb://${host}:${String(port)}`, {
    auth,
    directConnection: true,
  }).connect();
  const database = outside.db('conformance');
  const padding = 'x'.repeat(1_000);
  await database.collection('flood').insertMany(Array.from({ length: kept }, (_none, at) => ({ n: at + 1, padding })));
  await database.collection('three').insertMany([{ n: 1 }, { n: 2 }, { n: 3 }]);
  const operations = async ({ id }: BackendRef, condition: object): Promise<boolean> => {
    const found = await outside
      .db('admin')
      .aggregate([
        { $currentOp: { allUsers: true, idleSessions: true, idleCursors: true } },
        { $match: { 'lsid.id': new UUID(id).toBinary(), ...condition } },
        { $limit: 1 },
      ])
      .toArray();
    return found.length > 0;
  };
  return {
    target: {
      ...{ host, port, dbName: 'conformance', ...auth },
      extraOptions: { ssl: { mode: 'disable' }, driver: { authSource: 'admin' } },
    },
    version: /^7\.0\./,
    watch: {
      exists: (backend) => operations(backend, {}),
      isBusy: (backend) => operations(backend, { type: 'op', active: true }),
      isHeld: (backend) => operations(backend, { type: 'idleCursor' }),
    },
    stop: async () => {
      await outside.close();
      await container.stop();
    },
  };
};
