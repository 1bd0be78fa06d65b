import { Fault, type FaultCode } from '@orrery/contracts';
import { DriverFault, type DriverFaultKind } from '@orrery/drivers';

/** What stands between us and the database has a word of its own; everything else is a catalog that can't be read. */
const codes: Partial<Record<DriverFaultKind, FaultCode>> = {
  timeout: 'connect_timeout',
  cancelled: 'query_cancelled',
  unreachable: 'unreachable',
  'connection-lost': 'connection_lost',
  login: 'auth_failed',
  'no-such-database': 'unknown_database',
  'too-many-connections': 'too_many_connections',
  tls: 'tls_failed',
  tunnel: 'tunnel_failed',
  'not-allowed': 'host_not_allowed',
  'too-old': 'query_unsupported',
  'wrong-role': 'unreachable',
  unsupported: 'query_unsupported',
};

/** A driver's fault as schema is told it: with the database's own words, which belong to the owner of the connection. */
export const catalogFault = (error: unknown): unknown =>
  error instanceof DriverFault ? new Fault(codes[error.kind] ?? 'catalog_unreadable', error.message, { cause: error }) : error;
