import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { KeyRing, Rotation } from '@orrery/runtime';
import { type Metadata, startMetadata } from '@orrery/testing';
import { randomBytes } from 'node:crypto';
import { migrations } from '../../migrations/index.js';
import { ChangeSetRotationStore } from './change-set-rotation.store.js';
import { ChangeSetRow } from './change-set.entity.js';
import { ChangeSetStore, type Payload } from './change-set.store.js';

const people = ['01890a5d-ac96-774b-bcce-b302099a8057', '01890a5d-ac96-774b-bcce-b302099a8058'];
const idOf = (n: number): string => `01890a5d-ac96-774b-bcce-b302099a80${String(n).padStart(2, '0')}`;
const key = (): string => randomBytes(32).toString('base64');
const keys = { k1: key(), k2: key() };
const ring = (active: 'k1' | 'k2', known: Partial<typeof keys> = keys): KeyRing =>
  new KeyRing(JSON.stringify({ active, keys: known }));
const payload: Payload = { images: { columns: ['id'], rows: [] }, answer: '{}' };

describe('the rotation of keys', () => {
  let metadata: Metadata;
  beforeAll(async () => {
    metadata = await startMetadata('query-runner', migrations, { entities: [ChangeSetRow] });
  }, 60_000);
  afterAll(() => metadata.stop(), 60_000);

  it('reaches every user’s change sets, so that they can be undone with the new key alone', async () => {
    const old = new ChangeSetStore(metadata.database, ring('k1'));
    for (const n of [1, 2, 3]) {
      const userId = people[n % 2] ?? '';
      await old.begin({ id: idOf(n), userId, connectionId: idOf(9), table: 't', idempotencyKey: undefined, requestHash: 'h' });
      // The third was begun and never came to anything: it holds no secret.
      if (n < 3)
        await old.prepare(userId, idOf(n), {
          counts: { inserts: 1, updates: 0, deletes: 0 },
          undoable: true,
          undoNotes: [],
          payload,
        });
    }
    const rotation = new Rotation(new ChangeSetRotationStore(metadata.database), ring('k2'));
    expect(await rotation.verify(2)).toEqual({ total: 2, keys: { k1: 2 }, remaining: 2 });
    expect(await rotation.run(2, false)).toEqual({ total: 3, rewrapped: 2, already: 1, failed: 0 });
    expect((await rotation.verify(2)).remaining).toBe(0);
    const later = new ChangeSetStore(metadata.database, ring('k2', { k2: keys.k2 }));
    for (const n of [1, 2]) expect(await later.payload(people[n % 2] ?? '', idOf(n))).toEqual(payload);
  });
});
