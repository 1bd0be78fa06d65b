import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OutboxEvent } from '@orrery/runtime';
import { HeldOutbox, type Metadata, startMetadata } from '@orrery/testing';
import { migrations } from '../../migrations/index.js';
import { entities } from '../app.module.js';
import { SessionStore } from '../session/session.store.js';
import { aUser } from '../user/fake-user.store.js';
import { UserStore } from '../user/user.store.js';
import { ThrottleStore } from './throttle.store.js';

let metadata: Metadata;
let store: ThrottleStore;

beforeAll(async () => {
  metadata = await startMetadata('auth', migrations, { entities: [...entities, OutboxEvent] });
  store = new ThrottleStore(metadata.database);
}, 60_000);
afterAll(() => metadata.stop(), 60_000);

describe('the failures of logins', () => {
  const one = { failures: 1, lastFailedAt: 0, blockedUntil: 0 };

  it('are counted one by one, however many come at the same moment', async () => {
    await Promise.all(
      Array.from({ length: 20 }, () =>
        store.decide(['b', 'a'], (known, now) => {
          const next = { failures: (known.get('a')?.failures ?? 0) + 1, lastFailedAt: now, blockedUntil: now };
          return new Map([
            ['a', next],
            ['b', next],
          ]);
        }),
      ),
    );
    let seen: unknown;
    await store.decide(['a', 'b'], (known) => {
      seen = [known.get('a')?.failures, known.get('b')?.failures];
      return new Map();
    });
    expect(seen).toEqual([20, 20]);
  });

  it('keep their times to the millisecond, by the database’s clock', async () => {
    let at = 0;
    await store.decide(['c'], (_known, now) => {
      at = Math.floor(now);
      return new Map([['c', { failures: 3, lastFailedAt: at, blockedUntil: at + 1_500 }]]);
    });
    await store.decide(['c'], (known) => {
      expect(known.get('c')).toEqual({ failures: 3, lastFailedAt: at, blockedUntil: at + 1_500 });
      return new Map();
    });
    expect(Math.abs(at - Date.now())).toBeLessThan(60_000);
  });

  it('are forgotten when asked to, and when they are old', async () => {
    await store.decide(
      ['d', 'e'],
      () =>
        new Map([
          ['d', one],
          ['e', one],
        ]),
    );
    await store.forget(['d']);
    await store.decide(['d', 'e'], (known) => {
      expect([...known.keys()]).toEqual(['e']);
      return new Map();
    });
    await store.sweep();
    await store.decide(['e'], (known) => {
      expect(known.size).toBe(0);
      return new Map();
    });
  });

  it('know the networks that a user has signed in from', async () => {
    const ada = aUser();
    await new UserStore(metadata.database, new HeldOutbox()).add(ada);
    await new SessionStore(metadata.database).begin({
      id: '01890a5d-ac96-774b-bcce-b302099a8001',
      userId: ada.id,
      refreshToken: 'a token',
      agent: null,
      network: '192.0.2.1',
      lifetimes: { idle: 60, absolute: 60 },
    });
    expect(await store.knows(ada.id, '192.0.2.1')).toBe(true);
    expect(await store.knows(ada.id, '192.0.2.2')).toBe(false);
  });
});
