import { describe, expect, it } from '@jest/globals';
import { KeyRing, passwordContext, type PublicOf, optionContext } from '@orrery/runtime';
import { randomBytes } from 'node:crypto';
import { targetOf } from '../connection/connection.js';
import { aConnection } from '../connection/fake-connection.store.js';
import { Rotation } from './rotation.js';
import type { Envelopes, Rewrap, RotationStore } from './rotation.store.js';

const key = (): string => randomBytes(32).toString('base64');
const [k1, k2] = [key(), key()];
const ring = (active: string, keys: Record<string, string>): KeyRing => new KeyRing(JSON.stringify({ active, keys }));
const [before, both, later] = [ring('k1', { k1 }), ring('k2', { k1, k2 }), ring('k2', { k2 })];

function connection(
  n: number,
  keys: KeyRing = before,
  secrets: { password?: string; sslKey?: string } = { password: `p${String(n)}` },
): Envelopes {
  const row = aConnection({ id: `01890a5d-ac96-774b-bcce-b302099a80${String(n).padStart(2, '0')}` });
  return {
    ...row,
    passwordEnc: secrets.password === undefined ? '' : keys.seal(secrets.password, passwordContext(targetOf(row))),
    optionsEnc:
      secrets.sslKey === undefined ? {} : { 'ssl.key': keys.seal(secrets.sslKey, optionContext(targetOf(row), 'ssl.key')) },
  };
}

class FakeRotationStore implements PublicOf<RotationStore> {
  /** Ids that somebody is changing. */
  readonly busy = new Set<string>();
  /** Batches until the process is killed. */
  left = Infinity;

  constructor(public rows: Envelopes[]) {}

  batch(after: string | undefined, limit: number, busy: 'skip' | 'wait', rewrap: Rewrap): Promise<string[]> {
    if (this.left-- <= 0) return Promise.reject(new Error('killed'));
    const due = this.rows
      .filter(({ id }) => (after === undefined || id > after) && !(busy === 'skip' && this.busy.has(id)))
      .slice(0, limit);
    for (const row of due) {
      const next = rewrap(row);
      if (next) this.rows = this.rows.map((each) => (each.id === row.id ? { ...each, ...next } : each));
    }
    return Promise.resolve(due.map(({ id }) => id));
  }
}

describe('a rotation', () => {
  it('wraps every secret with the active key, so that the old one may go', async () => {
    const store = new FakeRotationStore([
      connection(1),
      connection(2, before, { password: 'p2', sslKey: 'the key' }),
      connection(3, both),
      connection(4, before, {}),
    ]);
    const rotation = new Rotation(store, both);
    expect(await rotation.verify(2)).toEqual({ total: 4, keys: { k1: 3, k2: 1 }, remaining: 3 });
    expect(await rotation.run(2, false)).toEqual({ total: 4, rewrapped: 2, already: 2, failed: 0 });
    expect(await rotation.verify(2)).toEqual({ total: 4, keys: { k2: 4 }, remaining: 0 });
    const second = store.rows[1] ?? connection(0);
    expect(later.open(second.passwordEnc, passwordContext(targetOf(second)))).toBe('p2');
    expect(later.open(second.optionsEnc['ssl.key'] ?? '', optionContext(targetOf(second), 'ssl.key'))).toBe('the key');
  });

  it('finds out what it would do, and does nothing, when asked to', async () => {
    const rows = [connection(1), connection(2)];
    const store = new FakeRotationStore(rows);
    expect(await new Rotation(store, both).run(10, true)).toEqual({ total: 2, rewrapped: 2, already: 0, failed: 0 });
    expect(store.rows).toEqual(rows);
  });

  it('goes on where it was killed', async () => {
    const store = new FakeRotationStore([1, 2, 3, 4, 5].map((n) => connection(n)));
    store.left = 1;
    await expect(new Rotation(store, both).run(2, false)).rejects.toThrow('killed');
    store.left = Infinity;
    expect(await new Rotation(store, both).run(2, false)).toEqual({ total: 5, rewrapped: 3, already: 2, failed: 0 });
    expect((await new Rotation(store, both).verify(2)).remaining).toBe(0);
  });

  it('comes back to those that somebody was working on', async () => {
    const store = new FakeRotationStore([connection(1), connection(2), connection(3)]);
    store.busy.add(store.rows[1]?.id ?? '');
    expect(await new Rotation(store, both).run(10, false)).toEqual({ total: 3, rewrapped: 3, already: 0, failed: 0 });
  });

  it('counts what can’t be opened, leaves it as it is, and goes on', async () => {
    const lost = connection(1, ring('k0', { k0: key() }));
    const swapped = { ...connection(2), host: 'evil.example.org', passwordEnc: connection(3).passwordEnc };
    const store = new FakeRotationStore([lost, swapped, connection(4)]);
    expect(await new Rotation(store, both).run(10, false)).toEqual({ total: 3, rewrapped: 1, already: 0, failed: 2 });
    expect(store.rows[0]).toEqual(lost);
  });
});
