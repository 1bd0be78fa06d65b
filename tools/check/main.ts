import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checksOf } from './checks.ts';
import { report, runJob } from './job.ts';

// Format, lint, rooms and types: all of them, also after one has failed.
const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
for (const check of checksOf(root)) {
  const outcome = await runJob(root, check);
  report(check, outcome);
  if (!outcome.ok) process.exitCode = 1;
}
