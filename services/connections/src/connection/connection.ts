import {
  type Connection,
  type ExtraOptions,
  Fault,
  type FieldError,
  type SealedConnection,
  type SealedOptions,
  type SecretOption,
  secretOptions,
} from '@orrery/contracts';
import type { SecretTarget } from '@orrery/runtime';
import { splitSecrets, withFlags } from './secret-options.js';

/** What is stored of a connection. The envelopes leave this service only for query-runner. */
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
  /** Without its secrets. */
  readonly extraOptions: ExtraOptions;
  /** The envelopes of the options that are secrets. */
  readonly optionsEnc: SealedOptions;
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

/** Seals a secret for a target; one kind of secret can't take another's place. */
export interface Seals {
  password(secret: string, target: SecretTarget): string;
  option(option: SecretOption, secret: string, target: SecretTarget): string;
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
  extraOptions: { readReplica: of.extraOptions.readReplica, ssh: of.extraOptions.ssh },
});

/** A connection as its owner sees it. */
export function connectionOf(stored: StoredConnection): Connection {
  return {
    id: stored.id,
    name: stored.name,
    type: stored.type,
    host: stored.host,
    port: stored.port,
    dbName: stored.dbName,
    username: stored.username,
    hasPassword: stored.passwordEnc !== '',
    extraOptions: withFlags(stored.extraOptions, stored.optionsEnc),
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
  sealedOptions: stored.optionsEnc,
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
    ...(isTunnelMoved(before, after) ? ['extraOptions.ssh'] : []),
  ];
}

/** Whether the tunnel leads over another host, or over one that need not prove any more to be the same. */
function isTunnelMoved(before: StoredConnection, after: StoredConnection): boolean {
  const [was, is] = [before.extraOptions.ssh, after.extraOptions.ssh];
  return place(was) !== place(is) || (was?.hostKey !== undefined && was.hostKey !== is?.hostKey);
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
    JSON.stringify(before.optionsEnc) !== JSON.stringify(after.optionsEnc) ||
    rest(before.extraOptions) !== rest(after.extraOptions)
  );
}

/**
 * A connection after a change. A stored secret never follows its connection to another place: it is not even opened here, it has to be
 * given again. Throws `password_required`, naming what is missing.
 */
export function changed(before: StoredConnection, change: ConnectionChange, seals: Seals, now: Date): StoredConnection {
  const asked = change.extraOptions
    ? splitSecrets(change.extraOptions)
    : { ...splitSecrets({}), dropped: new Set(), options: before.extraOptions };
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
  const isKept = (option: SecretOption): boolean =>
    before.optionsEnc[option] !== undefined && asked.given[option] === undefined && !asked.dropped.has(option);
  const fields = movedFields(before, aimed);
  // Another client key is another way to prove who we are: whoever changes it has to know the password.
  const keyChanged =
    asked.given['ssl.key'] !== undefined || (asked.dropped.has('ssl.key') && before.optionsEnc['ssl.key'] !== undefined);
  const moved = [...fields, ...(keyChanged ? ['extraOptions.ssl.key'] : [])];
  const tunnelMoved =
    fields.includes('extraOptions.ssh') || before.extraOptions.ssh?.username !== aimed.extraOptions.ssh?.username;
  const missing = [
    ...(moved.length > 0 && before.passwordEnc !== '' && change.password === undefined ? ['password'] : []),
    ...secretOptions
      .filter((option) => isKept(option) && (option.startsWith('ssh.') ? tunnelMoved : moved.length > 0))
      .map((option) => `extraOptions.${option}`),
  ];
  if (missing.length > 0) throw secretRequired(missing, moved);
  const target = targetOf(aimed);
  const kept = Object.fromEntries(secretOptions.filter(isKept).map((option) => [option, before.optionsEnc[option]]));
  return {
    ...aimed,
    passwordEnc: change.password === undefined ? before.passwordEnc : sealed(change.password, target, seals),
    optionsEnc: { ...kept, ...sealedAll(asked.given, target, seals) },
    isValid: moved.length > 0 || change.password !== undefined || aimed.dbName !== before.dbName ? null : before.isValid,
  };
}

const sealed = (password: string, target: SecretTarget, seals: Seals): string =>
  password === '' ? '' : seals.password(password, target);

const sealedAll = (given: SealedOptions, target: SecretTarget, seals: Seals): SealedOptions =>
  Object.fromEntries(
    secretOptions.flatMap((option) => {
      const secret = given[option];
      return secret === undefined ? [] : [[option, seals.option(option, secret, target)]];
    }),
  );

function secretRequired(missing: readonly string[], moved: readonly string[]): Fault {
  const errors: FieldError[] = missing.map((path) => ({
    path,
    message:
      path === 'password' ? 'is needed again for the new target' : 'is needed again for the new target, or has to be dropped',
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
  const { options, given } = splitSecrets(draft.extraOptions);
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
    optionsEnc: sealedAll(given, target, seals),
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
