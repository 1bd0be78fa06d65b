import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { OutboxEvent } from '@orrery/runtime';
import { HeldOutbox, type Metadata, startMetadata } from '@orrery/testing';
import { v7 as uuidv7 } from 'uuid';
import { migrations } from '../../migrations/index.js';
import { entities } from '../app.module.js';
import { aUser } from '../user/fake-user.store.js';
import { UserStore } from '../user/user.store.js';
import { newSecret, openSuccessor, sealSuccessor } from './refresh-token.js';
import { SessionStore } from './session.store.js';

let metadata: Metadata;
let sessions: SessionStore;
let users: UserStore;
const ada = aUser();
const lifetimes = { idle: 3_600, absolute: 86_400 };

beforeAll(async () => {
  metadata = await startMetadata('auth', migrations, { entities: [...entities, OutboxEvent] });
  sessions = new SessionStore(metadata.database);
  users = new UserStore(metadata.database, new HeldOutbox());
}, 60_000);
afterAll(() => metadata.stop(), 60_000);
beforeEach(async () => {
  await metadata.database.asSystem((em) => em.execute('delete from users'));
  await users.add(ada);
});

async function begin(): Promise<{ id: string; token: string }> {
  const [id, token] = [uuidv7(), newSecret()];
  await sessions.begin({ id, userId: ada.id, refreshToken: token, agent: 'a browser', network: '192.0.2.1', lifetimes });
  return { id, token };
}

/** Trades a token; answers what was decided and the token that is next. */
async function trade(token: string): Promise<{ decision: string; next?: string }> {
  const next = newSecret();
  const outcome = await sessions.refresh(token, { token: next, sealed: sealSuccessor(next, token) }, lifetimes);
  switch (outcome.decision) {
    case 'rotate':
      return { decision: 'rotate', next };
    case 'again':
      return { decision: 'again', next: openSuccessor(outcome.successorSealed, token) };
    default:
      return { decision: outcome.decision };
  }
}

const shift = (column: string, interval: string, table = 'sessions'): Promise<unknown> =>
  metadata.database.asSystem((em) => em.execute(`update ${table} set ${column} = ${column} + interval '${interval}'`));

describe('the tokens of a session', () => {
  it('are traded one for the next', async () => {
    const { token } = await begin();
    const second = await trade(token);
    expect(second.decision).toBe('rotate');
    expect((await trade(second.next ?? '')).decision).toBe('rotate');
  });

  it('have one successor each, however many tabs ask for it at the same moment', async () => {
    const { token } = await begin();
    const trades = await Promise.all(Array.from({ length: 20 }, () => trade(token)));
    expect(trades.filter(({ decision }) => decision === 'rotate')).toHaveLength(1);
    expect(trades.filter(({ decision }) => decision === 'again')).toHaveLength(19);
    expect(new Set(trades.map(({ next }) => next)).size).toBe(1);
    expect((await trade(trades[0]?.next ?? '')).decision).toBe('rotate');
  });

  it('end the session when one comes back after its time, also for who holds the next', async () => {
    const { token } = await begin();
    const { next } = await trade(token);
    await shift('used_at', '-11 seconds', 'refresh_tokens');
    expect((await trade(token)).decision).toBe('reused');
    expect((await trade(next ?? '')).decision).toBe('expired');
    expect((await trade(token)).decision).toBe('expired');
  });

  it('leave other sessions alone when theirs is ended', async () => {
    const [first, second] = [await begin(), await begin()];
    await trade(first.token);
    await shift('used_at', '-11 seconds', 'refresh_tokens');
    await trade(first.token);
    expect((await trade(second.token)).decision).toBe('rotate');
  });

  it('are not to be found in the database', async () => {
    const { token } = await begin();
    const { next } = await trade(token);
    const rows = await metadata.database.asSystem((em) => em.execute<unknown[]>('select * from refresh_tokens'));
    expect(rows).toHaveLength(2);
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(JSON.stringify(rows)).not.toContain(next);
  });

  it('of nobody are of no use', async () => {
    expect(await trade(newSecret())).toEqual({ decision: 'expired' });
  });
});

describe('a session', () => {
  it('ends when nobody used it for too long', async () => {
    const { token } = await begin();
    await shift('expires_at', '-1 hour -1 second');
    expect((await trade(token)).decision).toBe('expired');
  });

  it('is prolonged by use, up to its absolute end', async () => {
    const { token } = await begin();
    await shift('absolute_expires_at', '-23 hours -30 minutes');
    await trade(token);
    const [row] = await metadata.database.asSystem((em) =>
      em.execute<{ same: boolean }[]>('select expires_at = absolute_expires_at as same from sessions'),
    );
    expect(row?.same).toBe(true);
    await shift('absolute_expires_at', '-1 hour');
    expect((await trade(token)).decision).toBe('expired');
  });

  it('ends by signing out, with any of its tokens', async () => {
    const { id, token } = await begin();
    const { next } = await trade(token);
    expect(await sessions.endByToken(token)).toEqual({ sessionId: id, userId: ada.id });
    expect(await sessions.endByToken(token)).toBeUndefined();
    expect((await trade(next ?? '')).decision).toBe('expired');
  });

  it('stays when all others end', async () => {
    const [kept, other] = [await begin(), await begin()];
    expect(await sessions.endOthers(ada.id, kept.id)).toEqual([other.id]);
    expect((await trade(kept.token)).decision).toBe('rotate');
    expect((await trade(other.token)).decision).toBe('expired');
  });

  it('is gone with its user, in whatever order that meets its use', async () => {
    for (let round = 0; round < 10; round++) {
      const families = await Promise.all(Array.from({ length: 3 }, begin));
      await Promise.all([...families.map(({ token }) => trade(token)), users.remove(ada.id)]);
      for (const { token } of families) expect((await trade(token)).decision).toBe('expired');
      await users.add(ada);
    }
  });

  it('is swept a week after its end, and not before', async () => {
    const count = (): Promise<number> =>
      metadata.database.asSystem(async (em) => (await em.execute<unknown[]>('select 1 from sessions')).length);
    const { token } = await begin();
    await begin();
    await sessions.endByToken(token);
    await sessions.sweep();
    expect(await count()).toBe(2);
    await shift('ended_at', '-8 days');
    await sessions.sweep();
    expect(await count()).toBe(1);
  });
});
