import type { TestResult } from '@orrery/contracts';
import { deadlineSignal, untilAborted } from '../deadline.js';
import type { BackendRef, ConnectOptions, Driver, Target } from '../driver.js';
import { Stages } from '../stages.js';
import { failedTest } from '../test-failure.js';
import { openMongo } from './open.js';
import type { Document } from './plan.js';
import { MongoSession } from './session.js';

const open = async (target: Target, options: ConnectOptions, signal: AbortSignal, stages?: Stages): Promise<MongoSession> => {
  const session = new MongoSession(target, await openMongo(target, options, signal, stages));
  try {
    await untilAborted(session.begin(), signal, 'Setting up the session', () => {
      session.destroy();
    });
    return session;
  } catch (error) {
    session.destroy();
    throw error;
  }
};

const connect = (target: Target, options: ConnectOptions): Promise<MongoSession> =>
  open(target, options, deadlineSignal(options.connectMs, options.signal));

const test = async (target: Target, options: ConnectOptions): Promise<TestResult> => {
  const signal = deadlineSignal(options.connectMs, options.signal);
  const stages = new Stages(options.stages);
  let session: MongoSession | undefined;
  try {
    const opened = await open(target, options, signal, stages);
    session = opened;
    const { hello } = opened.opened;
    const ask = (db: string, command: Document): Promise<Document> =>
      untilAborted(opened.command(db, command), signal, 'Asking the server', () => {
        opened.destroy();
      });
    await stages.run('database', () => Promise.resolve(opened.dbName), String);
    await stages.run('version', () => Promise.resolve(opened.serverVersion), String);
    await stages.run(
      'catalog',
      () => ask(opened.dbName, { listCollections: 1, nameOnly: true, authorizedCollections: true }),
      (reply) => collectionsIn(reply, opened.dbName),
    );
    const replica = hello['secondary'] === true;
    const readOnly = hello['readOnly'] === true || replica || opened.readOnly;
    await stages.run(
      'role',
      () => Promise.resolve(),
      () => [replica ? 'secondary' : 'primary', readOnly ? 'read only' : 'writable', setOf(hello)].filter(Boolean).join(', '),
    );
    const begun = performance.now();
    await stages.run('latency', () => ask('admin', { ping: 1 }));
    const latencyMs = Math.round((performance.now() - begun) * 100) / 100;
    const serverVersion = `MongoDB ${opened.serverVersion}`;
    return { isValid: true, latencyMs, serverVersion, readOnly, replica, stages: stages.list };
  } catch (error) {
    return failedTest(error, stages.list);
  } finally {
    session?.destroy();
  }
};

const collectionsIn = (reply: Document, dbName: string): string => {
  const { firstBatch = [], id } = reply['cursor'] as { firstBatch?: unknown[]; id?: unknown };
  const more = Number(id ?? 0) === 0 ? '' : ' or more';
  return `${String(firstBatch.length)}${more} collections and views in ${dbName}`;
};

const setOf = ({ setName }: Document): string => (typeof setName === 'string' ? `replica set ${setName}` : '');

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
