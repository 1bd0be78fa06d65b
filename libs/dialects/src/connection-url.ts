import type { ExtraOptions, Kind, SslMode } from '@orrery/contracts';

/** What a pasted connection URL says, as the fields of the connection form. */
export interface ParsedConnection {
  readonly type: Kind;
  readonly host: string;
  readonly port: number;
  readonly dbName: string;
  readonly username: string;
  readonly password: string;
  readonly extraOptions: ExtraOptions;
  /** Parameters of the URL that were left out, so that the form can say so. */
  readonly ignored: readonly string[];
}

const schemes: Readonly<Record<string, { type: Kind; port: number }>> = {
  postgres: { type: 'postgres', port: 5432 },
  postgresql: { type: 'postgres', port: 5432 },
  mysql: { type: 'mysql', port: 3306 },
  mysqlx: { type: 'mysql', port: 3306 },
  mariadb: { type: 'mysql', port: 3306 },
  mssql: { type: 'mssql', port: 1433 },
  sqlserver: { type: 'mssql', port: 1433 },
  mongodb: { type: 'mongodb', port: 27017 },
};

const modes: Readonly<Record<string, SslMode>> = {
  disable: 'disable',
  disabled: 'disable',
  false: 'disable',
  '0': 'disable',
  allow: 'prefer',
  prefer: 'prefer',
  preferred: 'prefer',
  require: 'require',
  required: 'require',
  true: 'require',
  '1': 'require',
  'no-verify': 'require',
  trust: 'require',
  'verify-ca': 'verify-ca',
  verify_ca: 'verify-ca',
  'verify-full': 'verify-full',
  verify_identity: 'verify-full',
  strict: 'verify-full',
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/**
 * Reads a connection URL that a person pasted: `postgres://`, `mysql://`, `mariadb://`, `sqlserver://`, `mongodb://`, with or without
 * `jdbc:` before it. Undefined where it is none. For filling a form, only: nothing connects by a URL.
 */
export const parseConnectionUrl = (text: string): ParsedConnection | undefined => {
  const match = /^(?:jdbc:)?([a-z][a-z0-9+.]*):\/\/([^/?#;]*)([^?#;]*)(?:[?;]([^#]*))?/i.exec(text.trim().slice(0, 10_000));
  const scheme = match?.[1]?.toLowerCase() ?? '';
  const known = Object.hasOwn(schemes, scheme) ? schemes[scheme] : undefined;
  if (match === null || known === undefined) return undefined;
  const authority = match[2] ?? '';
  const at = authority.lastIndexOf('@');
  const login = at < 0 ? '' : authority.slice(0, at);
  const colon = login.indexOf(':');
  // Several hosts: the first is what the form can hold.
  const place = (authority.slice(at + 1).split(',')[0] ?? '').trim();
  const address = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(place);
  const options = new Map<string, string>();
  for (const pair of (match[4] ?? '').split(/[&;]/u)) {
    const equals = pair.indexOf('=');
    if (equals > 0) options.set(decoded(pair.slice(0, equals)).toLowerCase(), decoded(pair.slice(equals + 1)));
  }
  const take: Take = (...names) => {
    let found: string | undefined;
    for (const name of names) {
      found ??= options.get(name);
      options.delete(name);
    }
    return found;
  };
  const port = Number(address?.[2] ?? known.port);
  const [name = '', instance] = known.type === 'mssql' ? (address?.[1] ?? place).split('\\') : [address?.[1] ?? place];
  const dbName = decoded((match[3] ?? '').replace(/^\//u, '')) || (take('databasename', 'database', 'dbname') ?? '');
  const username = decoded(colon < 0 ? login : login.slice(0, colon)) || (take('user', 'username') ?? '');
  const password = colon < 0 ? (take('password') ?? '') : decoded(login.slice(colon + 1));
  const mode = take('sslmode', 'ssl-mode', 'ssl', 'tls', 'usessl', 'encrypt');
  const serverName = take('hostnameincertificate');
  const applicationName = take('application_name', 'applicationname', 'appname');
  const connectMs = seconds(take('connect_timeout'));
  const driver =
    known.type === 'mongodb'
      ? mongoOptions(take)
      : known.type === 'mssql'
        ? mssqlOptions(take, instance, address?.[2] !== undefined)
        : {};
  const wanted = mode === undefined ? undefined : modes[mode.toLowerCase()];
  // MongoDB's `tls=true` verifies the server, unless the URL says that it must not.
  const ssl = known.type === 'mongodb' && wanted === 'require' ? mongoMode(take) : wanted;
  const extraOptions: ExtraOptions = {
    ...(ssl === undefined ? {} : { ssl: { mode: ssl, ...(serverName === undefined ? {} : { serverName }) } }),
    ...(applicationName === undefined ? {} : { applicationName: applicationName.slice(0, 40) }),
    ...(connectMs === undefined ? {} : { timeouts: { connectMs } }),
    ...(Object.keys(driver).length === 0 ? {} : { driver }),
  };
  return {
    type: known.type,
    host: decoded(name).replace(/^\[|\]$/gu, '') || 'localhost',
    port: port >= 1 && port <= 65_535 ? port : known.port,
    dbName,
    username,
    password,
    extraOptions,
    ignored: [...options.keys()],
  };
};

/** Takes a parameter of the URL, by the first of its names that is there. */
type Take = (...names: string[]) => string | undefined;

/** Parameters of MongoDB's URLs (its “Connection String Options”) that the driver knows by these names. */
const mongoOptions = (take: Take): Record<string, string> => {
  const options: Record<string, string> = {};
  for (const name of ['authSource', 'authMechanism', 'replicaSet', 'readPreference']) {
    const value = take(name.toLowerCase());
    if (value !== undefined && value !== '') options[name] = value;
  }
  return options;
};

/** What of SQL Server's URLs the driver knows by names of its own. Where a port is named, the instance is the one that listens there. */
const mssqlOptions = (take: Take, instance: string | undefined, hasPort: boolean): Record<string, string | boolean> => {
  const named = take('instancename') ?? instance;
  const intent = take('applicationintent');
  return {
    ...(named === undefined || named === '' || hasPort ? {} : { instanceName: decoded(named) }),
    ...(intent?.toLowerCase() === 'readonly' ? { readOnlyIntent: true } : {}),
  };
};

const mongoMode = (take: Take): SslMode => {
  const anyName = take('tlsallowinvalidhostnames') === 'true';
  const anyCertificate = take('tlsallowinvalidcertificates') === 'true';
  const insecure = take('tlsinsecure') === 'true';
  if (anyCertificate || insecure) return 'require';
  return anyName ? 'verify-ca' : 'verify-full';
};

const seconds = (text: string | undefined): number | undefined => {
  const value = Number(text);
  return text !== undefined && value >= 1 && value <= 60 ? Math.round(value * 1000) : undefined;
};
