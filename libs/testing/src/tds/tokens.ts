import { i32, longText, shortText, u16, u64, u8, utf16 } from './bytes.js';
import type { TdsColumn } from './columns.js';

export const columnsToken = (columns: readonly TdsColumn[]): Buffer =>
  Buffer.concat([
    u8(0x81),
    u16(columns.length),
    ...columns.map(({ name, userType, typeInfo }) => Buffer.concat([i32(userType), u16(8), typeInfo, shortText(name)])),
  ]);

export const rowToken = (columns: readonly TdsColumn[], values: readonly unknown[]): Buffer =>
  Buffer.concat([u8(0xd1), ...columns.map((column, index) => column.encode(values[index] ?? null))]);

/** A row whose NULLs stand in a bitmap in front. */
export const compactRowToken = (columns: readonly TdsColumn[], values: readonly unknown[]): Buffer => {
  const bitmap = Buffer.alloc((columns.length + 7) >> 3);
  const cells = columns.map((column, index) => {
    const value = values[index] ?? null;
    if (value !== null) return column.encode(value);
    bitmap.writeUInt8((bitmap[index >> 3] ?? 0) | (1 << (index & 7)), index >> 3);
    return Buffer.alloc(0);
  });
  return Buffer.concat([u8(0xd2), bitmap, ...cells]);
};

/** What a server tells of an error, or of something that is none. */
export interface TdsMessage {
  readonly number: number;
  readonly text: string;
  readonly level?: number;
  readonly state?: number;
  readonly line?: number;
  readonly procedure?: string;
}

export const messageToken = (isError: boolean, message: TdsMessage): Buffer => {
  const { number, text, level = isError ? 16 : 0, state = 1, line = 1, procedure = '' } = message;
  const body = Buffer.concat([
    i32(number),
    u8(state),
    u8(level),
    longText(text),
    shortText('SCRIPTED'),
    shortText(procedure),
    i32(line),
  ]);
  return Buffer.concat([u8(isError ? 0xaa : 0xab), u16(body.length), body]);
};

/** The flags and commands of a DONE. */
export const done = { final: 0, more: 1, error: 2, count: 0x10, attention: 0x20, inCalls: 0x80 } as const;
export const doneOf = { all: 0xfd, procedure: 0xfe } as const;
export const command = { select: 0xc1, insert: 0xc3, none: 0 } as const;

export const doneToken = (status: number, commandOf: number, count: number, token = 0xfd): Buffer =>
  Buffer.concat([u8(token), u16(status), u16(commandOf), u64(BigInt(count))]);

const changeToken = (type: number, value: Buffer, old: Buffer): Buffer => {
  const body = Buffer.concat([u8(type), value, old]);
  return Buffer.concat([u8(0xe3), u16(body.length), body]);
};
const bytes = (value: Buffer): Buffer => Buffer.concat([u8(value.length), value]);

/** What the server says has changed about the session. */
export const changed = {
  database: (name: string) => changeToken(1, shortText(name), shortText('master')),
  packetSize: (size: number) => changeToken(4, shortText(String(size)), shortText('4096')),
  collation: (collation: Buffer) => changeToken(7, bytes(collation), u8(0)),
  begun: (transaction: bigint) => changeToken(8, bytes(u64(transaction)), u8(0)),
  committed: (transaction: bigint) => changeToken(9, u8(0), bytes(u64(transaction))),
  rolledBack: (transaction: bigint) => changeToken(10, u8(0), bytes(u64(transaction))),
  reset: () => changeToken(18, u8(0), u8(0)),
  routing: (host: string, port: number) => {
    const place = Buffer.concat([u8(0), u16(port), u16(host.length), utf16(host)]);
    return changeToken(20, Buffer.concat([u16(place.length), place]), u16(0));
  },
};

export const loginAckToken = (program: string, version: readonly [number, number, number, number]): Buffer => {
  const body = Buffer.concat([u8(1), Buffer.from([0x74, 0, 0, 4]), shortText(program), Buffer.from(version)]);
  return Buffer.concat([u8(0xad), u16(body.length), body]);
};
