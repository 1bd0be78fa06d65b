import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ServiceName, services } from '@orrery/contracts';
import { rolesOf } from '@orrery/servers';
import { urlAs } from './environment.ts';
import type { Start } from './run.ts';
import type { Secrets } from './secrets.ts';
import { Sentence } from './sentence.ts';

/** Brings every service's schema up to date, each as the role that owns it. */
export async function migrateAll({ root, home, progress }: Start, database: string, secrets: Secrets): Promise<void> {
  const done = join(home.folder, 'postgres', 'orrery-migrated');
  const wanted = migrationsHash(root);
  // The note lies in the data folder, so it comes and goes with the data. Somebody else's PostgreSQL is asked every time.
  const ours = existsSync(join(home.folder, 'postgres', 'PG_VERSION')) && !process.env['DATABASE_URL'];
  if (ours && existsSync(done) && readFileSync(done, 'utf8') === wanted) return;
  await progress.step('Bringing the tables up to date', 'Tables up to date', () =>
    Promise.all(
      services.map((service) =>
        migrate(root, service, urlAs(database, rolesOf(service).owner, secrets.password(`postgres-${service}-owner`))),
      ),
    ),
  );
  if (ours) writeFileSync(done, wanted);
}

function migrationsHash(root: string): string {
  const hash = createHash('sha256');
  for (const service of services) {
    const folder = join(root, 'services', service, 'migrations');
    if (!existsSync(folder)) continue;
    for (const name of readdirSync(folder).sort()) hash.update(`${service}/${name}\0`).update(readFileSync(join(folder, name)));
  }
  return hash.digest('hex');
}

async function migrate(root: string, service: ServiceName, url: string): Promise<void> {
  const program = join(root, 'services', service, 'dist', 'src', 'migrate.js');
  if (!existsSync(program)) return;
  const { code, output } = await new Promise<{ code: number | null; output: string }>((resolve, reject) => {
    const child = spawn(process.execPath, [program], {
      cwd: root,
      env: { PATH: process.env['PATH'], NODE_ENV: 'production', DATABASE_URL: url },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let text = '';
    const add = (part: Buffer): void => {
      text += part.toString();
    };
    child.stdout.on('data', add);
    child.stderr.on('data', add);
    child.once('error', reject);
    child.once('close', (exit) => {
      resolve({ code: exit, output: text });
    });
  });
  if (code !== 0)
    throw new Sentence(
      `The tables of ${service} could not be brought up to date:\n${output.trim().split('\n').slice(-12).join('\n')}`,
    );
}
