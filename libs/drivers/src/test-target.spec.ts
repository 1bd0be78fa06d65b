import { describe, expect, it } from '@jest/globals';
import type { ExtraOptions, TestResult } from '@orrery/contracts';
import { DriverFault, type Session, type Target } from './driver.js';
import type { Probe, Role } from './probe.js';
import { testTarget } from './test-target.js';

const primary: Role = { replica: false, closed: false, held: false };
const standby: Role = { replica: true, closed: true, held: false };
const replicaPort = 5433;

/** A server that lets everybody in: what a test asks of its session is answered by the probe alone. */
const session = (): Session => ({
  kind: 'postgres',
  serverVersion: '18.1',
  backend: { id: '1' },
  alive: true,
  inTransaction: false,
  run: () => {
    throw new Error('nothing is run');
  },
  catalog: () => {
    throw new Error('nothing is read');
  },
  measure: () => {
    throw new Error('nothing is measured');
  },
  reset: () => Promise.resolve(true),
  close: () => Promise.resolve(),
  destroy: () => undefined,
});

const test = (extraOptions: ExtraOptions, change: Partial<Probe<Session>> = {}): Promise<TestResult> => {
  const target: Target = { host: 'db', port: 5432, dbName: 'shop', username: 'ada', password: 'x', extraOptions };
  return testTarget(
    target,
    { connectMs: 5_000, applicationName: 'test', guard: () => true },
    {
      open: () => Promise.resolve(session()),
      database: () => Promise.resolve('shop'),
      catalog: () => Promise.resolve('3 tables and views'),
      grant: () => 'GRANT SELECT ON everything TO ada;',
      role: () => Promise.resolve(primary),
      ping: () => Promise.resolve(),
      product: () => 'PostgreSQL',
      words: () => 'PostgreSQL 18.1',
      ...change,
    },
  );
};
const failed = ({ stages, error }: TestResult) => ({ stage: stages.find(({ ok }) => !ok)?.name, ...error });

/** A primary and a server in the place of its replica, told apart by where they were opened. */
const pair = (there: Role, here: Role = primary): Partial<Probe<Session>> => {
  const replicas = new Set<Session>();
  return {
    open: ({ port }) => {
      const opened = session();
      if (port === replicaPort) replicas.add(opened);
      return Promise.resolve(opened);
    },
    role: (of) => Promise.resolve(replicas.has(of) ? there : here),
  };
};
const replicated: ExtraOptions = { readReplica: { host: 'standby', port: replicaPort } };

describe('a test of a connection', () => {
  it('tells what it found, and each stage', async () => {
    const result = await test({});
    expect(result).toMatchObject({ isValid: true, serverVersion: 'PostgreSQL 18.1', readOnly: false, replica: false });
    expect(result.stages.map(({ name }) => name)).toEqual(['database', 'version', 'catalog', 'role', 'latency']);
  });

  it('says what gives back the right to read a catalog', async () => {
    const denied = () => Promise.reject(new DriverFault('denied', 'permission denied for table pg_class'));
    expect(failed(await test({}, { catalog: denied }))).toEqual({
      stage: 'catalog',
      code: 'denied',
      message: 'The catalog can’t be read: permission denied for table pg_class',
      hint: 'Without it no table can be listed. Whoever administers the database gives it back: GRANT SELECT ON everything TO ada;',
    });
  });

  it('does not send somebody who was let in to look for the server', async () => {
    const late = () => Promise.reject(new DriverFault('timeout', 'Asking the server took too long.'));
    expect(failed(await test({}, { catalog: late })).hint).toMatch(/^It was reached, and let you in/);
  });

  it('fails where a session that is to be read-only is not', async () => {
    expect(failed(await test({ readOnly: true }))).toMatchObject({ stage: 'role', code: 'wrong_role' });
    const held = { role: () => Promise.resolve({ ...primary, held: true }) };
    expect(await test({ readOnly: true }, held)).toMatchObject({ isValid: true, readOnly: true });
  });
});

describe('a read replica', () => {
  it('is good where it follows this server, or where nobody may know', async () => {
    for (const there of [standby, { ...standby, set: 'a' }, { ...primary, unsure: true }, { ...primary, closed: true }]) {
      const { isValid, stages } = await test(replicated, pair(there, { ...primary, set: 'a' }));
      expect({ isValid, replica: stages.find(({ name }) => name === 'replica') }).toMatchObject({
        isValid: true,
        replica: { ok: true, detail: 'standby:5433' },
      });
    }
  });

  it('is none where it takes changes itself', async () => {
    expect(failed(await test(replicated, pair(primary)))).toMatchObject({
      stage: 'replica',
      code: 'wrong_role',
      message: 'The read replica standby:5433 is none: it follows no server and takes changes itself.',
    });
  });

  it('is refused where it follows another server', async () => {
    const told = failed(await test(replicated, pair({ ...standby, set: 'b' }, { ...primary, set: 'a' })));
    expect(told).toMatchObject({
      stage: 'replica',
      message: 'The read replica standby:5433 follows another server than this one.',
    });
  });

  it('is named where it can’t be entered, with what becomes of reads', async () => {
    const open: Probe<Session>['open'] = ({ port }) =>
      port === replicaPort
        ? Promise.reject(new DriverFault('login', 'password authentication failed for user "ada"'))
        : Promise.resolve(session());
    expect(failed(await test(replicated, { open }))).toMatchObject({
      stage: 'replica',
      code: 'auth_failed',
      message: 'The read replica standby:5433 can’t be used. password authentication failed for user "ada"',
      hint: expect.stringMatching(/the same user .* Until then, what is read comes from the server itself\.$/) as unknown,
    });
  });
});
