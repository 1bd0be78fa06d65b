import { rmSync } from 'node:fs';
import { dirname } from 'node:path';

/** Stops what setup started, and takes its folder away. */
export default async function teardown() {
  const child = globalThis.orrery;
  if (!child) return;
  if (child.exitCode === null) {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await gone;
  }
  rmSync(dirname(process.env['ORRERY_E2E_HOME']), { recursive: true, force: true });
}
