import { signal } from '@angular/core';
import { type Fault, type QueryLine, queryCancel, queryRun } from '@orrery/contracts';
import type { Api } from '../../core/api';
import { faultOf } from '../../core/fault-of';
import { resultLineParser } from './result-lines';
import { defaultMaxCells, RunResult } from './result-model';
import type { RunPart } from './run-target';

export interface RunAsk {
  readonly connectionId: string;
  /** The kind of database, for its language. */
  readonly kind: string | undefined;
  readonly part: RunPart;
  readonly maxRows: number | undefined;
}

/** ms of work on arriving rows before the page gets its turn: typing and scrolling stay smooth while a result streams in. */
const slice = 7;
/** ms between two looks of the page at a growing result: drawing it for each frame would cost more than reading it. */
const lookEvery = 100;
/** ms that a cancelled statement may take to end on the server before this side stops listening. */
const cancelGrace = 4_000;
/** ms that a stream gets to end by itself once the server has taken the cancel: on a slow line, megabytes may still be on their way. */
const lastWords = 400;

const nextFrame = (): Promise<unknown> =>
  // a hidden page draws no frames
  new Promise((resolve) => (document.hidden ? setTimeout(resolve) : requestAnimationFrame(resolve)));

/** One run, from sending to its last line. What it brings is in `result`, which grows in place; `version` tells when it has. */
export class QueryRun {
  readonly result: RunResult;
  readonly #version = signal(0);
  readonly version = this.#version.asReadonly();
  readonly running = signal(true);
  readonly cancelling = signal(false);
  /** Why it never began, or why the rest never came. */
  readonly fault = signal<Fault | null>(null);
  readonly startedAt = Date.now();
  /** ms, as this side saw it. */
  readonly took = signal<number | undefined>(undefined);
  readonly ended: Promise<void>;
  readonly #abort = new AbortController();
  readonly #began = performance.now();
  #waiting = false;
  #toldAt = -lookEvery;
  #grace: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly api: Pick<Api, 'call' | 'stream'>,
    readonly ask: RunAsk,
  ) {
    this.result = new RunResult({ maxRows: ask.maxRows, maxCells: defaultMaxCells });
    this.ended = this.#read();
  }

  /** Cancels on the database server; what has arrived stays. */
  cancel(): void {
    if (!this.running() || this.cancelling()) return;
    this.cancelling.set(true);
    const id = this.result.queryId;
    const stop = () => {
      this.#abort.abort();
    };
    if (id === undefined) {
      // closing the connection cancels as well
      stop();
      return;
    }
    this.#grace = setTimeout(stop, cancelGrace);
    this.api.call(queryCancel, { id }).then(() => {
      if (!this.running()) return;
      clearTimeout(this.#grace);
      this.#grace = setTimeout(stop, lastWords);
    }, stop);
  }

  /** What it brought was changed from outside: rows were edited. */
  edited(): void {
    this.#tell();
  }

  async #read(): Promise<void> {
    const { connectionId, part, maxRows } = this.ask;
    try {
      const lines = this.api.stream(
        queryRun,
        { connectionId, text: part.text, source: 'editor', ...(maxRows === undefined ? {} : { maxRows }) },
        { signal: this.#abort.signal, parse: resultLineParser() },
      );
      await this.#take(lines);
      this.result.lose();
    } catch (error) {
      this.#broke(error);
    }
    clearTimeout(this.#grace);
    this.took.set(performance.now() - this.#began);
    this.running.set(false);
    this.#tell();
  }

  async #take(lines: AsyncIterable<QueryLine>): Promise<void> {
    let since = performance.now();
    for await (const line of lines) {
      this.result.take(line);
      if (this.result.isFull) {
        this.cancel();
        this.result.stop();
        return;
      }
      this.#tellSoon();
      if (performance.now() - since > slice) {
        await nextFrame();
        since = performance.now();
      }
    }
  }

  #broke(error: unknown): void {
    if (this.#abort.signal.aborted) {
      this.result.stop();
      return;
    }
    const fault = faultOf(error);
    // the stream's own last line has been read: what came after it does not matter
    if (this.result.isOver) return;
    this.fault.set(fault);
    this.result.lose();
  }

  #tellSoon(): void {
    if (this.#waiting) return;
    this.#waiting = true;
    setTimeout(
      () => {
        this.#waiting = false;
        this.#tell();
      },
      Math.max(0, this.#toldAt + lookEvery - performance.now()),
    );
  }

  #tell(): void {
    this.#toldAt = performance.now();
    this.#version.update((version) => version + 1);
  }
}
