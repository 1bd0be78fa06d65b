import { Injectable } from '@angular/core';
import { type User, sessionRefresh } from '@orrery/contracts';
import { requestOf } from './request-of';
import { faultOfProblem } from './fault-of';

/** A session as the page knows it: the refresh token is not part of it. */
export interface KnownSession {
  readonly user: User;
  readonly accessToken: string;
  /** Seconds. */
  readonly expiresIn: number;
}

type Told = { readonly type: 'session'; readonly session: KnownSession } | { readonly type: 'ended' };

const isSession = (value: unknown): value is KnownSession =>
  typeof value === 'object' &&
  value !== null &&
  'accessToken' in value &&
  typeof value.accessToken === 'string' &&
  'expiresIn' in value &&
  typeof value.expiresIn === 'number' &&
  'user' in value;

/**
 * Holds the access token, in memory only, and gets the next one by the refresh cookie. The cookie rotates with each use, and using
 * an old one ends the session, so the browser's tabs take turns (`navigator.locks`) and tell each other what they got.
 */
@Injectable({ providedIn: 'root' })
export class TokenSource {
  #token: string | null = null;
  #endsAt = 0;
  #renewing: Promise<string | null> | null = null;
  #left = false;
  readonly #others = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('orrery-session');
  /** Set by `Session`, which owns who is signed in. */
  onSession: (session: KnownSession) => void = () => undefined;
  /** `expired`: nobody wanted it to end. */
  onEnd: (why: 'left' | 'expired') => void = () => undefined;

  constructor() {
    this.#others?.addEventListener('message', (event: MessageEvent<Told>) => {
      if (event.data.type === 'session') this.#take(event.data.session);
      else this.#drop('left');
    });
  }

  /** The person signs out, or has: nothing is asked in their name any more. */
  get left(): boolean {
    return this.#left;
  }

  /** From now on nothing new is asked. */
  leave(): void {
    this.#left = true;
  }

  /** A token that is good for the next seconds. Throws nothing: without one, the server says what is wrong. */
  async token(): Promise<string | null> {
    if (this.#token === null || Date.now() < this.#endsAt - 20_000) return this.#token;
    return (await this.renewed()) ?? this.#token;
  }

  /** Asks for a new token, once however many ask at the same time. Null: nobody is signed in. Throws a `Fault` when it can't tell. */
  async renewed(): Promise<string | null> {
    this.#renewing ??= this.#renew().finally(() => {
      this.#renewing = null;
    });
    return this.#renewing;
  }

  started(session: KnownSession): void {
    this.#take(session);
    this.#others?.postMessage({ type: 'session', session } satisfies Told);
  }

  ended(): void {
    this.#drop('left');
    this.#others?.postMessage({ type: 'ended' } satisfies Told);
  }

  /** The server refused the token and gives no new one. */
  lost(): void {
    if (this.#token !== null) this.#drop('expired');
  }

  async #renew(): Promise<string | null> {
    const before = this.#token;
    const locks = (navigator as Partial<Navigator>).locks;
    const ask = async (): Promise<string | null> => {
      // While this tab waited for its turn another one may have been given the next token, and told us.
      if (this.#token !== before && this.#token !== null) return this.#token;
      const { url, init } = requestOf(sessionRefresh, {}, null);
      const answer = await fetch(url, init);
      if (answer.status === 401 || answer.status === 403) {
        this.#drop('expired');
        return null;
      }
      const body: unknown = await answer.json().catch(() => undefined);
      if (!answer.ok || !isSession(body)) throw faultOfProblem(answer.status, body);
      this.started(body);
      return body.accessToken;
    };
    return locks ? locks.request('orrery-refresh', ask) : ask();
  }

  #take(session: KnownSession): void {
    this.#left = false;
    this.#token = session.accessToken;
    this.#endsAt = Date.now() + session.expiresIn * 1000;
    this.onSession(session);
  }

  #drop(why: 'left' | 'expired'): void {
    this.#token = null;
    this.#endsAt = 0;
    this.#left = why === 'left';
    this.onEnd(why);
  }
}
