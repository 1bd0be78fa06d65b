import type { TestResult } from '@orrery/contracts';

type Stage = TestResult['stages'][number];

/** Times the stages of reaching a database, in the order in which they run. */
export class Stages {
  readonly list: Stage[] = [];

  /** Runs a stage and notes how long it took and whether it went well. Rethrows. */
  async run<T>(name: string, work: () => Promise<T>, detail?: (result: T) => string): Promise<T> {
    const begun = performance.now();
    const ms = () => Math.round((performance.now() - begun) * 10) / 10;
    try {
      const result = await work();
      const words = detail?.(result) ?? '';
      this.list.push({ name, ok: true, ms: ms(), ...(words === '' ? {} : { detail: words }) });
      return result;
    } catch (error) {
      this.list.push({ name, ok: false, ms: ms() });
      throw error;
    }
  }
}
