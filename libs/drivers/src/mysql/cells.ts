import { writeCutString, writeEscaped, writeJson, writeDouble, writeNumber, writeString } from '../json-bytes.js';
import type { RowBatch } from '../row-batch.js';
import { bytesPerDimension, Encoding } from './types.js';

const hex = Buffer.from('0123456789abcdef');
const quote = 34;
const backslash = 92;

/** Bytes as `"\\x0aff"`. */
const writeHex = (out: Buffer, at: number, source: Buffer, from: number, to: number): number => {
  let place = at;
  out[place++] = quote;
  out[place++] = backslash;
  out[place++] = backslash;
  out[place++] = 120;
  for (let index = from; index < to; index += 1) {
    const byte = source[index] as number;
    out[place++] = hex[byte >> 4] as number;
    out[place++] = hex[byte & 15] as number;
  }
  out[place++] = quote;
  return place;
};

/** The last `bits` bits as `"0101"`. */
const writeBits = (out: Buffer, at: number, source: Buffer, from: number, to: number, bits: number): number => {
  let place = at;
  out[place++] = quote;
  const total = (to - from) * 8;
  for (let bit = Math.max(0, total - bits); bit < total; bit += 1) {
    const byte = source[from + (bit >> 3)] as number;
    out[place++] = 48 + ((byte >> (7 - (bit & 7))) & 1);
  }
  out[place++] = quote;
  return place;
};

/** The shortest decimal that is the same single-precision number. */
export const floatText = (value: number): string => {
  for (let digits = 6; digits < 9; digits += 1) {
    const text = value.toPrecision(digits);
    if (Math.fround(Number(text)) === value) return String(Number(text));
  }
  return String(value);
};

/** Floats as `"[1,-2.5]"`: the text that the server makes a vector of. */
const writeVector = (out: Buffer, at: number, source: Buffer, from: number, to: number, end: string): number => {
  let place = at;
  out[place++] = quote;
  out[place++] = 91;
  for (let index = from; index + bytesPerDimension <= to; index += bytesPerDimension) {
    if (index > from) out[place++] = 44;
    place += out.write(floatText(source.readFloatLE(index)), place, 'latin1');
  }
  return place + out.write(end, place, 'utf8');
};

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** One cell that is not NULL, from its bytes as the text protocol has them. Answers the place after it. */
export const writeCell = (
  batch: RowBatch,
  at: number,
  source: Buffer,
  from: number,
  to: number,
  encoding: number,
  bits: number,
): number => {
  const { out, maxCellBytes } = batch;
  if (to - from > maxCellBytes) {
    batch.noteCut();
    if (encoding === Encoding.vector) return writeVector(out, at, source, from, from + maxCellBytes, '…"');
    if (encoding !== Encoding.binary) return writeCutString(out, at, source, from, maxCellBytes);
    const end = writeHex(out, at, source, from, from + (maxCellBytes >> 1)) - 1;
    return Buffer.from('…"').copy(out, end) + end;
  }
  switch (encoding) {
    case Encoding.number:
      return writeNumber(out, at, source, from, to);
    case Encoding.double:
      return writeDouble(out, at, source, from, to);
    case Encoding.json:
      return writeJson(out, at, source, from, to);
    case Encoding.checkedJson:
      return isJson(source.toString('utf8', from, to))
        ? writeJson(out, at, source, from, to)
        : writeString(out, at, source, from, to);
    case Encoding.binary:
      return writeHex(out, at, source, from, to);
    case Encoding.vector:
      return writeVector(out, at, source, from, to, ']"');
    case Encoding.bits:
      return writeBits(out, at, source, from, to, bits);
    default:
      return writeString(out, at, source, from, to);
  }
};

/** Text of our own making as a JSON string. */
export const writeText = (out: Buffer, at: number, text: string): number => {
  let place = at;
  out[place++] = quote;
  for (let index = 0; index < text.length; index += 1) place = writeEscaped(out, place, text.charCodeAt(index));
  out[place++] = quote;
  return place;
};
