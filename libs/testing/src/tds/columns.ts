import { i32, longText, shortText, u16, u64, u8, uint, utf16 } from './bytes.js';

/** A column of a scripted result: its type as the protocol has it, and how a value goes over the wire. */
export interface TdsColumn {
  readonly name: string;
  readonly userType: number;
  readonly typeInfo: Buffer;
  encode(value: unknown): Buffer;
}

const chunk = 0x7ff0;
const noValue = Buffer.alloc(8, 0xff);
/** Latin1_General_CI_AS: code page 1252. */
export const latin1 = Buffer.from([0x09, 0x04, 0xd0, 0x00, 0x00]);

const bytesOf = (value: unknown): Buffer => {
  if (Buffer.isBuffer(value)) return value;
  throw new TypeError('A scripted value of this type is a Buffer.');
};
const integer = (value: unknown): bigint => BigInt(value as bigint | number);
const make = (typeInfo: Buffer, encode: (value: unknown) => Buffer, userType = 0) => {
  return (name: string): TdsColumn => ({ name, userType, typeInfo, encode });
};

/** A value after its length in one byte; zero is NULL. */
const short = (value: unknown, body: (value: unknown) => Buffer): Buffer => {
  if (value === null) return u8(0);
  const bytes = body(value);
  return Buffer.concat([u8(bytes.length), bytes]);
};
const counted = (value: unknown, body: (value: unknown) => Buffer): Buffer => {
  if (value === null) return u16(0xffff);
  const bytes = body(value);
  return Buffer.concat([u16(bytes.length), bytes]);
};
/** Chunks, as a server sends what may be long. */
export const chunks = (bytes: Buffer): Buffer => {
  const parts: Buffer[] = [u64(0xfffffffffffffffen)];
  for (let at = 0; at < bytes.length; at += chunk) {
    const part = bytes.subarray(at, at + chunk);
    parts.push(i32(part.length), part);
  }
  parts.push(i32(0));
  return Buffer.concat(parts);
};
const plp = (value: unknown, body: (value: unknown) => Buffer): Buffer => (value === null ? noValue : chunks(body(value)));
const behindPointer = (value: unknown, body: (value: unknown) => Buffer): Buffer => {
  if (value === null) return u8(0);
  const bytes = body(value);
  return Buffer.concat([u8(16), Buffer.alloc(24, 7), i32(bytes.length), bytes]);
};
const text16 = (value: unknown): Buffer => utf16(String(value));
const double = (value: unknown, bytes: 4 | 8): Buffer => {
  const out = Buffer.alloc(bytes);
  if (bytes === 4) out.writeFloatLE(Number(value));
  else out.writeDoubleLE(Number(value));
  return out;
};
/** The upper half of a money comes first. */
const money = (value: unknown, bytes: 4 | 8): Buffer => {
  const whole = uint(integer(value), bytes);
  return bytes === 4 ? whole : Buffer.concat([whole.subarray(4), whole.subarray(0, 4)]);
};
const info = (...bytes: number[]): Buffer => Buffer.from(bytes);

/** Every type of column there is, with values as the wire has them: unscaled numbers, days, units of time. */
export const tds = {
  int: make(info(0x26, 4), (value) => short(value, (given) => uint(integer(given), 4))),
  tinyint: make(info(0x26, 1), (value) => short(value, (given) => uint(integer(given), 1))),
  smallint: make(info(0x26, 2), (value) => short(value, (given) => uint(integer(given), 2))),
  bigint: make(info(0x26, 8), (value) => short(value, (given) => uint(integer(given), 8))),
  /** Types that are never NULL have their length in their name. */
  intNotNull: make(info(0x38), (value) => uint(integer(value), 4)),
  bigintNotNull: make(info(0x7f), (value) => uint(integer(value), 8)),
  bitNotNull: make(info(0x32), (value) => u8(value === true ? 1 : 0)),
  floatNotNull: make(info(0x3e), (value) => double(value, 8)),
  bit: make(info(0x68, 1), (value) => short(value, (given) => u8(given === true ? 1 : 0))),
  real: make(info(0x6d, 4), (value) => short(value, (given) => double(given, 4))),
  float: make(info(0x6d, 8), (value) => short(value, (given) => double(given, 8))),
  smallmoney: make(info(0x6e, 4), (value) => short(value, (given) => money(given, 4))),
  money: make(info(0x6e, 8), (value) => short(value, (given) => money(given, 8))),
  /** [days since 1900, minutes] */
  smalldatetime: make(info(0x6f, 4), (value) =>
    short(value, (given) => Buffer.concat((given as [number, number]).map((part) => u16(part)))),
  ),
  /** [days since 1900, three-hundredths of a second] */
  datetime: make(info(0x6f, 8), (value) =>
    short(value, (given) => Buffer.concat((given as [number, number]).map((part) => i32(part)))),
  ),
  uniqueidentifier: make(info(0x24, 16), (value) => short(value, bytesOf)),
  /** Days since 0001-01-01. */
  date: make(info(0x28), (value) => short(value, (given) => uint(integer(given), 3))),
  decimal: (precision: number, scale: number) =>
    make(info(0x6a, 17, precision, scale), (value) => short(value, (given) => magnitude(integer(given), precision))),
  numeric: (precision: number, scale: number) =>
    make(info(0x6c, 17, precision, scale), (value) => short(value, (given) => magnitude(integer(given), precision))),
  /** Units of 10^-scale seconds. */
  time: (scale: number) => make(info(0x29, scale), (value) => short(value, (given) => uint(integer(given), timeBytes(scale)))),
  /** [units, days] */
  datetime2: (scale: number) =>
    make(info(0x2a, scale), (value) =>
      short(value, (given) => {
        const [units, days] = given as [bigint, number];
        return Buffer.concat([uint(units, timeBytes(scale)), uint(BigInt(days), 3)]);
      }),
    ),
  /** [units, days] in UTC, and the zone in minutes. */
  datetimeoffset: (scale: number) =>
    make(info(0x2b, scale), (value) =>
      short(value, (given) => {
        const [units, days, zone] = given as [bigint, number, number];
        return Buffer.concat([uint(units, timeBytes(scale)), uint(BigInt(days), 3), uint(BigInt(zone), 2)]);
      }),
    ),
  nvarchar: (length: number) => make(Buffer.concat([u8(0xe7), u16(length * 2), latin1]), (value) => counted(value, text16)),
  nchar: (length: number) => make(Buffer.concat([u8(0xef), u16(length * 2), latin1]), (value) => counted(value, text16)),
  nvarcharMax: make(Buffer.concat([u8(0xe7), u16(0xffff), latin1]), (value) => plp(value, text16)),
  /** Bytes in the code page of the collation. */
  varchar: (length: number, collation: Buffer = latin1) =>
    make(Buffer.concat([u8(0xa7), u16(length), collation]), (value) => counted(value, bytesOf)),
  char: (length: number, collation: Buffer = latin1) =>
    make(Buffer.concat([u8(0xaf), u16(length), collation]), (value) => counted(value, bytesOf)),
  varcharMax: (collation: Buffer = latin1) =>
    make(Buffer.concat([u8(0xa7), u16(0xffff), collation]), (value) => plp(value, bytesOf)),
  varbinary: (length: number) => make(Buffer.concat([u8(0xa5), u16(length)]), (value) => counted(value, bytesOf)),
  binary: (length: number) => make(Buffer.concat([u8(0xad), u16(length)]), (value) => counted(value, bytesOf)),
  rowversion: make(Buffer.concat([u8(0xad), u16(8)]), (value) => counted(value, bytesOf), 80),
  varbinaryMax: make(Buffer.concat([u8(0xa5), u16(0xffff)]), (value) => plp(value, bytesOf)),
  xml: make(info(0xf1, 0), (value) => plp(value, text16)),
  udt: (name: string) =>
    make(Buffer.concat([u8(0xf0), u16(0xffff), shortText('master'), shortText('sys'), shortText(name), longText('x')]), (value) =>
      plp(value, bytesOf),
    ),
  image: make(Buffer.concat([u8(0x22), i32(0x7fffffff), u8(1), longText('t')]), (value) => behindPointer(value, bytesOf)),
  text: make(Buffer.concat([u8(0x23), i32(0x7fffffff), latin1, u8(1), longText('t')]), (value) => behindPointer(value, bytesOf)),
  ntext: make(Buffer.concat([u8(0x63), i32(0x7fffffff), latin1, u8(1), longText('t')]), (value) => behindPointer(value, text16)),
  /** The bytes of a value behind its base type and its properties. */
  variant: make(Buffer.concat([u8(0x62), i32(8009)]), (value) => {
    if (value === null) return i32(0);
    const bytes = bytesOf(value);
    return Buffer.concat([i32(bytes.length), bytes]);
  }),
};

const timeBytes = (scale: number): number => (scale <= 2 ? 3 : scale <= 4 ? 4 : 5);

/** A sign, and as many bytes as the precision needs. */
const magnitude = (value: bigint, precision: number): Buffer => {
  const bytes = precision <= 9 ? 4 : precision <= 19 ? 8 : precision <= 28 ? 12 : 16;
  return Buffer.concat([u8(value < 0n ? 0 : 1), uint(value < 0n ? -value : value, bytes)]);
};
