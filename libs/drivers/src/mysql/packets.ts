import type { Param } from '../driver.js';

/** The longest payload of one packet; a longer one goes on in the next (protocol, "Sending More Than 16Mb"). */
export const longestPayload = 0xff_ff_ff;

/** First bytes of the commands that are sent. */
export const Command = {
  quit: 0x01,
  initDb: 0x02,
  query: 0x03,
  ping: 0x0e,
  prepare: 0x16,
  execute: 0x17,
  close: 0x19,
  reset: 0x1f,
} as const;

/** First bytes of answers. */
export const Answer = { ok: 0x00, localInfile: 0xfb, endOfRows: 0xfe, error: 0xff } as const;

/** Status flags that OK and EOF carry. */
export const Status = { inTransaction: 1, moreResults: 8 } as const;

/** A payload as packets, the first with this sequence number. */
export const packets = (payload: Buffer, sequence = 0): Buffer => {
  const parts: Buffer[] = [];
  let number = sequence;
  for (let at = 0; ; at += longestPayload) {
    const part = payload.subarray(at, at + longestPayload);
    const head = Buffer.allocUnsafe(4);
    head.writeUIntLE(part.length, 0, 3);
    head[3] = number & 0xff;
    number += 1;
    parts.push(head, part);
    // A part of just the longest length is followed by one more, be it empty.
    if (part.length < longestPayload) return Buffer.concat(parts);
  }
};

/** A command with text. */
export const command = (first: number, text = ''): Buffer =>
  packets(Buffer.concat([Buffer.from([first]), Buffer.from(text, 'utf8')]));

/** COM_STMT_CLOSE, which has no answer. */
export const closeStatement = (id: number): Buffer => {
  const payload = Buffer.alloc(5);
  payload[0] = Command.close;
  payload.writeUInt32LE(id, 1);
  return packets(payload);
};

const TYPE_LONGLONG = 0x08;
const TYPE_DOUBLE = 0x05;
const TYPE_TINY = 0x01;
const TYPE_NULL = 0x06;
const TYPE_VAR_STRING = 0xfd;

/** COM_STMT_EXECUTE without a cursor. Whole numbers go as integers, since LIMIT takes nothing else. */
export const executeStatement = (id: number, params: readonly Param[]): Buffer => {
  const head = Buffer.alloc(10);
  head[0] = Command.execute;
  head.writeUInt32LE(id, 1);
  head.writeUInt32LE(1, 6);
  if (params.length === 0) return packets(head);
  const nulls = Buffer.alloc((params.length + 7) >> 3);
  const types = Buffer.alloc(params.length * 2);
  const values: Buffer[] = [];
  for (const [index, param] of params.entries()) {
    const [type, value] = boundValue(param);
    types[index * 2] = type;
    if (param === null) nulls[index >> 3] = (nulls[index >> 3] ?? 0) | (1 << (index & 7));
    else values.push(value);
  }
  return packets(Buffer.concat([head, nulls, Buffer.from([1]), types, ...values]));
};

const boundValue = (param: Param): readonly [type: number, value: Buffer] => {
  if (param === null) return [TYPE_NULL, Buffer.alloc(0)];
  if (typeof param === 'boolean') return [TYPE_TINY, Buffer.from([param ? 1 : 0])];
  if (typeof param === 'number') {
    const value = Buffer.alloc(8);
    if (Number.isSafeInteger(param)) {
      value.writeBigInt64LE(BigInt(param));
      return [TYPE_LONGLONG, value];
    }
    value.writeDoubleLE(param);
    return [TYPE_DOUBLE, value];
  }
  const bytes = Buffer.from(param, 'utf8');
  return [TYPE_VAR_STRING, Buffer.concat([lengthHead(bytes.length), bytes])];
};

/** A length-encoded integer. */
export const lengthHead = (length: number): Buffer => {
  if (length < 251) return Buffer.from([length]);
  if (length < 0x1_00_00) return Buffer.from([0xfc, length & 0xff, length >> 8]);
  if (length < 0x1_00_00_00) return Buffer.from([0xfd, length & 0xff, (length >> 8) & 0xff, length >> 16]);
  const head = Buffer.alloc(9);
  head[0] = 0xfe;
  head.writeBigUInt64LE(BigInt(length), 1);
  return head;
};

/** Reads the fields of one packet in order. */
export class PacketCursor {
  constructor(
    readonly buffer: Buffer,
    public at: number,
    readonly end: number,
  ) {}

  get left(): number {
    return this.end - this.at;
  }

  uint(bytes: 1 | 2 | 3 | 4): number {
    const value = this.buffer.readUIntLE(this.at, bytes);
    this.at += bytes;
    return value;
  }

  /** A length-encoded integer. */
  length(): number {
    const first = this.uint(1);
    if (first < 251) return first;
    if (first === 0xfc) return this.uint(2);
    if (first === 0xfd) return this.uint(3);
    const value = Number(this.buffer.readBigUInt64LE(this.at));
    this.at += 8;
    return value;
  }

  /** A length-encoded string. */
  text(): string {
    const length = this.length();
    const text = this.buffer.toString('utf8', this.at, this.at + length);
    this.at += length;
    return text;
  }

  /** The text up to the end of the packet. */
  rest(): string {
    return this.buffer.toString('utf8', this.at, this.end);
  }
}

/** What an OK packet says. */
export interface OkAnswer {
  readonly affectedRows: number;
  readonly status: number;
  readonly warnings: number;
}

/** Reads an OK packet. */
export const okOf = (buffer: Buffer, start: number, end: number): OkAnswer => {
  const cursor = new PacketCursor(buffer, start + 1, end);
  const affectedRows = cursor.length();
  cursor.length();
  return { affectedRows, status: cursor.uint(2), warnings: cursor.uint(2) };
};

/** Reads the EOF packet that ends columns or rows. */
export const endOf = (buffer: Buffer, start: number): Pick<OkAnswer, 'status' | 'warnings'> => ({
  warnings: buffer.readUInt16LE(start + 1),
  status: buffer.readUInt16LE(start + 3),
});

/** What no table, and no result of any, has more of (limits of both products are 4,096 and 4,098). */
const mostColumns = 10_000;

/** Reads how many columns a result has. Throws a RangeError where that can't be. */
export const columnCountOf = (buffer: Buffer, start: number, end: number): number => {
  const first = buffer[start] ?? 0;
  const count = first === Answer.localInfile ? 0 : new PacketCursor(buffer, start, end).length();
  if (count < 1 || count > mostColumns) throw new RangeError('A result has an impossible number of columns');
  return count;
};

/** One column of a result set. */
export interface ColumnDefinition {
  readonly name: string;
  /** The column's own database, table and name; empty where it is computed. */
  readonly origin: { readonly schema: string; readonly table: string; readonly column: string };
  readonly charset: number;
  readonly length: number;
  readonly type: number;
  readonly flags: number;
  readonly decimals: number;
  /** MariaDB's own word for a type that the protocol has no number for: `uuid`, `inet6`, … */
  readonly extendedType?: string;
  /** `json` where MariaDB knows that a text is. */
  readonly format?: string;
}

/** Reads a column definition. `extended`: MariaDB's extended metadata was agreed on. */
export const columnOf = (buffer: Buffer, start: number, end: number, extended: boolean): ColumnDefinition => {
  const cursor = new PacketCursor(buffer, start, end);
  cursor.text();
  const schema = cursor.text();
  cursor.text();
  const table = cursor.text();
  const name = cursor.text();
  const column = cursor.text();
  let extendedType: string | undefined;
  let format: string | undefined;
  if (extended) {
    const size = cursor.length();
    const metaEnd = Math.min(cursor.at + size, end);
    while (cursor.at < metaEnd) {
      const id = cursor.uint(1);
      const value = cursor.text();
      if (id === 0) extendedType = value;
      else if (id === 1) format = value;
    }
    cursor.at = metaEnd;
  }
  cursor.length();
  return {
    name,
    origin: { schema, table, column },
    charset: cursor.uint(2),
    length: cursor.uint(4),
    type: cursor.uint(1),
    flags: cursor.uint(2),
    decimals: cursor.uint(1),
    ...(extendedType === undefined ? {} : { extendedType }),
    ...(format === undefined ? {} : { format }),
  };
};
