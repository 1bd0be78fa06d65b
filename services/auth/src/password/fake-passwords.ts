import type { PublicOf } from '@orrery/runtime';
import type { Passwords } from './passwords.js';

/** Passwords whose hash can be read, and how often each was looked at. For tests. */
export class FakePasswords implements PublicOf<Passwords> {
  /** What was compared with, in order; undefined where there was no user. */
  readonly compared: (string | undefined)[] = [];
  stale = false;

  hash(password: string): Promise<string> {
    return Promise.resolve(`hash of ${password}`);
  }

  verify(password: string, hash: string | undefined): Promise<{ ok: boolean; stale: boolean }> {
    this.compared.push(hash);
    return Promise.resolve({ ok: hash === `hash of ${password}`, stale: this.stale });
  }

  onModuleInit(): void {
    // Nothing to prepare.
  }
}
