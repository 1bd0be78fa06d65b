import type { RefreshLine } from '@orrery/contracts';

type Progress = Extract<RefreshLine, { type: 'progress' }>;
export type Outcome = Exclude<RefreshLine, Progress>;

/** A crawl under way, for as many readers as there are. It goes on when they leave. */
export class Crawl {
  private readonly listeners = new Set<() => void>();
  private progress: Progress | undefined;
  private ended: Outcome | undefined;
  /** Settles with the last line; never rejects. */
  readonly outcome: Promise<Outcome>;

  constructor(work: (tell: (progress: Progress) => void) => Promise<Outcome>) {
    this.outcome = work((progress) => {
      this.progress = progress;
      this.wake();
    }).then((outcome) => {
      this.ended = outcome;
      this.wake();
      return outcome;
    });
  }

  /** The lines for one reader: the latest progress whenever it asks, and the outcome. `joined`: it did not begin the crawl. */
  lines(joined: boolean): AsyncIterable<Uint8Array> {
    return { [Symbol.asyncIterator]: () => this.reader(joined) };
  }

  private reader(joined: boolean): AsyncIterator<Uint8Array> {
    let told: Progress | undefined;
    let isDone = false;
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
        isDone = true;
        this.wake();
        return Promise.resolve({ done: true, value: undefined });
      },
    };
  }

  private wake(): void {
    for (const listener of this.listeners) listener();
    this.listeners.clear();
  }
}
