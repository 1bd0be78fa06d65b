import { Fault } from '@orrery/contracts';
import { currentCall, type PublicOf } from '@orrery/runtime';
import { Inject, Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { networkOf } from './network.js';
import { type Failures, type LimitName, limits, oneMore, pauseLeft } from './throttle.js';
import { ThrottleStore } from './throttle.store.js';

/** One attempt at a password, which ends in one of two ways. */
export interface Attempt {
  failed(): Promise<void>;
  succeeded(): Promise<void>;
}

const keyOf = (limit: LimitName, ...parts: readonly string[]): string =>
  createHash('sha256')
    .update(JSON.stringify([limit, ...parts]))
    .digest('base64url');

/** Slows down whoever guesses passwords. */
@Injectable()
export class LoginThrottle {
  constructor(@Inject(ThrottleStore) private readonly store: PublicOf<ThrottleStore>) {}

  /**
   * Begins an attempt at an account's password, before anything costly is done for it. Throws `rate_limited`, with the seconds to wait
   * as `details.retryAfter`.
   * @param userId where the account exists; from a network it has signed in from before, guesses from elsewhere don't count against it
   */
  async begin(email: string, userId: string | undefined): Promise<Attempt> {
    const network = networkOf(currentCall()?.client?.address);
    const known = userId !== undefined && network !== undefined && (await this.store.knows(userId, network));
    const account = new Map<string, LimitName>([[keyOf('pair', email, network ?? ''), 'pair']]);
    if (!known) account.set(keyOf('account', email), 'account');
    const place = network === undefined ? undefined : keyOf('address', network);

    let wait = 0;
    await this.store.decide([...account.keys(), ...(place ? [place] : [])], (failures, now) => {
      wait = Math.max(0, ...[...failures.values()].map((of) => pauseLeft(of, now)));
      // An attempt counts as failed until it has succeeded: otherwise a hundred at the same moment would all be free.
      return wait > 0 ? new Map() : counted(account, failures, now);
    });
    if (wait > 0) {
      throw new Fault('rate_limited', `Too many attempts. Try again in ${String(wait)} ${wait === 1 ? 'second' : 'seconds'}.`, {
        details: { retryAfter: wait },
      });
    }
    return {
      failed: async () => {
        // A whole office may sign in at the same moment, so a place is only charged with what did fail.
        if (place) await this.store.decide([place], (failures, now) => counted(new Map([[place, 'address']]), failures, now));
      },
      succeeded: () => this.store.forget([...account.keys()]),
    };
  }
}

const counted = (
  keys: ReadonlyMap<string, LimitName>,
  failures: ReadonlyMap<string, Failures>,
  now: number,
): ReadonlyMap<string, Failures> =>
  new Map([...keys].map(([key, limit]) => [key, oneMore(failures.get(key), limits[limit], now)]));
