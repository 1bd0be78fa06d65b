import { type Fault, type FaultCode, faultCodes, type FaultKind } from '@orrery/contracts';

/** The one table from faults to HTTP. */
const statusOfKind: Record<FaultKind, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  missing: 404,
  conflict: 409,
  unsupported: 422,
  limit: 429,
  cancelled: 499,
  upstream: 502,
  unavailable: 503,
  internal: 500,
};

/** Codes for which HTTP has a word of its own. */
const statusOfCode: Partial<Record<FaultCode, number>> = {
  method_not_allowed: 405,
  payload_too_large: 413,
  unsupported_media_type: 415,
  timeout: 504,
  connect_timeout: 504,
  query_timeout: 504,
};

const titles: Record<FaultKind, string> = {
  invalid: 'The request is not as it should be',
  unauthenticated: 'Sign in first',
  forbidden: 'Not allowed',
  missing: 'Not found',
  conflict: 'In conflict with the present state',
  unsupported: 'Not supported',
  limit: 'Over a limit',
  cancelled: 'Cancelled',
  upstream: 'The database could not be used',
  unavailable: 'Not available right now',
  internal: 'Something went wrong',
};

/** The HTTP status of a fault. */
export const statusOf = (code: FaultCode): number => statusOfCode[code] ?? statusOfKind[faultCodes[code]];

/** The body of an error, RFC 9457. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: FaultCode;
  readonly detail: string;
  readonly requestId: string;
  readonly [more: string]: unknown;
}

/** Internal faults that the person can do something about keep their words. */
const told = new Set<FaultCode>(['reply_too_large']);
const fixedSentence = 'Something went wrong on our side. The request id helps whoever looks into it.';

/** A fault as problem+json. */
export function problemOf(fault: Fault, requestId: string): Problem {
  const hidden = fault.kind === 'internal' && !told.has(fault.code);
  return {
    ...(hidden ? {} : fault.details),
    type: `urn:orrery:fault:${fault.code}`,
    title: titles[fault.kind],
    status: statusOf(fault.code),
    code: fault.code,
    detail: hidden ? fixedSentence : fault.message,
    requestId,
    ...(fault.errors && !hidden ? { errors: fault.errors } : {}),
  };
}
