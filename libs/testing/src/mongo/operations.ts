import { MongoFailure } from './failure.js';
import type { Document } from './document.js';

/** A command that is being worked on, as currentOp shows it. */
export class Operation {
  #fail: ((failure: MongoFailure) => void) | undefined;
  #failure: MongoFailure | undefined;
  /** Ends what somebody else works on, as often as it is asked for. */
  stopWork: (() => void) | undefined;
  readonly startedAt = performance.now();

  constructor(
    readonly opid: number,
    readonly connectionId: number,
    readonly appName: string,
    readonly user: string | undefined,
    readonly command: Document,
  ) {}

  /** Ends it as soon as it can be. */
  interrupt(failure = new MongoFailure(11_601, 'Interrupted', 'operation was interrupted')): void {
    this.#failure ??= failure;
    this.#fail?.(this.#failure);
    this.stopWork?.();
  }

  checkInterrupted(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Waits, unless it is interrupted or its maxTimeMS is over before. */
  async sleep(ms: number): Promise<void> {
    this.checkInterrupted();
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    this.#fail = reject;
    const limit = Number(this.command['maxTimeMS'] ?? 0);
    const late = limit > 0 && limit < ms;
    const timer = setTimeout(
      () => {
        if (late) reject(new MongoFailure(50, 'MaxTimeMSExpired', 'operation exceeded time limit'));
        else resolve(undefined);
      },
      late ? limit : ms,
    );
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      this.#fail = undefined;
    }
  }

  get described(): Document {
    const { $db, lsid, ...command } = this.command;
    return {
      type: 'op',
      active: true,
      opid: this.opid,
      connectionId: this.connectionId,
      appName: this.appName,
      op: 'command',
      ns: `${String($db)}.$cmd`,
      command,
      ...(lsid === undefined ? {} : { lsid }),
      microsecs_running: Math.round((performance.now() - this.startedAt) * 1000),
    };
  }
}

/** A cursor between two batches. */
export interface OpenCursor {
  readonly id: number;
  readonly ns: string;
  /** The command that opened it. */
  readonly command: Document;
  /** What is left, where it is kept here. */
  readonly rows?: Iterator<Document>;
  /** Gives back what it holds elsewhere. */
  close?(): Promise<void>;
}

/** What `configureFailPoint: "failCommand"` asks for: commands that fail, wait, or lose their connection. */
export interface FailPoint {
  times: number;
  readonly data: Document;
}
