import { describe, expect, it } from '@jest/globals';
import type { PublicOf } from '@orrery/runtime';
import { aUser } from '../user/fake-user.store.js';
import { sealSuccessor } from './refresh-token.js';
import { SessionService } from './session.service.js';
import type { NewSession, RefreshOutcome, SessionStore } from './session.store.js';

const ada = aUser();

class FakeSessionStore implements PublicOf<SessionStore> {
  readonly begun: NewSession[] = [];
  outcome: RefreshOutcome = { decision: 'expired' };
  successor: { token: string; sealed: string } | undefined;

  begin(session: NewSession): Promise<void> {
    this.begun.push(session);
    return Promise.resolve();
  }

  refresh(_token: string, successor: { token: string; sealed: string }): Promise<RefreshOutcome> {
    this.successor = successor;
    return Promise.resolve(this.outcome);
  }

  endByToken(token: string) {
    return Promise.resolve(token === 'known' ? { sessionId: 'the session', userId: ada.id } : undefined);
  }

  endOthers(): Promise<string[]> {
    return Promise.resolve(['another', 'one more']);
  }

  sweep(): Promise<void> {
    return Promise.resolve();
  }
}

function scene() {
  const store = new FakeSessionStore();
  const told: unknown[] = [];
  const service = new SessionService(
    store,
    { lifetime: 600, sign: (userId, sessionId) => Promise.resolve(`${userId} in ${sessionId}`) },
    { ended: (userId, sessionIds) => told.push({ userId, sessionIds }) },
    { warn: () => undefined },
    { SESSION_IDLE_SECONDS: 60, SESSION_ABSOLUTE_SECONDS: 3_600 },
  );
  return { store, service, told };
}

describe('a session', () => {
  it('begins with an access token and a refresh token of its own', async () => {
    const { service, store } = scene();
    const answer = await service.start(ada);
    expect(answer).toMatchObject({ expiresIn: 600, accessToken: `${ada.id} in ${String(store.begun[0]?.id)}` });
    expect(answer.refreshToken).toBe(store.begun[0]?.refreshToken);
    expect(store.begun[0]?.lifetimes).toEqual({ idle: 60, absolute: 3_600 });
    expect(JSON.stringify(answer.user)).not.toContain('hash');
  });

  it('goes on with the next refresh token', async () => {
    const { service, store } = scene();
    store.outcome = { decision: 'rotate', sessionId: 's', user: ada };
    expect((await service.refresh('old')).refreshToken).toBe(store.successor?.token);
  });

  it('gives the successor once more to who lost the answer', async () => {
    const { service, store } = scene();
    store.outcome = { decision: 'again', sessionId: 's', user: ada, successorSealed: sealSuccessor('the next', 'old') };
    expect((await service.refresh('old')).refreshToken).toBe('the next');
  });

  it('ends, and is told to have ended, when a token comes back too late', async () => {
    const { service, store, told } = scene();
    store.outcome = { decision: 'reused', sessionId: 's', userId: ada.id };
    await expect(service.refresh('stolen')).rejects.toMatchObject({ code: 'session_reused' });
    expect(told).toEqual([{ userId: ada.id, sessionIds: ['s'] }]);
  });

  it('does not go on after its end', async () => {
    await expect(scene().service.refresh('old')).rejects.toMatchObject({ code: 'session_expired' });
  });

  it('ends by signing out, whether or not its token is known', async () => {
    const { service, told } = scene();
    await service.end('unknown');
    await service.end(undefined);
    expect(told).toEqual([]);
    await service.end('known');
    expect(told).toEqual([{ userId: ada.id, sessionIds: ['the session'] }]);
  });

  it('ends with all others when the password changes', async () => {
    const { service, told } = scene();
    await service.endOthers(ada.id, 'this one');
    expect(told).toEqual([{ userId: ada.id, sessionIds: ['another', 'one more'] }]);
  });
});
