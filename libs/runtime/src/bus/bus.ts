import {
  Fault,
  type FaultWire,
  type Operation,
  type PeerName,
  type RequestIn,
  type ResponseOf,
  streamSubject,
} from '@orrery/contracts';
import { errors, type Msg, type NatsConnection, type RequestOptions } from '@nats-io/transport-node';
import { randomUUID } from 'node:crypto';
import { type Call, currentCall } from '../call.js';
import { Link } from './link.js';
import { callHeaders, decode, encode, fitting, header, throwFault } from './wire.js';
import { pullStream } from './pull.js';

export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Overrides the context that the present code runs in. */
  readonly call?: Call;
  /** ms, instead of the operation's own. */
  readonly timeoutMs?: number;
}

/** A stream that has been opened: its bytes are NDJSON, whole lines, at most 256 KiB a piece. */
export interface OpenStream {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Tells the producer that nobody reads any more. Safe to call at any time. */
  close(): void;
}

/** The way to call another process. */
export class Bus {
  private readonly link: Link;

  constructor(
    readonly nc: NatsConnection,
    readonly peer: PeerName,
  ) {
    this.link = new Link(nc);
  }

  /** Whether the connection to the bus stands. */
  get isUp(): boolean {
    return this.link.isUp;
  }

  /**
   * Calls an operation and waits for its answer, until the operation's time or the caller's deadline, whichever ends first.
   * Throws the Fault that the other side answered, `service_unavailable` where nobody listens, `timeout` where nobody answers.
   */
  async call<O extends Operation>(op: O, request: RequestIn<O>, options: CallOptions = {}): Promise<ResponseOf<O>> {
    const reply = await this.request(op, request, options);
    const parsed = op.response.safeParse(decode(reply));
    if (!parsed.success)
      throw new Fault('invalid_response', `${op.name} answered in a shape it does not promise.`, { cause: parsed.error });
    return parsed.data as ResponseOf<O>;
  }

  /** Opens a stream. Its first bytes are there when this returns. Throws as `call` does. */
  async stream(op: Operation, request: unknown, options: CallOptions = {}): Promise<OpenStream> {
    const first = await this.request(op, request, options);
    const id = first.headers?.get(header.stream) ?? '';
    const instance = first.headers?.get(header.instance) ?? '';
    return pullStream(this.nc, this.link, streamSubject(op.service, instance), id, first);
  }

  private async request(op: Operation, request: unknown, options: CallOptions): Promise<Msg> {
    const call = options.call ?? currentCall() ?? { requestId: randomUUID() };
    const now = Date.now();
    const deadline = Math.min(call.deadline ?? Infinity, now + (options.timeoutMs ?? op.timeoutMs));
    if (deadline <= now) throw new Fault('timeout', `There was no time left to ask for ${op.name}.`);
    const h = callHeaders(call, deadline);
    const bytes = await fitting(encode(request), (this.nc.info?.max_payload ?? 1_048_576) - 4_096, h);
    if (!bytes)
      throw new Fault('payload_too_large', 'This request is too large to be passed on: at most about 1 MB fits, packed.');
    const settings: RequestOptions = { timeout: Math.max(1, deadline - now), headers: h };
    let reply: Msg;
    try {
      reply = await this.link.during(() => this.nc.request(op.name, bytes, settings));
    } catch (error) {
      throw busFault(error, op.name);
    }
    throwFault(reply);
    return reply;
  }
}

/** What a failure of the bus itself means to the caller. */
export function busFault(error: unknown, what: string): Fault {
  if (error instanceof Fault) return error;
  if (error instanceof errors.TimeoutError)
    return new Fault('timeout', `${what} did not answer in time. Try again.`, { cause: error });
  return new Fault('service_unavailable', `${what} can't be reached right now. Try again in a moment.`, { cause: error });
}

/** A fault as reply headers and payload. */
export const faultReply = (fault: FaultWire): Uint8Array => encode(fault);
