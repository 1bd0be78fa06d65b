import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checksOf } from '../check/checks.ts';
import { report, runJob } from '../check/job.ts';
import { build, stalePackages } from '../start/build.ts';
import { Progress } from '../start/progress.ts';
import { obtainPrograms } from './programs.ts';
import { count, notRun, type Suite, suite, type Tally } from './suites.ts';

// Everything that can be asked of the code: what reads it first, beside the build; then small and medium tests; then the journeys.
const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'orrery-test-')));
const progress = new Progress();
const tally: Tally = { passed: 0, failed: 0, skipped: 0 };
const missed = new Set<string>();

async function test(one: Suite): Promise<void> {
  const outcome = await runJob(root, one);
  report(one, outcome, count(one, outcome, tally));
  for (const line of notRun(outcome.output)) missed.add(line);
}

async function check(): Promise<void> {
  for (const one of checksOf(root)) {
    const outcome = await runJob(root, one);
    report(one, outcome);
    tally[outcome.ok ? 'passed' : 'failed']++;
  }
}

try {
  await obtainPrograms(progress);
  const logs = join(root, '.orrery', 'logs');
  mkdirSync(logs, { recursive: true });
  const built = (async () => {
    const stale = stalePackages(root);
    if (stale.length > 0) await progress.step('Building', 'Built', () => build(root, stale, join(logs, 'build.log')));
    const { obtainNats } = await import('../start/nats-program.ts');
    await obtainNats(join(root, '.orrery', 'programs'), progress, true);
    await test(suite(root, folder, 'Web tests', 'web/jest.config.mjs', ['--maxWorkers=1']));
  })();
  await Promise.all([built, check()]);
  await test(suite(root, folder, 'Back-end tests', 'jest.config.mjs', ['--maxWorkers=2']));
  await test(suite(root, folder, 'Journeys', 'e2e/jest.config.mjs'));
} catch (error) {
  tally.failed++;
  process.stdout.write(`✗ ${error instanceof Error ? error.message : String(error)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
for (const line of missed) process.stdout.write(`${line}\n`);
process.stdout.write(`\n${String(tally.passed)} passed, ${String(tally.failed)} failed, ${String(tally.skipped)} skipped\n`);
if (tally.failed > 0) process.exitCode = 1;
