import { tds, type TdsColumn } from '../tds/columns.js';
import { unknownHere } from './failure.js';
import type { TsqlType } from './types.js';

const day = 86_400_000;
/** 0001-01-01 and 1900-01-01, in days before 1970. */
const firstDay = 719_162;
const oldDay = 25_567;

const daysOf = (text: string): number => Math.round(Date.parse(`${text.slice(0, 10)}T00:00:00Z`) / day);
/** Ten-millionths of a second since midnight. */
const ticksOf = (text: string): bigint => {
  const [, hours = '0', minutes = '0', seconds = '0', fraction = ''] = /(\d\d):(\d\d):(\d\d)(?:\.(\d+))?/u.exec(text) ?? [];
  return (
    BigInt((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 10_000_000n +
    BigInt(fraction.padEnd(7, '0').slice(0, 7))
  );
};
const unitsOf = (text: string, scale: number): bigint => ticksOf(text) / 10n ** BigInt(7 - scale);
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

/** How a column of that type is answered. */
export const answered = (name: string, type: TsqlType): Answered => {
  const whole = { tinyint: tds.tinyint, smallint: tds.smallint, int: tds.int, bigint: tds.bigint }[type.name];
  if (whole) return { column: whole(name), read: BigInt };
  switch (type.family) {
    case 'bit':
      return { column: tds.bit(name), read: (text) => text === '1' };
    case 'decimal':
      return { column: tds.decimal(type.precision, type.scale)(name), read: (text) => unscaled(text, type.scale) };
    case 'money':
      return { column: type.name === 'money' ? tds.money(name) : tds.smallmoney(name), read: (text) => unscaled(text, 4) };
    case 'float':
      return { column: type.name === 'real' ? tds.real(name) : tds.float(name), read: Number };
    case 'text': {
      const wide = type.name.startsWith('n');
      return { column: textColumn(name, type), read: (text) => (wide ? text : Buffer.from(text, 'latin1')) };
    }
    case 'uuid':
      return { column: tds.uniqueidentifier(name), read: uuidOf };
    case 'date':
      return { column: tds.date(name), read: (text) => daysOf(text) + firstDay };
    case 'time':
      return { column: tds.time(type.scale)(name), read: (text) => unitsOf(text, type.scale) };
    case 'moment':
      if (type.name === 'smalldatetime')
        return { column: tds.smalldatetime(name), read: (text) => [daysOf(text) + oldDay, Number(ticksOf(text) / 600_000_000n)] };
      if (type.name === 'datetime')
        return {
          column: tds.datetime(name),
          read: (text) => [daysOf(text) + oldDay, Math.round((Number(ticksOf(text)) * 3) / 100_000)],
        };
      return {
        column: tds.datetime2(type.scale)(name),
        read: (text) => [unitsOf(text, type.scale), daysOf(text) + firstDay],
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
