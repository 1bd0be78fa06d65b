/**
 * JSON written as bytes, straight from the bytes that came off the wire: no strings, no objects, nothing for the collector.
 * Each function writes at `at` and answers the place after what it wrote. The caller sees to the room: 6 bytes for each byte of the
 * source and 8 more always suffice.
 */

const quote = 34;
const backslash = 92;

/** For each byte: 0 where it stands for itself, the letter of its short escape, or 1 for `\u00XX`. */
const escapes = new Uint8Array(256);
escapes.fill(1, 0, 32);
escapes[8] = 98;
escapes[9] = 116;
escapes[10] = 110;
escapes[12] = 102;
escapes[13] = 114;
escapes[quote] = quote;
escapes[backslash] = backslash;

const hex = Buffer.from('0123456789abcdef');
/** From this length on, finding the next escape and copying in bulk beats copying byte by byte. */
const bulk = 128;

/** One byte inside a JSON string. */
export const writeEscaped = (out: Buffer, at: number, byte: number): number => {
  const escape = escapes[byte] ?? 0;
  if (escape === 0) {
    out[at] = byte;
    return at + 1;
  }
  out[at] = backslash;
  if (escape !== 1) {
    out[at + 1] = escape;
    return at + 2;
  }
  out[at + 1] = 117;
  out[at + 2] = 48;
  out[at + 3] = 48;
  out[at + 4] = hex[byte >> 4] ?? 48;
  out[at + 5] = hex[byte & 15] ?? 48;
  return at + 6;
};

/** UTF-8 bytes as the inside of a JSON string. */
export const writeStringBody = (out: Buffer, at: number, source: Buffer, from: number, to: number): number => {
  let place = at;
  let index = from;
  if (to - from >= bulk) {
    let clean = index;
    while (clean < to && escapes[source[clean] as number] === 0) clean += 1;
    source.copy(out, place, index, clean);
    place += clean - index;
    index = clean;
  }
  // Four at a time: most cells hold nothing to escape, and one test for four bytes is what that costs.
  const lastFour = to - 3;
  while (index < to) {
    if (index < lastFour) {
      const first = source[index] as number;
      const second = source[index + 1] as number;
      const third = source[index + 2] as number;
      const fourth = source[index + 3] as number;
      const any =
        (escapes[first] as number) | (escapes[second] as number) | (escapes[third] as number) | (escapes[fourth] as number);
      if (any === 0) {
        out[place] = first;
        out[place + 1] = second;
        out[place + 2] = third;
        out[place + 3] = fourth;
        place += 4;
        index += 4;
        continue;
      }
    }
    place = writeEscaped(out, place, source[index] as number);
    index += 1;
  }
  return place;
};

/** UTF-8 bytes as a JSON string. */
export const writeString = (out: Buffer, at: number, source: Buffer, from: number, to: number): number => {
  out[at] = quote;
  const place = writeStringBody(out, at + 1, source, from, to);
  out[place] = quote;
  return place + 1;
};

/** Bytes as they are. */
export const writeRaw = (out: Buffer, at: number, source: Buffer, from: number, to: number): number => {
  if (to - from >= bulk) {
    source.copy(out, at, from, to);
  } else {
    let place = at;
    for (let index = from; index < to; index += 1) out[place++] = source[index] as number;
  }
  return at + to - from;
};

/** JSON text on one line: white space that breaks lines becomes spaces. Inside strings JSON allows no raw control characters. */
export const writeJson = (out: Buffer, at: number, source: Buffer, from: number, to: number): number => {
  let place = at;
  for (let index = from; index < to; index += 1) {
    const byte = source[index] as number;
    out[place++] = byte < 32 ? 32 : byte;
  }
  return place;
};

/** `null`. */
export const writeNull = (out: Buffer, at: number): number => {
  out[at] = 110;
  out[at + 1] = 117;
  out[at + 2] = 108;
  out[at + 3] = 108;
  return at + 4;
};

/** `true` or `false`. */
export const writeBoolean = (out: Buffer, at: number, value: boolean): number => {
  if (value) {
    out[at] = 116;
    out[at + 1] = 114;
    out[at + 2] = 117;
    out[at + 3] = 101;
    return at + 4;
  }
  out[at] = 102;
  out[at + 1] = 97;
  out[at + 2] = 108;
  out[at + 3] = 115;
  out[at + 4] = 101;
  return at + 5;
};

/**
 * Whether a number's text is just what `String(Number(text))` gives back, so that it can be a JSON number without losing anything.
 * Up to 15 significant digits survive a double (IEEE 754); beyond that the question is put to the engine itself, unless the text is known
 * to be the shortest one of a double, as both sides write it.
 */
export const isExactNumber = (source: Buffer, from: number, to: number, isDouble = false): boolean => {
  let index = from;
  const negative = source[index] === 45;
  if (negative) index += 1;
  const first = source[index] as number;
  if (index >= to || first < 48 || first > 57) return false;
  const whole = index;
  while (index < to && (source[index] as number) >= 48 && (source[index] as number) <= 57) index += 1;
  const wholeDigits = index - whole;
  if (first === 48 && wholeDigits > 1) return false;
  if (index === to) {
    if (first === 48) return !negative;
    return wholeDigits <= 15 || survives(source, from, to);
  }
  if (source[index] !== 46) return false;
  index += 1;
  const fraction = index;
  while (index < to && (source[index] as number) >= 48 && (source[index] as number) <= 57) index += 1;
  // An exponent, a lone point, or a zero at the end would not come back.
  if (index !== to || index === fraction || source[index - 1] === 48) return false;
  if (wholeDigits + index - fraction > 15 && !isDouble) return survives(source, from, to);
  if (first !== 48) return true;
  // Below 0.000001 a double is written with an exponent.
  const zeros = Math.min(fraction + 6, to);
  for (let at = fraction; at < zeros; at += 1) if (source[at] !== 48) return true;
  return false;
};

const survives = (source: Buffer, from: number, to: number): boolean => {
  if (to - from > 25) return false;
  const text = source.toString('latin1', from, to);
  return String(Number(text)) === text;
};

/** A number's text: as a JSON number where that loses nothing, else as a string. */
export const writeNumber = (out: Buffer, at: number, source: Buffer, from: number, to: number): number =>
  isExactNumber(source, from, to) ? writeRaw(out, at, source, from, to) : writeString(out, at, source, from, to);

/** The text of a double, in its shortest form. */
export const writeDouble = (out: Buffer, at: number, source: Buffer, from: number, to: number): number =>
  isExactNumber(source, from, to, true) ? writeRaw(out, at, source, from, to) : writeString(out, at, source, from, to);

/** The largest end below or at `end` that does not split a UTF-8 character. */
export const characterEnd = (source: Buffer, from: number, end: number): number => {
  let place = end;
  // Continuation bytes are 10xxxxxx; step back to the byte that leads them.
  while (place > from && place > end - 4 && ((source[place] ?? 0) & 0xc0) === 0x80) place -= 1;
  return place;
};

/** A string cut after `limit` bytes, with an ellipsis to show it. */
export const writeCutString = (out: Buffer, at: number, source: Buffer, from: number, limit: number): number => {
  out[at] = quote;
  let place = writeStringBody(out, at + 1, source, from, characterEnd(source, from, from + limit));
  // U+2026
  out[place++] = 0xe2;
  out[place++] = 0x80;
  out[place++] = 0xa6;
  out[place++] = quote;
  return place;
};
