import { Fault } from '@orrery/contracts';

/** Seconds after which it is worth trying again when the queue is full. */
const retryAfter = 5;

const busy = (): Fault =>
  new Fault('login_busy', 'Many people are signing in right now. Try again in a few seconds.', { details: { retryAfter } });

/**
 * Lets a few hashes be worked out at one time and some more wait: each takes most of a second of a processor, and a flood of logins
 * must not starve everything else.
 */
export class HashQueue {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly atOnce: number,
    private readonly mayWait: number,
  ) {}

  /**
   * Runs work in its turn. Throws `login_busy` where too many wait already.
   * @param wanted asked when the turn comes: false where nobody waits for the outcome any more, which is then `login_busy` too
   */
  async run<T>(work: () => Promise<T>, wanted: () => boolean = () => true): Promise<T> {
    if (this.running < this.atOnce) this.running++;
    else {
      if (this.waiting.length >= this.mayWait) throw busy();
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
    try {
      if (!wanted()) throw busy();
      return await work();
    } finally {
      const next = this.waiting.shift();
      // The place is handed on, so `running` stays.
      if (next) next();
      else this.running--;
    }
  }
}
