import { afterEach, describe, expect, it } from '@jest/globals';
import { type MongoServer, startMongo } from '@orrery/testing';
import { connectOptions, fault, rows } from '../../test/mongo-bench.js';
import type { Session, Target } from '../index.js';
import { mongodbDriver } from './index.js';

/** Two members of a set, each of which knows the other; what is in the collection `who` tells them apart. */
interface Members {
  readonly primary: MongoServer;
  readonly secondary: MongoServer;
}
const open: Session[] = [];
const servers: MongoServer[] = [];
afterEach(async () => {
  for (const session of open.splice(0)) session.destroy();
  for (const server of servers.splice(0)) await server.stop();
});

const nameOf = ({ port }: MongoServer): string => `127.0.0.1:${String(port)}`;

const start = async (hello: Record<string, unknown>): Promise<MongoServer> => {
  const server = await startMongo({ hello });
  servers.push(server);
  return server;
};

const members = async (): Promise<Members> => {
  const ofPrimary: Record<string, unknown> = { setName: 'rs0', isWritablePrimary: true };
  const ofSecondary: Record<string, unknown> = { setName: 'rs0', isWritablePrimary: false, ismaster: false, secondary: true };
  const [primary, secondary] = [await start(ofPrimary), await start(ofSecondary)];
  const hosts = [nameOf(primary), nameOf(secondary)];
  Object.assign(ofPrimary, { hosts, me: nameOf(primary), primary: nameOf(primary) });
  Object.assign(ofSecondary, { hosts, me: nameOf(secondary), primary: nameOf(primary) });
  await primary.seed('test', 'who', [{ _id: 'primary' }]);
  await secondary.seed('test', 'who', [{ _id: 'secondary' }]);
  return { primary, secondary };
};

const target = ({ port }: MongoServer, driver: Record<string, string>): Target => ({
  host: '127.0.0.1',
  port,
  dbName: '',
  username: '',
  password: '',
  extraOptions: { ssl: { mode: 'disable' }, driver },
});
const connect = async (seed: MongoServer, driver: Record<string, string>): Promise<Session> => {
  const session = await mongodbDriver.connect(target(seed, driver), connectOptions);
  open.push(session);
  return session;
};
const who = async (seed: MongoServer, driver: Record<string, string>): Promise<unknown> =>
  (await rows(await connect(seed, driver), 'db.who.find({}, { _id: 1 })'))[0]?.[0];

describe('a replica set', () => {
  it.each([
    ['', 'primary'],
    ['primary', 'primary'],
    ['primaryPreferred', 'primary'],
    ['secondary', 'secondary'],
    ['secondaryPreferred', 'secondary'],
  ])('read by %p is read from the %s, whichever member is named', async (readPreference, expected) => {
    const { primary, secondary } = await members();
    const driver = { replicaSet: 'rs0', ...(readPreference === '' ? {} : { readPreference }) };
    await expect(who(primary, driver)).resolves.toBe(expected);
    await expect(who(secondary, driver)).resolves.toBe(expected);
  });

  it('read by “nearest” is read from the member that is named', async () => {
    const { primary, secondary } = await members();
    const driver = { replicaSet: 'rs0', readPreference: 'nearest' };
    await expect(who(primary, driver)).resolves.toBe('primary');
    await expect(who(secondary, driver)).resolves.toBe('secondary');
  });

  it('without a primary is read where that may be', async () => {
    const lone = await start({ setName: 'rs0', isWritablePrimary: false, ismaster: false, secondary: true });
    await lone.seed('test', 'who', [{ _id: 'lone' }]);
    expect(await fault(connect(lone, { replicaSet: 'rs0' }))).toMatchObject({
      kind: 'wrong-role',
      message: expect.stringContaining('has no primary'),
    });
    await expect(who(lone, { replicaSet: 'rs0', readPreference: 'primaryPreferred' })).resolves.toBe('lone');
    await expect(who(lone, { replicaSet: 'rs0', readPreference: 'secondary' })).resolves.toBe('lone');
  });

  it('without a secondary says so, unless the primary will do', async () => {
    const lone = await start({ setName: 'rs0', isWritablePrimary: true });
    await lone.seed('test', 'who', [{ _id: 'lone' }]);
    expect(await fault(connect(lone, { replicaSet: 'rs0', readPreference: 'secondary' }))).toMatchObject({
      message: expect.stringContaining('has no secondary'),
    });
    await expect(who(lone, { replicaSet: 'rs0', readPreference: 'secondaryPreferred' })).resolves.toBe('lone');
  });

  it('tells each member how it is to be read', async () => {
    const { secondary } = await members();
    const session = await connect(secondary, { replicaSet: 'rs0', readPreference: 'secondary' });
    let told: unknown;
    const seen = new Set<unknown>();
    const add = secondary.operations.set.bind(secondary.operations);
    secondary.operations.set = (id, operation) => {
      told = operation.command['$readPreference'];
      seen.add(operation.command['find']);
      return add(id, operation);
    };
    await rows(session, 'db.who.find()');
    expect([...seen]).toContain('who');
    expect(told).toMatchObject({ mode: expect.stringMatching(/secondary/u) });
  });

  it('is not taken by a preference that is none', async () => {
    const { primary } = await members();
    expect(await fault(connect(primary, { replicaSet: 'rs0', readPreference: 'fastest' }))).toMatchObject({
      kind: 'unsupported',
    });
  });

  it('is told in a test of the connection', async () => {
    const { secondary } = await members();
    const result = await mongodbDriver.test(
      target(secondary, { replicaSet: 'rs0', readPreference: 'secondary' }),
      connectOptions,
    );
    expect(result).toMatchObject({ isValid: true, replica: true, readOnly: true });
    expect(result.stages.find(({ name }) => name === 'role')?.detail ?? '').toMatch(/secondary, read only, replica set rs0/u);
  });
});
