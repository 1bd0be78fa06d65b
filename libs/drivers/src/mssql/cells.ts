import { writeBoolean, writeCutString, writeDouble, writeEscaped, writeNumber, writeString } from '../json-bytes.js';
import type { RowBatch } from '../row-batch.js';
import { dateText, daysTo1900, timeText, zoneText } from './clock.js';
import { Cursor } from './cursor.js';
import { Encoding, variantTypeOf, type ColumnType } from './types.js';

const hex = Buffer.from('0123456789abcdef');
const quote = 34;
const backslash = 92;
/** From this length on, UTF-16 is turned into UTF-8 in bulk. */
const bulk = 256;
/** Where the text of a number is put together before it is written. */
const digits = Buffer.alloc(64);

/**
 * Writes one value that is not NULL at the batch's place. `cut`: more bytes would have followed. Ten bytes for each byte of the source and
 * 64 more are made room for: nothing takes more.
 */
export const writeCell = (batch: RowBatch, type: ColumnType, source: Buffer, from: number, to: number, cut: boolean): void => {
  switch (type.encoding) {
    case Encoding.utf16:
      writeUtf16(batch, source, from, to, cut);
      return;
    case Encoding.text:
      writeText(batch, type, source, from, to, cut);
      return;
    case Encoding.binary:
      writeBinary(batch, source, from, to, cut);
      return;
    case Encoding.variant:
      writeVariant(batch, source, from, to);
      return;
    default:
  }
  batch.ensure((to - from) * 10 + 64);
  const { out, at } = batch;
  switch (type.encoding) {
    case Encoding.tinyint:
      batch.at = writeDigits(out, at, String(source[from]));
      return;
    case Encoding.integer:
      batch.at = writeInteger(out, at, source, from, to);
      return;
    case Encoding.boolean:
      batch.at = writeBoolean(out, at, source[from] !== 0);
      return;
    case Encoding.real:
      batch.at = writeReal(out, at, source, from, to);
      return;
    case Encoding.decimal:
      batch.at = writeNumberText(out, at, decimalText(source, from, to, type.scale));
      return;
    case Encoding.money:
      batch.at = writeNumberText(out, at, scaledText(moneyOf(source, from, to), 4));
      return;
    default:
      batch.at = writeAscii(out, at, plainText(type, source, from, to));
  }
};

/** Values that are written as a string of ASCII. */
const plainText = (type: ColumnType, source: Buffer, from: number, to: number): string => {
  switch (type.encoding) {
    case Encoding.uuid:
      return uuidText(source, from);
    case Encoding.date:
      return dateText(source.readUIntLE(from, 3));
    case Encoding.time:
      return timeText(source.readUIntLE(from, to - from), type.scale);
    case Encoding.datetime2:
      return `${dateText(source.readUIntLE(to - 3, 3))} ${timeText(source.readUIntLE(from, to - from - 3), type.scale)}`;
    case Encoding.datetimeoffset:
      return offsetText(source, from, to, type.scale);
    default:
      return datetimeText(source, from, to);
  }
};

const writeDigits = (out: Buffer, at: number, text: string): number => {
  for (let index = 0; index < text.length; index += 1) out[at + index] = text.charCodeAt(index);
  return at + text.length;
};

const writeAscii = (out: Buffer, at: number, text: string): number => {
  out[at] = quote;
  const place = writeDigits(out, at + 1, text);
  out[place] = quote;
  return place + 1;
};

/** A number's text: as a JSON number where that loses nothing, else as a string. */
const writeNumberText = (out: Buffer, at: number, text: string): number =>
  writeNumber(out, at, digits, 0, writeDigits(digits, 0, text));

const writeInteger = (out: Buffer, at: number, source: Buffer, from: number, to: number): number => {
  if (to - from === 4) return writeDigits(out, at, String(source.readInt32LE(from)));
  if (to - from === 2) return writeDigits(out, at, String(source.readInt16LE(from)));
  return writeNumberText(out, at, String(source.readBigInt64LE(from)));
};

const writeReal = (out: Buffer, at: number, source: Buffer, from: number, to: number): number => {
  const value = to - from === 4 ? source.readFloatLE(from) : source.readDoubleLE(from);
  const text = Object.is(value, -0) ? '-0' : to - from === 4 ? singleText(value) : String(value);
  return writeDouble(out, at, digits, 0, writeDigits(digits, 0, text));
};

/** The shortest decimal that is the same single-precision number. */
const singleText = (value: number): string => {
  for (let precision = 6; precision < 9; precision += 1) {
    const text = value.toPrecision(precision);
    if (Math.fround(Number(text)) === value) return String(Number(text));
  }
  return String(Number(value.toPrecision(9)));
};

const moneyOf = (source: Buffer, from: number, to: number): bigint => {
  if (to - from === 4) return BigInt(source.readInt32LE(from));
  // The upper half comes first.
  return (BigInt(source.readInt32LE(from)) << 32n) | BigInt(source.readUInt32LE(from + 4));
};

const decimalText = (source: Buffer, from: number, to: number, scale: number): string => {
  let value = 0n;
  let at = to;
  for (; at - 4 > from; at -= 4) value = (value << 32n) | BigInt(source.readUInt32LE(at - 4));
  return scaledText(source[from] === 0 ? -value : value, scale);
};

/** A whole number of 10^-scale, as a decimal with that many places. */
const scaledText = (value: bigint, scale: number): string => {
  if (scale === 0) return String(value);
  const text = String(value < 0n ? -value : value).padStart(scale + 1, '0');
  const point = text.length - scale;
  return `${value < 0n ? '-' : ''}${text.slice(0, point)}.${text.slice(point)}`;
};

/** The first three groups are little-endian; the server itself writes capitals. */
const uuidText = (source: Buffer, from: number): string => {
  const head = [
    source.readUInt32LE(from).toString(16).padStart(8, '0'),
    source
      .readUInt16LE(from + 4)
      .toString(16)
      .padStart(4, '0'),
    source
      .readUInt16LE(from + 6)
      .toString(16)
      .padStart(4, '0'),
  ];
  return [...head, source.toString('hex', from + 8, from + 10), source.toString('hex', from + 10, from + 16)]
    .join('-')
    .toUpperCase();
};

/** The wire has the moment in UTC and the zone; people see the zone's own time. */
const offsetText = (source: Buffer, from: number, to: number, scale: number): string => {
  const zone = source.readInt16LE(to - 2);
  const perDay = 86_400 * 10 ** scale;
  const units = source.readUIntLE(from, to - from - 5) + zone * 60 * 10 ** scale;
  const days = source.readUIntLE(to - 5, 3) + Math.floor(units / perDay);
  return `${dateText(days)} ${timeText(units - Math.floor(units / perDay) * perDay, scale)} ${zoneText(zone)}`;
};

/** smalldatetime: days and minutes. datetime: days and three-hundredths of a second, shown to the millisecond as the server does. */
const datetimeText = (source: Buffer, from: number, to: number): string => {
  if (to - from === 4) {
    return `${dateText(source.readUInt16LE(from) + daysTo1900)} ${timeText(source.readUInt16LE(from + 2) * 60, 0)}`;
  }
  const ms = Math.round((source.readUInt32LE(from + 4) * 10) / 3);
  return `${dateText(source.readInt32LE(from) + daysTo1900)} ${timeText(ms, 3)}`;
};

/** Bytes as `"\\x0aff"`. */
const writeBinary = (batch: RowBatch, source: Buffer, from: number, to: number, cut: boolean): void => {
  const limit = batch.maxCellBytes;
  const cuts = cut || to - from > limit;
  const end = cuts ? Math.min(to, from + (limit >> 1)) : to;
  batch.ensure((end - from) * 2 + 64);
  const { out } = batch;
  let place = batch.at;
  out[place++] = quote;
  out[place++] = backslash;
  out[place++] = backslash;
  out[place++] = 120;
  for (let index = from; index < end; index += 1) {
    const byte = source[index] as number;
    out[place++] = hex[byte >> 4] as number;
    out[place++] = hex[byte & 15] as number;
  }
  if (cuts) {
    batch.noteCut();
    place += out.write('…', place);
  }
  out[place++] = quote;
  batch.at = place;
};

const writeUtf8 = (batch: RowBatch, source: Buffer, from: number, to: number, cut: boolean): void => {
  const limit = batch.maxCellBytes;
  const cuts = cut || to - from > limit;
  batch.ensure((cuts ? limit : to - from) * 6 + 64);
  if (cuts) {
    batch.noteCut();
    batch.at = writeCutString(batch.out, batch.at, source, from, Math.min(limit, to - from));
  } else {
    batch.at = writeString(batch.out, batch.at, source, from, to);
  }
};

const writeText = (batch: RowBatch, type: ColumnType, source: Buffer, from: number, to: number, cut: boolean): void => {
  const { codePage } = type;
  if (codePage === 'utf8' || isAscii(source, from, to)) {
    writeUtf8(batch, source, from, to, cut);
    return;
  }
  const bytes = Buffer.from(codePage(source.subarray(from, to)));
  writeUtf8(batch, bytes, 0, bytes.length, cut);
};

const isAscii = (source: Buffer, from: number, to: number): boolean => {
  for (let index = from; index < to; index += 1) if ((source[index] as number) > 127) return false;
  return true;
};

/** UTF-16, little end first. What is ASCII is written as it comes; the rest goes through a string. */
const writeUtf16 = (batch: RowBatch, source: Buffer, from: number, to: number, cut: boolean): void => {
  // xml may begin with a byte order mark.
  const start = to - from >= 2 && source[from] === 0xff && source[from + 1] === 0xfe ? from + 2 : from;
  if (to - start < bulk && !cut && to - start <= batch.maxCellBytes) {
    batch.ensure((to - start) * 3 + 64);
    const { out } = batch;
    let place = batch.at;
    out[place++] = quote;
    let index = start;
    while (index < to) {
      const low = source[index] as number;
      if (low > 127 || source[index + 1] !== 0) break;
      place = writeEscaped(out, place, low);
      index += 2;
    }
    if (index >= to) {
      out[place++] = quote;
      batch.at = place;
      return;
    }
  }
  const bytes = Buffer.from(source.toString('utf16le', start, to));
  writeUtf8(batch, bytes, 0, bytes.length, cut);
};

/** What a sql_variant holds says itself what it is. */
const writeVariant = (batch: RowBatch, source: Buffer, from: number, to: number): void => {
  const cursor = new Cursor(source, from, to);
  const type = variantTypeOf(cursor);
  writeCell(batch, type, source, cursor.at, to, false);
};
