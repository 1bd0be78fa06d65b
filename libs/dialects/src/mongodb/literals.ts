import { fieldOf, type MongoDocument, type MongoValue } from './value.js';

const int32 = 2_147_483_647;
const int64 = 9_223_372_036_854_775_807n;

const longOf = (text: string): MongoValue | string => {
  if (!/^[+-]?\d{1,20}$/u.test(text)) return 'a whole number between quotes';
  const value = BigInt(text.replace(/^\+/u, ''));
  return value > int64 || value < -int64 - 1n ? 'a number of 64 bits' : { type: 'long', value: String(value) };
};

const intOf = (text: string): MongoValue | string => {
  const value = Number(text);
  return /^[+-]?\d+$/u.test(text) && value <= int32 && value >= -int32 - 1
    ? { type: 'int', value: String(value + 0) }
    : 'a whole number of 32 bits';
};

const doubleOf = (text: string): MongoValue | string => {
  if (/^(?:NaN|-?Infinity)$/u.test(text)) return { type: 'double', value: text };
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/iu.test(text)) return 'a number';
  return { type: 'double', value: doubleText(Number(text)) };
};

/** The text of a double; the sign of a zero is kept. */
const doubleText = (value: number): string => (Object.is(value, -0) ? '-0' : String(value));

const decimalOf = (text: string): MongoValue | string =>
  /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,5})?|inf(?:inity)?|nan)$/iu.test(text) && text.length <= 80
    ? { type: 'decimal', value: text }
    : 'a number between quotes';

const objectIdOf = (text: string): MongoValue | string =>
  /^[0-9a-f]{24}$/iu.test(text) ? { type: 'objectId', value: text.toLowerCase() } : '24 hexadecimal digits between quotes';

const uuidOf = (text: string): MongoValue | string =>
  /^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/iu.test(text)
    ? { type: 'binary', hex: text.replaceAll('-', '').toLowerCase(), subType: 4 }
    : 'a UUID between quotes, such as "6f2a1c3e-0b5d-4e8f-9a7b-1c2d3e4f5a6b"';

const hexOf = (subType: number, text: string): MongoValue | string =>
  Number.isInteger(subType) && subType >= 0 && subType <= 255 && /^(?:[0-9a-f]{2})*$/iu.test(text)
    ? { type: 'binary', hex: text.toLowerCase(), subType }
    : 'a subtype from 0 to 255 and hexadecimal digits between quotes';

const base64Of = (subType: number, text: string): MongoValue | string => {
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/u.test(text)) return 'a subtype and base64 text';
  // atob is there in the browser and in Node.
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  return hexOf(subType, Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(''));
};

const isoDate = /^(\d{4}|[+-]\d{6})-(\d{2})-(\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2})(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/u;

/** A time in ISO 8601; without a zone it is UTC. */
export const dateOf = (text: string): MongoValue | string => {
  const expected = 'a time such as "2026-01-31T12:00:00Z"';
  const match = isoDate.exec(text);
  if (match === null) return expected;
  const [, year = '', month = '', day = '', minutes = '00:00', seconds = '00', fraction = '', zone = 'Z'] = match;
  const whole = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone;
  const value = Date.parse(`${year}-${month}-${day}T${minutes}:${seconds}${fraction.slice(0, 4)}${whole}`);
  // Whether the month has such a day: the engine would go on counting into the next one.
  // Leap years repeat every 400, so a year near ours answers also for those at the edge of what a date can be.
  const inMonth = new Date(Date.UTC(2000 + (Number(year) % 400), Number(month) - 1, Number(day)));
  return Number.isNaN(value) || inMonth.getUTCMonth() + 1 !== Number(month) ? expected : { type: 'date', value };
};

const millisOf = (value: number): MongoValue | string =>
  Number.isInteger(value) && Math.abs(value) <= 8_640_000_000_000_000
    ? { type: 'date', value }
    : 'whole milliseconds, within 100 million days of 1970';

const timestampOf = (seconds: number, increment: number): MongoValue | string =>
  [seconds, increment].every((part) => Number.isInteger(part) && part >= 0 && part <= 0xffff_ffff)
    ? { type: 'timestamp', seconds, increment }
    : 'seconds and a count, whole numbers from 0 to 4294967295';

/** A regular expression as BSON has it: the server reads the pattern (PCRE), nothing here does. */
export const regexOf = (pattern: string, flags: string): MongoValue | string => {
  if (pattern.includes('\0')) return 'a pattern without NUL characters';
  // `g` tells JavaScript how to go on; for a match it means nothing. `u` is how the server reads all text.
  const kept = [...new Set(flags.replace(/[gu]/gu, ''))].sort().join('');
  return /^[ilmsx]*$/u.test(kept) ? { type: 'regex', pattern, flags: kept } : 'flags among i, m, s and x';
};

/** A number as a person writes it, as the shell takes it: whole ones of 32 bits are int, all others double. Words where it is none. */
export const numberOf = (text: string, negative: boolean): MongoValue | string => {
  if (
    /^0[xob]/iu.test(text)
      ? !/^0(?:x[0-9a-f]+|o[0-7]+|b[01]+)$/iu.test(text)
      : !/^(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/iu.test(text)
  )
    return 'a number';
  if (/^0\d/u.test(text)) return 'a number without zeros before it';
  const value = negative ? -Number(text) : Number(text);
  if (Number.isInteger(value) && value <= int32 && value >= -int32 - 1 && !Object.is(value, -0))
    return { type: 'int', value: String(value) };
  if (/^\d+$/u.test(text) && !Number.isSafeInteger(value))
    return 'NumberLong("…"): a plain number of that size is not kept exactly';
  return Number.isFinite(value) ? { type: 'double', value: doubleText(value) } : 'a number that a double can hold';
};

const textOf = (value: MongoValue | undefined): string | undefined => (value?.type === 'string' ? value.value : undefined);
const wordsOf = (value: MongoValue | undefined): string | undefined =>
  value?.type === 'int' || value?.type === 'double' || value?.type === 'string' ? value.value : undefined;
const plainNumber = (value: MongoValue | undefined): number =>
  value?.type === 'int' || value?.type === 'double' ? Number(value.value) : Number.NaN;

type Constructor = (args: readonly MongoValue[]) => MongoValue | string;
const one =
  (make: (text: string) => MongoValue | string, read = wordsOf): Constructor =>
  ([first, ...more]) =>
    more.length > 0 ? 'one argument' : make(read(first) ?? '');
const none =
  (type: 'minKey' | 'maxKey'): Constructor =>
  (args) =>
    args.length > 0 ? 'no argument' : { type };

const date: Constructor = ([first, ...more]) => {
  if (more.length > 0) return 'one argument: a time in ISO 8601, or milliseconds';
  if (first === undefined) return { type: 'now' };
  return first.type === 'string' ? dateOf(first.value) : millisOf(plainNumber(first));
};

/** The constructors that a statement can use: values are made of their arguments, nothing is called. Words say what one takes. */
export const constructors: ReadonlyMap<string, Constructor> = new Map<string, Constructor>([
  ['ObjectId', (args) => (args.length === 0 ? { type: 'newObjectId' } : one(objectIdOf, textOf)(args))],
  ['ISODate', date],
  ['Date', date],
  ['NumberLong', one(longOf)],
  ['Long', one(longOf)],
  ['NumberInt', one(intOf)],
  ['Int32', one(intOf)],
  ['Double', one(doubleOf)],
  ['NumberDecimal', one(decimalOf)],
  ['Decimal128', one(decimalOf, textOf)],
  ['UUID', one(uuidOf, textOf)],
  ['BinData', ([subType, text]) => base64Of(plainNumber(subType), textOf(text) ?? '?')],
  ['HexData', ([subType, text]) => hexOf(plainNumber(subType), textOf(text) ?? '?')],
  [
    'Timestamp',
    ([first, second]) =>
      first?.type === 'document'
        ? timestampOf(plainNumber(fieldOf(first, 't')), plainNumber(fieldOf(first, 'i')))
        : timestampOf(plainNumber(first), plainNumber(second)),
  ],
  [
    'RegExp',
    ([pattern, flags]) =>
      textOf(pattern) === undefined ? 'a pattern between quotes' : regexOf(textOf(pattern) ?? '', textOf(flags) ?? ''),
  ],
  ['MinKey', none('minKey')],
  ['MaxKey', none('maxKey')],
]);

const ejson: ReadonlyMap<string, Constructor> = new Map<string, Constructor>([
  ['$oid', one(objectIdOf, textOf)],
  [
    '$date',
    ([value]) =>
      value?.type === 'long' && Number.isSafeInteger(Number(value.value))
        ? millisOf(Number(value.value))
        : date(value === undefined ? [] : [value]),
  ],
  ['$numberLong', one(longOf, textOf)],
  ['$numberInt', one(intOf, textOf)],
  ['$numberDouble', one(doubleOf, textOf)],
  ['$numberDecimal', one(decimalOf, textOf)],
  ['$uuid', one(uuidOf, textOf)],
  [
    '$binary',
    ([value]) => {
      if (value?.type !== 'document') return 'base64 and subType';
      return base64Of(Number.parseInt(textOf(fieldOf(value, 'subType')) ?? '', 16), textOf(fieldOf(value, 'base64')) ?? '?');
    },
  ],
  [
    '$timestamp',
    ([value]) =>
      value?.type === 'document' ? timestampOf(plainNumber(fieldOf(value, 't')), plainNumber(fieldOf(value, 'i'))) : 't and i',
  ],
  [
    '$regularExpression',
    ([value]) =>
      value?.type === 'document'
        ? regexOf(textOf(fieldOf(value, 'pattern')) ?? '', textOf(fieldOf(value, 'options')) ?? '')
        : 'pattern and options',
  ],
  ['$minKey', () => ({ type: 'minKey' })],
  ['$maxKey', () => ({ type: 'maxKey' })],
]);

/** A document that is Extended JSON for a value, such as `{ $oid: "…" }`, as that value; words where it is a wrong one. */
export const unwrapped = (document: MongoDocument): MongoValue | string => {
  const [only, ...more] = document.fields;
  const make = only === undefined || more.length > 0 ? undefined : ejson.get(only[0]);
  return make === undefined || only === undefined ? document : make([only[1]]);
};
