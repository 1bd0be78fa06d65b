import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { isUnstorableText, KeyRing, OutboxEvent, Rotation } from '@orrery/runtime';
import { HeldOutbox, type Metadata, startMetadata } from '@orrery/testing';
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { migrations } from '../../migrations/index.js';
import { entities } from '../app.module.js';

import { ConnectionRotationStore } from '../rotation/rotation.store.js';
import { changed, created } from './connection.js';
import { ConnectionStore } from './connection.store.js';
import { aConnection, plainSeals } from './fake-connection.store.js';
import { RingSeals } from './ring-seals.js';

let metadata: Metadata;
let store: ConnectionStore;
const [ada, grace] = ['01890a5d-ac96-774b-bcce-b302099a8057', '01890a5d-ac96-774b-bcce-b302099a8058'];
const idOf = (n: number): string => `01890a5d-ac96-774b-bcce-b302099a80${String(n).padStart(2, '0')}`;

beforeAll(async () => {
  metadata = await startMetadata('connections', migrations, { entities: [...entities, OutboxEvent] });
  store = new ConnectionStore(metadata.database, new HeldOutbox());
}, 60_000);
afterAll(() => metadata.stop(), 60_000);
beforeEach(() =>
  metadata.database.asSystem(async (em) => {
    for (const table of ['connections', 'sample_offers', 'deleted_users', 'outbox']) await em.execute(`delete from ${table}`);
  }),
);

const told = () => metadata.database.asSystem((em) => HeldOutbox.waiting(em));
const removeUser = (userId: string) => metadata.database.asSystem((em) => store.removeUser(em, userId));
const rename = (id: string, name: string) => store.change(ada, id, (before) => changed(before, { name }, plainSeals, new Date()));

describe('the connections', () => {
  it('are found as they were added', async () => {
    const one = aConnection({
      extraOptions: { ssl: { mode: 'verify-full' }, timeouts: { connectMs: 500 }, driver: { __proto__x: 1 } },
      isValid: null,
      lastTestedAt: null,
      optionsEnc: { 'ssl.key': 'sealed key' },
    });
    await store.add(one);
    expect(await store.get(ada, one.id)).toEqual(one);
  });

  it('are listed newest first, from a place on', async () => {
    for (const n of [2, 1, 3]) await store.add(aConnection({ id: idOf(n) }));
    expect((await store.list(ada, undefined, 2)).map(({ id }) => id)).toEqual([idOf(3), idOf(2)]);
    expect((await store.list(ada, idOf(2), 2)).map(({ id }) => id)).toEqual([idOf(1)]);
  });

  it.each<[string, Parameters<typeof aConnection>[0]]>([
    ['a NUL character', { name: 'a\u0000b' }],
    ['a NUL character among the options', { extraOptions: { applicationName: 'a\u0000b' } }],
    ['half a character among the options', { extraOptions: { applicationName: '\ud800' } }],
  ])('are refused with %s, which is the fault of who sent it', async (_what, change) => {
    const refused = await store.add(aConnection(change)).catch((error: unknown) => error);
    expect(isUnstorableText(refused)).toBe(true);
  });

  it('are nobody else’s to see, change, test or remove', async () => {
    const one = aConnection();
    await store.add(one);
    expect(await store.get(grace, one.id)).toBeUndefined();
    expect(await store.list(grace, undefined, 10)).toEqual([]);
    expect(await store.change(grace, one.id, (before) => ({ ...before, name: 'mine' }))).toBeUndefined();
    await store.tested({ ...one, userId: grace }, false, new Date());
    expect(await store.remove(grace, one.id)).toBe(false);
    expect(await store.get(ada, one.id)).toEqual(one);
    expect(await told()).toEqual([]);
  });

  it('tell of a new target and of their end, and not of a new name', async () => {
    await store.add(aConnection());
    await rename(idOf(1), 'Other');
    expect(await told()).toEqual([]);
    await store.change(ada, idOf(1), (before) => changed(before, { dbName: 'other' }, plainSeals, new Date()));
    await store.remove(ada, idOf(1));
    expect(await told()).toEqual([
      { name: 'connections.connection.changed', payload: { connectionId: idOf(1), userId: ada, version: 3 } },
      { name: 'connections.connection.deleted', payload: { connectionId: idOf(1), userId: ada } },
    ]);
  });

  it('stay as they were, and tell nothing, where the rule refuses', async () => {
    await store.add(aConnection());
    await expect(
      store.change(ada, idOf(1), (before) => changed(before, { host: 'evil' }, plainSeals, new Date())),
    ).rejects.toMatchObject({ code: 'password_required' });
    expect(await store.get(ada, idOf(1))).toEqual(aConnection());
    expect(await told()).toEqual([]);
  });

  it('lose no change, however many come at the same moment', async () => {
    await store.add(aConnection());
    await Promise.all(Array.from({ length: 20 }, (_, n) => rename(idOf(1), String(n))));
    expect((await store.get(ada, idOf(1)))?.version).toBe(21);
  });

  it('note a test of what they are now, not of what they were', async () => {
    await store.add(aConnection({ isValid: null, lastTestedAt: null }));
    const at = new Date('2026-03-01T00:00:00Z');
    await store.tested({ userId: ada, id: idOf(1), version: 1 }, true, at);
    expect(await store.get(ada, idOf(1))).toMatchObject({ isValid: true, lastTestedAt: at, version: 1 });
    await store.tested({ userId: ada, id: idOf(1), version: 7 }, false, at);
    expect((await store.get(ada, idOf(1)))?.isValid).toBe(true);
  });
});

describe('a user who is gone', () => {
  it('leaves nothing behind, and each connection is told to be gone', async () => {
    for (const n of [1, 2]) await store.add(aConnection({ id: idOf(n) }));
    await store.add(aConnection({ id: idOf(3), userId: grace }));
    await store.offer(ada, () => []);
    await removeUser(ada);
    expect(await store.list(ada, undefined, 10)).toEqual([]);
    expect(await store.list(grace, undefined, 10)).toHaveLength(1);
    expect((await told()).map(({ payload }) => payload)).toEqual([
      { connectionId: idOf(1), userId: ada },
      { connectionId: idOf(2), userId: ada },
    ]);
    const offers = await metadata.database.asSystem((em) => em.execute<unknown[]>('select 1 from sample_offers'));
    expect(offers).toEqual([]);
  });

  it('gets nothing more, whatever arrives late', async () => {
    await removeUser(ada);
    await removeUser(ada);
    await store.offer(ada, () => [aConnection()]);
    await expect(store.add(aConnection())).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(await store.list(ada, undefined, 10)).toEqual([]);
  });

  it('has nothing left, in whatever order removing meets adding', async () => {
    for (let round = 0; round < 10; round++) {
      await metadata.database.asSystem((em) => em.execute('delete from deleted_users'));
      const adding = Array.from({ length: 3 }, (_, n) => store.add(aConnection({ id: idOf(n + 1) })));
      await Promise.allSettled([...adding, store.offer(ada, () => [aConnection({ id: idOf(9) })]), removeUser(ada)]);
      expect(await store.list(ada, undefined, 10)).toEqual([]);
    }
  });
});

describe('the offer of the sample', () => {
  it('is made once, however many ask at the same moment', async () => {
    await Promise.all(Array.from({ length: 10 }, (_, n) => store.offer(ada, () => [aConnection({ id: idOf(n) })])));
    expect(await store.list(ada, undefined, 20)).toHaveLength(1);
  });
});

describe('row-level security', () => {
  async function counts(userId: string | undefined): Promise<number[]> {
    const client = new pg.Client({ connectionString: metadata.url });
    await client.connect();
    try {
      if (userId !== undefined) await client.query("select set_config('app.user_id', $1, false)", [userId]);
      const found: number[] = [];
      for (const table of ['connections', 'sample_offers', 'deleted_users'])
        found.push(Number((await client.query<{ n: string }>(`select count(*) as n from ${table}`)).rows[0]?.n));
      return found;
    } finally {
      await client.end();
    }
  }

  it('shows each user their own rows, and nothing to who says nothing', async () => {
    await store.offer(ada, () => [aConnection()]);
    await store.offer(grace, () => [aConnection({ id: idOf(2), userId: grace })]);
    await removeUser('01890a5d-ac96-774b-bcce-b302099a8059');
    expect(await counts(undefined)).toEqual([0, 0, 0]);
    expect(await counts(ada)).toEqual([1, 1, 0]);
    expect(await counts('system')).toEqual([2, 2, 1]);
  });

  it('lets nobody write for somebody else', async () => {
    await store.add(aConnection());
    const stolen = metadata.database.asOwner(ada, (em) => em.execute('update connections set user_id = ?', [grace]));
    await expect(stolen).rejects.toThrow(/row-level security/);
  });
});

describe('the rotation of keys', () => {
  const key = (): string => randomBytes(32).toString('base64');
  const keys = { k1: key(), k2: key() };
  const ring = (active: 'k1' | 'k2'): KeyRing => new KeyRing(JSON.stringify({ active, keys }));
  const rotation = (): Rotation => new Rotation(new ConnectionRotationStore(metadata.database), ring('k2'));
  const draft = {
    name: 'x',
    type: 'postgres',
    host: 'db',
    port: 1,
    dbName: '',
    username: 'app',
    password: 'C4n4ry',
    extraOptions: {},
  };

  it('reaches every user’s, in batches, and leaves the version as it is', async () => {
    const seals = new RingSeals(ring('k1'));
    for (let n = 1; n <= 7; n++) await store.add(created(idOf(n), n % 2 ? ada : grace, draft, seals, new Date()));
    expect(await rotation().run(3, false)).toEqual({ total: 7, rewrapped: 7, already: 0, failed: 0 });
    expect(await rotation().run(3, false)).toEqual({ total: 7, rewrapped: 0, already: 7, failed: 0 });
    expect(await rotation().verify(3)).toEqual({ total: 7, keys: { k2: 7 }, remaining: 0 });
    expect((await store.get(ada, idOf(1)))?.version).toBe(1);
  });

  it('may be run by two at once, while people work', async () => {
    const seals = new RingSeals(ring('k1'));
    for (let n = 1; n <= 20; n++) await store.add(created(idOf(n), ada, draft, seals, new Date()));
    const counts = await Promise.all([rotation().run(2, false), rotation().run(3, false), rename(idOf(5), 'Other')]);
    expect(counts[0].failed + counts[1].failed).toBe(0);
    expect((await rotation().verify(5)).remaining).toBe(0);
    expect((await store.get(ada, idOf(5)))?.name).toBe('Other');
  });

  it('stores no secret that could be read', async () => {
    await store.add(created(idOf(1), ada, draft, new RingSeals(ring('k1')), new Date()));
    const rows = await metadata.database.asSystem((em) => em.execute<unknown[]>('select * from connections'));
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain('C4n4ry');
  });
});
