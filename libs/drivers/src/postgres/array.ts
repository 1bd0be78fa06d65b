import { writeBoolean, writeEscaped, writeJson, writeNull, writeDouble, writeNumber, writeString } from '../json-bytes.js';
import { Encoding } from './types.js';

const open = 123;
const close = 125;
const comma = 44;
const quote = 34;
const backslash = 92;

/**
 * An array's text, `{1,NULL,"a b",{…}}`, as a JSON array. Where it can't be read that way, as with bounds of its own (`[2:3]={…}`), it
 * stays text.
 */
export const writeArray = (out: Buffer, at: number, source: Buffer, from: number, to: number, element: number): number => {
  const end = source[from] === open ? tryArray(out, at, source, from, to, element) : -1;
  return end < 0 ? writeString(out, at, source, from, to) : end;
};

/** The place after the array, or -1 where the text is not one. */
const tryArray = (out: Buffer, at: number, source: Buffer, from: number, to: number, element: number): number => {
  let place = at;
  let index = from;
  let depth = 0;
  while (index < to) {
    const byte = source[index] as number;
    if (byte === open) {
      out[place++] = 91;
      depth += 1;
      index += 1;
    } else if (byte === close) {
      out[place++] = 93;
      depth -= 1;
      index += 1;
      if (depth === 0) return index === to ? place : -1;
    } else if (byte === comma) {
      out[place++] = comma;
      index += 1;
    } else if (byte === quote) {
      const end = quotedEnd(source, index + 1, to);
      if (end < 0) return -1;
      place = writeQuoted(out, place, source, index + 1, end, element);
      index = end + 1;
    } else {
      let end = index;
      while (end < to && source[end] !== comma && source[end] !== close) end += 1;
      place = writePlain(out, place, source, index, end, element);
      index = end;
    }
  }
  return -1;
};

const quotedEnd = (source: Buffer, from: number, to: number): number => {
  for (let index = from; index < to; index += 1) {
    if (source[index] === backslash) index += 1;
    else if (source[index] === quote) return index;
  }
  return -1;
};

/** An element between quotes: its backslashes go, and what is left is JSON or text. */
const writeQuoted = (out: Buffer, at: number, source: Buffer, from: number, to: number, element: number): number => {
  let place = at;
  const json = element === Encoding.json;
  if (!json) out[place++] = quote;
  for (let index = from; index < to; index += 1) {
    if (source[index] === backslash) index += 1;
    const byte = source[index] as number;
    if (json) out[place++] = byte < 32 ? 32 : byte;
    else place = writeEscaped(out, place, byte);
  }
  if (!json) out[place++] = quote;
  return place;
};

const isNull = (source: Buffer, from: number, to: number): boolean =>
  to - from === 4 &&
  ((source[from] as number) | 32) === 110 &&
  ((source[from + 1] as number) | 32) === 117 &&
  ((source[from + 2] as number) | 32) === 108 &&
  ((source[from + 3] as number) | 32) === 108;

const writePlain = (out: Buffer, at: number, source: Buffer, from: number, to: number, element: number): number => {
  if (isNull(source, from, to)) return writeNull(out, at);
  switch (element) {
    case Encoding.number:
      return writeNumber(out, at, source, from, to);
    case Encoding.double:
      return writeDouble(out, at, source, from, to);
    case Encoding.boolean:
      return writeBoolean(out, at, source[from] === 116);
    case Encoding.json:
      return writeJson(out, at, source, from, to);
    default:
      return writeString(out, at, source, from, to);
  }
};
