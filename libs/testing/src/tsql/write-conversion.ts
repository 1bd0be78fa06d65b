import { TsqlFailure, unknownHere } from './failure.js';
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

/** A moment as the type keeps it: DATETIME in three-hundredths of a second, SMALLDATETIME in minutes. */
const rounded = (sql: string, type: TsqlType): string => {
  if (type.name === 'datetime') return `tsql.to_datetime(${sql})`;
  if (type.name === 'smalldatetime') return `date_trunc('minute', (${sql}) + interval '30 seconds')`;
  return `(${sql})::timestamp(${String(Math.min(6, type.scale))})`;
};

const numeric = (sql: string, from: TsqlType, to: TsqlType): string => {
  if (to.family === 'bit') return `(case when (${sql}) is null then null when (${sql}) = 0 then 0 else 1 end)::smallint`;
  if (to.family === 'int') {
    const whole = from.family === 'int' || from.family === 'bit' ? sql : `trunc((${sql})::numeric)`;
    return to.name === 'tinyint' ? `tsql.to_tinyint(${whole})` : `(${whole})::${pgTypeOf(to)}`;
  }
  return `(${sql})::${pgTypeOf(to)}`;
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
      return `tsql.to_moment(${sql})::date`;
    case 'time':
      return `tsql.to_time(${sql})`;
    case 'moment':
      // What 2024-02-01 means as DATETIME depends on the language of the session.
      return to.name === 'datetime2' ? rounded(`tsql.to_moment(${sql})`, to) : `tsql.by_language(${sql}, ${quoted(to.name)})`;
    case 'binary':
      if (!explicit) throw refusal(from, to, explicit);
      if (style === 2) return `tsql.to_bytes(${sql})`;
      throw unknownHere('the bytes of a text');
    case 'xml':
      return sql;
    default:
      throw refusal(from, to, explicit);
  }
};

const toText = (sql: string, from: TsqlType, explicit: boolean, style: number | undefined): string => {
  switch (from.family) {
    case 'uuid':
      return asText(`upper((${sql})::text)`);
    case 'float':
      throw unknownHere('how a float is written as text');
    case 'moment':
      if (from.name !== 'datetime2') throw unknownHere(`how a ${from.name} is written as text`);
      return asText(`to_char(${sql}, 'YYYY-MM-DD HH24:MI:SS${from.scale === 0 ? '' : '.'}') || ${fraction(sql, from.scale)}`);
    case 'time':
      return asText(`to_char(${sql}, 'HH24:MI:SS${from.scale === 0 ? '' : '.'}') || ${fraction(sql, from.scale)}`);
    case 'binary':
      if (style === 2) return asText(`upper(encode(${sql}, 'hex'))`);
      throw unknownHere('bytes as text');
    case 'xml':
      if (!explicit) throw refusal(from, { ...from, name: 'nvarchar' }, false);
      return asText(sql);
    default:
      return asText(sql);
  }
};
const fraction = (sql: string, scale: number): string => `left(to_char(${sql}, 'US') || '0', ${String(scale)})`;

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
    const text = toText(sql, from, explicit, style);
    return as(explicit && to.length > 0 ? `left(${text}, ${String(to.length)})` : text);
  }
  if (from.family === 'binary' && to.family === 'binary') return as(sql);
  if (from.family === 'date' && to.family === 'moment') return as(rounded(`(${sql})::timestamp`, to));
  if (from.family === 'moment' && to.family === 'moment') return as(rounded(sql, to));
  if (from.family === 'moment' && (to.family === 'date' || to.family === 'time')) return as(`(${sql})::${pgTypeOf(to)}`);
  if (from.family === to.family) return as(sql);
  if (!explicit) throw new TsqlFailure(206, `Operand type clash: ${from.name} is incompatible with ${to.name}`);
  throw refusal(from, to, explicit);
};
