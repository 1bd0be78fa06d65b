import type { PublicOf } from '../public-of.js';
import type { KeyRing } from '../sealing.js';

/** A secret as it is kept, and what it is bound to. An empty text is no secret. */
export interface Envelope {
  readonly text: string;
  readonly context: readonly (string | number)[];
}

/** A row that keeps secrets, by their names. */
export interface SealedRow {
  readonly id: string;
  readonly envelopes: ReadonlyMap<string, Envelope>;
}

/** Decides what the secrets of a row become, by their names; undefined where they all stay. */
export type Rewrap = (row: SealedRow) => ReadonlyMap<string, string> | undefined;

/** The rows of one table that keep secrets, whoever owns them. */
export interface RotationStore {
  /**
   * Passes a batch of rows, in the order of their ids, through a rule and writes what it answers, in one transaction.
   * @param busy what to do about those that somebody else is changing: leave them out, or wait for them
   * @returns the ids that were passed through
   */
  batch(after: string | undefined, limit: number, busy: 'skip' | 'wait', rewrap: Rewrap): Promise<string[]>;
}

/** What a rotation came to, in rows. */
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
    private readonly store: RotationStore,
    private readonly keys: Pick<PublicOf<KeyRing>, 'active' | 'keyOf' | 'rewrap'>,
  ) {}

  /** @param dry true: finds out what would happen, and writes nothing */
  async run(batch: number, dry: boolean): Promise<RotationCount> {
    const outcome = new Map<string, 'rewrapped' | 'already' | 'failed'>();
    const pass = (busy: 'skip' | 'wait'): Promise<void> =>
      this.each(batch, busy, (row) => {
        if (outcome.has(row.id)) return undefined;
        const next = this.next(row);
        outcome.set(row.id, next === undefined ? 'already' : next === 'failed' ? 'failed' : 'rewrapped');
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
    await this.each(batch, 'wait', ({ envelopes }) => {
      for (const { text } of envelopes.values()) {
        if (text === '') continue;
        const key = this.keys.keyOf(text) ?? 'unreadable';
        keys[key] = (keys[key] ?? 0) + 1;
        total++;
      }
      return undefined;
    });
    return { total, keys, remaining: total - (keys[this.keys.active] ?? 0) };
  }

  /** The secrets of a row that are not on the active key, wrapped with it. */
  private next({ envelopes }: SealedRow): ReadonlyMap<string, string> | 'failed' | undefined {
    const due = [...envelopes].filter(([, { text }]) => text !== '' && this.keys.keyOf(text) !== this.keys.active);
    try {
      const next = new Map(due.map(([name, { text, context }]) => [name, this.keys.rewrap(text, context)]));
      return next.size === 0 ? undefined : next;
    } catch {
      return 'failed';
    }
  }

  private async each(batch: number, busy: 'skip' | 'wait', rule: Rewrap): Promise<void> {
    for (let after: string | undefined; ;) {
      const ids = await this.store.batch(after, batch, busy, rule);
      after = ids.at(-1);
      if (after === undefined) return;
    }
  }
}
