import { explorerOperationSamples } from './explorer/samples.js';
import { schemaEventSamples, schemaOperationSamples } from './schema/samples.js';

/**
 * One message of each operation and event as it travels. Frozen: services of two versions run side by side during a restart, so what
 * one of them says must still be understood by the other. Add a sample with a new operation; never change one that has been released.
 */
const id = '01939d0a-7c1e-7b3a-9c55-0d1f6f2f7a10';
const other = '01939d0a-7c1e-7b3a-9c55-0d1f6f2f7a11';
const at = '2026-01-31T09:15:00.000Z';

const user = { id, email: 'ada@example.org', username: 'ada', profileUrl: null, createdAt: at, updatedAt: at };
const session = { user, accessToken: 'header.payload.signature', expiresIn: 600, refreshToken: 'opaque' };
const extraOptions = { ssl: { mode: 'verify-full' }, timeouts: { connectMs: 5_000 }, readOnly: true };
const target = { type: 'postgres', host: 'db.example.org', port: 5432, dbName: 'shop', username: 'ada' };
const connection = {
  id,
  name: 'Shop',
  ...target,
  hasPassword: true,
  extraOptions,
  isValid: true,
  lastTestedAt: at,
  createdAt: at,
  updatedAt: at,
};
const sealed = {
  id,
  userId: other,
  name: 'Shop',
  ...target,
  extraOptions,
  sealedPassword: 'AQJrMQ==',
  sealedOptions: { 'ssl.key': 'AQJrMQ==' },
  version: 3,
};
const tested = {
  isValid: false,
  latencyMs: null,
  serverVersion: null,
  stages: [{ name: 'resolve', ok: true, ms: 1.2 }],
  error: { code: 'auth_failed', message: 'The server refused the password.', hint: 'Check user name and password.' },
};
const type = {
  type: 'postgres',
  label: 'PostgreSQL',
  defaultPort: 5432,
  available: true,
  extraOptionsSchema: { type: 'object' },
};
const entry = {
  id,
  connectionId: other,
  queryText: 'select 1',
  rowCount: 1,
  executionTime: 3,
  status: 'success',
  errorMessage: null,
  source: 'editor',
  isSaved: true,
  savedName: 'One',
  createdAt: at,
};
const column = { name: 'id', dataType: 'int8', kind: 'number' };
const token = { id, name: 'ci', scopes: ['read'], expiresAt: null, lastUsedAt: null, createdAt: at };

/** Operation → a request and an answer of it. */
export const operationSamples: Readonly<Record<string, { request: unknown; response: unknown }>> = {
  ...schemaOperationSamples,
  ...explorerOperationSamples,
  'auth.user.register': { request: { email: 'ada@example.org', password: 'correct horse', username: 'ada' }, response: session },
  'auth.session.create': { request: { email: 'ada@example.org', password: 'correct horse' }, response: session },
  'auth.session.refresh': { request: { refreshToken: 'opaque' }, response: session },
  'auth.session.end': { request: {}, response: {} },
  'auth.user.get': { request: {}, response: user },
  'auth.user.update': { request: { profileUrl: 'https://example.org/ada' }, response: user },
  'auth.user.delete': { request: { password: 'correct horse' }, response: {} },
  'auth.password.change': { request: { currentPassword: 'correct horse', newPassword: 'battery staple' }, response: {} },
  'auth.token.list': { request: {}, response: { items: [token], nextCursor: null } },
  'auth.token.create': { request: { name: 'ci', scopes: ['read'] }, response: { ...token, token: 'orr_opaque' } },
  'auth.token.delete': { request: { id }, response: {} },
  'auth.token.verify': {
    request: { token: 'orr_opaque' },
    response: { userId: id, sessionId: other, via: 'token', scopes: ['read'] },
  },
  'connections.type.list': { request: {}, response: { items: [type] } },
  'connections.connection.list': { request: { limit: 50 }, response: { items: [connection], nextCursor: null } },
  'connections.connection.create': { request: { name: 'Shop', ...target, password: 'x', extraOptions }, response: connection },
  'connections.connection.get': { request: { id }, response: connection },
  'connections.connection.update': { request: { id, name: 'Shop 2' }, response: connection },
  'connections.connection.watch': { request: { id }, response: { type: 'begin', name: 'resolve' } },
  'connections.draft.watch': {
    request: { ...target, password: 'x' },
    response: { type: 'stage', stage: { name: 'resolve', ok: true, ms: 1.2 } },
  },
  'connections.connection.delete': { request: { id }, response: {} },
  'connections.connection.test': { request: { id }, response: tested },
  'connections.draft.test': { request: { ...target, password: 'x', extraOptions }, response: tested },
  'connections.secret.get': { request: { id }, response: sealed },
  'connections.secret.sweep': { request: { id, userId: other }, response: sealed },
  'query-runner.query.run': {
    request: { connectionId: id, text: 'select 1', params: ['a', 1, true, null], maxRows: 1_000, source: 'editor' },
    response: { type: 'columns', statement: 0, columns: [column] },
  },
  'query-runner.query.export': {
    request: { connectionId: id, text: 'select 1', format: 'csv', name: 'orders', table: ['public', 'orders'] },
    response: 'id,name\r\n',
  },
  'query-runner.query.explain': {
    request: { connectionId: id, text: 'select 1', analyze: true },
    response: {
      node: 'Limit',
      detail: '',
      cost: 12.5,
      rows: 10,
      actualRows: 10,
      actualMs: 0.4,
      loops: 1,
      children: [{ node: 'Seq Scan', detail: 'on orders', children: [] }],
      queryId: other,
      text: 'EXPLAIN (FORMAT JSON) select 1',
      analyzed: true,
      source: '[]',
      executionTime: 3,
    },
  },
  'query-runner.query.cancel': { request: { id }, response: { id, status: 'cancelled' } },
  'query-runner.query.cancel-here': { request: { id, userId: other }, response: { cancelled: true } },
  'query-runner.query.list': { request: { limit: 50, saved: true }, response: { items: [entry], nextCursor: id } },
  'query-runner.query.get': {
    request: { id },
    response: { ...entry, rawResult: { statements: [{ statement: 0, columns: [column], rows: [[1]], cut: false }], cut: false } },
  },
  'query-runner.query.update': { request: { id, isSaved: true, savedName: 'One' }, response: entry },
  'query-runner.query.delete': { request: { id }, response: {} },
  'query-runner.target.test': {
    request: { draft: { ...target, password: 'x', extraOptions } },
    response: { type: 'done', result: tested },
  },
  'query-runner.driver.list': { request: {}, response: { items: [type] } },
};

/** Lines of a run's stream. */
export const queryLineSamples: readonly unknown[] = [
  { type: 'start', queryId: id, statements: 2 },
  { type: 'columns', statement: 0, columns: [column] },
  { type: 'rows', statement: 0, rows: [[1, 'a…', null, { b: [1] }]], cut: [[0, 1]] },
  { type: 'notice', statement: 0, message: 'table does not exist, skipping', severity: 'NOTICE' },
  { type: 'end', statement: 0, command: 'SELECT', rowCount: 1, affectedRows: null, truncated: false, executionTime: 1.5 },
  {
    type: 'error',
    statement: 1,
    error: { code: 'query_error', message: 'relation "x" does not exist', sqlState: '42P01', position: 15, hint: 'Perhaps "y".' },
  },
  { type: 'done', status: 'error', executionTime: 31 },
];

/** Event → a payload of it. */
export const eventSamples: Readonly<Record<string, unknown>> = {
  ...schemaEventSamples,
  'auth.user.registered': { userId: id },
  'auth.user.deleted': { userId: id },
  'connections.connection.deleted': { connectionId: id, userId: other },
  'connections.connection.changed': { connectionId: id, userId: other, version: 3 },
};
