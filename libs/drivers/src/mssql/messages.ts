import type { Param } from '../driver.js';
import type { Bound } from '../pipelined.js';

/** What a packet carries ([MS-TDS] 2.2.3.1.1). */
export const PacketType = { batch: 1, rpc: 3, response: 4, attention: 6, login: 16, prelogin: 18 } as const;
const endOfMessage = 0x01;
/** On the first packet of a request: make the session as new before it runs. */
const resetConnection = 0x08;
const headerBytes = 8;

/** A message as packets. `size`: what was agreed on, header included. */
export const packetsOf = (type: number, body: Buffer, size: number, reset = false): Buffer => {
  const room = size - headerBytes;
  const count = Math.max(1, Math.ceil(body.length / room));
  const out = Buffer.allocUnsafe(body.length + count * headerBytes);
  let at = 0;
  for (let index = 0; index < count; index += 1) {
    const from = index * room;
    const length = Math.min(room, body.length - from);
    const last = index === count - 1 ? endOfMessage : 0;
    out.writeUInt8(type, at);
    out.writeUInt8(last | (reset && index === 0 ? resetConnection : 0), at + 1);
    out.writeUInt16BE(length + headerBytes, at + 2);
    out.writeUInt16BE(0, at + 4);
    out.writeUInt8((index + 1) & 255, at + 6);
    out.writeUInt8(0, at + 7);
    at += headerBytes;
    at += body.copy(out, at, from, from + length);
  }
  return out;
};

/** The transaction that a request belongs to; every request says it. */
const headersOf = (transaction: bigint): Buffer => {
  const headers = Buffer.alloc(22);
  headers.writeUInt32LE(22, 0);
  headers.writeUInt32LE(18, 4);
  headers.writeUInt16LE(2, 8);
  headers.writeBigUInt64LE(transaction, 10);
  headers.writeUInt32LE(1, 18);
  return headers;
};

/** The body of a batch. */
export const batchBody = (text: string, transaction: bigint): Buffer =>
  Buffer.concat([headersOf(transaction), Buffer.from(text, 'utf16le')]);

/** `sp_executesql` goes by its number. */
const executeSql = 10;

/** Stands between the calls of one message (2.2.6.6). */
const nextCall = Buffer.from([0xff]);

/**
 * The body of statements with parameters, one call of `sp_executesql` each, with `@p1`, `@p2`, …: the server answers one after the other.
 * `collation`: five bytes, for their texts.
 */
export const executeBody = (calls: readonly Bound[], transaction: bigint, collation: Buffer): Buffer =>
  Buffer.concat([
    headersOf(transaction),
    ...calls.flatMap((call, index) => (index === 0 ? callOf(call, collation) : [nextCall, ...callOf(call, collation)])),
  ]);

const callOf = ({ text, params }: Bound, collation: Buffer): Buffer[] => {
  const call = Buffer.alloc(6);
  call.writeUInt16LE(0xffff, 0);
  call.writeUInt16LE(executeSql, 2);
  return [
    call,
    parameter('', text, collation),
    ...(params.length === 0 ? [] : [parameter('', declared(params), collation)]),
    ...params.map((value, index) => parameter(`@p${String(index + 1)}`, value, collation)),
  ];
};

/** Parameters by name and type, as they are declared: `@p1 int, @p2 nvarchar(4000)`. */
export const declared = (params: readonly Param[]): string =>
  params.map((value, index) => `@p${String(index + 1)} ${declarationOf(value)}`).join(', ');

const isInt = (value: number): boolean => Number.isInteger(value) && Math.abs(value) < 2 ** 31;

const declarationOf = (value: Param): string => {
  if (typeof value === 'boolean') return 'bit';
  if (typeof value === 'number') return isInt(value) ? 'int' : Number.isSafeInteger(value) ? 'bigint' : 'float';
  return value !== null && value.length > 4_000 ? 'nvarchar(max)' : 'nvarchar(4000)';
};

const parameter = (name: string, value: Param, collation: Buffer): Buffer => {
  const head = Buffer.concat([Buffer.from([name.length]), Buffer.from(name, 'utf16le'), Buffer.from([0])]);
  return Buffer.concat([head, valueOf(value, collation)]);
};

/** The type of a value, and the value, as the protocol has them (2.2.5.4 and 2.2.5.5). */
const valueOf = (value: Param, collation: Buffer): Buffer => {
  if (typeof value === 'boolean') return Buffer.from([0x68, 1, 1, value ? 1 : 0]);
  if (typeof value === 'number') {
    if (isInt(value)) {
      const out = Buffer.from([0x26, 4, 4, 0, 0, 0, 0]);
      out.writeInt32LE(value, 3);
      return out;
    }
    const whole = Number.isSafeInteger(value);
    const out = Buffer.alloc(11, 8);
    out.writeUInt8(whole ? 0x26 : 0x6d, 0);
    if (whole) out.writeBigInt64LE(BigInt(value), 3);
    else out.writeDoubleLE(value, 3);
    return out;
  }
  const bytes = Buffer.from(value ?? '', 'utf16le');
  if (bytes.length <= 8_000) {
    return Buffer.concat([Buffer.from([0xe7, 0x40, 0x1f]), collation, ushort(value === null ? 0xffff : bytes.length), bytes]);
  }
  const length = Buffer.alloc(12);
  length.writeBigUInt64LE(BigInt(bytes.length), 0);
  length.writeUInt32LE(bytes.length, 8);
  return Buffer.concat([Buffer.from([0xe7, 0xff, 0xff]), collation, length, bytes, Buffer.alloc(4)]);
};

const ushort = (value: number): Buffer => {
  const out = Buffer.alloc(2);
  out.writeUInt16LE(value, 0);
  return out;
};
