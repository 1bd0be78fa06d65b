import type { z } from 'zod';
import type { Fault, FaultCode } from './fault.js';

/** The processes of Orrery that speak on the bus. */
export const services = ['auth', 'connections', 'query-runner', 'schema', 'ai', 'dashboards'] as const;
export type ServiceName = (typeof services)[number];
export type PeerName = ServiceName | 'gateway';

/**
 * Who may ask for an operation.
 * `public`: anyone. `read` / `write`: a signed-in person, or a personal access token with that scope.
 * `account`: a signed-in person only, never a token. `service`: another service on its own behalf (no HTTP route).
 */
export type Access = 'public' | 'read' | 'write' | 'account' | 'service';

export interface HttpRoute {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Below `/api`, with `:name` for path parameters, which are merged into the request. */
  readonly path: `/${string}`;
  readonly status?: 200 | 201 | 202 | 204;
  /**
   * What the route does with the refresh cookie. `issue`: moves the response's `refreshToken` into it. `use`: reads it into the
   * request's `refreshToken`, and issues the next one. `end`: reads it and clears it.
   */
  readonly session?: 'issue' | 'use' | 'end';
  /** Requests a minute for each address, where a route needs less than the general limit. */
  readonly perMinute?: number;
  /** The stream's bytes are one JSON document, whatever its size, that the service makes itself: what it holds is passed on untouched. */
  readonly document?: boolean;
  /** Takes an `Idempotency-Key` header into the request's `idempotencyKey`: a retry with the same key answers the first result. */
  readonly idempotent?: boolean;
  readonly summary: string;
}

/** What a file is called and what is in it. */
export interface FileHead {
  /** With its extension; any characters. */
  readonly name: string;
  /** A media type. */
  readonly type: string;
}

/** The head of the file that a request is answered with. A method's type: an operation of one sort of request is an operation. */
type FileOf<Request extends z.ZodType> = { of(request: z.output<Request>): FileHead }['of'];

/** One thing a service does, described once: the bus subject, the HTTP route, both shapes and its faults. */
export interface Operation<Request extends z.ZodType = z.ZodType, Response extends z.ZodType = z.ZodType> {
  /** `service.noun.verb`, which is also the bus subject. */
  readonly name: `${ServiceName}.${string}.${string}`;
  readonly service: ServiceName;
  readonly access: Access;
  readonly http?: HttpRoute;
  readonly request: Request;
  /** The answer; for a stream, one line of it. */
  readonly response: Response;
  /** The answer is a stream of NDJSON lines, pulled by the reader. */
  readonly stream: boolean;
  /** Numbers of the request that a double can't give back stay as they were written (`ExactNumber`): it carries people's values. */
  readonly exact: boolean;
  /** Reaches every instance of the service, not one of them. */
  readonly broadcast: boolean;
  /** Services, besides the gateway for operations with a route, that call it. */
  readonly callers: readonly PeerName[];
  readonly throws: readonly FaultCode[];
  /** ms the caller waits for the answer (for a stream: for its first bytes). */
  readonly timeoutMs: number;
  /** For a stream: the lines that end it when it fails after its first bytes. Without them it is just cut. */
  readonly lost?: StreamEnd;
  /** For a stream whose bytes are a file to keep: what it is called and what is in it. One that fails on its way is cut. */
  readonly file?: FileOf<Request>;
}

/** The last lines of a stream that failed on its way, so many ms after it was asked for. */
export type StreamEnd<Line = unknown> = (fault: Fault, elapsedMs: number) => readonly Line[];

/** What a handler receives. */
export type RequestOf<O extends Operation> = z.output<O['request']>;
/** What a caller passes (defaults may be left out). */
export type RequestIn<O extends Operation> = z.input<O['request']>;
export type ResponseOf<O extends Operation> = z.output<O['response']>;

/** Declares an operation. The service is the first word of its name. */
export function operation<Request extends z.ZodType, Response extends z.ZodType>(
  name: `${ServiceName}.${string}.${string}`,
  definition: {
    access: Access;
    http?: HttpRoute;
    request: Request;
    response: Response;
    stream?: boolean;
    exact?: boolean;
    broadcast?: boolean;
    callers?: readonly PeerName[];
    throws?: readonly FaultCode[];
    timeoutMs?: number;
    lost?: StreamEnd<z.input<Response>>;
    file?: FileOf<Request>;
  },
): Operation<Request, Response> {
  return {
    name,
    service: name.slice(0, name.indexOf('.')) as ServiceName,
    access: definition.access,
    ...(definition.http ? { http: definition.http } : {}),
    request: definition.request,
    response: definition.response,
    stream: definition.stream ?? false,
    exact: definition.exact ?? false,
    broadcast: definition.broadcast ?? false,
    callers: definition.callers ?? [],
    throws: definition.throws ?? [],
    timeoutMs: definition.timeoutMs ?? 10_000,
    ...(definition.lost ? { lost: definition.lost } : {}),
    ...(definition.file ? { file: definition.file } : {}),
  };
}

/** Something that happened, told to whoever must act on it. Delivered at least once, by JetStream. */
export interface EventContract<Payload extends z.ZodType = z.ZodType> {
  /** `service.noun.happened`; its subject is `events.` + name. */
  readonly name: `${ServiceName}.${string}.${string}`;
  readonly payload: Payload;
  readonly publisher: ServiceName;
  readonly consumers: readonly ServiceName[];
}

/** Declares an event. */
export function event<Payload extends z.ZodType>(
  name: `${ServiceName}.${string}.${string}`,
  definition: { payload: Payload; consumers: readonly ServiceName[] },
): EventContract<Payload> {
  return {
    name,
    payload: definition.payload,
    publisher: name.slice(0, name.indexOf('.')) as ServiceName,
    consumers: definition.consumers,
  };
}
