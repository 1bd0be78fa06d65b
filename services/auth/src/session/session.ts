import { Fault } from '@orrery/contracts';

/** ms within which a token that was already traded may be presented again: its answer was lost, or two tabs were at it. */
export const graceMs = 10_000;

/** How long a session lasts, in seconds: unused, and however much it is used. */
export interface Lifetimes {
  readonly idle: number;
  readonly absolute: number;
}

/** What decides about a refresh token that was presented. */
export interface Presented {
  readonly usedAt: Date | null;
  readonly session: { readonly endedAt: Date | null; readonly expiresAt: Date; readonly absoluteExpiresAt: Date };
}

/** `rotate`: trade it for a successor. `again`: the successor that it was traded for. `reused`: somebody has a copy of it. */
export type RefreshDecision = 'rotate' | 'again' | 'reused' | 'expired';

/** What becomes of a refresh token. RFC 9700, 4.14.2. */
export function decideRefresh({ usedAt, session }: Presented, now: Date): RefreshDecision {
  if (session.endedAt !== null || session.expiresAt <= now || session.absoluteExpiresAt <= now) return 'expired';
  if (usedAt === null) return 'rotate';
  return now.getTime() - usedAt.getTime() <= graceMs ? 'again' : 'reused';
}

/** When a session used at a moment ends by itself. */
export const endOf = (now: Date, absoluteEnd: Date, lifetimes: Lifetimes): Date =>
  new Date(Math.min(now.getTime() + lifetimes.idle * 1_000, absoluteEnd.getTime()));

export const sessionExpired = (): Fault => new Fault('session_expired', 'Your session has ended. Sign in again.');

export const sessionReused = (): Fault =>
  new Fault(
    'session_reused',
    'This session was ended, because its token was used from two places. Sign in again; if it was not you, change your password.',
  );
