import type { ValueKind } from '@orrery/contracts';

const zonePart = /\s?(Z|[+-]\d{2}(?::?\d{2}){0,2})$/;
const datePart = /^(\d{4}-\d{2}-\d{2})/;

/** The zone that a date and time carries, as it is written: `+00`, `Z`; empty where it carries none. */
export const zoneOf = (text: string): string => (/\d{2}:\d{2}/.test(text) ? (zonePart.exec(text.trim())?.[1] ?? '') : '');

/** The value of the browser's own picker for a text; empty where it can't show it (years beyond its reach, infinity). */
export function pickerValue(kind: ValueKind, text: string): string {
  const bare = text.trim().replace(zonePart, kind === 'date' ? '$&' : '');
  if (kind === 'date') return datePart.exec(bare)?.[1] ?? '';
  if (kind === 'time') return /^(\d{2}:\d{2}(?::\d{2})?)/.exec(bare)?.[1] ?? '';
  const found = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)/.exec(bare);
  return found ? `${found[1] ?? ''}T${found[2] ?? ''}` : '';
}

/** What was picked, as text of the database, in the zone that the value had. */
export function pickedText(kind: ValueKind, picked: string, zone: string): string {
  if (kind === 'date') return picked;
  const [date, time] = kind === 'time' ? ['', picked] : picked.split('T');
  const seconds = /^\d{2}:\d{2}$/.test(time ?? '') ? `${time ?? ''}:00` : (time ?? '');
  return `${date === '' ? '' : `${date ?? ''} `}${seconds.replace(/\.\d+$/, '')}${zone}`;
}

const two = (n: number): string => String(n).padStart(2, '0');

/** This moment as text of the database: with its zone where the type has one, else as the clock on the wall has it. */
export function nowText(kind: ValueKind, withZone: boolean, now: Date): string {
  const date = `${String(now.getFullYear())}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  const time = `${two(now.getHours())}:${two(now.getMinutes())}:${two(now.getSeconds())}`;
  if (kind === 'date') return date;
  const minutes = -now.getTimezoneOffset();
  const sign = minutes < 0 ? '-' : '+';
  const zone = `${sign}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
  return `${kind === 'time' ? '' : `${date} `}${time}${withZone ? zone : ''}`;
}

/** Whether a type keeps a zone, by its name in any of the databases. */
export const keepsZone = (dataType: string): boolean => /with time zone|timestamptz|timetz|datetimeoffset/i.test(dataType);

/** A moment with a zone as the reader's clock has it; undefined where there is no zone to go by. */
export function readersText(text: string): string | undefined {
  const zone = zoneOf(text);
  const local = pickerValue('datetime', text);
  if (zone === '' || local === '') return undefined;
  const iso = /^[+-]\d{2}$/.test(zone) ? `${zone}:00` : zone;
  const at = new Date(`${local}${iso}`);
  return Number.isNaN(at.getTime()) ? undefined : at.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
}
