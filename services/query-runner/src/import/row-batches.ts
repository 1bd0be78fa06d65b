import { Fault, type importRows, type RequestOf } from '@orrery/contracts';

export type Batch = Omit<RequestOf<typeof importRows>, 'importId'>;

/** Batches that wait for the database: one that is worked on next, and one behind it. */
const room = 2;

/** The batches of an import on their way to its transaction: in their order, each once, and never more than are soon needed. */
export class RowBatches {
  private readonly waiting: Batch[] = [];
  private next = 0;
  private complete = false;
  private closed = false;
  private readonly changed = new Set<() => void>();

  /**
   * Takes a batch, waiting so many ms for room. False where there was none; true also for one that was taken before. Throws
   * `invalid_request` where one is missing before it, `import_not_found` where the import is over.
   */
  async offer(batch: Batch, waitMs: number): Promise<boolean> {
    const until = performance.now() + waitMs;
    for (;;) {
      if (batch.sequence < this.next) return true;
      if (this.closed || this.complete) throw new Fault('import_not_found', 'This import has ended. Begin a new one.');
      if (batch.sequence > this.next)
        throw new Fault('invalid_request', `Batch ${String(this.next)} of this import has not come yet.`, {
          errors: [{ path: 'sequence', message: `must be ${String(this.next)}` }],
        });
      if (this.waiting.length < room) break;
      const left = until - performance.now();
      if (left <= 0) return false;
      await this.change(left);
    }
    this.next += 1;
    this.complete = batch.last;
    this.waiting.push(batch);
    this.tell();
    return true;
  }

  /** The next batch; undefined where none came within so many ms. Throws the signal's reason. */
  async take(signal: AbortSignal, waitMs: number): Promise<Batch | undefined> {
    const until = performance.now() + waitMs;
    const wake = (): void => {
      this.tell();
    };
    signal.addEventListener('abort', wake);
    try {
      for (;;) {
        signal.throwIfAborted();
        const batch = this.waiting.shift();
        if (batch) {
          this.tell();
          return batch;
        }
        const left = until - performance.now();
        if (left <= 0) return undefined;
        await this.change(left);
      }
    } finally {
      signal.removeEventListener('abort', wake);
    }
  }

  /** Takes nothing any more. */
  close(): void {
    this.closed = true;
    this.waiting.length = 0;
    this.tell();
  }

  /** Settles when something has changed, after so many ms at the latest. */
  private change(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const settle = (): void => {
        clearTimeout(timer);
        this.changed.delete(settle);
        resolve();
      };
      const timer = setTimeout(settle, ms);
      this.changed.add(settle);
    });
  }

  private tell(): void {
    for (const settle of [...this.changed]) settle();
  }
}
