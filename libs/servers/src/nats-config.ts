import { permissionsOf, type PeerName, services } from '@orrery/contracts';

/** Everyone who speaks on the bus. */
export const peers: readonly PeerName[] = [...services, 'gateway'];
/** The bus user who makes streams and consumers, and the prefix of its replies. */
export const natsAdmin = { user: 'admin', inboxPrefix: '_INBOX_admin' } as const;

/** The passwords of the bus's users. */
export interface NatsPasswords {
  readonly peers: Readonly<Record<PeerName, string>>;
  readonly admin: string;
}

/** What a NATS server's configuration is made from. */
export interface NatsConfigOptions {
  /** Default: 127.0.0.1. */
  readonly host?: string;
  readonly port: number;
  /** JetStream keeps its files here. */
  readonly storeDir: string;
  /** Without it anyone may do everything: for tests of other things than rights. */
  readonly passwords?: NatsPasswords | undefined;
  /** Of the server that reads it, such as `2.9.10`: older ones refuse settings they don't know. */
  readonly version?: string;
  /** Upper bound of JetStream's files, in bytes. Default: 1 GiB. */
  readonly maxStore?: number;
}

/** A NATS server's configuration: each peer may publish and subscribe what its contracts say and nothing else. */
export function natsConfig(options: NatsConfigOptions): string {
  return [
    `server_name: "orrery"`,
    `listen: ${quoted(`${options.host ?? '127.0.0.1'}:${String(options.port)}`)}`,
    `max_payload: 1MB`,
    `max_connections: 1000`,
    `max_subscriptions: 5000`,
    `write_deadline: "10s"`,
    `jetstream {`,
    `  store_dir: ${quoted(options.storeDir)}`,
    `  max_file_store: ${String(options.maxStore ?? 1024 ** 3)}`,
    // A confirmed event must survive a power failure; the default writes to disk every two minutes. Servers before 2.10 lack it.
    ...(isAtLeast(options.version, 2, 10) ? [`  sync_interval: always`] : []),
    `}`,
    ...(options.passwords ? authorization(options.passwords) : []),
    ``,
  ].join('\n');
}

/** Answers whether a version such as `2.9.10` is at least the given one; an unknown version counts as new. */
export function isAtLeast(version: string | undefined, major: number, minor: number): boolean {
  const [haveMajor, haveMinor] = (version ?? '').split('.').map(Number);
  if (haveMajor === undefined || haveMinor === undefined || Number.isNaN(haveMajor + haveMinor)) return true;
  return haveMajor > major || (haveMajor === major && haveMinor >= minor);
}

function authorization(passwords: NatsPasswords): string[] {
  const users = peers.map((peer) => {
    const { publish, subscribe } = permissionsOf(peer);
    return user(peer, passwords.peers[peer], publish, subscribe, peer !== 'gateway');
  });
  return [
    `authorization {`,
    `  timeout: 5`,
    `  users: [`,
    ...users,
    user(natsAdmin.user, passwords.admin, ['$JS.API.>'], [`${natsAdmin.inboxPrefix}.>`], false),
    `  ]`,
    `}`,
  ];
}

function user(
  name: string,
  password: string,
  publish: readonly string[],
  subscribe: readonly string[],
  answers: boolean,
): string {
  return [
    `    {`,
    `      user: ${quoted(name)}, password: ${quoted(password)}`,
    `      permissions {`,
    `        publish { allow: [${publish.map(quoted).join(', ')}] }`,
    `        subscribe { allow: [${subscribe.map(quoted).join(', ')}] }`,
    // Only to whoever asked, and only while the question is fresh. An answer may come in several parts.
    ...(answers ? [`        allow_responses { max: 16, expires: "10m" }`] : []),
    `      }`,
    `    }`,
  ].join('\n');
}

const quoted = (text: string): string => JSON.stringify(text);
