import { Injectable, computed, inject, signal } from '@angular/core';
import { type CanActivateFn, Router } from '@angular/router';
import { type RequestIn, type User, sessionCreate, sessionEnd, userDelete, userRegister } from '@orrery/contracts';
import { Api } from './api';
import { TokenSource } from './token-source';

/** Remembers that this browser has a refresh cookie worth trying, which a script can't see. */
const hint = 'orrery.signed-in';
/** How long signing out waits for requests that are under way. */
const longestWaitMs = 2_000;

/** Who is signed in. */
@Injectable({ providedIn: 'root' })
export class Session {
  readonly #api = inject(Api);
  readonly #tokens = inject(TokenSource);
  readonly #user = signal<User | null>(null);
  #resumed: Promise<void> | null = null;
  readonly user = this.#user.asReadonly();
  readonly signedIn = computed(() => this.#user() !== null);
  readonly #ended = signal<'left' | 'expired' | null>(null);
  /** Why there is no session any more, where there was one. */
  readonly ended = this.#ended.asReadonly();

  constructor() {
    this.#tokens.onSession = ({ user }) => {
      localStorage.setItem(hint, '1');
      this.#ended.set(null);
      this.#user.set(user);
    };
    this.#tokens.onEnd = (why) => {
      localStorage.removeItem(hint);
      if (this.#user() !== null) this.#ended.set(why);
      this.#user.set(null);
    };
  }

  /** Takes up the session of the last visit, if there is one. */
  async resume(): Promise<void> {
    if (this.signedIn() || localStorage.getItem(hint) === null) return;
    this.#resumed ??= this.#tokens.renewed().then(
      () => undefined,
      () => undefined,
    );
    await this.#resumed;
    this.#resumed = null;
  }

  /** Throws a `Fault`: `invalid_credentials`, `rate_limited`. */
  async signIn(request: RequestIn<typeof sessionCreate>): Promise<void> {
    this.#tokens.started(await this.#api.call(sessionCreate, request));
  }

  /** Throws a `Fault`: `email_taken`, `username_taken`, `password_weak`, `registration_closed`. */
  async signUp(request: RequestIn<typeof userRegister>): Promise<void> {
    this.#tokens.started(await this.#api.call(userRegister, request));
  }

  /** Ends the session here even when the server can't be told. What is being saved is saved first. */
  async signOut(): Promise<void> {
    this.#tokens.leave();
    try {
      await this.#api.settled(longestWaitMs);
      await this.#api.call(sessionEnd, {});
    } finally {
      this.#tokens.ended();
    }
  }

  /** Deletes the account, then lets `forget` take away what this browser kept of it. Throws a `Fault`: `password_wrong`. */
  async deleteAccount(password: string, forget: () => Promise<void>): Promise<void> {
    await this.#api.call(userDelete, { password });
    await forget().catch(() => undefined);
    this.#tokens.ended();
  }

  /** The profile changed. */
  changed(user: User): void {
    this.#user.set(user);
  }
}

/** An address of this app to go to after signing in; anything else is the front page. */
export const goalOf = (next: string | undefined): string => (next !== undefined && /^\/(?![/\\])/.test(next) ? next : '/');

/** Lets in who is signed in; others go to sign in, and come back to where they wanted to be. */
export const signedIn: CanActivateFn = async (_route, state) => {
  const session = inject(Session);
  const router = inject(Router);
  await session.resume();
  if (session.signedIn()) return true;
  return router.createUrlTree(['/sign-in'], state.url === '/' ? {} : { queryParams: { next: state.url } });
};

/** Keeps who is signed in away from the sign-in pages. */
export const signedOut: CanActivateFn = async () => {
  const session = inject(Session);
  const router = inject(Router);
  await session.resume();
  return session.signedIn() ? router.parseUrl('/') : true;
};
