/** How often one thing may fail, and what it costs to fail more often. */
export interface Limit {
  /** Failures that cost nothing. */
  readonly free: number;
  /** Seconds that the longest pause takes. */
  readonly longest: number;
}

/** Seconds without a failure after which all is forgotten. */
export const forgottenAfter = 15 * 60;

/**
 * Whoever guesses one account from one place; one account from many places; many accounts from one place. An account is never locked,
 * only slowed: otherwise anyone could lock anyone out.
 */
export const limits = {
  pair: { free: 5, longest: 15 * 60 },
  account: { free: 10, longest: 5 * 60 },
  address: { free: 20, longest: 15 * 60 },
} as const satisfies Record<string, Limit>;
export type LimitName = keyof typeof limits;

/** What is remembered of the failures of one key. Times are ms since the epoch. */
export interface Failures {
  readonly failures: number;
  readonly lastFailedAt: number;
  readonly blockedUntil: number;
}

/** Seconds until the next attempt is looked at; 0 where it is now. */
export function pauseLeft(of: Failures | undefined, now: number): number {
  return of && of.blockedUntil > now ? Math.ceil((of.blockedUntil - now) / 1_000) : 0;
}

/** What is remembered after one more failure: from the free ones on, each pause is twice the last. */
export function oneMore(of: Failures | undefined, limit: Limit, now: number): Failures {
  const failures = of && now - of.lastFailedAt < forgottenAfter * 1_000 ? of.failures + 1 : 1;
  const over = failures - limit.free;
  const pause = over <= 0 ? 0 : Math.min(limit.longest, 2 ** Math.min(over - 1, 20));
  return { failures, lastFailedAt: now, blockedUntil: now + pause * 1_000 };
}
