import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Kind } from '@orrery/contracts';
import { DriverFault, type RunEvent, type Session } from '@orrery/drivers';
import { RecentWrites } from '../query/replica.js';
import type { ServerRole } from '../target/targets.js';
import { SessionPool } from '../target/session-pool.js';
import { Tables } from './tables.js';

const connectionId = '01890a5d-ac96-774b-bcce-b302099a8001';
const userId = '01890a5d-ac96-774b-bcce-b302099a8057';
const quiet = new AbortController().signal;

/** A MongoDB as far as describing one collection asks: its name, and no documents. */
const aSession = (hasTable: boolean): Session => {
  const kind: Kind = 'mongodb';
  return {
    kind,
    serverVersion: '7',
    backend: { id: '1' },
    alive: true,
    inTransaction: false,
    async *run(statement): AsyncGenerator<RunEvent, void, undefined> {
      await Promise.resolve();
      if (statement.text.includes('getCollectionInfos') && hasTable) {
        const columns = ['name', 'type'].map((name) => ({ name, dataType: 'string', kind: 'string' as const }));
        yield { type: 'columns', columns };
        yield { type: 'rows', json: Buffer.from('["items","collection"]'), count: 1, cut: [] };
      }
      yield { type: 'end', command: 'find', rowCount: 0, affectedRows: null, truncated: false };
    },
    async *catalog() {
      yield* await Promise.resolve([]);
    },
    async *measure() {
      yield* await Promise.resolve([]);
    },
    reset: () => Promise.resolve(true),
    close: () => Promise.resolve(),
    destroy: () => undefined,
  };
};

describe('reading a table of a connection with a replica', () => {
  let now = 0;
  let writes: RecentWrites;
  beforeEach(() => {
    now = 0;
    writes = new RecentWrites(() => now);
  });

  const tables = (replica: () => Promise<Session>, hasReplica = true): Tables =>
    new Tables(
      {
        open: (id) =>
          Promise.resolve({
            id,
            userId,
            kind: 'mongodb',
            name: 'A pair',
            version: 1,
            target: {
              host: 'a',
              port: 1,
              dbName: 'd',
              username: '',
              password: '',
              extraOptions: hasReplica ? { readReplica: { host: 'b', port: 2 } } : {},
            },
          }),
        whenStale: () => undefined,
      },
      {
        of: (_connection, role?: ServerRole) =>
          new SessionPool(role === 'replica' ? replica : () => Promise.resolve(aSession(true)), {
            size: 1,
            waitMs: 100,
            idleMs: 1_000,
            resetMs: 1_000,
          }),
      },
      writes,
    );
  const serverOf = (of: Tables): Promise<ServerRole | undefined> =>
    of.read(connectionId, 'items', quiet, ({ server }) => Promise.resolve(server));

  it('asks the replica', async () => {
    expect(await serverOf(tables(() => Promise.resolve(aSession(true))))).toBe('replica');
  });
  it('asks the primary for a while after its reader wrote', async () => {
    const of = tables(() => Promise.resolve(aSession(true)));
    writes.note(userId, connectionId);
    expect(await serverOf(of)).toBe('primary');
    now += 60_000;
    expect(await serverOf(of)).toBe('replica');
  });
  it('asks the primary where the replica is away, or has not heard of the table yet', async () => {
    expect(await serverOf(tables(() => Promise.reject(new DriverFault('unreachable', 'gone'))))).toBe('primary');
    expect(await serverOf(tables(() => Promise.resolve(aSession(false))))).toBe('primary');
  });
  it('says nothing of servers where there is but one', async () => {
    expect(await serverOf(tables(() => Promise.reject(new Error('not asked')), false))).toBeUndefined();
  });
  it('changes on the primary only', async () => {
    const of = tables(() => Promise.reject(new Error('not asked')));
    expect(await of.with(connectionId, 'items', quiet, ({ server }) => Promise.resolve(server))).toBe('primary');
  });
});
