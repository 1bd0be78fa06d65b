import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import type { Job, Outcome } from '../check/job.ts';

/** A Jest run, and where it leaves its figures. */
export interface Suite extends Job {
  readonly figures: string;
}

/** How many tests had which end. */
export interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

/** One Jest run with its configuration. `folder` keeps its figures. */
export function suite(root: string, folder: string, name: string, config: string, more: readonly string[] = []): Suite {
  const figures = join(folder, `${name.toLowerCase().replaceAll(' ', '-')}.json`);
  const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const flags = ['--experimental-vm-modules', '--no-warnings'];
  return { name, figures, args: [...flags, jest, '-c', config, '--json', '--outputFile', figures, '--silent', ...more] };
}

/** Adds a run's tests to the tally. A file that can't be loaded, or a run without figures, is a failure as well. */
export function count({ figures }: Suite, { ok }: Outcome, tally: Tally): string {
  let result: Record<
    'numPassedTests' | 'numFailedTests' | 'numPendingTests' | 'numTodoTests' | 'numRuntimeErrorTestSuites',
    number
  >;
  try {
    result = JSON.parse(readFileSync(figures, 'utf8')) as typeof result;
  } catch {
    tally.failed++;
    return ', without figures';
  }
  const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
  const skipped = result.numPendingTests + result.numTodoTests;
  tally.passed += result.numPassedTests;
  tally.failed += failed > 0 || ok ? failed : 1;
  tally.skipped += skipped;
  return `: ${String(result.numPassedTests)} passed, ${String(failed)} failed, ${String(skipped)} skipped`;
}

/** What a run said that it could not try, each once. */
export const notRun = (output: string): string[] => [...new Set(output.match(/NOT RUN: [^\n]+/g) ?? [])];
