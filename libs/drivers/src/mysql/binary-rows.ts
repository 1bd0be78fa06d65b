import { writeNull, writeRaw } from '../json-bytes.js';
import type { RowBatch } from '../row-batch.js';
import { floatText, writeCell, writeText } from './cells.js';
import { type ColumnDefinition, PacketCursor } from './packets.js';
import { type ColumnType, Type } from './types.js';

const flagUnsigned = 32;
const flagZerofill = 64;
/** Places of a float whose declaration leaves them open. */
const openPlaces = 31;
/** Room that a number or a date takes at most. */
const fixedRoom = 64;

/** Turns rows of the binary protocol, which statements with parameters answer in, into the same JSON as TextRows. */
export class BinaryRows {
  constructor(
    readonly batch: RowBatch,
    readonly definitions: readonly ColumnDefinition[],
    readonly columns: readonly ColumnType[],
  ) {}

  row(source: Buffer, from: number, to: number): void {
    const { batch, definitions } = this;
    batch.ensure((to - from) * 8 + definitions.length * fixedRoom + 4);
    const { out } = batch;
    let { at } = batch;
    if (batch.count > 0) out[at++] = 44;
    out[at++] = 91;
    const cursor = new PacketCursor(source, from + 1 + ((definitions.length + 9) >> 3), to);
    for (const [field, definition] of definitions.entries()) {
      if (field > 0) out[at++] = 44;
      batch.column = field;
      const bit = field + 2;
      if (((source[from + 1 + (bit >> 3)] ?? 0) & (1 << (bit & 7))) !== 0) at = writeNull(out, at);
      else at = this.#cell(cursor, at, definition, this.columns[field]);
    }
    if (cursor.at !== to) throw new RangeError('A row has other columns than were announced');
    out[at++] = 93;
    batch.at = at;
    batch.count += 1;
  }

  #cell(cursor: PacketCursor, at: number, definition: ColumnDefinition, column: ColumnType | undefined): number {
    const { out } = this.batch;
    const unsigned = (definition.flags & flagUnsigned) !== 0;
    switch (definition.type) {
      case Type.tiny:
      case Type.year:
      case Type.short:
      case Type.int24:
      case Type.long:
      case Type.longlong:
        return writeNumberText(out, at, filled(integerText(cursor, definition.type, unsigned), definition));
      case Type.float: {
        const value = cursor.buffer.readFloatLE(cursor.at);
        cursor.at += 4;
        return writeNumberText(out, at, filled(fixed(value, definition) ?? floatText(value), definition));
      }
      case Type.double: {
        const value = cursor.buffer.readDoubleLE(cursor.at);
        cursor.at += 8;
        return writeNumberText(out, at, filled(fixed(value, definition) ?? String(value), definition));
      }
      case Type.date:
        return writeText(out, at, dateText(cursor, false, 0));
      case Type.datetime:
      case Type.timestamp:
        return writeText(out, at, dateText(cursor, true, definition.decimals));
      case Type.time:
        return writeText(out, at, timeText(cursor, definition.decimals));
      default: {
        const length = cursor.length();
        const from = cursor.at;
        if (from + length > cursor.end) throw new RangeError('A cell is longer than its row');
        cursor.at += length;
        return writeCell(this.batch, at, cursor.buffer, from, from + length, column?.encoding ?? 0, column?.bits ?? 0);
      }
    }
  }
}

const integerText = (cursor: PacketCursor, type: number, unsigned: boolean): string => {
  const { buffer, at } = cursor;
  if (type === Type.longlong) {
    cursor.at += 8;
    return String(unsigned ? buffer.readBigUInt64LE(at) : buffer.readBigInt64LE(at));
  }
  // A mediumint comes in four bytes, a year in two.
  const bytes = type === Type.tiny ? 1 : type === Type.short || type === Type.year ? 2 : 4;
  cursor.at += bytes;
  return String(unsigned || type === Type.year ? buffer.readUIntLE(at, bytes) : buffer.readIntLE(at, bytes));
};

/** ZEROFILL, as the text protocol has it; a year is filled to four places too. */
const filled = (text: string, { flags, length }: ColumnDefinition): string =>
  (flags & flagZerofill) === 0 ? text : text.padStart(length, '0');

/** A number with as many places as its column was declared with, as in double(20,4); undefined where that was left open. */
const fixed = (value: number, { decimals }: ColumnDefinition): string | undefined =>
  decimals < openPlaces && Math.abs(value) < 1e21 ? value.toFixed(decimals) : undefined;

const writeNumberText = (out: Buffer, at: number, number: string): number => {
  // The text protocol writes 1e300, without a plus.
  const text = number.replace('e+', 'e');
  if (String(Number(text)) !== text || !/^-?\d/.test(text) || text.includes('e')) return writeText(out, at, text);
  const bytes = Buffer.from(text, 'latin1');
  return writeRaw(out, at, bytes, 0, bytes.length);
};

const two = (value: number): string => String(value).padStart(2, '0');
const micros = (value: number, decimals: number): string =>
  decimals > 0 && decimals <= 6 ? `.${String(value).padStart(6, '0').slice(0, decimals)}` : '';

const dateText = (cursor: PacketCursor, withTime: boolean, decimals: number): string => {
  const length = cursor.uint(1);
  const end = cursor.at + length;
  const year = length >= 4 ? cursor.uint(2) : 0;
  const month = length >= 4 ? cursor.uint(1) : 0;
  const day = length >= 4 ? cursor.uint(1) : 0;
  const date = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
  const clock = length >= 7 ? [cursor.uint(1), cursor.uint(1), cursor.uint(1)] : [0, 0, 0];
  const fraction = length >= 11 ? cursor.uint(4) : 0;
  cursor.at = end;
  return withTime ? `${date} ${clock.map(two).join(':')}${micros(fraction, decimals)}` : date;
};

const timeText = (cursor: PacketCursor, decimals: number): string => {
  const length = cursor.uint(1);
  const end = cursor.at + length;
  const negative = length >= 8 && cursor.uint(1) === 1;
  const days = length >= 8 ? cursor.uint(4) : 0;
  const hours = length >= 8 ? cursor.uint(1) : 0;
  const minutes = length >= 8 ? cursor.uint(1) : 0;
  const seconds = length >= 8 ? cursor.uint(1) : 0;
  const fraction = length >= 12 ? cursor.uint(4) : 0;
  cursor.at = end;
  return `${negative ? '-' : ''}${two(days * 24 + hours)}:${two(minutes)}:${two(seconds)}${micros(fraction, decimals)}`;
};
