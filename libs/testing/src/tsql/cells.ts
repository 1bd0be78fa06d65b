import { tds, type TdsColumn } from '../tds/columns.js';
import { inCodePage } from './code-page.js';
import { unknownHere } from './failure.js';
import type { TsqlType } from './types.js';

const day = 86_400_000;
/** 0001-01-01 and 1900-01-01, in days before 1970. */
const firstDay = 719_162;
const oldDay = 25_567;

const daysOf = (text: string): number => Math.round(Date.parse(`${text.slice(0, 10)}T00:00:00Z`) / day);
/** Whole days in ten-millionths of a second, and what is left of the last one: see `write-moment.ts`. */
const dayTicks = 864_000_000_000n;
const split = (text: string): readonly [days: number, ticks: bigint] => [
  Number(BigInt(text) / dayTicks),
  BigInt(text) % dayTicks,
];
const unitsOf = (ticks: bigint, scale: number): bigint => ticks / 10n ** BigInt(7 - scale);
const unscaled = (text: string, scale: number): bigint => {
  const [whole = '0', fraction = ''] = text.split('.');
  return BigInt(`${whole}${fraction.padEnd(scale, '0').slice(0, scale)}`);
};
const bytesOf = (text: string): Buffer => Buffer.from(text.slice(2), 'hex');
/** The first three groups of a uniqueidentifier stand the other way round. */
const uuidOf = (text: string): Buffer => {
  const bytes = Buffer.from(text.replaceAll('-', ''), 'hex');
  bytes.subarray(0, 4).reverse();
  bytes.subarray(4, 6).reverse();
  bytes.subarray(6, 8).reverse();
  return bytes;
};

/** A column of an answer: its type as the protocol has it, and its value out of PostgreSQL's text. */
export interface Answered {
  readonly column: TdsColumn;
  read(text: string): unknown;
}

const textColumn = (name: string, { name: type, length }: TsqlType): TdsColumn => {
  if (type === 'ntext') return tds.ntext(name);
  if (type === 'text') return tds.text(name);
  if (type === 'nvarchar') return length < 0 ? tds.nvarcharMax(name) : tds.nvarchar(length)(name);
  if (type === 'nchar') return tds.nchar(length)(name);
  if (type === 'varchar') return length < 0 ? tds.varcharMax()(name) : tds.varchar(length)(name);
  return tds.char(length)(name);
};

const momentColumn = (name: string, type: TsqlType): Answered => {
  const read = (of: (days: number, ticks: bigint) => unknown) => (text: string) => of(...split(text));
  // The oldest types count from 1900, in minutes and in three-hundredths of a second.
  const since1900 = (days: number): number => days - firstDay + oldDay;
  if (type.name === 'smalldatetime')
    return { column: tds.smalldatetime(name), read: read((days, ticks) => [since1900(days), Number(ticks / 600_000_000n)]) };
  if (type.name === 'datetime')
    return {
      column: tds.datetime(name),
      read: read((days, ticks) => [since1900(days), Math.round((Number(ticks) * 3) / 100_000)]),
    };
  return { column: tds.datetime2(type.scale)(name), read: read((days, ticks) => [unitsOf(ticks, type.scale), days]) };
};

/** How a column of that type is answered. */
export const answered = (name: string, type: TsqlType): Answered => {
  const whole = { tinyint: tds.tinyint, smallint: tds.smallint, int: tds.int, bigint: tds.bigint }[type.name];
  if (whole) return { column: whole(name), read: BigInt };
  switch (type.family) {
    case 'bit':
      return { column: tds.bit(name), read: (text) => text === '1' };
    case 'decimal':
      return {
        column: (type.name === 'numeric' ? tds.numeric : tds.decimal)(type.precision, type.scale)(name),
        read: (text) => unscaled(text, type.scale),
      };
    case 'money':
      return { column: type.name === 'money' ? tds.money(name) : tds.smallmoney(name), read: (text) => unscaled(text, 4) };
    case 'float':
      return { column: type.name === 'real' ? tds.real(name) : tds.float(name), read: Number };
    case 'text': {
      const wide = type.name.startsWith('n');
      return { column: textColumn(name, type), read: (text) => (wide ? text : inCodePage(text)) };
    }
    case 'uuid':
      return { column: tds.uniqueidentifier(name), read: uuidOf };
    case 'date':
      return { column: tds.date(name), read: (text) => daysOf(text) + firstDay };
    case 'time':
      return { column: tds.time(type.scale)(name), read: (text) => unitsOf(BigInt(text), type.scale) };
    case 'moment':
      return momentColumn(name, type);
    case 'zoned':
      return {
        column: tds.datetimeoffset(type.scale)(name),
        read: (text) => {
          const [, utc = '0', zone = '0'] = /^\((\d+),(-?\d+)\)$/u.exec(text) ?? [];
          const [days, ticks] = split(utc);
          return [unitsOf(ticks, type.scale), days, Number(zone)];
        },
      };
    case 'binary':
      if (type.name === 'image') return { column: tds.image(name), read: bytesOf };
      if (type.name === 'timestamp' || type.name === 'rowversion') return { column: tds.rowversion(name), read: bytesOf };
      if (type.name === 'binary') return { column: tds.binary(type.length)(name), read: bytesOf };
      return { column: type.length < 0 ? tds.varbinaryMax(name) : tds.varbinary(type.length)(name), read: bytesOf };
    case 'xml':
      return { column: tds.xml(name), read: (text) => text };
    case 'null':
      return { column: tds.int(name), read: () => null };
    default:
      throw unknownHere(`a result of ${type.name}`);
  }
};
