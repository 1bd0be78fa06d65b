import { type Actor, Fault, tokenVerify } from '@orrery/contracts';
import { createHash } from 'node:crypto';
import type { BusDoor } from '../bus-door.js';
import { notSignedIn } from './access-token.js';

/** How a personal access token begins. */
export const personalPrefix = 'orr_';
/** ms that an answer of auth is believed. A revoked token works no longer than this. */
const believed = 15_000;
const remembered = 5_000;

/** Asks auth who presented a personal access token, and remembers it for a few seconds. */
export class PersonalTokens {
  private readonly known = new Map<string, { actor: Promise<Actor>; until: number }>();

  constructor(private readonly door: BusDoor) {}

  /** Who presented the token. Throws `unauthenticated`, or what the bus throws. */
  verify(token: string, requestId: string): Promise<Actor> {
    if (token.length > 200) return Promise.reject(notSignedIn());
    // The token itself is kept nowhere.
    const key = createHash('sha256').update(token).digest('base64url');
    const now = performance.now();
    const known = this.known.get(key);
    if (known && known.until > now) return known.actor;
    const actor = this.ask(token, requestId);
    if (this.known.size >= remembered) this.known.clear();
    this.known.set(key, { actor, until: now + believed });
    // A refusal is asked for again: the token may be a moment old, or the bus was away.
    actor.catch(() => this.known.delete(key));
    return actor;
  }

  private async ask(token: string, requestId: string): Promise<Actor> {
    try {
      return await this.door.bus.call(tokenVerify, { token }, { call: { requestId }, timeoutMs: 5_000 });
    } catch (error) {
      if (error instanceof Fault && (error.kind === 'unauthenticated' || error.kind === 'invalid')) throw notSignedIn(error);
      throw error;
    }
  }

  /** Forgets every answer about these tokens' ids. */
  forget(): void {
    this.known.clear();
  }
}
