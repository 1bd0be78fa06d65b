const two = (n: number): string => String(n).padStart(2, '0');
const dateText = (date: Date): string =>
  `${String(date.getUTCFullYear()).padStart(4, '0')}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
const addDays = (date: Date, days: number): Date => new Date(date.getTime() + days * 86_400_000);
const utc = (year: number, month: number, day: number): Date => {
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);
  return date;
};

/** The day on the wall's calendar, as a date without a clock. */
const today = (now: Date): Date => utc(now.getFullYear(), now.getMonth(), now.getDate());
/** Weeks begin on Monday. */
const monday = (date: Date): Date => addDays(date, -((date.getUTCDay() + 6) % 7));

const words: Readonly<Record<string, (now: Date) => readonly [first: Date, last: Date]>> = {
  today: (now) => [today(now), today(now)],
  yesterday: (now) => [addDays(today(now), -1), addDays(today(now), -1)],
  tomorrow: (now) => [addDays(today(now), 1), addDays(today(now), 1)],
  'this week': (now) => [monday(today(now)), addDays(monday(today(now)), 6)],
  'last week': (now) => [addDays(monday(today(now)), -7), addDays(monday(today(now)), -1)],
  'this month': (now) => [utc(now.getFullYear(), now.getMonth(), 1), utc(now.getFullYear(), now.getMonth() + 1, 0)],
  'last month': (now) => [utc(now.getFullYear(), now.getMonth() - 1, 1), utc(now.getFullYear(), now.getMonth(), 0)],
  'this year': (now) => [utc(now.getFullYear(), 0, 1), utc(now.getFullYear(), 11, 31)],
  'last year': (now) => [utc(now.getFullYear() - 1, 0, 1), utc(now.getFullYear() - 1, 11, 31)],
};

/** Days one after the other, as their dates. */
export interface DaySpan {
  readonly first: string;
  readonly last: string;
  /** The day after the last: where a time must be before. */
  readonly after: string;
}

const span = (first: Date, last: Date): DaySpan => ({
  first: dateText(first),
  last: dateText(last),
  after: dateText(addDays(last, 1)),
});

/** The days that a word or the beginning of a date means: `today`, `2024`, `2024-05`, `2024-05-31`; undefined for anything else. */
export function daysOf(text: string, now: Date): DaySpan | undefined {
  const word = text.trim().toLowerCase().replace(/\s+/g, ' ');
  const known = Object.hasOwn(words, word) ? words[word]?.(now) : undefined;
  if (known) return span(known[0], known[1]);
  const parts = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/.exec(word);
  if (!parts) return undefined;
  const year = Number(parts[1]);
  const month = parts[2] === undefined ? undefined : Number(parts[2]);
  const day = parts[3] === undefined ? undefined : Number(parts[3]);
  if (month !== undefined && (month < 1 || month > 12)) return undefined;
  if (month === undefined) return span(utc(year, 0, 1), utc(year, 11, 31));
  if (day === undefined) return span(utc(year, month - 1, 1), utc(year, month, 0));
  const exact = utc(year, month - 1, day);
  return exact.getUTCMonth() === month - 1 ? span(exact, exact) : undefined;
}
