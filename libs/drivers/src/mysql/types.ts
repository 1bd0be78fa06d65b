import type { ValueKind } from '@orrery/contracts';
import type { ColumnDefinition } from './packets.js';

/** How a cell's bytes become JSON. Small integers: the row encoders switch on them. */
export const Encoding = { string: 0, number: 1, json: 2, checkedJson: 3, binary: 4, bits: 5, double: 6, vector: 7 } as const;
export type Encoding = (typeof Encoding)[keyof typeof Encoding];

/** The type numbers of the protocol (enum_field_types). */
export const Type = {
  decimal: 0,
  tiny: 1,
  short: 2,
  long: 3,
  float: 4,
  double: 5,
  null: 6,
  timestamp: 7,
  longlong: 8,
  int24: 9,
  date: 10,
  time: 11,
  datetime: 12,
  year: 13,
  bit: 16,
  /** MySQL 9's; MariaDB sends its vectors as VARBINARY, and nothing tells what they are. */
  vector: 242,
  json: 245,
  newDecimal: 246,
  enum: 247,
  set: 248,
  tinyBlob: 249,
  mediumBlob: 250,
  longBlob: 251,
  blob: 252,
  varString: 253,
  string: 254,
  geometry: 255,
} as const;

/** A vector is its single floats, one after the other. */
export const bytesPerDimension = 4;

const flagUnsigned = 32;
const flagZerofill = 64;
const flagEnum = 256;
const flagSet = 2048;
/** The character set "binary": what it marks is bytes, not text. */
const binaryCharset = 63;
/** Bytes that a character may take: lengths of text are told in them. Ours is utf8mb4; a person may have chosen another. */
const bytesPerCharacter = (charset: number): number => {
  if ([5, 8, 11, 15, 31, 47, 48, 49, 65, 94].includes(charset)) return 1; // latin1, ascii
  return charset === 33 || charset === 83 || (charset >= 192 && charset <= 223) ? 3 : 4; // utf8mb3
};

/** What a column's type comes down to. */
export interface ColumnType {
  readonly name: string;
  readonly kind: ValueKind;
  readonly encoding: Encoding;
  /** For BIT: how many. */
  readonly bits: number;
}

/** The type of a result column, as the database would write it. */
export const typeOf = (column: ColumnDefinition): ColumnType => {
  const { type, flags, length, decimals, charset } = column;
  const sign = (flags & flagUnsigned) === 0 ? '' : ' unsigned';
  const fill = (flags & flagZerofill) === 0 ? '' : ' zerofill';
  const made = (name: string, kind: ValueKind, encoding: Encoding = Encoding.string): ColumnType => ({
    name,
    kind,
    encoding,
    bits: length,
  });
  const number = (name: string): ColumnType => made(`${name}${sign}${fill}`, 'number', Encoding.number);
  const fraction = decimals > 0 && decimals <= 6 ? `(${String(decimals)})` : '';
  switch (type) {
    case Type.tiny:
      return number(length === 1 ? 'tinyint(1)' : 'tinyint');
    case Type.short:
      return number('smallint');
    case Type.int24:
      return number('mediumint');
    case Type.long:
      return number('int');
    case Type.longlong:
      return number('bigint');
    case Type.year:
      return made('year', 'number', Encoding.number);
    case Type.float:
      return number('float');
    case Type.double:
      return made(`double${sign}${fill}`, 'number', Encoding.double);
    case Type.decimal:
    case Type.newDecimal: {
      // The length counts the sign and the point as well.
      const digits = length - (sign === '' ? 1 : 0) - (decimals > 0 ? 1 : 0);
      return number(`decimal(${String(digits)},${String(decimals)})`);
    }
    case Type.date:
      return made('date', 'date');
    case Type.time:
      return made(`time${fraction}`, 'time');
    case Type.datetime:
      return made(`datetime${fraction}`, 'datetime');
    case Type.timestamp:
      return made(`timestamp${fraction}`, 'datetime');
    case Type.bit:
      return made(`bit(${String(length)})`, 'string', Encoding.bits);
    case Type.json:
      return made('json', 'json', Encoding.json);
    case Type.vector:
      return made(`vector(${String(length / bytesPerDimension)})`, 'string', Encoding.vector);
    case Type.geometry:
      return made(column.extendedType ?? 'geometry', 'binary', Encoding.binary);
    case Type.null:
      return made('null', 'other');
    default:
      return textType(column, charset === binaryCharset, length);
  }
};

const textType = (column: ColumnDefinition, binary: boolean, length: number): ColumnType => {
  const made = (name: string, kind: ValueKind, encoding: Encoding = Encoding.string): ColumnType => ({
    name,
    kind,
    encoding,
    bits: 0,
  });
  const { type, flags, extendedType, format } = column;
  // MariaDB's JSON is text that a constraint checks, and a constraint can be dropped: each value is looked at.
  if (format === 'json') return made('json', 'json', Encoding.checkedJson);
  if (extendedType === 'uuid') return made('uuid', 'uuid');
  if (extendedType !== undefined && !binary) return made(extendedType, 'string');
  if ((flags & flagEnum) !== 0 || type === Type.enum) return made('enum', 'string');
  if ((flags & flagSet) !== 0 || type === Type.set) return made('set', 'string');
  const blob = type === Type.blob || type === Type.tinyBlob || type === Type.mediumBlob || type === Type.longBlob;
  if (blob) {
    const characters = binary ? length : length / bytesPerCharacter(column.charset);
    const noun = binary ? 'blob' : 'text';
    const size = characters <= 255 ? 'tiny' : characters <= 65_535 ? '' : characters <= 16_777_215 ? 'medium' : 'long';
    return made(`${size}${noun}`, binary ? 'binary' : 'string', binary ? Encoding.binary : Encoding.string);
  }
  const variable = type === Type.varString || type === 15;
  if (binary) return made(`${variable ? 'varbinary' : 'binary'}(${String(length)})`, 'binary', Encoding.binary);
  return made(`${variable ? 'varchar' : 'char'}(${String(Math.floor(length / bytesPerCharacter(column.charset)))})`, 'string');
};
