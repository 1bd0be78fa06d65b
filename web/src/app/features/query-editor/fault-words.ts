/** What a failure means to the person who ran a statement: said first, the server's own words under it. */
const words: Readonly<Record<string, string>> = {
  query_syntax_error: 'The database does not understand this statement',
  query_timeout: 'The statement took too long and was stopped',
  query_cancelled: 'Cancelled',
  query_lost: 'The run was lost: the process that held it is gone',
  query_unsupported: 'This kind of database can’t do that',
  read_only: 'This connection only reads',
  too_many_queries: 'Too much runs already',
  pool_busy: 'The connection is busy',
  result_too_large: 'The result is too large',
  unreachable: 'The database can’t be reached',
  connect_timeout: 'The database does not answer',
  tls_failed: 'No secure connection to the database',
  auth_failed: 'The database refused the login',
  unknown_database: 'There is no such database on this server',
  connection_lost: 'The connection was lost',
  too_many_connections: 'The database takes no more connections',
  host_not_allowed: 'This address may not be connected to',
  connection_not_found: 'This connection is gone',
  credential_unreadable: 'The stored password can’t be read',
  service_unavailable: 'The server can’t be reached',
  rate_limited: 'Too many runs in a short time',
};

/** Words for the sorts of errors that databases of every kind have. */
const byKind: Readonly<Record<string, string>> = {
  syntax: 'The database does not understand this statement',
  denied: 'The database does not allow this',
  'no-such-object': 'The database does not know this name',
  constraint: 'A rule of the database forbids this change',
};

export const faultWords = (code: string, kind?: string): string =>
  (kind === undefined ? undefined : byKind[kind]) ?? words[code] ?? 'The statement failed';

const ofTheConnection: ReadonlySet<string> = new Set([
  'unreachable',
  'connect_timeout',
  'tls_failed',
  'auth_failed',
  'unknown_database',
  'host_not_allowed',
  'credential_unreadable',
]);

/** True where changing the connection is what helps. */
export const isOfTheConnection = (code: string): boolean => ofTheConnection.has(code);
