import { TsqlFailure, unknownHere } from './failure.js';
import { areClocks, clockAs, clockIn, clockText } from './write-moment.js';
import { pgTypeOf, type TsqlType, typeText } from './types.js';

/** A piece of SQL of PostgreSQL, and the type that SQL Server gives it. */
export interface Written {
  readonly sql: string;
  readonly type: TsqlType;
  /** Whether it may be NULL, as far as that is known. */
  readonly nullable?: boolean;
}

export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
/** A text that compares as the database's collation does: Latin1_General_CI_AS. */
export const asText = (sql: string): string => `((${sql})::text collate tsql.ci)`;

const numbers = new Set(['int', 'bit', 'decimal', 'money', 'float']);
/** What has no conversion to text, not even one that is asked for. */
const untextual = new Set(['image', 'timestamp', 'rowversion']);

const refusal = (from: TsqlType, to: TsqlType, explicit: boolean): TsqlFailure =>
  explicit
    ? new TsqlFailure(529, `Explicit conversion from data type ${from.name} to ${typeText(to)} is not allowed.`)
    : new TsqlFailure(
        257,
        `Implicit conversion from data type ${from.name} to ${typeText(to)} is not allowed. Use the CONVERT function to run this query.`,
      );

const numeric = (sql: string, from: TsqlType, to: TsqlType): string => {
  if (to.family === 'bit') return `(case when (${sql}) is null then null when (${sql}) = 0 then 0 else 1 end)::smallint`;
  if (to.family === 'int') {
    const whole = from.family === 'int' || from.family === 'bit' ? sql : `trunc((${sql})::numeric)`;
    return to.name === 'tinyint' ? `tsql.to_tinyint(${whole})` : `(${whole})::${pgTypeOf(to)}`;
  }
  return `(${sql})::${pgTypeOf(to)}`;
};

/** Bytes as long as they may be; those that always are as many are filled. */
const cutBytes = (sql: string, { name, length }: TsqlType): string => {
  if (length < 0 || !/^(?:var)?binary$/u.test(name)) return sql;
  const cut = `substring(${sql} from 1 for ${String(length)})`;
  return name === 'binary' ? `tsql.filled(${cut}, ${String(length)})` : cut;
};

const fromText = (sql: string, from: TsqlType, to: TsqlType, explicit: boolean, style: number | undefined): string => {
  const source = quoted(from.name);
  switch (to.family) {
    case 'int':
      return `tsql.to_whole(${sql}, ${source}, ${quoted(to.name)})::${pgTypeOf(to)}`;
    case 'bit':
      return `tsql.to_bit(${sql}, ${source})`;
    case 'decimal':
    case 'money':
      return `tsql.to_number(${sql}, ${source}, ${quoted(to.family === 'money' ? to.name : 'numeric')}, ${String(to.family === 'money' ? 19 : to.precision)}, ${String(to.family === 'money' ? 4 : to.scale)})`;
    case 'float':
      return `tsql.to_float(${sql}, ${source}, ${quoted(to.name)})::${pgTypeOf(to)}`;
    case 'uuid':
      return `tsql.to_uuid(${sql})`;
    case 'date':
    case 'time':
    case 'moment':
    case 'zoned':
      return clockIn(sql, to);
    case 'binary':
      if (!explicit) throw refusal(from, to, explicit);
      if (style === 2) return cutBytes(`tsql.to_bytes(${sql})`, to);
      if (style !== undefined && style !== 0) throw unknownHere(`style ${String(style)} of bytes`);
      return cutBytes(from.name.startsWith('n') ? `tsql.utf16(${sql})` : `convert_to(${sql}, 'WIN1252')`, to);
    case 'xml':
      return sql;
    default:
      throw refusal(from, to, explicit);
  }
};

const toText = (sql: string, from: TsqlType, to: TsqlType, explicit: boolean, style: number | undefined): string => {
  switch (from.family) {
    case 'uuid':
      return asText(`upper((${sql})::text)`);
    case 'float':
      throw unknownHere('how a float is written as text');
    case 'date':
    case 'time':
    case 'moment':
    case 'zoned':
      return asText(clockText(sql, from));
    case 'binary':
      if (style === 2) return asText(`upper(encode(${sql}, 'hex'))`);
      if (style !== undefined && style !== 0) throw unknownHere(`style ${String(style)} of bytes`);
      return asText(to.name.startsWith('n') ? `tsql.from_utf16(${sql})` : `convert_from(${sql}, 'WIN1252')`);
    case 'xml':
      if (!explicit) throw refusal(from, { ...from, name: 'nvarchar' }, false);
      return asText(sql);
    default:
      return asText(sql);
  }
};

/** A value as another type. `explicit`: by CAST or CONVERT; what may not be converted without them is refused. */
export const converted = (value: Written, to: TsqlType, explicit: boolean, style?: number): Written => {
  const { sql, type: from } = value;
  const as = (text: string): Written => ({ ...value, sql: text, type: to });
  if (from.family === 'null') return as(`null::${pgTypeOf(to)}`);
  if (numbers.has(from.family) && numbers.has(to.family)) return as(numeric(sql, from, to));
  if (from.family === 'text' && to.family === 'text') {
    const cut = explicit && to.length > 0;
    return as(cut ? `left(${sql}, ${String(to.length)})` : sql);
  }
  if (from.family === 'text') return as(fromText(sql, from, to, explicit, style));
  if (to.family === 'text') {
    if (untextual.has(from.name)) throw refusal(from, to, explicit);
    const text = toText(sql, from, to, explicit, style);
    return as(explicit && to.length > 0 ? `left(${text}, ${String(to.length)})` : text);
  }
  if (from.family === 'binary' && to.family === 'binary') return as(explicit ? cutBytes(sql, to) : sql);
  if (areClocks(from, to)) return as(clockAs(sql, from, to));
  if (from.family === to.family) return as(sql);
  if (!explicit) throw new TsqlFailure(206, `Operand type clash: ${from.name} is incompatible with ${to.name}`);
  throw refusal(from, to, explicit);
};
