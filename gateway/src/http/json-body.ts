import { Fault, parseExact } from '@orrery/contracts';
import type { IncomingMessage } from 'node:http';

/** Bytes of a request's JSON. */
export const bodyLimit = 2 * 1024 * 1024;
/** Bytes that are read and thrown away, so that a client that sends too much can read the answer. */
const patience = 8 * bodyLimit;

const decoder = new TextDecoder('utf-8', { fatal: true });
const jsonType = /^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?;?\s*$/i;

const tooLarge = (): Fault =>
  new Fault('payload_too_large', `This request is larger than ${String(bodyLimit / 1024 / 1024)} MB.`);

/**
 * Reads a request's JSON object. `undefined` where the request has no body.
 * @param exact numbers that a double can't give back are kept as they were written
 * Throws `unsupported_media_type`, `payload_too_large`, or `invalid_request` where it is not a JSON object.
 */
export async function readJsonBody(request: IncomingMessage, exact = false): Promise<Record<string, unknown> | undefined> {
  const { 'content-type': type, 'content-length': length, 'content-encoding': encoding } = request.headers;
  const empty = request.headers['transfer-encoding'] === undefined && (length === undefined || length === '0');
  if (type === undefined ? !empty : !jsonType.test(type))
    throw new Fault('unsupported_media_type', 'Send the body as application/json, in UTF-8.');
  if (empty) return undefined;
  if (encoding !== undefined && encoding !== 'identity')
    throw new Fault('unsupported_media_type', 'Send the body without a content encoding.');
  if (Number(length) > patience) throw tooLarge();
  const bytes = await readBytes(request);
  if (bytes.length === 0) return undefined;
  return parseObject(bytes, exact);
}

function parseObject(bytes: Buffer, exact: boolean): Record<string, unknown> {
  let value: unknown;
  try {
    value = (exact ? parseExact : JSON.parse)(decoder.decode(bytes));
  } catch (cause) {
    throw new Fault('invalid_request', 'The body is not JSON.', { errors: [{ path: '', message: 'is not JSON' }], cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Fault('invalid_request', 'The body must be a JSON object.', {
      errors: [{ path: '', message: 'must be an object' }],
    });
  return value as Record<string, unknown>;
}

function readBytes(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let size = 0;
    request.on('data', (piece: Buffer) => {
      size += piece.length;
      if (size <= bodyLimit) pieces.push(piece);
      else {
        pieces.length = 0;
        if (size > patience) reject(tooLarge());
      }
    });
    request.once('end', () => {
      if (size > bodyLimit) reject(tooLarge());
      else resolve(pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces, size));
    });
    const cut = (): void => {
      reject(new Fault('invalid_request', 'The request was cut off.'));
    };
    request.once('error', cut);
    request.once('aborted', cut);
  });
}
