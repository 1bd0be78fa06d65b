import type { ExplorerColumn, Filter, FilterLeaf } from '@orrery/contracts';
import { readCell } from '../edit/cell-input';
import { type DaySpan, daysOf } from './day-range';
import { isLeaf, isOff } from './filter-parts';

/** A text that was read as a filter, or why it can't be and where: an offset of the text. */
export type QuickRead = { readonly filter: Filter } | { readonly fault: string; readonly at: number };
export type BarRead = { readonly parts: readonly Filter[] } | { readonly fault: string; readonly at: number };

type Column = Pick<ExplorerColumn, 'name' | 'kind' | 'dataType'>;

class Unreadable extends Error {
  constructor(
    message: string,
    readonly at: number,
  ) {
    super(message);
  }
}

const signs = ['!=', '<>', '>=', '<=', '!~', '>', '<', '=', '~', '^', '$', '/'] as const;

/**
 * Reads the filter of one column: `>10`, `1..5`, `2024-05`, `today`, `~abc` (contains), `^abc` (starts), `$abc` (ends), `/re/`
 * (matches), `!=x`, `a,b,c`, `null`, `!null`, `"as it stands"`. A text without a sign is held against a text column as a part of it,
 * and against any other exactly.
 */
export function readQuick(column: Column, text: string, now: Date = new Date()): QuickRead {
  try {
    return { filter: filterOf(column, text, 0, now) };
  } catch (error) {
    if (error instanceof Unreadable) return { fault: error.message, at: error.at };
    throw error;
  }
}

function filterOf(column: Column, raw: string, from: number, now: Date): Filter {
  const { text, at } = trimmed(raw, from);
  const name = column.name;
  if (text === '') throw new Unreadable(`What must ${name} be? Write a value, as in >10 or a,b.`, at);
  if (/^null$/i.test(text)) return { column: name, operator: 'is null' };
  if (/^(?:!\s*null|not null|!=\s*null)$/i.test(text)) return { column: name, operator: 'is not null' };
  const sign = signs.find((one) => text.startsWith(one));
  if (sign !== undefined) return signed(column, sign, text.slice(sign.length), at + sign.length, now);
  const span = isMoment(column) ? daysOf(text, now) : undefined;
  if (span) return spanned(column, span);
  const range = /^(.*?[^.])\.\.([^.].*)$/s.exec(text);
  if (range && column.kind !== 'string' && column.kind !== 'json') return ranged(column, range, at, now);
  const items = listItems(text, at);
  if (items.length > 1) return { column: name, operator: 'in', value: items.map((item) => valueOf(column, item.text, item.at)) };
  if (text.startsWith('"')) return { column: name, operator: '=', value: valueOf(column, items[0]?.text ?? '', at) };
  return containsByItself(column)
    ? { column: name, operator: 'contains', value: text }
    : { column: name, operator: '=', value: valueOf(column, text, at) };
}

const isMoment = ({ kind }: Column): boolean => kind === 'date' || kind === 'datetime';
const containsByItself = ({ kind }: Column): boolean =>
  kind === 'string' || kind === 'json' || kind === 'other' || kind === 'array';

function signed(column: Column, sign: (typeof signs)[number], raw: string, from: number, now: Date): Filter {
  const { text, at } = trimmed(raw, from);
  const { name } = column;
  if (text === '') throw new Unreadable(`A value is missing after ${sign}.`, at);
  const plain = unquoted(text);
  switch (sign) {
    case '~':
      return { column: name, operator: 'contains', value: plain };
    case '!~':
      throw new Unreadable('“Does not contain” is not known; write /pattern/ for a regular expression.', from - sign.length);
    case '^':
      return { column: name, operator: 'starts with', value: plain };
    case '$':
      return { column: name, operator: 'ends with', value: plain };
    case '/': {
      if (!text.endsWith('/') || text.length < 2) throw new Unreadable('A regular expression ends with /.', at + text.length);
      return { column: name, operator: 'matches', value: text.slice(0, -1) };
    }
    case '!=':
    case '<>': {
      const items = listItems(text, at);
      if (items.length > 1)
        return { column: name, operator: 'not in', value: items.map((item) => valueOf(column, item.text, item.at)) };
      return { column: name, operator: '!=', value: valueOf(column, plain, at) };
    }
    case '=': {
      const days = isMoment(column) ? daysOf(plain, now) : undefined;
      return days ? spanned(column, days) : { column: name, operator: '=', value: valueOf(column, plain, at) };
    }
    default: {
      // after a day begins with the next one, and up to a day ends before it
      const wholeDays = column.kind === 'datetime' && daysOf(plain, now) !== undefined;
      const operator = !wholeDays ? sign : sign === '>' ? '>=' : sign === '<=' ? '<' : sign;
      return { column: name, operator, value: boundOf(column, sign, plain, at, now) };
    }
  }
}

/** `>2024-05` begins after May, `>=2024-05` with its first day. */
function boundOf(column: Column, sign: '>' | '>=' | '<' | '<=', text: string, at: number, now: Date): string | number | boolean {
  const span = isMoment(column) ? daysOf(text, now) : undefined;
  if (!span) return valueOf(column, text, at);
  if (column.kind === 'date') return sign === '>' || sign === '<=' ? span.last : span.first;
  return sign === '>' || sign === '<=' ? span.after : span.first;
}

/** Days of a column with times end before the next one begins, to whatever fraction of a second. */
function spanned({ name, kind }: Column, { first, last, after }: DaySpan): Filter {
  if (kind === 'datetime')
    return {
      and: [
        { column: name, operator: '>=', value: first },
        { column: name, operator: '<', value: after },
      ],
    };
  return first === last
    ? { column: name, operator: '=', value: first }
    : { column: name, operator: 'between', value: [first, last] };
}

function ranged(column: Column, range: RegExpExecArray, at: number, now: Date): Filter {
  const [low, high] = [unquoted(range[1]?.trim() ?? ''), unquoted(range[2]?.trim() ?? '')];
  const { name } = column;
  const days = column.kind === 'datetime' ? { low: daysOf(low, now), high: daysOf(high, now) } : undefined;
  if (days?.low && days.high) return spanned(column, { ...days.high, first: days.low.first });
  return {
    column: name,
    operator: 'between',
    value: [boundOf(column, '>=', low, at, now), boundOf(column, '<=', high, at + (range[1]?.length ?? 0) + 2, now)],
  };
}

/** A text as a value of the column. Throws where it can't be one. */
function valueOf(column: Column, text: string, at: number): string | number | boolean {
  const whole = { ...column, nullable: true, default: null, isKey: false, generated: null, writable: true };
  if (column.kind !== 'number' && column.kind !== 'boolean' && column.kind !== 'uuid') return text;
  const { value, fault } = readCell(whole, text);
  if (fault !== undefined)
    throw new Unreadable(`“${text}” does not fit ${column.name} (${column.dataType}): ${lower(fault)}`, at);
  return typeof value === 'number' || typeof value === 'boolean' ? value : text.trim();
}

const lower = (sentence: string): string => sentence.charAt(0).toLowerCase() + sentence.slice(1);

function trimmed(raw: string, from: number): { text: string; at: number } {
  const text = raw.trim();
  return { text, at: from + raw.length - raw.trimStart().length };
}

const unquoted = (text: string): string =>
  text.length >= 2 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text;

/** Splits at commas outside of quotes. Throws where a quote is never closed. */
function listItems(text: string, from: number): readonly { readonly text: string; readonly at: number }[] {
  const items: { text: string; at: number }[] = [];
  const item = /\s*("(?:[^"]|"")*"|[^",][^,]*|)\s*(?:,|$)/y;
  let at = 0;
  while (at <= text.length) {
    item.lastIndex = at;
    const found = item.exec(text);
    if (!found) throw new Unreadable('A quotation mark is missing, or stands in the middle of a value.', from + at);
    const inner = (found[1] ?? '').trim();
    if (inner !== '') items.push({ text: unquoted(inner), at: from + at });
    at = item.lastIndex;
    if (at >= text.length) break;
  }
  return items;
}

/** Reads a line of the filter bar: a column's name, then its filter; several of them with `and` or `;` between. */
export function readBar(columns: readonly Column[], text: string, now: Date = new Date()): BarRead {
  try {
    const parts: Filter[] = [];
    for (const { text: piece, at } of pieces(text)) {
      const { column, rest, restAt } = columnAt(columns, piece, at);
      parts.push(filterOf(column, rest, restAt, now));
    }
    if (parts.length === 0) throw new Unreadable('Write a column, then what it must be.', 0);
    return { parts };
  } catch (error) {
    if (error instanceof Unreadable) return { fault: error.message, at: error.at };
    throw error;
  }
}

function pieces(text: string): readonly { readonly text: string; readonly at: number }[] {
  const found: { text: string; at: number }[] = [];
  let from = 0;
  let inQuotes = false;
  for (let at = 0; at <= text.length; at += 1) {
    if (text[at] === '"') inQuotes = !inQuotes;
    const word = inQuotes ? null : /^(?:;|\s+and\s+)/i.exec(text.slice(at));
    if (at < text.length && !word) continue;
    const piece = text.slice(from, at);
    if (piece.trim() !== '') found.push({ text: piece, at: from });
    from = at + (word?.[0].length ?? 0);
    at = Math.max(at, from - 1);
  }
  return found;
}

/** The column that a piece begins with: the longest name that fits, in quotes or without. */
function columnAt(columns: readonly Column[], piece: string, from: number): { column: Column; rest: string; restAt: number } {
  const { text, at } = trimmed(piece, from);
  const quoted = /^"((?:[^"]|"")+)"/.exec(text);
  const given = quoted?.[1]?.replaceAll('""', '"');
  const fits = (column: Column): boolean => {
    if (given !== undefined) return column.name === given;
    const next = text[column.name.length];
    return text.toLowerCase().startsWith(column.name.toLowerCase()) && (next === undefined || /[\s:=<>!~^$/]/.test(next));
  };
  const [column] = columns.filter(fits).toSorted((a, b) => b.name.length - a.name.length);
  if (!column) {
    const word = given ?? /^[^\s:=<>!~]+/.exec(text)?.[0] ?? text;
    throw new Unreadable(`There is no column “${word}” here.`, at);
  }
  const length = quoted ? quoted[0].length : column.name.length;
  const rest = text.slice(length).replace(/^\s*:/, (sign) => ' '.repeat(sign.length));
  return { column, rest, restAt: at + length };
}

/** A condition as it would be written in its column's head; undefined where the grammar can't say it. */
export function quickText(part: Filter): string | undefined {
  if (isLeaf(part)) return leafText(part);
  const texts = ('and' in part ? part.and : part.or).map((inner) => (isOff(inner) ? undefined : quickText(inner)));
  return texts.includes(undefined) ? undefined : texts.join('and' in part ? ' and ' : ' or ');
}

function leafText({ operator, value }: FilterLeaf): string | undefined {
  const text = (one: unknown): string => {
    const plain = typeof one === 'string' ? one : JSON.stringify(one ?? null);
    return /^\s|\s$|[",]|^(?:null|[!<>=~^$/])/i.test(plain) || plain === '' ? `"${plain.replaceAll('"', '""')}"` : plain;
  };
  switch (operator) {
    case 'is null':
      return 'null';
    case 'is not null':
      return '!null';
    case 'in':
      return Array.isArray(value) ? value.map(text).join(',') : undefined;
    case 'not in':
      return Array.isArray(value) ? `!=${value.map(text).join(',')}` : undefined;
    case 'between':
      return Array.isArray(value) ? `${text(value[0])}..${text(value[1])}` : undefined;
    case 'contains':
      return `~${text(value)}`;
    case 'starts with':
      return `^${text(value)}`;
    case 'ends with':
      return `$${text(value)}`;
    case 'matches':
      return typeof value === 'string' ? `/${value}/` : undefined;
    default:
      return `${operator}${text(value)}`;
  }
}
