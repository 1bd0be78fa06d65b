import { deadlineSignal, untilAborted } from '../deadline.js';
import type { BackendRef, ConnectOptions, Driver, Target } from '../driver.js';
import type { Stages } from '../stages.js';
import type { Role } from '../probe.js';
import { testTarget } from '../test-target.js';
import { openMongo } from './open.js';
import type { Document } from './plan.js';
import { MongoSession } from './session.js';

const open = async (target: Target, options: ConnectOptions, signal: AbortSignal, stages?: Stages): Promise<MongoSession> => {
  const session = new MongoSession(target, await openMongo(target, options, signal, stages));
  const begin = () =>
    untilAborted(session.begin(), signal, 'Setting up the session', () => {
      session.destroy();
    });
  try {
    await (stages?.run('session', begin) ?? begin());
    return session;
  } catch (error) {
    session.destroy();
    throw error;
  }
};

const connect = (target: Target, options: ConnectOptions): Promise<MongoSession> =>
  open(target, options, deadlineSignal(options.connectMs, options.signal));

const test: Driver['test'] = (target, options) =>
  testTarget<MongoSession>(target, options, {
    open: (at, signal, stages) => open(at, options, signal, stages),
    database: ({ dbName }) => Promise.resolve(dbName),
    catalog: async (session) =>
      collectionsIn(await session.command(session.dbName, { listCollections: 1, nameOnly: true, authorizedCollections: true })),
    grant: ({ username }, database) =>
      `db.grantRolesToUser(${JSON.stringify(username)}, [{ role: "read", db: ${JSON.stringify(database)} }])`,
    role: ({ opened: { hello }, readOnly }) => {
      const replica = hello['secondary'] === true;
      return Promise.resolve({
        replica,
        closed: replica || hello['readOnly'] === true,
        held: readOnly,
        ...setOf(hello, readOnly),
      });
    },
    replicaWord: 'secondary',
    ping: (session) => session.command('admin', { ping: 1 }),
    product: () => 'MongoDB',
    words: ({ serverVersion }) => `MongoDB ${serverVersion}`,
  });

const collectionsIn = (reply: Document): string => {
  const { firstBatch = [], id } = reply['cursor'] as { firstBatch?: unknown[]; id?: unknown };
  const more = Number(id ?? 0) === 0 ? '' : ' or more';
  return `${String(firstBatch.length)}${more} collections and views`;
};

/** The replica set by its name, and who holds the session to reading: the server has no such mode. */
const setOf = ({ setName }: Document, readOnly: boolean): Pick<Role, 'set' | 'more'> => {
  const known = typeof setName === 'string' ? [`replica set ${setName}`] : [];
  const more = [...(readOnly ? ['kept so by Orrery'] : []), ...known];
  return { ...(typeof setName === 'string' ? { set: setName } : {}), ...(more.length === 0 ? {} : { more: more.join(', ') }) };
};

/** The operations of the very session that was noted: its id is made anew for each one. */
const killBackend = async (target: Target, options: ConnectOptions, backend: BackendRef): Promise<boolean> => {
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u.test(backend.id)) return false;
  const session = await connect(target, options);
  try {
    return await untilAborted(session.kill(backend.id), deadlineSignal(options.connectMs), 'Killing', () => {
      session.destroy();
    });
  } finally {
    await session.close();
  }
};

/** MongoDB. */
export const mongodbDriver: Driver = { kind: 'mongodb', connect, test, killBackend };
