import type { TestResult } from '@orrery/contracts';

type Stage = TestResult['stages'][number];

/** Hears of each stage when it begins, and of how it went when it has ended. */
export interface StageListener {
  begins(name: string): void;
  ended(stage: Stage): void;
}

/** Times the stages of reaching a database, in the order in which they run. */
export class Stages {
  readonly list: Stage[] = [];

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
      this.note({ name, ok: false, ms: ms() });
      throw error;
    }
  }

  private note(stage: Stage): void {
    this.list.push(stage);
    this.listener?.ended(stage);
  }
}
