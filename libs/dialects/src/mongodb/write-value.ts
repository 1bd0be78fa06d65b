import { isExactNumber } from '@orrery/contracts';
import type { CellValue, ColumnType } from '../dialect.js';
import { readBinary } from '../result-text/binary-text.js';

type Writer = (value: CellValue, text: string) => string | undefined;

const quoted = (text: string): string => JSON.stringify(text);
const matching =
  (pattern: RegExp, write: (text: string) => string): Writer =>
  (_value, text) =>
    pattern.test(text) ? write(text) : undefined;

/** A number of a document: one with a point or an exponent is a double, also where it is whole. */
const doubleText = (text: string): string => (Number.isInteger(Number(text)) ? `Double(${quoted(text)})` : text);

/** What stands in a document: Extended JSON, which the shell reads as the values that it stands for. */
const nested = (value: unknown): string => {
  if (isExactNumber(value)) return doubleText(value.rawJSON);
  if (Array.isArray(value)) return `[${value.map(nested).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([name, inner]) => `${quoted(name)}:${nested(inner)}`)
    .join(',')}}`;
};
const document: Writer = (value) => (typeof value === 'object' && value !== null ? nested(value) : undefined);

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const binary: Writer = (_value, text) => {
  if (uuid.test(text)) return `UUID(${quoted(text)})`;
  const read = readBinary(text);
  return read && `HexData(${String(read.subType)}, ${quoted(read.hex)})`;
};

const regex: Writer = (_value, text) => {
  const [, pattern, flags] = /^\/(.*)\/([a-z]*)$/su.exec(text) ?? [];
  return pattern === undefined || flags === undefined ? undefined : `RegExp(${quoted(pattern)}, ${quoted(flags)})`;
};

/** How a value of each type is written, where it can be one of that type. In the order in which a value of several types is tried. */
const writers: Readonly<Record<string, Writer>> = {
  int: (value, text) => (typeof value === 'number' && /^-?\d+$/.test(text) ? text : undefined),
  long: matching(/^-?\d+$/, (text) => `NumberLong(${quoted(text)})`),
  double: matching(/^(?:-?\d+(?:\.\d+)?(?:e[+-]?\d+)?|NaN|-?Infinity)$/i, doubleText),
  decimal: matching(/^(?:-?\d+(?:\.\d+)?(?:e[+-]?\d+)?|NaN|-?Infinity)$/i, (text) => `NumberDecimal(${quoted(text)})`),
  bool: (value) => (typeof value === 'boolean' ? String(value) : undefined),
  objectId: matching(/^[0-9a-f]{24}$/i, (text) => `ObjectId(${quoted(text)})`),
  date: matching(/^(?:\d{4}|[+-]\d{6})-\d{2}-\d{2}T[\d:.]+Z$/, (text) => `ISODate(${quoted(text)})`),
  timestamp: matching(/^Timestamp\(\d+, \d+\)$/, (text) => text),
  minKey: matching(/^MinKey$/, () => 'MinKey()'),
  maxKey: matching(/^MaxKey$/, () => 'MaxKey()'),
  binData: binary,
  regex,
  object: document,
  array: document,
  document,
  string: (value, text) => (typeof value === 'string' ? quoted(text) : undefined),
};

/**
 * A value as a literal of its column's type. A column that holds several types says all of them: the value is then of the first that it
 * could be one of. Undefined where its type has no literal.
 */
export const columnLiteral = (value: CellValue, { dataType }: ColumnType): string | undefined => {
  if (value === null) return undefined;
  const types = dataType.split(' | ');
  const text = typeof value === 'object' ? '' : String(value);
  // A number is at home in JSON; a text of digits is one of those that are not.
  const known = Object.keys(writers).filter((type) => types.includes(type));
  for (const type of known) {
    const written = writers[type]?.(value, text);
    if (written !== undefined) return written;
  }
  return undefined;
};
