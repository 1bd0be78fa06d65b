import { join } from 'node:path';
import type { Job } from './job.ts';

/** The checks that read the code without running it, cheapest first. */
export function checksOf(root: string): readonly Job[] {
  const bin = (name: string): string => join(root, 'node_modules', '.bin', name);
  const rooms = ['libs', 'services', 'gateway', 'web/src', 'tools', 'e2e'];
  return [
    { name: 'Format', args: [bin('prettier'), '--check', '--log-level', 'warn', '.'] },
    { name: 'Rooms', args: [bin('depcruise'), ...rooms, '--config', '.dependency-cruiser.mjs', '--output-type', 'err'] },
    { name: 'Types', args: [bin('tsc'), '--noEmit', '-p', 'tsconfig.json'] },
    { name: 'Types of the web app', args: [bin('ngc'), '--noEmit', '-p', 'web/tsconfig.json'] },
    { name: 'Lint', args: [bin('eslint'), '.', '--max-warnings', '0', '--concurrency', '2'] },
  ];
}
