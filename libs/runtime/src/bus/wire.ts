import { Fault, type FaultWire, parseExact } from '@orrery/contracts';
import { headers, type Msg, type MsgHdrs } from '@nats-io/transport-node';
import { promisify } from 'node:util';
import { constants, gunzipSync, gzip } from 'node:zlib';
import type { Call } from '../call.js';

/** Header names on the bus. */
export const header = {
  actor: 'Orrery-Actor',
  request: 'Orrery-Request',
  deadline: 'Orrery-Deadline',
  trace: 'traceparent',
  clientAddress: 'Orrery-Client-Address',
  clientAgent: 'Orrery-Client-Agent',
  fault: 'Orrery-Fault',
  stream: 'Orrery-Stream',
  instance: 'Orrery-Instance',
  sequence: 'Orrery-Sequence',
  more: 'Orrery-More',
  close: 'Orrery-Close',
  alive: 'Orrery-Alive',
  packed: 'Orrery-Packed',
} as const;

/** The context of a call as headers. */
export function callHeaders(call: Call, deadline: number): MsgHdrs {
  const h = headers();
  h.set(header.request, call.requestId);
  h.set(header.deadline, String(Math.round(deadline)));
  if (call.traceparent) h.set(header.trace, call.traceparent);
  if (call.actorToken) h.set(header.actor, call.actorToken);
  if (call.client) {
    h.set(header.clientAddress, call.client.address);
    h.set(header.clientAgent, call.client.agent.replace(/[^\x20-\x7e]/g, '?').slice(0, 200));
  }
  return h;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** JSON as bytes. `undefined` becomes `{}`: an empty message would look like an ended stream. */
export const encode = (value: unknown): Uint8Array => encoder.encode(JSON.stringify(value ?? {}));

const pack = promisify(gzip);
/** Bytes that a packed message may unfold to: more than the door for HTTP lets in. */
const mostUnpacked = 8 * 1024 * 1024;

/**
 * What is sent of a request: its bytes, or the same packed where the server would not take them in one message, with a header that
 * says so. Undefined where it does not fit even so.
 */
export async function fitting(bytes: Uint8Array, most: number, h: MsgHdrs): Promise<Uint8Array | undefined> {
  if (bytes.length <= most) return bytes;
  if (bytes.length > mostUnpacked) return undefined;
  const packed = await pack(bytes, { level: constants.Z_BEST_SPEED });
  if (packed.length > most) return undefined;
  h.set(header.packed, 'gzip');
  return packed;
}

const bytesOf = (message: Msg): Uint8Array =>
  message.headers?.get(header.packed) === 'gzip' ? gunzipSync(message.data, { maxOutputLength: mostUnpacked }) : message.data;

/**
 * A message's JSON. Throws `invalid_request` where it is not JSON.
 * @param exact numbers that a double can't give back are kept as they were written
 */
export function decode(message: Msg, exact = false): unknown {
  try {
    return (exact ? parseExact : JSON.parse)(decoder.decode(bytesOf(message)));
  } catch (cause) {
    throw new Fault('invalid_request', 'The message is not JSON.', { cause });
  }
}

/** Throws the fault that a reply carries, if it carries one. */
export function throwFault(message: Msg): void {
  if (message.headers?.get(header.fault)) throw Fault.fromWire(decode(message) as FaultWire);
}
