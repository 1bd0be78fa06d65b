import type { Actor } from '@orrery/contracts';
import type { Request } from 'express';
import { randomUUID } from 'node:crypto';

/** What the gateway knows of a request, besides the request. */
export interface Visit {
  /** In every answer, log line and call that belongs to it. */
  readonly requestId: string;
  readonly traceparent: string | undefined;
  /** `performance.now()` at its arrival. */
  readonly arrived: number;
  /** Who is behind it, once that is known. */
  actor: Actor | undefined;
  /** The route that answers it, as written in the contract, for metrics. */
  route: string | undefined;
}

/** Where a request keeps its visit. */
const key = Symbol('visit');
type Visited = object & { [key]?: Visit };

const requestIdForm = /^[A-Za-z0-9_-]{8,64}$/;
/** W3C Trace Context, version 00. */
const traceparentForm = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The client's own request id where it has the form of one, else a new one. */
export function requestIdOf(header: string | string[] | undefined): string {
  return typeof header === 'string' && requestIdForm.test(header) ? header : randomUUID();
}

/** Begins a visit. */
export function beginVisit(request: Request): Visit {
  const trace = request.headers['traceparent'];
  const visit: Visit = {
    requestId: requestIdOf(request.headers['x-request-id']),
    traceparent: typeof trace === 'string' && traceparentForm.test(trace) ? trace : undefined,
    arrived: performance.now(),
    actor: undefined,
    route: undefined,
  };
  (request as Visited)[key] = visit;
  return visit;
}

/** The visit of a request that has passed the front. */
export function visitOf(request: object): Visit {
  const visit = (request as Visited)[key];
  if (!visit) throw new Error('This request did not pass the front.');
  return visit;
}
