import type { QueryEntry } from '@orrery/contracts';

export interface HistoryGroup {
  /** `Today`, `Yesterday`, then the date. */
  readonly name: string;
  readonly entries: readonly QueryEntry[];
}

const dayOf = (time: Date): string => time.toDateString();

function nameOf(time: Date, now: Date): string {
  const yesterday = new Date(now);
  yesterday.setDate(now.getDate() - 1);
  if (dayOf(time) === dayOf(now)) return 'Today';
  if (dayOf(time) === dayOf(yesterday)) return 'Yesterday';
  return time.toLocaleDateString('en', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    ...(time.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' }),
  });
}

/** Entries under the day on which they ran, in the order in which they came. */
export function groupByDay(entries: readonly QueryEntry[], now: Date): readonly HistoryGroup[] {
  const groups: { name: string; entries: QueryEntry[] }[] = [];
  for (const entry of entries) {
    const name = nameOf(new Date(entry.createdAt), now);
    const last = groups.at(-1);
    if (last?.name === name) last.entries.push(entry);
    else groups.push({ name, entries: [entry] });
  }
  return groups;
}

/** A statement on one line, without the comments it begins with, so that a list of them can be read. */
export function oneLine(text: string): string {
  const told = text.replace(/^(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+/, '');
  return (told === '' ? text : told).replace(/\s+/g, ' ').trim().slice(0, 300);
}
