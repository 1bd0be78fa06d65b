import type { Dialect } from '../dialect.js';
import { Lexer, type TokenKind } from '../lexer.js';

/** A name as a statement writes it. */
export interface WrittenName {
  readonly text: string;
  readonly quoted: boolean;
}

/** A statement that reads rows of one table as they are: each row of its result is one row of the table. */
export interface PlainSelect {
  /** The table's name: alone, or after its schema (and database). */
  readonly table: readonly WrittenName[];
  /** The columns of the result in their order; null for all of the table's columns. */
  readonly columns: readonly WrittenName[] | null;
}

interface Token {
  readonly kind: TokenKind;
  readonly raw: string;
  /** Words in upper case, symbols as they are; empty for what can't be compared. */
  readonly word: string;
}

class NotPlain extends Error {}

/** Words that stand where a column could and are no columns. */
const valueWords = new Set(
  (
    'NULL TRUE FALSE DEFAULT USER CURRENT_USER SESSION_USER SYSTEM_USER CURRENT_ROLE CURRENT_CATALOG CURRENT_SCHEMA ' +
    'CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP LOCALTIME LOCALTIMESTAMP UTC_DATE UTC_TIME UTC_TIMESTAMP ROWNUM'
  ).split(' '),
);
/** Words that may follow the table; whatever else does makes other rows of its rows, or is not known to leave them as they are. */
const clauses = new Set(['WHERE', 'ORDER', 'LIMIT', 'OFFSET', 'FETCH']);
const changing: Readonly<Record<string, string>> = {
  JOIN: 'It joins tables, so a row of it belongs to no one table.',
  GROUP: 'It groups rows, so a row of it stands for several.',
  HAVING: 'It groups rows, so a row of it stands for several.',
  UNION: 'It puts several queries together.',
  INTERSECT: 'It puts several queries together.',
  EXCEPT: 'It puts several queries together.',
  INTO: 'It writes its rows to somewhere else.',
};

class PlainSelectReader {
  readonly #tokens: Token[] = [];
  #at = 0;

  constructor(
    rules: NonNullable<Dialect['rules']>,
    text: string,
    readonly unquote: (raw: string) => string,
  ) {
    const lexer = new Lexer(text, rules);
    while (lexer.next()) {
      if (lexer.kind === 'comment') continue;
      const comparable = lexer.kind === 'word' || lexer.kind === 'symbol';
      this.#tokens.push({ kind: lexer.kind, raw: lexer.raw(), word: comparable ? lexer.upper() : '' });
    }
    while (this.#tokens.at(-1)?.word === ';') this.#tokens.pop();
  }

  read(): PlainSelect {
    if (!this.#take('SELECT')) throw new NotPlain('It is no SELECT.');
    this.#take('ALL');
    if (this.#next()?.word === 'DISTINCT') throw new NotPlain('DISTINCT makes one row of several.');
    if (this.#take('TOP')) this.#top();
    const items = this.#items();
    const table = this.#name('It reads from something other than a table.');
    if (table.length > 3) throw new NotPlain('It reads from something other than a table.');
    if (this.#next()?.word === '(') throw new NotPlain('It reads what a function answers.');
    const alias = this.#alias();
    this.#rest();
    const owner = alias ?? table.at(-1);
    const columns = items.map((item) => {
      const of = item.at(-2);
      if (of && of.text.toLowerCase() !== owner?.text.toLowerCase()) throw new NotPlain('A column of it names another table.');
      return item.at(-1) ?? null;
    });
    if (columns.length === 1 && columns[0] === null) return { table, columns: null };
    if (columns.includes(null)) throw new NotPlain('It names * beside other columns.');
    return { table, columns: columns.filter((column) => column !== null) };
  }

  #next(): Token | undefined {
    return this.#tokens[this.#at];
  }

  #take(word: string): boolean {
    if (this.#next()?.word !== word) return false;
    this.#at += 1;
    return true;
  }

  #top(): void {
    const inBrackets = this.#take('(');
    if (this.#next()?.kind !== 'number') throw new NotPlain('How many rows it takes is computed.');
    this.#at += 1;
    if (inBrackets && !this.#take(')')) throw new NotPlain('How many rows it takes is computed.');
    if (this.#next()?.word === 'PERCENT' || this.#next()?.word === 'WITH') throw new NotPlain('Its TOP is more than a number.');
  }

  /** The columns, each with the names before its own; an empty end stands for `*`. */
  #items(): (WrittenName | null)[][] {
    const items: (WrittenName | null)[][] = [];
    do {
      const item: (WrittenName | null)[] = this.#take('*') ? [null] : this.#column();
      items.push(item);
    } while (this.#take(','));
    if (!this.#take('FROM'))
      throw new NotPlain(this.#next() ? 'It computes a value or renames a column.' : 'It reads from no table.');
    return items;
  }

  #column(): (WrittenName | null)[] {
    const parts: (WrittenName | null)[] = [];
    do {
      if (parts.length > 0 && this.#take('*')) return [...parts, null];
      parts.push(this.#part('It computes a value or renames a column.'));
    } while (this.#take('.'));
    return parts;
  }

  #name(otherwise: string): WrittenName[] {
    const parts: WrittenName[] = [];
    do parts.push(this.#part(otherwise));
    while (this.#take('.'));
    return parts;
  }

  #part(otherwise: string): WrittenName {
    const token = this.#next();
    const isWord = token?.kind === 'word' && !valueWords.has(token.word) && !/^(?:ONLY|LATERAL|TABLE|FROM)$/.test(token.word);
    if (!token || (!isWord && token.kind !== 'identifier')) throw new NotPlain(otherwise);
    this.#at += 1;
    return token.kind === 'identifier' ? { text: this.unquote(token.raw), quoted: true } : { text: token.raw, quoted: false };
  }

  #alias(): WrittenName | undefined {
    const next = this.#next();
    const isAlias = this.#take('AS') || next?.kind === 'identifier' || (next?.kind === 'word' && !this.#isClause(next.word));
    if (!isAlias) return undefined;
    const alias = this.#part('The table’s alias can’t be read.');
    if (this.#next()?.word === '(') throw new NotPlain('It renames the table’s columns.');
    return alias;
  }

  #isClause(word: string): boolean {
    return (
      clauses.has(word) ||
      Object.hasOwn(changing, word) ||
      /^(?:NATURAL|CROSS|INNER|LEFT|RIGHT|FULL|WINDOW|FOR|WITH|USE|FORCE|IGNORE|PARTITION|TABLESAMPLE|OPTION|PROCEDURE|STRAIGHT_JOIN|OUTER|PIVOT|UNPIVOT|MINUS)$/.test(
        word,
      )
    );
  }

  /** What follows the table may leave rows out and order them; nothing else. */
  #rest(): void {
    const first = this.#next();
    if (first && !clauses.has(first.word)) throw new NotPlain(this.#whyNot(first));
    let depth = 0;
    for (const token of this.#tokens.slice(this.#at)) {
      if (token.word === '(') depth += 1;
      if (token.word === ')') depth -= 1;
      if (depth === 0 && (token.word === ';' || token.kind === 'executable'))
        throw new NotPlain('It is more than one statement.');
      if (depth === 0 && this.#isForbidden(token)) throw new NotPlain(this.#whyNot(token));
    }
  }

  #isForbidden({ word }: Token): boolean {
    return Object.hasOwn(changing, word) || word === 'WINDOW' || word === 'SELECT' || word === 'MINUS' || word === 'PROCEDURE';
  }

  #whyNot({ word, raw }: Token): string {
    if (word === ',') return 'It reads from several tables.';
    if (/^(?:NATURAL|CROSS|INNER|LEFT|RIGHT|FULL|OUTER|STRAIGHT_JOIN)$/.test(word)) return changing['JOIN'] ?? '';
    return changing[word] ?? `It is more than a plain SELECT: it goes on with “${raw}”.`;
  }
}

/** Without its quotes; a doubled closing quote stands for itself. */
const unquote = (raw: string): string => {
  const close = raw.at(-1) ?? '';
  return raw.slice(1, -1).replaceAll(close + close, close);
};

/**
 * Reads a statement that shows rows of one table as they are. What is not surely one is refused with the reason: rows that are edited
 * must be the rows that are seen.
 */
export function readPlainSelect(
  { rules, label }: Pick<Dialect, 'rules' | 'label'>,
  statement: string,
): { readonly select: PlainSelect } | { readonly why: string } {
  if (!rules) return { why: `Results of ${label} are edited in the table explorer.` };
  try {
    return { select: new PlainSelectReader(rules, statement, unquote).read() };
  } catch (error) {
    if (error instanceof NotPlain) return { why: error.message };
    throw error;
  }
}
