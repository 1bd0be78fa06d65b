import type { Cursor } from './cursor.js';

/** What the parts of an answer begin with ([MS-TDS] 2.2.7). */
export const Token = {
  returnStatus: 0x79,
  columns: 0x81,
  order: 0xa9,
  error: 0xaa,
  info: 0xab,
  returnValue: 0xac,
  row: 0xd1,
  compactRow: 0xd2,
  environment: 0xe3,
  sessionState: 0xe4,
  done: 0xfd,
  doneProcedure: 0xfe,
  doneInProcedure: 0xff,
} as const;

/** Flags of a DONE. */
export const Done = { more: 0x01, error: 0x02, inTransaction: 0x04, count: 0x10, attention: 0x20, inCalls: 0x80 } as const;

/** What a SELECT calls itself in its DONE: the rows it counts were read, not changed. */
const selectCommand = 0xc1;

/** Tokens that only need to be passed over, by how many bytes their length takes; the one without is as long as is said. */
const skipped: Readonly<Record<number, number>> = { 0xa4: 2, 0xa5: 2, 0xa9: 2, 0xad: 2, 0xed: 2, 0xe4: 4 };

/** An error or a message of the server. */
export interface Message {
  readonly isError: boolean;
  readonly number: number;
  readonly state: number;
  /** Severity: up to 10 information, from 20 on the end of the connection. */
  readonly level: number;
  readonly text: string;
  /** Of the procedure that raised it; empty in a batch. */
  readonly procedure: string;
  readonly line: number;
}

/** The end of a statement. */
export interface DoneToken {
  readonly status: number;
  /** Rows that were changed; undefined where none were counted. */
  readonly changed: number | undefined;
}

/** Something of the session that has changed. */
export interface Change {
  readonly type: number;
  readonly value: Buffer;
  /** All of it, its type first. */
  readonly whole: Buffer;
}

/** The kinds of change that are followed. */
export const Changed = {
  packetSize: 4,
  collation: 7,
  begun: 8,
  committed: 9,
  rolledBack: 10,
  ended: 17,
  reset: 18,
  routing: 20,
} as const;

export const messageOf = (cursor: Cursor, isError: boolean): Message => {
  const length = cursor.u16();
  const end = cursor.at + length;
  const number = cursor.i32();
  const state = cursor.u8();
  const level = cursor.u8();
  const text = cursor.text();
  cursor.shortText();
  const procedure = cursor.shortText();
  const line = end - cursor.at >= 4 ? cursor.u32() : cursor.u16();
  cursor.at = end;
  cursor.lacking ||= end > cursor.end;
  return { isError, number, state, level, text, procedure, line };
};

export const doneOf = (cursor: Cursor): DoneToken => {
  const status = cursor.u16();
  const command = cursor.u16();
  const count = cursor.u64();
  const counted = (status & Done.count) !== 0 && command !== selectCommand;
  return { status, changed: counted ? Number(count) : undefined };
};

export const changeOf = (cursor: Cursor): Change => {
  const length = cursor.u16();
  const bytes = cursor.bytes(length);
  const type = bytes[0] ?? 0;
  const size = bytes[1] ?? 0;
  // Texts are counted in characters.
  const width = type < 7 || type === 13 || type === 19 ? 2 : 1;
  return { type, value: bytes.subarray(2, 2 + size * width), whole: bytes };
};

/** Passes over a token that says nothing here. False where it is none. */
export const skip = (cursor: Cursor, token: number): boolean => {
  if (token === Token.returnStatus) {
    cursor.u32();
    return true;
  }
  const width = skipped[token];
  if (width === undefined) return false;
  const length = width === 2 ? cursor.u16() : cursor.u32();
  cursor.lacking ||= cursor.at + length > cursor.end;
  cursor.at += length;
  return true;
};
