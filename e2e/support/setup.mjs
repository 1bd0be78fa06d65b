import { spawn } from 'node:child_process';
import { mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Starts Orrery as a person would, in a folder of its own, unless ORRERY_URL names one that runs. */
export default async function setup() {
  if (process.env['ORRERY_URL']) return;
  const home = join(realpathSync(mkdtempSync(join(tmpdir(), 'orrery-e2e-'))), 'home');
  const port = 20_000 + (process.pid % 20_000);
  const child = spawn('node', [join(root, 'tools', 'start.mjs'), '--port', String(port), '--yes'], {
    cwd: root,
    // Hashing as slowly as in production would be most of the time of every journey.
    env: { ...process.env, ORRERY_HOME: home, BCRYPT_COST: '4' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const url = `http://127.0.0.1:${String(port)}`;
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  let ended = false;
  child.once('exit', () => (ended = true));
  for (const until = Date.now() + 300_000; ;) {
    const ready = await fetch(`${url}/api/health/ready`).then(
      (response) => response.ok,
      () => false,
    );
    // The sample comes last: the URL is printed when everything is there.
    if (ready && output.includes(`:${String(port)}`)) break;
    if (ended || Date.now() > until) throw new Error(`Orrery did not start:\n${output}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  process.env['ORRERY_URL'] = url;
  process.env['ORRERY_E2E_HOME'] = home;
  globalThis.orrery = child;
}
