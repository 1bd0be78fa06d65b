import type { PublicOf } from '@orrery/runtime';
import type { Failures } from './throttle.js';
import type { Decide, ThrottleStore } from './throttle.store.js';

/** The failures in memory, by a clock that stands still until it is moved. For tests. */
export class FakeThrottleStore implements PublicOf<ThrottleStore> {
  /** ms since the epoch */
  now = Date.UTC(2026, 0, 1);
  readonly known = new Set<string>();
  private readonly failures = new Map<string, Failures>();

  decide(keys: readonly string[], rule: Decide): Promise<void> {
    const of = new Map(
      keys.flatMap((key) => {
        const found = this.failures.get(key);
        return found ? [[key, found] as const] : [];
      }),
    );
    for (const [key, next] of rule(of, this.now)) this.failures.set(key, next);
    return Promise.resolve();
  }

  forget(keys: readonly string[]): Promise<void> {
    for (const key of keys) this.failures.delete(key);
    return Promise.resolve();
  }

  knows(userId: string, network: string): Promise<boolean> {
    return Promise.resolve(this.known.has(`${userId} ${network}`));
  }

  sweep(): Promise<void> {
    return Promise.resolve();
  }
}
