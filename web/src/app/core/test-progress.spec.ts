import { describe, expect, it } from '@jest/globals';
import type { TestLine, TestResult } from '@orrery/contracts';
import { afterLine, testBegun } from './test-progress';

const stage = { name: 'resolve', ok: true, ms: 1 };
const result: TestResult = { isValid: true, latencyMs: 1, serverVersion: '18', stages: [stage] };

describe('the progress of a test', () => {
  it('shows the stage that is under way, those that have ended, and the result', () => {
    const lines: TestLine[] = [
      { type: 'begin', name: 'resolve' },
      { type: 'stage', stage },
      { type: 'begin', name: 'connect' },
      { type: 'done', result },
    ];
    const seen = lines.map((_, index) => lines.slice(0, index + 1).reduce(afterLine, testBegun));
    expect(seen.map(({ running, stages, result: end }) => [running, stages.length, end !== null])).toEqual([
      ['resolve', 0, false],
      [null, 1, false],
      ['connect', 1, false],
      [null, 1, true],
    ]);
  });
});
