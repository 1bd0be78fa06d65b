// For deployments: makes what the processes need and can't make themselves.
//
//   node tools/provision/main.ts secrets FOLDER     each secret that is missing, and the bus's configuration
//   node tools/provision/main.ts databases FOLDER   schemas and roles (DATABASE_URL: a role that may make roles), tables, streams (NATS_URL)
//
// Both may be run again at any time.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { services } from '@orrery/contracts';
import { natsConfig, provisionNats, provisionPostgres, rolesOf } from '@orrery/servers';
import { natsPasswords, servicePasswords, urlAs } from '../start/environment.ts';
import { Secrets } from '../start/secrets.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const [what, folder] = process.argv.slice(2);

function needed(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') {
    process.stderr.write(`${name} is missing\n`);
    process.exit(78);
  }
  return value;
}

function makeSecrets(secrets: Secrets): void {
  secrets.keyPair('actor');
  secrets.keyPair('access');
  secrets.keyRing('kek.json');
  secrets.password('pepper');
  servicePasswords(secrets);
  secrets.write('nats.conf', natsConfig({ host: '0.0.0.0', port: 4222, storeDir: '/data', passwords: natsPasswords(secrets) }));
}

async function makeDatabases(secrets: Secrets): Promise<void> {
  const admin = needed('DATABASE_URL');
  await provisionPostgres(admin, servicePasswords(secrets));
  for (const service of services) {
    const roles = rolesOf(service);
    const url = urlAs(admin, roles.owner, secrets.password(`postgres-${service}-owner`));
    const program = join(root, 'services', service, 'dist', 'src', 'migrate.js');
    const { status } = spawnSync(process.execPath, [program], { env: { ...process.env, DATABASE_URL: url }, stdio: 'inherit' });
    if (status !== 0) process.exit(status ?? 1);
    secrets.write(`database-url-${service}`, urlAs(admin, roles.login, secrets.password(`postgres-${service}`)));
  }
  await provisionNats(needed('NATS_URL'), { password: natsPasswords(secrets).admin });
}

if (folder === undefined || (what !== 'secrets' && what !== 'databases')) {
  process.stderr.write('usage: node tools/provision/main.ts secrets|databases FOLDER\n');
  process.exit(2);
}
mkdirSync(folder, { recursive: true, mode: 0o700 });
if (what === 'secrets') makeSecrets(new Secrets(folder));
else await makeDatabases(new Secrets(folder));
