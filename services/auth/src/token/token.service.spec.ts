import { describe, expect, it } from '@jest/globals';
import type { PublicOf } from '@orrery/runtime';
import { isNoted, noteUseEvery, type StoredToken } from './token.js';
import { TokenService } from './token.service.js';
import type { TokenStore } from './token.store.js';

const userId = '01890a5d-ac96-774b-bcce-b302099a8057';

class FakeTokenStore implements PublicOf<TokenStore> {
  readonly tokens: StoredToken[] = [];
  noted = 0;

  list(of: string): Promise<StoredToken[]> {
    return Promise.resolve(this.tokens.filter((token) => token.userId === of));
  }

  add(token: StoredToken): Promise<void> {
    this.tokens.push(token);
    return Promise.resolve();
  }

  remove(of: string, id: string): Promise<boolean> {
    const at = this.tokens.findIndex((token) => token.userId === of && token.id === id);
    return Promise.resolve(at >= 0 && this.tokens.splice(at, 1).length > 0);
  }

  byHash(tokenHash: string): Promise<StoredToken | undefined> {
    return Promise.resolve(this.tokens.find((token) => token.tokenHash === tokenHash));
  }

  noteUse(token: StoredToken, now: Date): Promise<void> {
    this.noted++;
    this.tokens.splice(this.tokens.indexOf(token), 1, { ...token, lastUsedAt: now });
    return Promise.resolve();
  }
}

function scene() {
  const store = new FakeTokenStore();
  const told: unknown[] = [];
  return { store, told, service: new TokenService(store, { ended: (user, ids) => told.push([user, ids]) }) };
}

describe('a personal access token', () => {
  it('shows its secret once and is stored as a hash', async () => {
    const { service, store } = scene();
    const { token, ...entry } = await service.create(userId, { name: 'ci', scopes: ['read', 'read'] });
    expect(token).toMatch(/^orr_[\w-]{43}$/);
    expect(JSON.stringify(store.tokens)).not.toContain(token.slice(4));
    expect((await service.list(userId)).items).toEqual([entry]);
    expect(entry).toMatchObject({ name: 'ci', scopes: ['read'], expiresAt: null, lastUsedAt: null });
  });

  it('speaks for its owner within its scopes', async () => {
    const { service } = scene();
    const { token, id } = await service.create(userId, { name: 'ci', scopes: ['read'] });
    expect(await service.verify(token)).toEqual({ userId, sessionId: id, via: 'token', scopes: ['read'] });
  });

  it('notes its use at most once a minute', async () => {
    const { service, store } = scene();
    const { token } = await service.create(userId, { name: 'ci', scopes: ['read'] });
    for (let time = 0; time < 5; time++) await service.verify(token);
    expect(store.noted).toBe(1);
    const used = new Date(0);
    expect(isNoted({ lastUsedAt: used }, new Date(noteUseEvery - 1))).toBe(true);
    expect(isNoted({ lastUsedAt: used }, new Date(noteUseEvery))).toBe(false);
  });

  it.each(['', 'orr_', 'orr_short', `orr_${'A'.repeat(43)}`, `xxx_${'A'.repeat(43)}`, 'a.jwt.here'])(
    'is not “%s”',
    async (token) => {
      await expect(scene().service.verify(token)).rejects.toMatchObject({ code: 'unauthenticated' });
    },
  );

  it('stops working at its end', async () => {
    const { service, store } = scene();
    const { token } = await service.create(userId, { name: 'ci', scopes: ['read'], expiresAt: '2999-01-01T00:00:00Z' });
    expect(await service.verify(token)).toMatchObject({ userId });
    store.tokens.splice(0, 1, ...store.tokens.map((stored) => ({ ...stored, expiresAt: new Date(0) })));
    await expect(service.verify(token)).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('is not made with an end in the past', async () => {
    await expect(
      scene().service.create(userId, { name: 'ci', scopes: ['read'], expiresAt: '2020-01-01T00:00:00Z' }),
    ).rejects.toMatchObject({ code: 'invalid_request', errors: [{ path: 'expiresAt' }] });
  });

  it('stops working when it is revoked, everywhere at once', async () => {
    const { service, told } = scene();
    const { token, id } = await service.create(userId, { name: 'ci', scopes: ['write'] });
    await service.delete(userId, id);
    await expect(service.verify(token)).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(told).toEqual([[userId, [id]]]);
  });

  it('of somebody else can’t be revoked, and is not said to exist', async () => {
    const { service, told } = scene();
    const { id } = await service.create(userId, { name: 'ci', scopes: ['write'] });
    await expect(service.delete('01890a5d-ac96-774b-bcce-b302099a8058', id)).rejects.toMatchObject({ code: 'token_not_found' });
    expect(told).toEqual([]);
  });
});
