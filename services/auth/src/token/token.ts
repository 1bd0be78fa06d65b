import type { Actor } from '@orrery/contracts';
import { hashOf, newSecret } from '../session/refresh-token.js';

/** What every personal access token begins with, so that one that leaked is recognised by whoever scans for such. */
export const tokenPrefix = 'orr_';
const shape = /^orr_[A-Za-z0-9_-]{43}$/;

export type Scope = Actor['scopes'][number];

/** What is stored of a personal access token. */
export interface StoredToken {
  readonly id: string;
  readonly userId: string;
  readonly name: string;
  readonly tokenHash: string;
  readonly scopes: readonly Scope[];
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly createdAt: Date;
}

/** ms between notes of a token's use: one write a minute, not one a call. */
export const noteUseEvery = 60_000;

/** A new token and how it is stored. */
export function newToken(): { token: string; tokenHash: string } {
  const token = `${tokenPrefix}${newSecret()}`;
  return { token, tokenHash: hashOf(token) };
}

/** How a token that was presented would be stored; undefined where it can't be one of ours. */
export const presentedHash = (token: string): string | undefined => (shape.test(token) ? hashOf(token) : undefined);

export const isExpired = (token: Pick<StoredToken, 'expiresAt'>, now: Date): boolean =>
  token.expiresAt !== null && token.expiresAt <= now;

/** Whether the use of a token is worth a write. */
export const isNoted = (token: Pick<StoredToken, 'lastUsedAt'>, now: Date): boolean =>
  token.lastUsedAt !== null && now.getTime() - token.lastUsedAt.getTime() < noteUseEvery;

/** Who a token speaks for. */
export const actorOf = (token: StoredToken): Actor => ({
  userId: token.userId,
  sessionId: token.id,
  via: 'token',
  scopes: [...token.scopes],
});
