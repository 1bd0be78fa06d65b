// Builds the image and runs docker-compose.yml as a project of its own until all of it is well, and leaves nothing behind. For where
// Docker runs; `NOT RUN` elsewhere.
//
//   node tools/compose/main.ts
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const cwd = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const env = {
  ...process.env,
  COMPOSE_PROJECT_NAME: `orrery-check-${String(process.pid)}`,
  // Nobody is told to leave anything out of it.
  POSTGRES_PASSWORD: `/@:#%&? ${randomBytes(24).toString('base64')}`,
  // A free one.
  PORT: '0',
};
const docker = (...args: string[]): boolean => spawnSync('docker', args, { cwd, env, stdio: 'inherit' }).status === 0;
const answer = (...args: string[]) => spawnSync('docker', args, { cwd, env, encoding: 'utf8' });

async function isWell(): Promise<boolean> {
  if (!docker('compose', 'up', '--build', '--wait')) return false;
  const address = answer('compose', 'port', 'gateway', '4000').stdout.trim();
  const page = await fetch(`http://${address}/`);
  const health = await fetch(`http://${address}/api/health/ready`);
  process.stdout.write(`${await health.text()}\n`);
  return page.ok && health.ok;
}

if (answer('info').status !== 0 || answer('compose', 'version').status !== 0) {
  process.stdout.write('NOT RUN: docker-compose.yml: no Docker with “docker compose” answers here\n');
} else {
  try {
    const well = await isWell();
    if (!well) docker('compose', 'logs', '--no-color', '--tail', '20');
    process.stdout.write(
      well ? 'docker-compose.yml: all of it is well\n' : 'docker-compose.yml: something is missing, see above\n',
    );
    process.exitCode = well ? 0 : 1;
  } finally {
    docker('compose', 'down', '--volumes', '--timeout', '35');
  }
}
