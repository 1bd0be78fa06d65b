import type { Filter, FilterOperator, ValueKind } from '@orrery/contracts';
import { type Span, spanSpoken, spanWritten } from './dates.js';

/** What a column's filter is written against. */
export interface FilterColumn {
  readonly name: string;
  readonly kind: ValueKind;
}

/** What came of a filter's text: a filter (null for an empty text), or where it can't be understood. */
export type FilterTextResult =
  | { readonly filter: Filter | null }
  | { readonly error: { readonly message: string; /** 0-based, UTF-16 units of the text. */ readonly position: number } };

class Unclear extends Error {
  constructor(
    message: string,
    readonly position: number,
  ) {
    super(message);
  }
}

/** A part of the text, with the place it stands at. */
interface Piece {
  readonly text: string;
  readonly at: number;
  /** It was written between quotes: nothing in it has a meaning. */
  readonly quoted: boolean;
}

/** The piece without the spaces around it. */
const trimmed = (text: string, at: number): { text: string; at: number } => {
  const lead = text.length - text.trimStart().length;
  return { text: text.trim(), at: at + lead };
};

/** Cuts at a separator outside quotes and slashes. Throws where a quote is left open. */
const cut = (text: string, at: number, separator: ',' | '&'): { text: string; at: number }[] => {
  const parts: { text: string; at: number }[] = [];
  let begin = 0;
  let index = 0;
  while (index < text.length) {
    const character = text[index];
    const opens = character === '"' || (character === '/' && /^[\s]*$/.test(text.slice(begin, index)));
    if (opens) {
      const end = closing(text, index, character);
      if (end < 0)
        throw new Unclear(
          character === '"' ? 'This quote is not closed.' : 'This expression is not closed: it ends with /.',
          at + index,
        );
      index = end + 1;
      continue;
    }
    if (character === separator) {
      parts.push(trimmed(text.slice(begin, index), at + begin));
      begin = index + 1;
    }
    index += 1;
  }
  parts.push(trimmed(text.slice(begin), at + begin));
  return parts;
};

/** Where what opened at `from` ends; a quote is doubled, a slash follows a backslash, to stand for itself. -1: nowhere. */
const closing = (text: string, from: number, character: string): number => {
  for (let index = from + 1; index < text.length; index += 1) {
    if (character === '/' && text[index] === '\\') index += 1;
    else if (text[index] === character) {
      if (character === '"' && text[index + 1] === '"') index += 1;
      else return index;
    }
  }
  return -1;
};

const pieceOf = ({ text, at }: { text: string; at: number }): Piece => {
  if (text.startsWith('"')) {
    const end = closing(text, 0, '"');
    if (end < text.length - 1) throw new Unclear('Nothing may follow the quoted text here.', at + end + 1);
    return { text: text.slice(1, -1).replaceAll('""', '"'), at, quoted: true };
  }
  return { text, at, quoted: false };
};

const comparisons: readonly [written: string, operator: FilterOperator][] = [
  ['!=', '!='],
  ['<>', '!='],
  ['>=', '>='],
  ['<=', '<='],
  ['>', '>'],
  ['<', '<'],
  ['=', '='],
];
const examples: Readonly<Partial<Record<ValueKind, string>>> = {
  number: '10, >10, 1..5',
  date: '2024-05-06, 2024-05, today',
  datetime: '2024-05-06 10:30, 2024-05, today',
  boolean: 'true or false',
  uuid: '01890a5d-ac96-774b-bcce-b302099a8057',
};

/** Today as people at the screen see it. */
export interface Today {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}
const todayHere = (): Today => {
  const now = new Date();
  return { year: now.getFullYear(), month: now.getMonth() + 1, day: now.getDate() };
};

class FilterWriter {
  constructor(
    readonly column: FilterColumn,
    readonly today: Today,
  ) {}

  /** Alternatives, parted by commas. */
  all(text: string): Filter | null {
    const parts = cut(text, 0, ',');
    if (parts.length === 1 && parts[0]?.text === '') return null;
    const empty = parts.find((part) => part.text === '');
    if (empty) throw new Unclear('Something is missing beside this comma.', Math.max(0, empty.at - 1));
    const conditions = parts.map((part) => this.#together(part));
    const values = conditions.map((condition) =>
      'column' in condition && condition.operator === '=' ? condition.value : undefined,
    );
    if (conditions.length > 1 && values.every((value) => typeof value === 'string' || typeof value === 'number'))
      return { column: this.column.name, operator: 'in', value: values };
    const [only] = conditions;
    return conditions.length === 1 && only ? only : { or: conditions };
  }

  /** Conditions that all hold, parted by `&`. */
  #together({ text, at }: { text: string; at: number }): Filter {
    const parts = cut(text, at, '&');
    const empty = parts.find((part) => part.text === '');
    if (empty) throw new Unclear('Something is missing beside this &.', Math.max(0, empty.at - 1));
    const conditions = parts.map((part) => this.#one(part));
    const [only] = conditions;
    return conditions.length === 1 && only ? only : { and: conditions };
  }

  #one(part: { text: string; at: number }): Filter {
    const { text, at } = part;
    const { name } = this.column;
    if (/^null$/i.test(text)) return { column: name, operator: 'is null' };
    if (/^(?:!\s*null|not\s+null|!=\s*null|<>\s*null)$/i.test(text)) return { column: name, operator: 'is not null' };
    if (text.startsWith('!~'))
      throw new Unclear('There is no “does not contain”. Use /^(?!.*word)/ where the database has such expressions.', at);
    for (const [written, operator] of [
      ['~', 'contains'],
      ['^', 'starts with'],
    ] as const)
      if (text.startsWith(written)) return this.#text(operator, this.#rest(part, written.length));
    if (text.length > 1 && text.endsWith('$') && !text.startsWith('"'))
      return this.#text('ends with', pieceOf({ text: text.slice(0, -1).trimEnd(), at }));
    if (text.startsWith('/')) {
      const end = closing(text, 0, '/');
      if (end < text.length - 1) throw new Unclear('Nothing may follow the expression here.', at + end + 1);
      if (end === 1) throw new Unclear('The expression is empty.', at);
      return { column: name, operator: 'matches', value: text.slice(1, end).replaceAll('\\/', '/') };
    }
    const comparison = comparisons.find(([written]) => text.startsWith(written));
    if (comparison) return this.#compared(comparison[1], this.#rest(part, comparison[0].length));
    const dots = text.startsWith('"') ? text.indexOf('..', closing(text, 0, '"')) : text.indexOf('..');
    if (dots >= 0) return this.#range(part, dots);
    return this.#compared('=', pieceOf(part));
  }

  #rest({ text, at }: { text: string; at: number }, from: number): Piece {
    const rest = trimmed(text.slice(from), at + from);
    if (rest.text === '') throw new Unclear(`A value is missing after “${text.slice(0, from)}”.`, at + from);
    return pieceOf(rest);
  }

  #text(operator: FilterOperator, piece: Piece): Filter {
    return { column: this.column.name, operator, value: piece.text };
  }

  #range({ text, at }: { text: string; at: number }, dots: number): Filter {
    const low = trimmed(text.slice(0, dots), at);
    const high = trimmed(text.slice(dots + 2), at + dots + 2);
    if (low.text === '' && high.text === '') throw new Unclear('A range needs a value before or after the dots.', at + dots);
    if (low.text === '') return this.#compared('<=', pieceOf(high));
    if (high.text === '') return this.#compared('>=', pieceOf(low));
    if (this.#isTime) return { and: [this.#compared('>=', pieceOf(low)), this.#compared('<=', pieceOf(high))] };
    return { column: this.column.name, operator: 'between', value: [this.#value(pieceOf(low)), this.#value(pieceOf(high))] };
  }

  get #isTime(): boolean {
    return this.column.kind === 'date' || this.column.kind === 'datetime';
  }

  #compared(operator: FilterOperator, piece: Piece): Filter {
    const { name } = this.column;
    if (this.#isTime && !piece.quoted) {
      const span = spanWritten(piece.text) ?? spanSpoken(piece.text, this.today);
      if (span) return inSpan(name, operator, span);
    }
    return { column: name, operator, value: this.#value(piece) };
  }

  #value({ text, at, quoted }: Piece): string | number | boolean {
    const refuse = (what: string): Unclear => {
      const example = examples[this.column.kind];
      return new Unclear(`“${text.slice(0, 40)}” is no ${what}.${example === undefined ? '' : ` Write ${example}.`}`, at);
    };
    switch (this.column.kind) {
      case 'number': {
        const plain = text.replaceAll(/(?<=\d)[_ '](?=\d)/g, '');
        if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(plain) && !/^(?:nan|[+-]?infinity)$/i.test(plain))
          throw refuse('number');
        // A number that a double would round stays text.
        return String(Number(plain)) === plain ? Number(plain) : plain;
      }
      case 'boolean':
        if (/^(?:true|yes|on|1|t|y)$/i.test(text)) return true;
        if (/^(?:false|no|off|0|f|n)$/i.test(text)) return false;
        throw refuse('truth value');
      case 'date':
      case 'datetime':
        // What is more exact than a second, or has a zone, is the database's to read.
        if (quoted || /^\d{4,}-\d{1,2}-\d{1,2}[ T]\d{1,2}:\d{2}/.test(text) || /^-?infinity$/i.test(text)) return text;
        throw refuse('date');
      case 'uuid':
        if (quoted || /^\{?[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\}?$/i.test(text)) return text;
        throw refuse('UUID');
      default:
        return text;
    }
  }
}

const inSpan = (column: string, operator: FilterOperator, { start, end }: Span): Filter => {
  switch (operator) {
    case '>':
      return { column, operator: '>=', value: end };
    case '>=':
      return { column, operator: '>=', value: start };
    case '<':
      return { column, operator: '<', value: start };
    case '<=':
      return { column, operator: '<', value: end };
    case '!=':
      return {
        or: [
          { column, operator: '<', value: start },
          { column, operator: '>=', value: end },
        ],
      };
    default:
      return {
        and: [
          { column, operator: '>=', value: start },
          { column, operator: '<', value: end },
        ],
      };
  }
};

/**
 * Reads a column's filter as people write it: `>10`, `1..5`, `a,b,c`, `!=x`, `~contains`, `^begins`, `ends$`, `/expression/`, `null`,
 * `!null`, `>1 & <9`; for times also `2024`, `2024-05`, `2024-05-06 10`, `today`, `last 7 days`, `this month`. Text between quotes means
 * itself. The words of time mean the day of `today`.
 */
export function parseFilterText(column: FilterColumn, text: string, today: Today = todayHere()): FilterTextResult {
  try {
    return { filter: new FilterWriter(column, today).all(text) };
  } catch (error) {
    if (error instanceof Unclear) return { error: { message: error.message, position: error.position } };
    throw error;
  }
}
