import { type Connection, type ExtraOptions, Fault, type FieldError, type SealedConnection } from '@orrery/contracts';
import type { SecretTarget } from '@orrery/runtime';

/** What is stored of a connection. The two envelopes leave this service only for query-runner. */
export interface StoredConnection {
  readonly id: string;
  readonly userId: string;
  readonly name: string;
  readonly type: string;
  readonly host: string;
  readonly port: number;
  readonly dbName: string;
  readonly username: string;
  readonly passwordEnc: string;
  readonly sslKeyEnc: string;
  readonly extraOptions: ExtraOptions;
  readonly isValid: boolean | null;
  readonly lastTestedAt: Date | null;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What a person may change of one. */
export interface ConnectionChange {
  readonly name?: string | undefined;
  readonly type?: string | undefined;
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly dbName?: string | undefined;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly extraOptions?: ExtraOptions | undefined;
}

/** Seals a secret for a target; the two kinds of secret can't take each other's place. */
export interface Seals {
  password(secret: string, target: SecretTarget): string;
  sslKey(secret: string, target: SecretTarget): string;
}

/** Options as they are stored, and the TLS client key that came with them. */
export function splitKey(options: ExtraOptions): { options: ExtraOptions; key: string | undefined } {
  if (!options.ssl) return { options, key: undefined };
  const { key, ...ssl } = options.ssl;
  delete ssl.hasKey;
  return { options: { ...options, ssl }, key };
}

/** What decides where the secrets of a connection are sent. */
export const targetOf = (
  of: Pick<StoredConnection, 'id' | 'userId' | 'type' | 'host' | 'port' | 'username' | 'extraOptions'>,
): SecretTarget => ({
  id: of.id,
  userId: of.userId,
  type: of.type,
  host: of.host,
  port: of.port,
  username: of.username,
  sslMode: of.extraOptions.ssl?.mode ?? 'prefer',
  extraOptions: { readReplica: of.extraOptions.readReplica },
});

/** A connection as its owner sees it. */
export function connectionOf(stored: StoredConnection): Connection {
  const { ssl } = stored.extraOptions;
  return {
    id: stored.id,
    name: stored.name,
    type: stored.type,
    host: stored.host,
    port: stored.port,
    dbName: stored.dbName,
    username: stored.username,
    hasPassword: stored.passwordEnc !== '',
    extraOptions: {
      ...stored.extraOptions,
      ...(ssl ? { ssl: stored.sslKeyEnc === '' ? ssl : { ...ssl, hasKey: true } } : {}),
    },
    isValid: stored.isValid,
    lastTestedAt: stored.lastTestedAt?.toISOString() ?? null,
    createdAt: stored.createdAt.toISOString(),
    updatedAt: stored.updatedAt.toISOString(),
  };
}

/** A connection as query-runner gets it. */
export const sealedOf = (stored: StoredConnection): SealedConnection => ({
  id: stored.id,
  userId: stored.userId,
  name: stored.name,
  type: stored.type,
  host: stored.host,
  port: stored.port,
  dbName: stored.dbName,
  username: stored.username,
  extraOptions: stored.extraOptions,
  sealedPassword: stored.passwordEnc,
  ...(stored.sslKeyEnc === '' ? {} : { sealedSslKey: stored.sslKeyEnc }),
  version: stored.version,
});

const place = (at: { host: string; port: number } | undefined): string =>
  at ? `${at.host.toLowerCase()} ${String(at.port)}` : '';

/** The fields that decide where and how safely secrets are sent, and that differ. */
function movedFields(before: StoredConnection, after: StoredConnection): string[] {
  const tls = (of: StoredConnection): string => {
    const { ssl } = of.extraOptions;
    return JSON.stringify([ssl?.mode ?? 'prefer', ssl?.ca ?? '', ssl?.cert ?? '', ssl?.serverName ?? '']);
  };
  return [
    ...(before.type === after.type ? [] : ['type']),
    ...(before.host.toLowerCase() === after.host.toLowerCase() ? [] : ['host']),
    ...(before.port === after.port ? [] : ['port']),
    ...(before.username === after.username ? [] : ['username']),
    ...(tls(before) === tls(after) ? [] : ['extraOptions.ssl']),
    ...(place(before.extraOptions.readReplica) === place(after.extraOptions.readReplica) ? [] : ['extraOptions.readReplica']),
  ];
}

/** Whether anything changed but how a connection is called and marked. */
export function isRetargeted(before: StoredConnection, after: StoredConnection): boolean {
  const rest = (options: ExtraOptions): string => {
    const copy = { ...options };
    delete copy.color;
    delete copy.environment;
    return JSON.stringify(copy);
  };
  return (
    movedFields(before, after).length > 0 ||
    before.dbName !== after.dbName ||
    before.passwordEnc !== after.passwordEnc ||
    before.sslKeyEnc !== after.sslKeyEnc ||
    rest(before.extraOptions) !== rest(after.extraOptions)
  );
}

/**
 * A connection after a change. A stored secret never follows its connection to another place: it is not even opened here, it has to be
 * given again. Throws `password_required`, naming what is missing.
 */
export function changed(before: StoredConnection, change: ConnectionChange, seals: Seals, now: Date): StoredConnection {
  const asked = change.extraOptions ? splitKey(change.extraOptions) : { options: before.extraOptions, key: undefined };
  const aimed: StoredConnection = {
    ...before,
    name: change.name ?? before.name,
    type: change.type ?? before.type,
    host: change.host ?? before.host,
    port: change.port ?? before.port,
    dbName: change.dbName ?? before.dbName,
    username: change.username ?? before.username,
    extraOptions: asked.options,
    version: before.version + 1,
    updatedAt: now,
  };
  const ssl = change.extraOptions?.ssl;
  const dropsKey =
    change.extraOptions !== undefined && (ssl === undefined || ssl.mode === 'disable' || ssl.hasKey === false) && !asked.key;
  const keepsKey = before.sslKeyEnc !== '' && !asked.key && !dropsKey;
  const moved = [
    ...movedFields(before, aimed),
    ...(asked.key !== undefined || (dropsKey && before.sslKeyEnc !== '') ? ['extraOptions.ssl.key'] : []),
  ];
  if (moved.length > 0) {
    const missing = [
      ...(before.passwordEnc !== '' && change.password === undefined ? ['password'] : []),
      ...(keepsKey ? ['extraOptions.ssl.key'] : []),
    ];
    if (missing.length > 0) throw secretRequired(missing, moved);
  }
  const target = targetOf(aimed);
  return {
    ...aimed,
    passwordEnc: change.password === undefined ? before.passwordEnc : sealed(change.password, target, seals),
    sslKeyEnc: asked.key === undefined ? (keepsKey ? before.sslKeyEnc : '') : seals.sslKey(asked.key, target),
    isValid: moved.length > 0 || change.password !== undefined || aimed.dbName !== before.dbName ? null : before.isValid,
  };
}

const sealed = (password: string, target: SecretTarget, seals: Seals): string =>
  password === '' ? '' : seals.password(password, target);

function secretRequired(missing: readonly string[], moved: readonly string[]): Fault {
  const errors: FieldError[] = missing.map((path) => ({
    path,
    message: path === 'password' ? 'is needed again for the new target' : 'is needed again, or hasKey: false to drop it',
  }));
  return new Fault(
    'password_required',
    'Enter the password again: it was stored for the connection as it was, and is not sent to another place.',
    { errors, details: { changed: moved } },
  );
}

/** A connection that did not exist before. */
export function created(
  id: string,
  userId: string,
  draft: Required<Pick<StoredConnection, 'name' | 'type' | 'host' | 'port' | 'dbName' | 'username' | 'extraOptions'>> & {
    readonly password: string;
  },
  seals: Seals,
  now: Date,
): StoredConnection {
  const { options, key } = splitKey(draft.extraOptions);
  const aimed = {
    id,
    userId,
    name: draft.name,
    type: draft.type,
    host: draft.host,
    port: draft.port,
    dbName: draft.dbName,
    username: draft.username,
    extraOptions: options,
  };
  const target = targetOf(aimed);
  return {
    ...aimed,
    passwordEnc: sealed(draft.password, target, seals),
    sslKeyEnc: key === undefined ? '' : seals.sslKey(key, target),
    isValid: null,
    lastTestedAt: null,
    version: 1,
    createdAt: now,
    updatedAt: now,
  };
}

/** Also the answer about somebody else's connection: that it exists is nobody's business. */
export const connectionNotFound = (): Fault =>
  new Fault('connection_not_found', 'There is no such connection. It may have been removed.');
