import { DriverFault } from '../driver.js';
import { Cursor } from './cursor.js';
import { faultOf } from './faults.js';
import { packetsOf, PacketType } from './messages.js';
import type { TdsReader } from './tds-reader.js';
import { changeOf, Changed, messageOf, skip, Token } from './tokens.js';

/** What a side says of encryption in its pre-login. */
export const Encryption = { on: 1, notSupported: 2, required: 3 } as const;

/** The most of an answer to a login that is looked at. */
const mostBytes = 256 * 1024;
const loginBytes = 4_096;
const loginAck = 0xad;
const featureAck = 0xae;

/** The first message of a client ([MS-TDS] 2.2.6.5). */
export const preloginBody = (encryption: number): Buffer => {
  const options: readonly (readonly [token: number, data: readonly number[]])[] = [
    [0, [1, 0, 0, 0, 0, 0]],
    [1, [encryption]],
    [2, [0]],
    [3, [0, 0, 0, 0]],
    [4, [0]],
  ];
  let offset = options.length * 5 + 1;
  const heads = options.map(([token, data]) => {
    const head = [token, offset >> 8, offset & 255, 0, data.length];
    offset += data.length;
    return head;
  });
  return Buffer.from([...heads.flat(), 0xff, ...options.flatMap(([, data]) => data)]);
};

/** What a server says of encryption in its pre-login. Throws where it is none. */
export const encryptionOf = (body: Buffer): number => {
  for (let at = 0; at + 5 <= body.length && body[at] !== 0xff; at += 5) {
    if (body[at] !== 1) continue;
    const encryption = body[body.readUInt16BE(at + 1)];
    if (encryption !== undefined) return encryption;
  }
  throw new DriverFault('connection-lost', 'What answers on that port is not SQL Server.');
};

/** Who logs in, and where. */
export interface Login {
  readonly server: string;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  readonly program: string;
  readonly readOnlyIntent: boolean;
  readonly packetSize: number;
}

/** Unsupported characters aside, a password goes over the wire like this; TLS is what hides it. */
const scrambled = (password: string): Buffer => {
  const bytes = Buffer.from(password, 'utf16le');
  for (const [index, byte] of bytes.entries()) bytes[index] = (((byte & 15) << 4) | (byte >> 4)) ^ 0xa5;
  return bytes;
};

/** The login itself (2.2.6.4), as ODBC sends it: the session then compares and quotes as the standard says, also after a reset. */
const loginBody = (login: Login): Buffer => {
  const fixed = Buffer.alloc(94);
  const text = (value: string) => Buffer.from(value, 'utf16le');
  // TDS 7.4, whose servers send UTF-8 where a client says that it can read it.
  const features = Buffer.from([0x0a, 1, 0, 0, 0, 1, 0xff]);
  const parts = [
    text('orrery'),
    text(login.user),
    scrambled(login.password),
    text(login.program),
    text(login.server),
    Buffer.alloc(4),
    text('Orrery'),
    Buffer.alloc(0),
    text(login.database),
  ];
  const length = parts.reduce((sum, part) => sum + part.length, fixed.length);
  parts[5]?.writeUInt32LE(length);
  fixed.writeUInt32LE(length + features.length, 0);
  fixed.writeUInt32LE(0x74000004, 4);
  fixed.writeUInt32LE(login.packetSize, 8);
  fixed.writeUInt32LE(process.pid & 0x7fffffff, 16);
  fixed.set([0xe0, 0x03, login.readOnlyIntent ? 0x20 : 0, 0x18], 24);
  fixed.writeUInt32LE(0x0409, 32);
  let offset = fixed.length;
  for (const [index, part] of parts.entries()) {
    fixed.writeUInt16LE(offset, 36 + index * 4);
    // The extension is counted in bytes, texts in characters.
    fixed.writeUInt16LE(index === 5 ? part.length : part.length / 2, 38 + index * 4);
    offset += part.length;
  }
  for (const place of [78, 82, 86]) fixed.writeUInt16LE(offset, place);
  return Buffer.concat([fixed, ...parts, features]);
};

/** What the server agreed to; or the server that it sends us on to. */
export type LoggedIn =
  { readonly packetSize: number; readonly collation: Buffer } | { readonly host: string; readonly port: number };

const defaultCollation = Buffer.from([0x09, 0x04, 0xd0, 0x00, 0x34]);

/** Logs in. Throws what the server answers instead of letting us in. */
export const logIn = async (reader: TdsReader, login: Login): Promise<LoggedIn> => {
  reader.begin();
  reader.socket.write(packetsOf(PacketType.login, loginBody(login), loginBytes));
  while (!reader.whole) {
    if (reader.end - reader.at > mostBytes) throw lost(reader);
    if (!reader.fill()) await reader.socket.more();
  }
  let packetSize = loginBytes;
  let collation: Buffer = defaultCollation;
  let route: { host: string; port: number } | undefined;
  let fault: DriverFault | undefined;
  let acknowledged = false;
  const cursor = new Cursor(reader.buffer, reader.at, reader.end);
  while (cursor.at < cursor.end) {
    const token = cursor.u8();
    if (token === Token.error || token === Token.info) {
      const message = messageOf(cursor, token === Token.error);
      if (message.isError) fault ??= faultOf(message);
    } else if (token === Token.environment) {
      const { type, value, whole } = changeOf(cursor);
      if (type === Changed.packetSize) packetSize = Number(value.toString('utf16le')) || packetSize;
      else if (type === Changed.collation && value.length === 5) collation = value;
      else if (type === Changed.routing) route = routeOf(whole);
    } else if (token === featureAck) {
      for (let feature = cursor.u8(); feature !== 0xff && !cursor.lacks(); feature = cursor.u8()) cursor.bytes(cursor.u32());
    } else if (token === Token.done) {
      cursor.bytes(12);
    } else {
      acknowledged ||= token === loginAck;
      if (!skip(cursor, token)) throw lost(reader);
    }
    if (cursor.lacks()) throw lost(reader);
  }
  reader.at = reader.end;
  if (fault !== undefined && !acknowledged) throw fault;
  if (!acknowledged || packetSize < 512 || packetSize > 32_767) throw lost(reader);
  return route ?? { packetSize, collation };
};

const lost = (reader: TdsReader): DriverFault => {
  const fault = new DriverFault('connection-lost', 'What the server answers to a login is not its protocol.');
  reader.socket.destroy(fault);
  return fault;
};

/** A protocol (0: TCP), a port and a name. */
const routeOf = (change: Buffer): { host: string; port: number } | undefined => {
  const cursor = new Cursor(change, 3, change.length);
  if (cursor.u8() !== 0) return undefined;
  const port = cursor.u16();
  const host = cursor.text();
  return cursor.lacks() ? undefined : { host, port };
};
