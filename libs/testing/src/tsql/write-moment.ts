import { unknownHere } from './failure.js';
import type { TsqlType } from './types.js';

/**
 * Moments and times of day are kept in ten-millionths of a second, since the first day of the first year and since midnight: PostgreSQL's
 * own have millionths. One with a zone is kept as its moment in UTC, and the zone's minutes.
 */
const day = '864000000000';
const ofDate = (sql: string): string => `(((${sql}) - date '0001-01-01')::bigint * ${day})`;
const dateOf = (sql: string): string => `(date '0001-01-01' + ((${sql}) / ${day})::int)`;
const local = (sql: string): string => `((${sql}).utc + (${sql}).zone * 600000000::bigint)`;

/** As the type keeps it: DATETIME in three-hundredths of a second, SMALLDATETIME in minutes, the others in as many digits as they have. */
export const rounded = (sql: string, type: TsqlType): string => {
  if (type.name === 'datetime' || type.name === 'smalldatetime') return `tsql.to_${type.name}(${sql})`;
  if (type.family === 'zoned') return `tsql.rounded_zoned(${sql}, ${String(type.scale)})`;
  return `tsql.rounded(${sql}, ${String(type.scale)})`;
};

const clocks = new Set(['date', 'time', 'moment', 'zoned']);
/** Whether both are days, times or moments. */
export const areClocks = (from: TsqlType, to: TsqlType): boolean =>
  clocks.has(from.family) &&
  clocks.has(to.family) &&
  !(from.family === 'date' && to.family === 'time') &&
  !(from.family === 'time' && to.family === 'date');

const momentOf = (sql: string, { family }: TsqlType): string => {
  if (family === 'date') return ofDate(sql);
  if (family === 'time') return `(599266080000000000 + (${sql}))`;
  return family === 'zoned' ? local(sql) : sql;
};

/** A day, a time or a moment as another of them. */
export const clockAs = (sql: string, from: TsqlType, to: TsqlType): string => {
  if (from.family === to.family) return from.family === 'date' ? sql : rounded(sql, to);
  // What has no day is of the first of January 1900.
  const moment = momentOf(sql, from);
  if (to.family === 'date') return dateOf(moment);
  if (to.family === 'time') return rounded(`((${moment}) % ${day})`, to);
  return to.family === 'zoned' ? rounded(`tsql.in_utc(${moment})`, to) : rounded(moment, to);
};

/** What one is compared and ordered by. */
export const instant = (sql: string, { family }: TsqlType): string => (family === 'zoned' ? `(${sql}).utc` : sql);

/** A text as a day, a time or a moment. */
export const clockIn = (sql: string, to: TsqlType): string => {
  if (to.family === 'date') return dateOf(`tsql.to_moment(${sql})`);
  if (to.family === 'time') return rounded(`tsql.to_time(${sql})`, to);
  if (to.family === 'zoned') return rounded(`tsql.to_zoned(${sql})`, to);
  // What 2024-02-01 means as DATETIME depends on the language of the session.
  return to.name === 'datetime2' ? rounded(`tsql.to_moment(${sql})`, to) : rounded(`tsql.by_language(${sql}, '${to.name}')`, to);
};

/** A day, a time or a moment as text. */
export const clockText = (sql: string, { name, family, scale }: TsqlType): string => {
  const digits = String(scale);
  if (family === 'date') return `(${sql})::text`;
  if (family === 'time') return `tsql.time_text(${sql}, ${digits})`;
  if (family === 'zoned') return `(tsql.moment_text(${local(sql)}, ${digits}) || tsql.zone_text((${sql}).zone))`;
  if (name !== 'datetime2') throw unknownHere(`how a ${name} is written as text`);
  return `tsql.moment_text(${sql}, ${digits})`;
};
