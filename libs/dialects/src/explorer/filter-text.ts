import type { Filter, FilterLeaf, FilterOperator, ValueKind } from '@orrery/contracts';
import { type Span, spanSpoken, spanWritten } from './dates.js';
import { type Part, type Piece, Unclear, closing, cut, pieceOf, trimmed } from './filter-pieces.js';

/** What a column's filter is written against. */
export interface FilterColumn {
  readonly name: string;
  readonly kind: ValueKind;
  readonly dataType?: string;
}

/** Why a filter's text can't be understood, and where. */
export interface FilterTextError {
  readonly message: string;
  /** 0-based, UTF-16 units of the text. */
  readonly position: number;
}

/** What came of a filter's text: a filter (null for an empty text), or where it can't be understood. */
export type FilterTextResult = { readonly filter: Filter | null } | { readonly error: FilterTextError };

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
    if (parts.length === 1) return this.#together(parts[0] ?? { text: '', at: 0 }, this.#containsByItself);
    return /^(?:!=|<>)/.test(parts[0]?.text ?? '') ? this.#noneOf(parts) : this.#oneOf(parts);
  }

  #oneOf(parts: readonly Part[]): Filter {
    const conditions = parts.map((part) => this.#together(part));
    const merged = this.#merged(conditions, '=', 'in');
    const [only] = merged;
    return merged.length === 1 && only ? only : { or: merged };
  }

  /** `!=a,b`: what follows is left out too. */
  #noneOf(parts: readonly Part[]): Filter {
    const [first, ...others] = parts;
    const conditions = [
      ...(first ? [this.#one(first)] : []),
      ...others.map(({ text, at }) => {
        const sign = /^(?:!=|<>)\s*/.exec(text)?.[0] ?? '';
        if (sign === '' && /^[!<>=~^/]/.test(text))
          throw new Unclear('After != in a list only values may follow. Write & between conditions that must all hold.', at);
        const value = { text: text.slice(sign.length), at: at + sign.length };
        if (/^null$/i.test(value.text)) return { column: this.column.name, operator: 'is not null' } satisfies Filter;
        return this.#compared('!=', pieceOf(value));
      }),
    ];
    const merged = this.#merged(conditions, '!=', 'not in');
    const [only] = merged;
    return merged.length === 1 && only ? only : { and: merged };
  }

  /** Several values that are held against the column in the same way become one list, before what else there is. */
  #merged(conditions: readonly Filter[], operator: '=' | '!=', listed: 'in' | 'not in'): Filter[] {
    const isValue = (condition: Filter): condition is FilterLeaf & { value: string | number } =>
      'column' in condition &&
      condition.operator === operator &&
      (typeof condition.value === 'string' || typeof condition.value === 'number');
    const values = conditions.filter(isValue);
    if (values.length < 2) return [...conditions];
    const list: Filter = { column: this.column.name, operator: listed, value: values.map(({ value }) => value) };
    return [list, ...conditions.filter((condition) => !isValue(condition))];
  }

  /** Conditions that all hold, parted by `&`. */
  #together({ text, at }: Part, contains = false): Filter {
    const parts = cut(text, at, '&');
    const empty = parts.find((part) => part.text === '');
    if (empty) throw new Unclear('Something is missing beside this &.', Math.max(0, empty.at - 1));
    const conditions = parts.map((part) => this.#one(part, contains));
    const [only] = conditions;
    return conditions.length === 1 && only ? only : { and: conditions };
  }

  /** One condition. Where `contains` is set, a text without a sign is looked for in the values. */
  #one(part: Part, contains = false): Filter {
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
    if (text.length > 1 && text.endsWith('$') && (!text.startsWith('"') || closing(text, 0, '"') === text.length - 2))
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
    if (dots >= 0 && (!this.#containsByItself || /[^.\s]\s*\.\.\s*[^.\s]/.test(text))) return this.#range(part, dots);
    const piece = pieceOf(part);
    return contains && !piece.quoted && !this.#isId(text) ? this.#text('contains', piece) : this.#compared('=', piece);
  }

  #rest({ text, at }: Part, from: number): Piece {
    const rest = trimmed(text.slice(from), at + from);
    if (rest.text === '') throw new Unclear(`A value is missing after “${text.slice(0, from)}”.`, at + from);
    return pieceOf(rest);
  }

  #text(operator: FilterOperator, piece: Piece): Filter {
    return { column: this.column.name, operator, value: piece.text };
  }

  #range({ text, at }: Part, dots: number): Filter {
    const low = trimmed(text.slice(0, dots), at);
    const high = trimmed(text.slice(dots + 2), at + dots + 2);
    if (low.text === '' && high.text === '') throw new Unclear('A range needs a value before or after the dots.', at + dots);
    if (low.text === '') return this.#compared('<=', pieceOf(high));
    if (high.text === '') return this.#compared('>=', pieceOf(low));
    if (this.column.kind === 'date') {
      const [first, last] = [this.#span(pieceOf(low)), this.#span(pieceOf(high))];
      if (first?.last !== undefined && last?.last !== undefined)
        return { column: this.column.name, operator: 'between', value: [first.start, last.last] };
    }
    if (this.#isTime) return { and: [this.#compared('>=', pieceOf(low)), this.#compared('<=', pieceOf(high))] };
    return { column: this.column.name, operator: 'between', value: [this.#value(pieceOf(low)), this.#value(pieceOf(high))] };
  }

  /** Kinds that people search in more than they compare. */
  get #containsByItself(): boolean {
    return ['string', 'json', 'array', 'other'].includes(this.column.kind);
  }

  /** An ObjectId is no text to look into: it is meant whole. */
  #isId(text: string): boolean {
    return /\bobjectId\b/.test(this.column.dataType ?? '') && /^[0-9a-f]{24}$/i.test(text);
  }

  get #isTime(): boolean {
    return this.column.kind === 'date' || this.column.kind === 'datetime';
  }

  #compared(operator: FilterOperator, piece: Piece): Filter {
    const { name } = this.column;
    const span = this.#span(piece);
    if (span) return (this.column.kind === 'date' ? inDays(name, operator, span) : undefined) ?? inSpan(name, operator, span);
    return { column: name, operator, value: this.#value(piece) };
  }

  #span({ text, quoted }: Piece): Span | undefined {
    return this.#isTime && !quoted ? (spanWritten(text) ?? spanSpoken(text, this.today)) : undefined;
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

/** Whole days of a column without a clock need no bounds that lie outside of them. */
const inDays = (column: string, operator: FilterOperator, { start, last }: Span): Filter | undefined => {
  if (last === undefined) return undefined;
  if (start === last && (operator === '=' || operator === '!=')) return { column, operator, value: start };
  return operator === '=' ? { column, operator: 'between', value: [start, last] } : undefined;
};

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
 * Reads a column's filter as people write it: `>10`, `1..5`, `a,b,c`, `!=x`, `!=a,b` (none of them), `~contains`, `^begins`, `ends$`,
 * `/expression/`, `null`, `!null`, `>1 & <9`; for times also `2024`, `2024-05`, `2024-05-06 10`, `today`, `last 7 days`, `this month`.
 * A text alone is looked for within the values of a text column, and is the value itself in any other. Text between quotes means
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
