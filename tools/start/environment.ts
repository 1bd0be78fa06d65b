import { join } from 'node:path';
import { type PeerName, type ServiceName, services } from '@orrery/contracts';
import { type NatsPasswords, peers, type ServicePasswords } from '@orrery/servers';
import type { Secrets } from './secrets.ts';

/** Everything that differs from one start to the next. */
export interface Places {
  readonly natsUrl: string;
  /** User and password of a NATS server that is not ours; ours has a user for each peer. */
  readonly natsLogin?: { readonly user: string; readonly password: string } | undefined;
  readonly sharedNats: boolean;
  /** The metadata database, as its superuser. */
  readonly databaseUrl: string;
  /** Where the sample database is, for people; absent without one. */
  readonly sampleFile?: string | undefined;
  readonly host: string;
  readonly port: number;
  readonly publicUrl: string;
  readonly webRoot: string;
  readonly version: string;
  readonly compileCache: string;
  readonly reload: boolean;
}

/** The bus passwords of this Orrery. */
export function natsPasswords(secrets: Secrets): NatsPasswords {
  const each = peers.map((peer) => [peer, secrets.password(`nats-${peer}`)] as const);
  return { peers: Object.fromEntries(each) as Record<PeerName, string>, admin: secrets.password('nats-admin') };
}

/** The metadata database's passwords of this Orrery. */
export function servicePasswords(secrets: Secrets): Record<ServiceName, ServicePasswords> {
  const each = services.map(
    (service) =>
      [
        service,
        { owner: secrets.password(`postgres-${service}-owner`), login: secrets.password(`postgres-${service}`) },
      ] as const,
  );
  return Object.fromEntries(each) as Record<ServiceName, ServicePasswords>;
}

/** The same database as another user. */
export function urlAs(databaseUrl: string, user: string, password: string): string {
  const url = new URL(databaseUrl);
  url.username = user;
  url.password = password;
  return url.href;
}

/** `host:port` of what is ours and must never be the target of a person's connection. */
function ours(places: Places): string {
  const bus = places.natsUrl.split(',').map((url) => new URL(url));
  const database = new URL(places.databaseUrl);
  return [...bus.map((url) => `${url.hostname}:${url.port || '4222'}`), `${database.hostname}:${database.port || '5432'}`].join(
    ',',
  );
}

/** What one process is told: only what it needs, secrets as paths of files. docs/configuration.md has the table. */
export function environmentOf(peer: PeerName, places: Places, secrets: Secrets, loginUrl: string): NodeJS.ProcessEnv {
  const actor = secrets.keyPair('actor');
  const access = secrets.keyPair('access');
  const inherited = ['PATH', 'TZ', 'LANG', 'LOG_LEVEL', 'NODE_OPTIONS', 'NODE_EXTRA_CA_CERTS'];
  const everyone: NodeJS.ProcessEnv = {
    ...Object.fromEntries(inherited.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]))),
    NODE_ENV: 'production',
    // Compiled code of an earlier start: the second one is quicker by a third.
    NODE_COMPILE_CACHE: places.compileCache,
    ORRERY_MODE: 'local',
    ORRERY_VERSION: places.version,
    NATS_URL: places.natsUrl,
    ...natsEnvironment(peer, places, secrets),
  };
  if (peer === 'gateway') {
    return {
      ...everyone,
      ACTOR_PRIVATE_KEY_FILE: actor.privateKey,
      ACCESS_PUBLIC_KEY_FILE: access.publicKey,
      HOST: places.host,
      PORT: String(places.port),
      PUBLIC_URL: places.publicUrl,
      WEB_ROOT: places.webRoot,
      ...(process.env['RATE_LIMIT_SCALE'] === undefined ? {} : { RATE_LIMIT_SCALE: process.env['RATE_LIMIT_SCALE'] }),
      ...(places.reload ? { DEV_RELOAD: '1' } : {}),
    };
  }
  const service: NodeJS.ProcessEnv = {
    ...everyone,
    ACTOR_PUBLIC_KEY_FILE: actor.publicKey,
    DATABASE_URL_FILE: secrets.write(`database-url-${peer}`, loginUrl),
  };
  switch (peer) {
    case 'auth':
      secrets.password('pepper');
      return {
        ...service,
        ACCESS_PRIVATE_KEY_FILE: access.privateKey,
        PASSWORD_PEPPER_FILE: secrets.path('pepper'),
        REGISTRATION: process.env['REGISTRATION'] ?? 'open',
        ...(process.env['BCRYPT_COST'] === undefined ? {} : { BCRYPT_COST: process.env['BCRYPT_COST'] }),
      };
    case 'connections':
      return {
        ...service,
        KEK_FILE: secrets.keyRing('kek.json'),
        ...(places.sampleFile === undefined ? {} : { SAMPLE_CONNECTION_FILE: places.sampleFile }),
      };
    case 'query-runner':
      return { ...service, KEK_FILE: secrets.keyRing('kek.json'), EGRESS: 'local', EGRESS_BLOCK: ours(places) };
    case 'ai':
      return { ...service, ...modelSettings() };
    default:
      return service;
  }
}

function natsEnvironment(peer: PeerName, places: Places, secrets: Secrets): NodeJS.ProcessEnv {
  if (!places.sharedNats) return { NATS_USER: peer, NATS_PASSWORD_FILE: secrets.path(`nats-${peer}`) };
  if (places.natsLogin === undefined) return {};
  return { NATS_USER: places.natsLogin.user, NATS_PASSWORD_FILE: secrets.write('nats-shared', places.natsLogin.password) };
}

/** The model that the ai service asks is the person's own choice. */
function modelSettings(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith('AI_') || name.startsWith('OPENAI_')));
}

/** Where a process's program is, below the root. */
export const programOf = (root: string, peer: PeerName): string =>
  peer === 'gateway' ? join(root, 'gateway', 'dist', 'main.js') : join(root, 'services', peer, 'dist', 'src', 'main.js');
