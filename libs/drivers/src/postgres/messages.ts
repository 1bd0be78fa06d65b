import type { Param } from '../driver.js';

/** The type bytes of the messages that a server sends (protocol 3, chapter "Message Formats"). */
export const Kind = {
  parseComplete: 0x31,
  bindComplete: 0x32,
  closeComplete: 0x33,
  notification: 0x41,
  commandComplete: 0x43,
  dataRow: 0x44,
  error: 0x45,
  copyIn: 0x47,
  copyOut: 0x48,
  emptyQuery: 0x49,
  backendKey: 0x4b,
  notice: 0x4e,
  authentication: 0x52,
  parameterStatus: 0x53,
  rowDescription: 0x54,
  copyBoth: 0x57,
  ready: 0x5a,
  negotiate: 0x76,
  copyDone: 0x63,
  copyData: 0x64,
  noData: 0x6e,
  portalSuspended: 0x73,
  parameterDescription: 0x74,
} as const;

const message = (type: string, body: Buffer): Buffer => {
  const bytes = Buffer.allocUnsafe(5 + body.length);
  bytes.write(type, 0, 'latin1');
  bytes.writeUInt32BE(4 + body.length, 1);
  body.copy(bytes, 5);
  return bytes;
};

const cstring = (text: string): Buffer => Buffer.from(`${text}\0`, 'utf8');
const int16 = (value: number): Buffer => {
  const bytes = Buffer.allocUnsafe(2);
  bytes.writeInt16BE(value);
  return bytes;
};
const int32 = (value: number): Buffer => {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeInt32BE(value);
  return bytes;
};

/** Query: one or more statements without parameters, all at once. */
export const simpleQuery = (text: string): Buffer => message('Q', cstring(text));
/** Parse, into the unnamed statement. The server chooses the parameters' types. */
export const parse = (text: string): Buffer => message('P', Buffer.concat([Buffer.from([0]), cstring(text), int16(0)]));
/** Bind of text values to the unnamed portal; every column comes as text. */
export const bind = (params: readonly Param[]): Buffer => {
  const parts = [Buffer.from([0, 0]), int16(0), int16(params.length)];
  for (const param of params) {
    if (param === null) {
      parts.push(int32(-1));
    } else {
      const bytes = Buffer.from(String(param), 'utf8');
      parts.push(int32(bytes.length), bytes);
    }
  }
  parts.push(int16(0));
  return message('B', Buffer.concat(parts));
};
/** Describe the unnamed portal. */
export const describe = message('D', Buffer.from('P\0', 'latin1'));
/** Execute the unnamed portal; 0 rows means all. */
export const execute = (rows: number): Buffer => message('E', Buffer.concat([Buffer.from([0]), int32(rows)]));
export const flush = message('H', Buffer.alloc(0));
export const sync = message('S', Buffer.alloc(0));
export const terminate = message('X', Buffer.alloc(0));
export const copyFail = (reason: string): Buffer => message('f', cstring(reason));
/** StartupMessage of protocol 3.0, which has no type. */
export const startup = (parameters: Readonly<Record<string, string>>): Buffer => {
  const pairs = Object.entries(parameters).flatMap(([name, value]) => [cstring(name), cstring(value.replaceAll('\0', ''))]);
  const body = Buffer.concat([int32(196_608), ...pairs, Buffer.from([0])]);
  return Buffer.concat([int32(body.length + 4), body]);
};
/** PasswordMessage. */
export const passwordMessage = (password: string): Buffer => message('p', cstring(password));
/** SASLInitialResponse. */
export const saslFirst = (mechanism: string, text: string): Buffer => {
  const bytes = Buffer.from(text, 'utf8');
  return message('p', Buffer.concat([cstring(mechanism), int32(bytes.length), bytes]));
};
/** SASLResponse. */
export const saslNext = (text: string): Buffer => message('p', Buffer.from(text, 'utf8'));
/** SSLRequest, which comes before everything and has no type. */
export const sslRequest = Buffer.concat([int32(8), int32(80877103)]);
/** CancelRequest, the only message of its connection. */
export const cancelRequest = (processId: number, secretKey: number): Buffer =>
  Buffer.concat([int32(16), int32(80877102), int32(processId), int32(secretKey)]);

/** The fields of an ErrorResponse or NoticeResponse by their letter. */
export const fieldsOf = (buffer: Buffer, start: number, end: number): ReadonlyMap<string, string> => {
  const fields = new Map<string, string>();
  let at = start;
  while (at < end && buffer[at] !== 0) {
    const letter = String.fromCharCode(buffer[at] as number);
    const close = Math.min(indexOfZero(buffer, at + 1, end), end);
    fields.set(letter, buffer.toString('utf8', at + 1, close));
    at = close + 1;
  }
  return fields;
};

const indexOfZero = (buffer: Buffer, from: number, end: number): number => {
  const at = buffer.indexOf(0, from);
  return at < 0 ? end : at;
};

/** One column of a RowDescription. */
export interface Field {
  readonly name: string;
  readonly oid: number;
  readonly modifier: number;
  /** The table whose column it is, and which one; 0 where it is none. */
  readonly table: number;
  readonly column: number;
}

/** The columns of a RowDescription. */
export const columnsOf = (buffer: Buffer, start: number, end: number): Field[] => {
  const count = buffer.readInt16BE(start);
  const fields: Field[] = [];
  let at = start + 2;
  for (let index = 0; index < count && at < end; index += 1) {
    const close = indexOfZero(buffer, at, end);
    fields.push({
      name: buffer.toString('utf8', at, close),
      table: buffer.readUInt32BE(close + 1),
      column: buffer.readInt16BE(close + 5),
      oid: buffer.readUInt32BE(close + 7),
      modifier: buffer.readInt32BE(close + 13),
    });
    at = close + 19;
  }
  return fields;
};

/** The cells of a DataRow as strings: for our own few small questions. */
export const cellsOf = (buffer: Buffer, start: number): (string | null)[] => {
  const count = buffer.readInt16BE(start);
  const cells: (string | null)[] = [];
  let at = start + 2;
  for (let index = 0; index < count; index += 1) {
    const length = buffer.readInt32BE(at);
    at += 4;
    cells.push(length < 0 ? null : buffer.toString('utf8', at, at + length));
    at += Math.max(length, 0);
  }
  return cells;
};

/** The text of a CommandComplete, NotificationResponse and the like. */
export const textOf = (buffer: Buffer, start: number, end: number): string =>
  buffer.toString('utf8', start, Math.max(start, end - 1));
