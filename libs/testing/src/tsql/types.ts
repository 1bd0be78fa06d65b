import { TsqlFailure, unknownHere } from './failure.js';

/** A type of T-SQL. `length`: characters or bytes, -1 for max. */
export interface TsqlType {
  readonly name: string;
  readonly family:
    | 'int'
    | 'bit'
    | 'decimal'
    | 'money'
    | 'float'
    | 'text'
    | 'uuid'
    | 'date'
    | 'time'
    | 'moment'
    | 'zoned'
    | 'binary'
    | 'xml'
    | 'null';
  readonly length: number;
  readonly precision: number;
  readonly scale: number;
}

type Family = TsqlType['family'];

/** From the highest to the lowest: what two of them meet as. */
const precedence = [
  ...[
    'xml',
    'datetimeoffset',
    'datetime2',
    'datetime',
    'smalldatetime',
    'date',
    'time',
    'float',
    'real',
    'decimal',
    'numeric',
    'money',
    'smallmoney',
  ],
  ...['bigint', 'int', 'smallint', 'tinyint', 'bit', 'ntext', 'text', 'image', 'timestamp', 'rowversion', 'uniqueidentifier'],
  ...['nvarchar', 'nchar', 'varchar', 'char', 'varbinary', 'binary', 'null'],
];

interface Known {
  readonly family: Family;
  readonly pg: string;
  /** sys.types: system_type_id, and bytes. */
  readonly id: number;
  readonly bytes: number;
}
const ci = 'text collate tsql.ci';

/** Every type that this stand-in has. */
export const knownTypes: Readonly<Record<string, Known>> = {
  tinyint: { family: 'int', pg: 'smallint', id: 48, bytes: 1 },
  smallint: { family: 'int', pg: 'smallint', id: 52, bytes: 2 },
  int: { family: 'int', pg: 'integer', id: 56, bytes: 4 },
  bigint: { family: 'int', pg: 'bigint', id: 127, bytes: 8 },
  bit: { family: 'bit', pg: 'smallint', id: 104, bytes: 1 },
  decimal: { family: 'decimal', pg: 'numeric', id: 106, bytes: 17 },
  numeric: { family: 'decimal', pg: 'numeric', id: 108, bytes: 17 },
  money: { family: 'money', pg: 'numeric(19,4)', id: 60, bytes: 8 },
  smallmoney: { family: 'money', pg: 'numeric(10,4)', id: 122, bytes: 4 },
  float: { family: 'float', pg: 'double precision', id: 62, bytes: 8 },
  real: { family: 'float', pg: 'real', id: 59, bytes: 4 },
  varchar: { family: 'text', pg: ci, id: 167, bytes: 1 },
  char: { family: 'text', pg: ci, id: 175, bytes: 1 },
  nvarchar: { family: 'text', pg: ci, id: 231, bytes: 2 },
  nchar: { family: 'text', pg: ci, id: 239, bytes: 2 },
  text: { family: 'text', pg: ci, id: 35, bytes: 16 },
  ntext: { family: 'text', pg: ci, id: 99, bytes: 16 },
  uniqueidentifier: { family: 'uuid', pg: 'uuid', id: 36, bytes: 16 },
  date: { family: 'date', pg: 'date', id: 40, bytes: 3 },
  time: { family: 'time', pg: 'bigint', id: 41, bytes: 5 },
  datetime: { family: 'moment', pg: 'bigint', id: 61, bytes: 8 },
  smalldatetime: { family: 'moment', pg: 'bigint', id: 58, bytes: 4 },
  datetime2: { family: 'moment', pg: 'bigint', id: 42, bytes: 8 },
  datetimeoffset: { family: 'zoned', pg: 'tsql.zoned', id: 43, bytes: 10 },
  varbinary: { family: 'binary', pg: 'bytea', id: 165, bytes: 1 },
  binary: { family: 'binary', pg: 'bytea', id: 173, bytes: 1 },
  image: { family: 'binary', pg: 'bytea', id: 34, bytes: 16 },
  timestamp: { family: 'binary', pg: 'bytea', id: 189, bytes: 8 },
  rowversion: { family: 'binary', pg: 'bytea', id: 189, bytes: 8 },
  xml: { family: 'xml', pg: 'text', id: 241, bytes: -1 },
};

const known = (name: string): Known => {
  const found = knownTypes[name];
  if (found === undefined) throw unknownHere(`the type ${name}`);
  return found;
};

/** Whether a type of that name has a length in parentheses. */
export const hasLength = (name: string): boolean => /^n?(?:var)?char$|^(?:var)?binary$/u.test(name);

/** Whether a type of that name has a number of digits in parentheses. */
const hasDigits = (name: string): boolean => /^(?:datetime2|time|datetimeoffset)$/u.test(name);

/** The type of that name. `numbers`: what stands in parentheses behind it. */
export const typeNamed = (written: string, numbers: readonly number[] = []): TsqlType => {
  const name = written.toLowerCase();
  const { family, bytes } = known(name);
  const plain = { name, family, length: bytes, precision: 0, scale: 0 };
  if (hasLength(name)) {
    const length = numbers[0] ?? 1;
    if (length > (name.startsWith('n') ? 4_000 : 8_000))
      throw new TsqlFailure(2717, `The size (${String(length)}) given to the type '${name}' exceeds the maximum allowed.`);
    return { ...plain, length };
  }
  if (family === 'decimal') {
    const [precision = 18, scale = 0] = numbers;
    if (precision > 38 || scale > precision)
      throw new TsqlFailure(2750, 'Column or parameter: Specified column precision or scale is greater than the maximum.');
    return { ...plain, precision, scale };
  }
  if (hasDigits(name)) return { ...plain, scale: numbers[0] ?? 7 };
  if (numbers.length > 0)
    throw new TsqlFailure(2716, `Column, parameter, or variable: Cannot specify a column width on data type ${name}.`);
  return plain;
};

export const pgTypeOf = (type: TsqlType): string => {
  const { pg } = known(type.name);
  return type.family === 'decimal' ? `numeric(${String(type.precision)},${String(type.scale)})` : pg;
};

/** The type as it is written. */
export const typeText = (type: TsqlType): string => {
  const { name, length, precision, scale, family } = type;
  if (hasLength(name)) return `${name}(${length < 0 ? 'max' : String(length)})`;
  if (hasDigits(name)) return `${name}(${String(scale)})`;
  return family === 'decimal' ? `${name}(${String(precision)},${String(scale)})` : name;
};

export const nothing: TsqlType = { name: 'null', family: 'null', length: 0, precision: 0, scale: 0 };
export const intType = typeNamed('int');
export const bigintType = typeNamed('bigint');
export const longText: TsqlType = { ...typeNamed('nvarchar', [4_000]), length: -1 };
export const nameType = typeNamed('nvarchar', [128]);
export const paramText = typeNamed('nvarchar', [4_000]);
export const bitType = typeNamed('bit');

const rank = (type: TsqlType): number => precedence.indexOf(type.name);

/** The type that two values meet as: the one of higher precedence, wide enough for both. */
export const meeting = (a: TsqlType, b: TsqlType): TsqlType => {
  const [high, low] = rank(a) <= rank(b) ? [a, b] : [b, a];
  if (high.family === 'decimal' && low.family === 'decimal') {
    const scale = Math.max(high.scale, low.scale);
    const whole = Math.max(high.precision - high.scale, low.precision - low.scale);
    return { ...high, precision: Math.min(38, whole + scale), scale };
  }
  if (high.family === 'decimal' && low.family === 'int') return { ...high, precision: 38 };
  if (high.family === 'text' && low.family === 'text')
    return { ...high, length: high.length < 0 || low.length < 0 ? -1 : Math.max(high.length, low.length) };
  return high;
};

/** Whether two values of the type can be held against each other with =, ordered and grouped. */
export const isComparable = (type: TsqlType): boolean => !['text', 'ntext', 'image', 'xml'].includes(type.name);
