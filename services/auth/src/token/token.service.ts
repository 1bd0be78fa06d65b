import { type Actor, Fault, type RequestOf, type ResponseOf, type tokenCreate, type tokenList } from '@orrery/contracts';
import type { PublicOf } from '@orrery/runtime';
import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { SessionSignal } from '../session/session-signal.js';
import { actorOf, isExpired, isNoted, newToken, presentedHash, type StoredToken } from './token.js';
import { TokenStore } from './token.store.js';

type Entry = ResponseOf<typeof tokenList>['items'][number];

const entryOf = (token: StoredToken): Entry => ({
  id: token.id,
  name: token.name,
  scopes: [...token.scopes],
  expiresAt: token.expiresAt?.toISOString() ?? null,
  lastUsedAt: token.lastUsedAt?.toISOString() ?? null,
  createdAt: token.createdAt.toISOString(),
});

/** Personal access tokens for scripts. */
@Injectable()
export class TokenService {
  constructor(
    @Inject(TokenStore) private readonly tokens: PublicOf<TokenStore>,
    @Inject(SessionSignal) private readonly signal: PublicOf<SessionSignal>,
  ) {}

  async list(userId: string): Promise<ResponseOf<typeof tokenList>> {
    return { items: (await this.tokens.list(userId)).map(entryOf), nextCursor: null };
  }

  /** Makes a token; this is the only time that its secret is seen. */
  async create(userId: string, ask: RequestOf<typeof tokenCreate>): Promise<ResponseOf<typeof tokenCreate>> {
    const now = new Date();
    const expiresAt = ask.expiresAt ? new Date(ask.expiresAt) : null;
    if (expiresAt && expiresAt <= now)
      throw new Fault('invalid_request', 'This token would have ended before it began. Choose a later time.', {
        errors: [{ path: 'expiresAt', message: 'must be in the future' }],
      });
    const { token, tokenHash } = newToken();
    const stored: StoredToken = {
      id: uuidv7(),
      userId,
      name: ask.name,
      tokenHash,
      scopes: [...new Set(ask.scopes)],
      expiresAt,
      lastUsedAt: null,
      createdAt: now,
    };
    await this.tokens.add(stored);
    return { ...entryOf(stored), token };
  }

  async delete(userId: string, id: string): Promise<void> {
    if (!(await this.tokens.remove(userId, id)))
      throw new Fault('token_not_found', 'There is no such access token. It may have been revoked already.');
    this.signal.ended(userId, [id]);
  }

  /** Who presented this token. Throws `unauthenticated`, with one sentence whatever is wrong with it. */
  async verify(presented: string): Promise<Actor> {
    const hash = presentedHash(presented);
    const token = hash === undefined ? undefined : await this.tokens.byHash(hash);
    const now = new Date();
    if (!token || isExpired(token, now)) throw new Fault('unauthenticated', 'Sign in first.');
    if (!isNoted(token, now)) await this.tokens.noteUse(token, now);
    return actorOf(token);
  }
}
