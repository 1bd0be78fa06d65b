import { AsyncLocalStorage } from 'node:async_hooks';
import { type Actor, Fault } from '@orrery/contracts';

/** What travels with a call from hop to hop. */
export interface Call {
  readonly requestId: string;
  /** W3C trace context, passed on as it came. */
  readonly traceparent?: string;
  /** Absolute time, ms since the epoch, after which nobody waits for the answer. */
  readonly deadline?: number;
  readonly actor?: Actor;
  /** The signed form of the actor, to pass on. */
  readonly actorToken?: string;
  /** The client's address and program, for throttling and for the session list. Only auth looks at them. */
  readonly client?: { readonly address: string; readonly agent: string };
}

const storage = new AsyncLocalStorage<Call>();

/** Runs work as part of a call: what it logs and whom it calls carry the call's context. */
export const withCall = <T>(call: Call, work: () => T): T => storage.run(call, work);

/** The call that the present code runs for, if any. */
export const currentCall = (): Call | undefined => storage.getStore();

/** Who is behind the present call. Throws `unauthenticated` where nobody is: a handler that asks is never public. */
export function currentActor(): Actor {
  const actor = storage.getStore()?.actor;
  if (!actor) throw new Fault('unauthenticated', 'Sign in first.');
  return actor;
}

/** The id of the user behind the present call. */
export const currentUserId = (): string => currentActor().userId;
