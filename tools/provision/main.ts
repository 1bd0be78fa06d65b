// For deployments: makes what the processes need and can't make themselves.
//
//   node tools/provision/main.ts secrets FOLDER [KEYS]   each secret that is missing, the bus's configuration, each service's database
//                                                        URL; with KEYS, what each process reads, in KEYS/PROCESS
//   node tools/provision/main.ts databases FOLDER        schemas and roles, tables, streams (NATS_URL, NATS_REPLICAS)
//
// DATABASE_URL, or a file that DATABASE_URL_FILE names: the metadata PostgreSQL with a role that may make roles. For "secrets" the
// default is one called "postgres", with the password that is made for it.
//
// Both may be run again at any time.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { services } from '@orrery/contracts';
import { natsConfig, provisionNats, provisionPostgres, rolesOf } from '@orrery/servers';
import { natsPasswords, servicePasswords, urlAs } from '../start/environment.ts';
import { Secrets } from '../start/secrets.ts';
import { dealKeys } from './keys.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const [what, folder, keys] = process.argv.slice(2);

function given(name: string): string | undefined {
  const file = process.env[`${name}_FILE`];
  const value = file === undefined || file === '' ? process.env[name] : readFileSync(file, 'utf8').trim();
  return value === '' ? undefined : value;
}

function needed(name: string): string {
  const value = given(name);
  if (value === undefined) {
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
  const own = `postgresql://postgres:${secrets.password('postgres-superuser')}@postgres:5432/orrery`;
  const admin = given('DATABASE_URL') ?? own;
  secrets.write('database-url-admin', admin);
  writeUrls(secrets, admin);
}

/** Tells each service where its part of the metadata database is. */
function writeUrls(secrets: Secrets, admin: string): void {
  for (const service of services) {
    const url = urlAs(admin, rolesOf(service).login, secrets.password(`postgres-${service}`));
    // In a cluster the folder can't be written to, and nothing in it has to be.
    if (secrets.read(`database-url-${service}`) !== url) secrets.write(`database-url-${service}`, url);
  }
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
  }
  writeUrls(secrets, admin);
  const replicas = Number(given('NATS_REPLICAS') ?? '1');
  await provisionNats(needed('NATS_URL'), { password: natsPasswords(secrets).admin, replicas });
}

if (folder === undefined || (what !== 'secrets' && what !== 'databases')) {
  process.stderr.write(
    'usage: node tools/provision/main.ts secrets FOLDER [KEYS]\n       node tools/provision/main.ts databases FOLDER\n',
  );
  process.exit(2);
}
mkdirSync(folder, { recursive: true, mode: 0o700 });
if (what === 'secrets') {
  const secrets = new Secrets(folder);
  makeSecrets(secrets);
  if (keys !== undefined) dealKeys(secrets, keys);
} else await makeDatabases(new Secrets(folder));
