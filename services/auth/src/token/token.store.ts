import { Database } from '@orrery/runtime';
import { Injectable } from '@nestjs/common';
import { AccessToken } from './token.entity.js';
import type { StoredToken } from './token.js';

const stored = (row: AccessToken): StoredToken => ({
  id: row.id,
  userId: row.userId,
  name: row.name,
  tokenHash: row.tokenHash,
  scopes: row.scopes,
  expiresAt: row.expiresAt ?? null,
  lastUsedAt: row.lastUsedAt ?? null,
  createdAt: row.createdAt,
});

/** The personal access tokens in PostgreSQL. */
@Injectable()
export class TokenStore {
  constructor(private readonly database: Database) {}

  /** A user's tokens, newest first. */
  list(userId: string): Promise<StoredToken[]> {
    return this.database.asOwner(userId, async (em) => (await em.find(AccessToken, {}, { orderBy: { id: 'desc' } })).map(stored));
  }

  async add(token: StoredToken): Promise<void> {
    await this.database.asOwner(token.userId, (em) => {
      em.persist(em.create(AccessToken, { ...token, scopes: [...token.scopes] }));
      return Promise.resolve();
    });
  }

  /** Removes a user's token; false where they have none with this id. */
  remove(userId: string, id: string): Promise<boolean> {
    return this.database.asOwner(userId, async (em) => (await em.nativeDelete(AccessToken, { id })) > 0);
  }

  byHash(tokenHash: string): Promise<StoredToken | undefined> {
    return this.database.asSystem(async (em) => {
      const row = await em.findOne(AccessToken, { tokenHash });
      return row ? stored(row) : undefined;
    });
  }

  async noteUse(token: StoredToken, now: Date): Promise<void> {
    await this.database.asOwner(token.userId, (em) => em.nativeUpdate(AccessToken, { id: token.id }, { lastUsedAt: now }));
  }
}
