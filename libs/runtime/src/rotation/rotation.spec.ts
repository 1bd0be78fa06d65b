import { describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { KeyRing } from '../sealing.js';
import { type Envelope, type Rewrap, Rotation, type RotationStore, type SealedRow } from './rotation.js';

const key = (): string => randomBytes(32).toString('base64');
const [k1, k2] = [key(), key()];
const ring = (active: string, keys: Record<string, string>): KeyRing => new KeyRing(JSON.stringify({ active, keys }));
const [before, both, later] = [ring('k1', { k1 }), ring('k2', { k1, k2 }), ring('k2', { k2 })];

const idOf = (n: number): string => `01890a5d-ac96-774b-bcce-b302099a80${String(n).padStart(2, '0')}`;
const contextOf = (id: string, name: string): readonly string[] => [id, name];

function row(n: number, keys: KeyRing = before, secrets: Record<string, string> = { password: `p${String(n)}` }): SealedRow {
  const id = idOf(n);
  const sealed = Object.entries(secrets).map(([name, secret]): [string, Envelope] => {
    const context = contextOf(id, name);
    return [name, { text: secret === '' ? '' : keys.seal(secret, context), context }];
  });
  return { id, envelopes: new Map(sealed) };
}

class FakeRotationStore implements RotationStore {
  /** Ids that somebody is changing. */
  readonly busy = new Set<string>();
  /** Batches until the process is killed. */
  left = Infinity;

  constructor(public rows: SealedRow[]) {}

  batch(after: string | undefined, limit: number, busy: 'skip' | 'wait', rewrap: Rewrap): Promise<string[]> {
    if (this.left-- <= 0) return Promise.reject(new Error('killed'));
    const due = this.rows
      .filter(({ id }) => (after === undefined || id > after) && !(busy === 'skip' && this.busy.has(id)))
      .slice(0, limit);
    for (const { id, envelopes } of due) {
      const next = rewrap({ id, envelopes });
      if (!next) continue;
      const texts = new Map(
        [...envelopes].map(([name, envelope]) => [name, { ...envelope, text: next.get(name) ?? envelope.text }]),
      );
      this.rows = this.rows.map((each) => (each.id === id ? { id, envelopes: texts } : each));
    }
    return Promise.resolve(due.map(({ id }) => id));
  }
}

describe('a rotation', () => {
  it('wraps every secret with the active key, so that the old one may go', async () => {
    const store = new FakeRotationStore([
      row(1),
      row(2, before, { password: 'p2', 'ssl.key': 'the key' }),
      row(3, both),
      row(4, before, { password: '' }),
    ]);
    const rotation = new Rotation(store, both);
    expect(await rotation.verify(2)).toEqual({ total: 4, keys: { k1: 3, k2: 1 }, remaining: 3 });
    expect(await rotation.run(2, false)).toEqual({ total: 4, rewrapped: 2, already: 2, failed: 0 });
    expect(await rotation.verify(2)).toEqual({ total: 4, keys: { k2: 4 }, remaining: 0 });
    const open = (name: string): string | undefined => {
      const envelope = store.rows[1]?.envelopes.get(name);
      return envelope && later.open(envelope.text, contextOf(idOf(2), name));
    };
    expect([open('password'), open('ssl.key')]).toEqual(['p2', 'the key']);
  });

  it('finds out what it would do, and does nothing, when asked to', async () => {
    const rows = [row(1), row(2)];
    const store = new FakeRotationStore(rows);
    expect(await new Rotation(store, both).run(10, true)).toEqual({ total: 2, rewrapped: 2, already: 0, failed: 0 });
    expect(store.rows).toEqual(rows);
  });

  it('goes on where it was killed', async () => {
    const store = new FakeRotationStore([1, 2, 3, 4, 5].map((n) => row(n)));
    store.left = 1;
    await expect(new Rotation(store, both).run(2, false)).rejects.toThrow('killed');
    store.left = Infinity;
    expect(await new Rotation(store, both).run(2, false)).toEqual({ total: 5, rewrapped: 3, already: 2, failed: 0 });
    expect((await new Rotation(store, both).verify(2)).remaining).toBe(0);
  });

  it('comes back to those that somebody was working on', async () => {
    const store = new FakeRotationStore([row(1), row(2), row(3)]);
    store.busy.add(idOf(2));
    expect(await new Rotation(store, both).run(10, false)).toEqual({ total: 3, rewrapped: 3, already: 0, failed: 0 });
  });

  it('counts what can’t be opened, leaves it as it is, and goes on', async () => {
    const lost = row(1, ring('k0', { k0: key() }));
    const swapped = {
      id: idOf(2),
      envelopes: new Map([...row(3).envelopes].map(([name, { text }]) => [name, { text, context: contextOf(idOf(2), name) }])),
    };
    const store = new FakeRotationStore([lost, swapped, row(4)]);
    expect(await new Rotation(store, both).run(10, false)).toEqual({ total: 3, rewrapped: 1, already: 0, failed: 2 });
    expect(store.rows[0]).toEqual(lost);
  });
});
