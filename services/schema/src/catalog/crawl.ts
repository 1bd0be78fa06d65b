import { Fault, type RefreshLine } from '@orrery/contracts';

type Progress = Extract<RefreshLine, { type: 'progress' }>;
export type Outcome = Exclude<RefreshLine, Progress>;

/** Why a crawl that somebody stopped has ended. */
export const cancelled = (): Fault =>
  new Fault('refresh_cancelled', 'The refresh was cancelled. What was known before stays as it was.');

/**
 * A crawl under way, for as many readers as there are. When the last of them leaves it is cancelled, unless it is kept: then it goes
 * on by itself.
 */
export class Crawl {
  private readonly listeners = new Set<() => void>();
  private readonly stop = new AbortController();
  private readers = 0;
  private isKept = false;
  private progress: Progress | undefined;
  private ended: Outcome | undefined;
  /** Settles with the last line; never rejects. */
  readonly outcome: Promise<Outcome>;

  constructor(work: (tell: (progress: Progress) => void, signal: AbortSignal) => Promise<Outcome>) {
    this.outcome = work((progress) => {
      this.progress = progress;
      this.wake();
    }, this.stop.signal).then((outcome) => {
      this.ended = outcome;
      this.wake();
      return outcome;
    });
  }

  /** Stops it, on the database's server too. */
  cancel(): void {
    this.stop.abort(cancelled());
  }

  /** It no longer matters whether anybody reads it. */
  keep(): this {
    this.isKept = true;
    return this;
  }

  /** The lines for one reader: the latest progress whenever it asks, and the outcome. `joined`: it did not begin the crawl. */
  lines(joined: boolean): AsyncIterable<Uint8Array> {
    return { [Symbol.asyncIterator]: () => this.reader(joined) };
  }

  private reader(joined: boolean): AsyncIterator<Uint8Array> {
    let told: Progress | undefined;
    let isDone = false;
    this.readers += 1;
    const bytes = (line: RefreshLine): IteratorResult<Uint8Array> => ({
      done: false,
      value: Buffer.from(`${JSON.stringify(line)}\n`),
    });
    const next = async (): Promise<IteratorResult<Uint8Array>> => {
      for (;;) {
        if (isDone) return { done: true, value: undefined };
        if (this.ended) {
          isDone = true;
          return bytes(this.ended.type === 'done' ? { ...this.ended, joined } : this.ended);
        }
        if (this.progress && this.progress !== told) {
          told = this.progress;
          return bytes(told);
        }
        await new Promise<void>((resolve) => this.listeners.add(resolve));
      }
    };
    return {
      next,
      return: () => {
        if (!isDone) this.left();
        isDone = true;
        this.wake();
        return Promise.resolve({ done: true, value: undefined });
      },
    };
  }

  private left(): void {
    this.readers -= 1;
    if (this.readers === 0 && !this.isKept && !this.ended) this.cancel();
  }

  private wake(): void {
    for (const listener of this.listeners) listener();
    this.listeners.clear();
  }
}
