/** What sort of failure a fault is. The kind alone decides HTTP status, log level and whether a retry can help. */
export const faultKinds = [
  'invalid',
  'unauthenticated',
  'forbidden',
  'missing',
  'conflict',
  'unsupported',
  'limit',
  'cancelled',
  'upstream',
  'unavailable',
  'internal',
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** Every code a fault can carry, and the kind it belongs to. A code is stable: clients branch on it. */
export const faultCodes = {
  // any edge
  invalid_request: 'invalid',
  invalid_response: 'internal',
  unauthenticated: 'unauthenticated',
  forbidden: 'forbidden',
  scope_missing: 'forbidden',
  route_not_found: 'missing',
  method_not_allowed: 'invalid',
  unsupported_media_type: 'invalid',
  payload_too_large: 'limit',
  rate_limited: 'limit',
  timeout: 'unavailable',
  service_unavailable: 'unavailable',
  metadata_unavailable: 'unavailable',
  reply_too_large: 'internal',
  retry_later: 'unavailable',
  internal: 'internal',
  // auth
  invalid_credentials: 'unauthenticated',
  session_expired: 'unauthenticated',
  session_reused: 'unauthenticated',
  cross_site_request: 'forbidden',
  registration_closed: 'forbidden',
  email_taken: 'conflict',
  username_taken: 'conflict',
  password_wrong: 'invalid',
  password_weak: 'invalid',
  token_not_found: 'missing',
  user_not_found: 'missing',
  login_busy: 'limit',
  // connections
  connection_not_found: 'missing',
  password_required: 'conflict',
  unknown_type: 'invalid',
  credential_unreadable: 'conflict',
  host_not_allowed: 'unsupported',
  // reaching a person's database
  unreachable: 'upstream',
  connect_timeout: 'upstream',
  tls_failed: 'upstream',
  auth_failed: 'upstream',
  unknown_database: 'upstream',
  connection_lost: 'upstream',
  too_many_connections: 'upstream',
  tunnel_failed: 'upstream',
  // running statements
  query_not_found: 'missing',
  query_not_running: 'conflict',
  query_empty: 'invalid',
  query_error: 'invalid',
  query_syntax_error: 'invalid',
  query_denied: 'forbidden',
  query_no_such_object: 'invalid',
  query_constraint: 'conflict',
  query_timeout: 'limit',
  query_cancelled: 'cancelled',
  query_lost: 'unavailable',
  query_unsupported: 'unsupported',
  read_only: 'forbidden',
  too_many_queries: 'limit',
  pool_busy: 'limit',
  result_too_large: 'limit',
  saved_name_required: 'invalid',
  stream_gone: 'missing',
  // schema
  catalog_unreadable: 'upstream',
  refresh_cancelled: 'cancelled',
  table_not_found: 'missing',
  relation_not_found: 'missing',
  relation_declared: 'conflict',
  layout_not_found: 'missing',
  layout_name_taken: 'conflict',
  // table explorer
  column_not_found: 'invalid',
  row_not_found: 'missing',
  filter_invalid: 'invalid',
  not_editable: 'unsupported',
  row_changed: 'conflict',
  change_invalid: 'invalid',
  change_refused: 'conflict',
  change_set_not_found: 'missing',
  change_set_not_undoable: 'conflict',
  change_outcome_unknown: 'unavailable',
  idempotency_key_reused: 'unsupported',
  import_not_found: 'missing',
  view_not_found: 'missing',
  too_many_views: 'limit',
} as const satisfies Record<string, FaultKind>;
export type FaultCode = keyof typeof faultCodes;

/** One bad field of a request: where it is and what is wrong with it. */
export interface FieldError {
  readonly path: string;
  readonly message: string;
}

/** The form in which a fault crosses a process boundary. */
export interface FaultWire {
  readonly code: FaultCode;
  readonly message: string;
  readonly errors?: readonly FieldError[];
  readonly details?: Readonly<Record<string, unknown>>;
  readonly requestId?: string;
}

/**
 * The only error that crosses a process boundary.
 * `message` is a whole sentence for the person: what happened and what to do next. `details` are public.
 */
export class Fault extends Error {
  readonly kind: FaultKind;
  readonly errors: readonly FieldError[] | undefined;
  readonly details: Readonly<Record<string, unknown>> | undefined;
  requestId: string | undefined;

  constructor(
    readonly code: FaultCode,
    message: string,
    more: { errors?: readonly FieldError[]; details?: Readonly<Record<string, unknown>>; cause?: unknown } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = 'Fault';
    this.kind = faultCodes[code];
    this.errors = more.errors;
    this.details = more.details;
  }

  /** The fault as plain data, without its cause or stack. */
  toWire(): FaultWire {
    return {
      code: this.code,
      message: this.message,
      ...(this.errors ? { errors: this.errors } : {}),
      ...(this.details ? { details: this.details } : {}),
      ...(this.requestId ? { requestId: this.requestId } : {}),
    };
  }

  /** Reads a fault off the wire; an unknown code becomes `internal`. */
  static fromWire(wire: FaultWire): Fault {
    const known = Object.hasOwn(faultCodes, wire.code);
    const fault = new Fault(known ? wire.code : 'internal', wire.message, {
      ...(wire.errors ? { errors: wire.errors } : {}),
      ...(wire.details ? { details: wire.details } : {}),
    });
    fault.requestId = wire.requestId;
    return fault;
  }
}
