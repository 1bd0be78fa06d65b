import { describe, expect, it } from '@jest/globals';
import type { TestLine, TestResult } from '@orrery/contracts';
import type { ConnectOptions, Driver, Target } from '@orrery/drivers';
import { watchedTest } from './watched-test.js';

const result: TestResult = { isValid: true, latencyMs: 1, serverVersion: '18', stages: [] };

describe('a watched test', () => {
  it('tells a stage while it is still under way', async () => {
    const resolved = Promise.withResolvers<undefined>();
    const driver = {
      kind: 'postgres',
      test: async (_target: Target, { stages }: ConnectOptions) => {
        stages?.begins('resolve');
        await resolved.promise;
        stages?.ended({ name: 'resolve', ok: true, ms: 1 });
        return result;
      },
    } as unknown as Driver;
    const lines = watchedTest(driver, {} as Target, {} as ConnectOptions);
    expect((await lines.next()).value).toEqual({ type: 'begin', name: 'resolve' });
    resolved.resolve(undefined);
    const rest: TestLine[] = [];
    for await (const line of lines) rest.push(line);
    expect(rest).toEqual([
      { type: 'stage', stage: { name: 'resolve', ok: true, ms: 1 } },
      { type: 'done', result },
    ]);
  });
});
