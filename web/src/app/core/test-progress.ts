import type { TestLine, TestResult } from '@orrery/contracts';

/** What is known of a test of a connection while it runs, and once it has ended. */
export interface TestProgress {
  readonly stages: TestResult['stages'];
  /** The stage that is under way. */
  readonly running: string | null;
  /** Null while it runs. */
  readonly result: TestResult | null;
}

export const testBegun: TestProgress = { stages: [], running: null, result: null };

/** What is known after one more line. */
export function afterLine(progress: TestProgress, line: TestLine): TestProgress {
  switch (line.type) {
    case 'begin':
      return { ...progress, running: line.name };
    case 'stage':
      return { ...progress, stages: [...progress.stages, line.stage], running: null };
    case 'done':
      return { stages: line.result.stages, running: null, result: line.result };
  }
}
