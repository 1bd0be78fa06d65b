/** A stretch of time as a filter means it: from `start` on, before `end`, as text of a date or of a date and time. */
export interface Span {
  readonly start: string;
  readonly end: string;
  /** The last day, where the stretch is of whole days. */
  readonly last?: string;
}

const two = (value: number): string => String(value).padStart(2, '0');
const dateText = (date: Date): string =>
  `${String(date.getUTCFullYear()).padStart(4, '0')}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
const timeText = (date: Date): string =>
  `${dateText(date)} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;

/** A moment without a zone; undefined where there is no such day or time. */
const moment = (year: number, month = 1, day = 1, hour = 0, minute = 0, second = 0): Date | undefined => {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  const same =
    date.getUTCFullYear() === year &&
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day &&
    date.getUTCHours() === hour &&
    date.getUTCMinutes() === minute &&
    date.getUTCSeconds() === second;
  return same ? date : undefined;
};

const days = (date: Date, count: number): Date => new Date(date.getTime() + count * 86_400_000);
const months = (date: Date, count: number): Date => {
  const moved = new Date(date);
  moved.setUTCMonth(moved.getUTCMonth() + count);
  return moved;
};

const whole = (start: Date, end: Date): Span => ({ start: dateText(start), end: dateText(end), last: dateText(days(end, -1)) });

const written = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:[ T](\d{1,2})(?::(\d{2})(?::(\d{2}))?)?)?)?)?$/;

/** The year, month, day, hour, minute or second that a text names; undefined where it names none. */
export const spanWritten = (text: string): Span | undefined => {
  const match = written.exec(text);
  if (!match) return undefined;
  const parts: readonly (string | undefined)[] = match.slice(1);
  const given = parts.filter((part) => part !== undefined).map(Number);
  const [year = 0, ...rest] = given;
  const start = moment(year, ...rest);
  if (!start) return undefined;
  if (given.length === 1) return whole(start, months(start, 12));
  if (given.length === 2) return whole(start, months(start, 1));
  if (given.length === 3) return whole(start, days(start, 1));
  const length = [3_600_000, 60_000, 1_000][given.length - 4] ?? 1_000;
  return { start: timeText(start), end: timeText(new Date(start.getTime() + length)) };
};

type Unit = 'day' | 'week' | 'month' | 'year';

const startOf = (today: Date, unit: Unit): Date => {
  const year = today.getUTCFullYear();
  if (unit === 'year') return moment(year) ?? today;
  if (unit === 'month') return moment(year, today.getUTCMonth() + 1) ?? today;
  // Weeks begin on Monday (ISO 8601).
  return unit === 'week' ? days(today, -((today.getUTCDay() + 6) % 7)) : today;
};
const plus = (date: Date, unit: Unit, count: number): Date =>
  unit === 'day'
    ? days(date, count)
    : unit === 'week'
      ? days(date, count * 7)
      : months(date, unit === 'month' ? count : count * 12);

/** What `today`, `last month` or `last 7 days` mean on that day; undefined where the words mean nothing. */
export const spanSpoken = (
  text: string,
  today: { readonly year: number; readonly month: number; readonly day: number },
): Span | undefined => {
  const now = moment(today.year, today.month, today.day);
  if (!now) return undefined;
  const words = text.toLowerCase().trim().replace(/\s+/g, ' ');
  const offset = { today: 0, yesterday: -1, tomorrow: 1 }[words];
  if (offset !== undefined) return whole(days(now, offset), days(now, offset + 1));
  const one = /^(this|last|next) (day|week|month|year)$/.exec(words);
  if (one) {
    const unit = one[2] as Unit;
    const from = plus(startOf(now, unit), unit, one[1] === 'this' ? 0 : one[1] === 'last' ? -1 : 1);
    return whole(from, plus(from, unit, 1));
  }
  const many = /^(last|next) (\d{1,4}) (day|week|month|year)s?$/.exec(words);
  if (!many) return undefined;
  const count = Number(many[2]);
  const unit = many[3] as Unit;
  // The last seven days end with today.
  return many[1] === 'last' ? whole(days(plus(now, unit, -count), 1), days(now, 1)) : whole(now, plus(now, unit, count));
};
