import type { TestResult } from '@orrery/contracts';
import { DriverFault } from './driver.js';

type Stage = TestResult['stages'][number];

/** Hears of each stage when it begins, and of how it went when it has ended. */
export interface StageListener {
  begins(name: string): void;
  ended(stage: Stage): void;
}

/** Times the stages of reaching a database, in the order in which they run. */
export class Stages {
  readonly list: Stage[] = [];
  /** What has been told as a failure. */
  #told: unknown;

  constructor(private readonly listener?: StageListener) {}

  /** Runs a stage and notes how long it took and whether it went well. Rethrows. */
  async run<T>(name: string, work: () => Promise<T>, detail?: (result: T) => string): Promise<T> {
    const begun = performance.now();
    this.listener?.begins(name);
    const ms = () => Math.round((performance.now() - begun) * 10) / 10;
    try {
      const result = await work();
      const words = detail?.(result) ?? '';
      this.note({ name, ok: true, ms: ms(), ...(words === '' ? {} : { detail: words }) });
      return result;
    } catch (error) {
      this.fail(name, ms(), error);
      throw error;
    }
  }

  /** A stage inside of another one fails for both: it is told once, where it happened. */
  private fail(name: string, ms: number, error: unknown): void {
    if (error === this.#told) return;
    this.#told = error;
    const kind = error instanceof DriverFault ? error.kind : undefined;
    // A server looks for the database when it knows who asks: whoever is told that it is not there was let in.
    const wasLetIn = name === 'authenticate' && kind === 'no-such-database';
    if (wasLetIn) this.note({ name, ok: true, ms });
    // A client that learns by a greeting how old the server is does not even log in.
    const failed = wasLetIn ? 'database' : kind === 'too-old' ? 'version' : name;
    this.note({ name: failed, ok: false, ms: wasLetIn ? 0 : ms });
  }

  private note(stage: Stage): void {
    this.list.push(stage);
    this.listener?.ended(stage);
  }
}
