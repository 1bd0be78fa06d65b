import { type KeyRing, optionContext, passwordContext, type PublicOf } from '@orrery/runtime';
import { targetOf } from '../connection/connection.js';
import type { Envelopes, RotationStore } from './rotation.store.js';

/** What a rotation came to, in connections. */
export interface RotationCount {
  readonly total: number;
  readonly rewrapped: number;
  /** On the active key before, or without any secret. */
  readonly already: number;
  readonly failed: number;
}

/** How many envelopes each key still holds, and how many of them are not on the active one. */
export interface KeyCount {
  readonly total: number;
  readonly keys: Readonly<Record<string, number>>;
  readonly remaining: number;
}

/**
 * Wraps every secret with the active key. The secrets themselves are neither opened nor changed. May be stopped at any moment and run
 * again, also beside another one: each batch is a transaction, and rows that somebody works on are come back to.
 */
export class Rotation {
  constructor(
    private readonly store: PublicOf<RotationStore>,
    private readonly keys: Pick<PublicOf<KeyRing>, 'active' | 'keyOf' | 'rewrap'>,
  ) {}

  /** @param dry true: finds out what would happen, and writes nothing */
  async run(batch: number, dry: boolean): Promise<RotationCount> {
    const outcome = new Map<string, 'rewrapped' | 'already' | 'failed'>();
    const pass = (busy: 'skip' | 'wait'): Promise<void> =>
      this.each(batch, busy, (connection) => {
        if (outcome.has(connection.id)) return undefined;
        const next = this.next(connection);
        outcome.set(connection.id, next === undefined ? 'already' : next === 'failed' ? 'failed' : 'rewrapped');
        return dry || next === 'failed' ? undefined : next;
      });
    await pass('skip');
    // Those that were busy the first time; most of them have been sealed anew by whoever was at them.
    await pass('wait');
    const count = (of: string): number => [...outcome.values()].filter((each) => each === of).length;
    return { total: outcome.size, rewrapped: count('rewrapped'), already: count('already'), failed: count('failed') };
  }

  /** Which keys are still needed. A key that holds nothing any more may leave the ring. */
  async verify(batch: number): Promise<KeyCount> {
    const keys: Record<string, number> = {};
    let total = 0;
    await this.each(batch, 'wait', (connection) => {
      for (const envelope of [connection.passwordEnc, ...Object.values(connection.optionsEnc)]) {
        if (envelope === '') continue;
        const key = this.keys.keyOf(envelope) ?? 'unreadable';
        keys[key] = (keys[key] ?? 0) + 1;
        total++;
      }
      return undefined;
    });
    return { total, keys, remaining: total - (keys[this.keys.active] ?? 0) };
  }

  private next(connection: Envelopes): Pick<Envelopes, 'passwordEnc' | 'optionsEnc'> | 'failed' | undefined {
    const target = targetOf(connection);
    const rewrap = (envelope: string, context: readonly (string | number)[]): string =>
      envelope === '' || this.keys.keyOf(envelope) === this.keys.active ? envelope : this.keys.rewrap(envelope, context);
    try {
      const passwordEnc = rewrap(connection.passwordEnc, passwordContext(target));
      const optionsEnc = Object.fromEntries(
        Object.entries(connection.optionsEnc).map(([option, envelope]) => [
          option,
          rewrap(envelope, optionContext(target, option)),
        ]),
      );
      const same = passwordEnc === connection.passwordEnc && JSON.stringify(optionsEnc) === JSON.stringify(connection.optionsEnc);
      return same ? undefined : { passwordEnc, optionsEnc };
    } catch {
      return 'failed';
    }
  }

  private async each(batch: number, busy: 'skip' | 'wait', rule: Parameters<RotationStore['batch']>[3]): Promise<void> {
    for (let after: string | undefined; ;) {
      const ids = await this.store.batch(after, batch, busy, rule);
      after = ids.at(-1);
      if (after === undefined) return;
    }
  }
}
