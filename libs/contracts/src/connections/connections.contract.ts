import * as z from 'zod';
import { event, operation } from '../operation.js';
import { id, nothing, pageOf, paging, time } from '../shapes.js';

/** The kinds of database. Adding one starts here. */
export const kinds = ['postgres', 'mysql', 'mssql', 'mongodb'] as const;
export type Kind = (typeof kinds)[number];

export const sslModes = ['disable', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;
export type SslMode = (typeof sslModes)[number];

const pem = z
  .string()
  .max(64_000)
  .refine((text) => text.includes('-----BEGIN '), 'must be PEM text, beginning with -----BEGIN');
export const host = z
  .string()
  .trim()
  .min(1)
  .max(253)
  .regex(/^[A-Za-z0-9._:%[\]-]+$/, 'must be a host name or an address, without a scheme, a path or spaces');
export const port = z.number().int().min(1).max(65_535);

const ssl = z.strictObject({
  mode: z.enum(sslModes),
  ca: pem.optional(),
  cert: pem.optional(),
  /** Write-only, as a password is: answers say `hasKey` in its place. */
  key: pem.optional(),
  /** In answers: whether a key is kept. In a change: `false` drops it; without it and without `key`, it stays. */
  hasKey: z.boolean().optional(),
  serverName: z.string().max(253).optional(),
});

/** The way to a database that can only be reached from another host: everything goes through a tunnel that this one opens. */
const ssh = z.strictObject({
  host,
  port: port.default(22),
  username: z.string().min(1).max(128),
  /** Write-only, as the two below: answers say `hasPassword`, `hasPrivateKey`, `hasPassphrase` in their place. */
  password: z.string().max(4_096).optional(),
  privateKey: pem.optional(),
  passphrase: z.string().max(4_096).optional(),
  /** `SHA256:…`, as ssh-keygen prints it. A server that shows another key is not spoken to. */
  hostKey: z
    .string()
    .trim()
    .regex(/^SHA256:[A-Za-z0-9+/]{43}=?$/, 'must be a fingerprint such as SHA256:… (ssh-keygen -lf prints it)')
    .optional(),
  hasPassword: z.boolean().optional(),
  hasPrivateKey: z.boolean().optional(),
  hasPassphrase: z.boolean().optional(),
});

export const extraOptions = z.strictObject({
  ssl: ssl.optional(),
  ssh: ssh.optional(),
  readReplica: z.strictObject({ host, port }).optional(),
  timeouts: z
    .strictObject({
      connectMs: z.number().int().min(100).max(60_000).optional(),
      statementMs: z.number().int().min(100).max(3_600_000).optional(),
      idleMs: z.number().int().min(1_000).max(3_600_000).optional(),
    })
    .optional(),
  readOnly: z.boolean().optional(),
  poolSize: z.number().int().min(1).max(50).optional(),
  applicationName: z.string().max(40).optional(),
  /** How the connection is marked everywhere it shows, so that nobody takes production for a test. */
  color: z.enum(['grey', 'blue', 'green', 'amber', 'red', 'purple']).optional(),
  environment: z.enum(['development', 'staging', 'production']).optional(),
  driver: z.record(z.string().max(60), z.union([z.string().max(200), z.number(), z.boolean()])).optional(),
});
export type ExtraOptions = z.output<typeof extraOptions>;

/** Options as answers show them: without those that are secrets. */
export const shownOptions = extraOptions.extend({
  ssl: ssl.omit({ key: true }).optional(),
  ssh: ssh.omit({ password: true, privateKey: true, passphrase: true }).optional(),
});
export type ShownOptions = z.output<typeof shownOptions>;

/**
 * Options that are secrets: they go in and never come out. In answers `hasX` stands in the place of `x`; in a change `hasX: false` drops
 * what is kept, and without either it stays.
 */
export const secretOptions = ['ssl.key', 'ssh.password', 'ssh.privateKey', 'ssh.passphrase'] as const;
export type SecretOption = (typeof secretOptions)[number];
/** The envelopes of those that are kept. */
export const sealedOptions = z.partialRecord(z.enum(secretOptions), z.string());
export type SealedOptions = z.output<typeof sealedOptions>;

const name = z.string().trim().min(1).max(120);
/** Left out, it is the default port of the type. */
const portOrDefault = port.optional();
const target = {
  type: z.string().min(1).max(40),
  host,
  port,
  dbName: z.string().max(128),
  username: z.string().max(128),
};

export const connection = z.strictObject({
  id,
  name,
  ...target,
  hasPassword: z.boolean(),
  extraOptions: shownOptions,
  isValid: z.boolean().nullable(),
  lastTestedAt: time.nullable(),
  createdAt: time,
  updatedAt: time,
});
export type Connection = z.output<typeof connection>;

export const connectionDraft = z.strictObject({
  ...target,
  password: z.string().max(4_096).default(''),
  extraOptions: extraOptions.default({}),
});

export const testStage = z.strictObject({ name: z.string(), ok: z.boolean(), ms: z.number(), detail: z.string().optional() });
export const testResult = z.strictObject({
  isValid: z.boolean(),
  latencyMs: z.number().nullable(),
  serverVersion: z.string().nullable(),
  readOnly: z.boolean().optional(),
  replica: z.boolean().optional(),
  stages: z.array(testStage),
  error: z.strictObject({ code: z.string(), message: z.string(), hint: z.string() }).optional(),
});
export type TestResult = z.output<typeof testResult>;

/** One line of a test that is watched: each stage as it begins and as it ends, then what came of it all. */
export const testLine = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('begin'), name: z.string() }),
  z.strictObject({ type: z.literal('stage'), stage: testStage }),
  z.strictObject({ type: z.literal('done'), result: testResult }),
]);
export type TestLine = z.output<typeof testLine>;

export const connectionType = z.strictObject({
  type: z.enum(kinds),
  label: z.string(),
  defaultPort: z.number(),
  /** False while this kind can be stored but not yet spoken to. */
  available: z.boolean(),
  /** JSON Schema of `extraOptions` for this kind; the form is drawn from it. */
  extraOptionsSchema: z.record(z.string(), z.unknown()),
});

const byId = z.strictObject({ id });

export const connectionsTypeList = operation('connections.type.list', {
  access: 'read',
  http: { method: 'GET', path: '/connections/types', summary: 'The kinds of database that can be connected' },
  request: nothing,
  response: z.strictObject({ items: z.array(connectionType) }),
});

export const connectionsConnectionList = operation('connections.connection.list', {
  access: 'read',
  http: { method: 'GET', path: '/connections', summary: 'Your connections, newest first' },
  request: z.strictObject(paging),
  response: pageOf(connection),
});

export const connectionsConnectionCreate = operation('connections.connection.create', {
  access: 'write',
  http: { method: 'POST', path: '/connections', status: 201, summary: 'Add a connection' },
  request: connectionDraft.extend({ name, port: portOrDefault }),
  response: connection,
  throws: ['unknown_type', 'invalid_request'],
});

export const connectionsConnectionGet = operation('connections.connection.get', {
  access: 'read',
  http: { method: 'GET', path: '/connections/:id', summary: 'One connection' },
  request: byId,
  response: connection,
  callers: ['query-runner', 'schema', 'ai', 'dashboards'],
  throws: ['connection_not_found'],
});

export const connectionsConnectionUpdate = operation('connections.connection.update', {
  access: 'write',
  http: { method: 'PATCH', path: '/connections/:id', summary: 'Change a connection; a new target needs its password again' },
  request: z.strictObject({
    id,
    name: name.optional(),
    type: target.type.optional(),
    host: host.optional(),
    port: port.optional(),
    dbName: target.dbName.optional(),
    username: target.username.optional(),
    /** Empty, it drops the one that is kept; without it, that one stays. */
    password: z.string().max(4_096).optional(),
    extraOptions: extraOptions.optional(),
  }),
  response: connection,
  throws: ['connection_not_found', 'password_required', 'unknown_type'],
});

export const connectionsConnectionDelete = operation('connections.connection.delete', {
  access: 'write',
  http: {
    method: 'DELETE',
    path: '/connections/:id',
    status: 204,
    summary: 'Remove a connection and all that was kept about it',
  },
  request: byId,
  response: nothing,
  throws: ['connection_not_found'],
});

export const connectionsConnectionTest = operation('connections.connection.test', {
  access: 'write',
  http: { method: 'POST', path: '/connections/:id/test', status: 200, perMinute: 60, summary: 'Test a saved connection' },
  request: byId,
  response: testResult,
  throws: ['connection_not_found'],
  timeoutMs: 75_000,
});

/** Answers for an unsaved connection; the same stages, nothing is stored. */
export const connectionsDraftTest = operation('connections.draft.test', {
  access: 'write',
  http: { method: 'POST', path: '/connections/test', status: 200, perMinute: 60, summary: 'Test a connection before saving it' },
  request: connectionDraft.extend({ name: name.optional(), port: portOrDefault }),
  response: testResult,
  throws: ['unknown_type'],
  timeoutMs: 75_000,
});

/** The same tests, watched stage by stage. */
export const connectionsConnectionWatch = operation('connections.connection.watch', {
  access: 'write',
  http: {
    method: 'POST',
    path: '/connections/:id/test/stages',
    status: 200,
    perMinute: 60,
    summary: 'Test a saved connection, telling each stage as NDJSON',
  },
  request: byId,
  response: testLine,
  stream: true,
  throws: ['connection_not_found'],
  timeoutMs: 75_000,
});
export const connectionsDraftWatch = operation('connections.draft.watch', {
  access: 'write',
  http: {
    method: 'POST',
    path: '/connections/test/stages',
    status: 200,
    perMinute: 60,
    summary: 'Test a connection before saving it, telling each stage as NDJSON',
  },
  request: connectionsDraftTest.request,
  response: testLine,
  stream: true,
  throws: ['unknown_type'],
  timeoutMs: 75_000,
});

/** A connection with its sealed password, for the one service that may open it. */
export const sealedConnection = z.strictObject({
  id,
  userId: id,
  name,
  ...target,
  extraOptions,
  /** base64 envelope; empty where the connection has no password. */
  sealedPassword: z.string(),
  /** The options that are secrets, in the same form; they are never among `extraOptions` here. */
  sealedOptions,
  /** Grows with every change of the row: pools are keyed by it. */
  version: z.number(),
});
export type SealedConnection = z.output<typeof sealedConnection>;

export const connectionsSecretGet = operation('connections.secret.get', {
  access: 'read',
  request: byId,
  response: sealedConnection,
  callers: ['query-runner'],
  throws: ['connection_not_found'],
});

/**
 * The sealed form for a runner that cleans up after another one that died: nobody signed in is behind that. Only query-runner may
 * call it.
 */
export const connectionsSecretSweep = operation('connections.secret.sweep', {
  access: 'service',
  request: z.strictObject({ id, userId: id }),
  response: sealedConnection,
  callers: ['query-runner'],
  throws: ['connection_not_found'],
});

/**
 * A connection changed or is gone: told to every runner at once over the plain bus, before the change is answered, so that no
 * instance goes on with what it remembered. Not kept; the events below are the durable form.
 */
export const connectionStale = z.strictObject({ connectionId: id });

export const connectionsConnectionDeleted = event('connections.connection.deleted', {
  payload: z.strictObject({ connectionId: id, userId: id }),
  consumers: ['query-runner', 'schema', 'ai', 'dashboards'],
});

/** The target of a connection changed: pools and caches of it are stale. */
export const connectionsConnectionChanged = event('connections.connection.changed', {
  payload: z.strictObject({ connectionId: id, userId: id, version: z.number() }),
  consumers: ['query-runner', 'schema'],
});
