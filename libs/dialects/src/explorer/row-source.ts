import type { Dialect } from '../dialect.js';
import { Lexer, type TokenKind } from '../lexer.js';
import { unquoted } from '../quote.js';

/** A name as a statement writes it. */
export interface WrittenName {
  readonly text: string;
  readonly quoted: boolean;
}

/** What stands behind a column of a result: a column of the table, all of them, or null for what is computed. */
export type SourceColumn = WrittenName | '*' | null;

/** What a statement reads, where each row of its result is one row of one table. */
export interface RowSource {
  /** The table's name: alone, or after its schema (and database). */
  readonly table: readonly WrittenName[];
  readonly columns: readonly SourceColumn[];
  /** Where the list of columns ends in the statement: another one could be written there. */
  readonly listEnd?: number;
  /** Of documents: fields that are shown other than they are. */
  readonly altered?: readonly string[];
}

/** Why a result's rows are not a table's. */
export interface NoRowSource {
  readonly why: string;
}

interface Token {
  readonly kind: TokenKind;
  readonly raw: string;
  /** Words in upper case, symbols as they are; empty for what can't be compared. */
  readonly word: string;
  readonly end: number;
}

class NoSource extends Error {}

/** Words that stand where a column could and are no columns. */
const valueWords = new Set(
  (
    'NULL TRUE FALSE DEFAULT USER CURRENT_USER SESSION_USER SYSTEM_USER CURRENT_ROLE CURRENT_CATALOG CURRENT_SCHEMA ' +
    'CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP LOCALTIME LOCALTIMESTAMP UTC_DATE UTC_TIME UTC_TIMESTAMP ROWNUM'
  ).split(' '),
);
/** Functions that make one value of many rows, unless a window follows. */
const aggregates = new Set(
  (
    'COUNT COUNT_BIG SUM AVG MIN MAX STDDEV STDDEV_POP STDDEV_SAMP STD STDEV STDEVP VARIANCE VAR VARP VAR_POP VAR_SAMP ' +
    'ARRAY_AGG STRING_AGG GROUP_CONCAT JSON_AGG JSONB_AGG JSON_OBJECT_AGG JSONB_OBJECT_AGG JSON_ARRAYAGG JSON_OBJECTAGG ' +
    'XMLAGG BOOL_AND BOOL_OR EVERY BIT_AND BIT_OR BIT_XOR CORR COVAR_POP COVAR_SAMP CHECKSUM_AGG MODE RANGE_AGG ' +
    'PERCENTILE_CONT PERCENTILE_DISC GROUPING'
  ).split(' '),
);
/** Functions that make several rows of one. */
const multiplying = new Set(
  (
    'UNNEST GENERATE_SERIES GENERATE_SUBSCRIPTS JSON_EACH JSONB_EACH JSON_EACH_TEXT JSONB_EACH_TEXT JSON_ARRAY_ELEMENTS ' +
    'JSONB_ARRAY_ELEMENTS JSON_ARRAY_ELEMENTS_TEXT JSONB_ARRAY_ELEMENTS_TEXT JSON_OBJECT_KEYS JSONB_OBJECT_KEYS ' +
    'JSONB_PATH_QUERY REGEXP_MATCHES REGEXP_SPLIT_TO_TABLE STRING_TO_TABLE'
  ).split(' '),
);
/** Words that may follow the table; whatever else does makes other rows of its rows, or is not known to leave them as they are. */
const clauses = new Set(['WHERE', 'ORDER', 'LIMIT', 'OFFSET', 'FETCH']);
const joins = 'It joins tables, so a row of it belongs to no one table.';
const groups = 'It groups rows, so a row of it stands for several.';
const several = 'It puts several queries together, so a row of it can be from any of them.';
const changing: Readonly<Record<string, string>> = {
  JOIN: joins,
  GROUP: groups,
  HAVING: groups,
  UNION: several,
  INTERSECT: several,
  EXCEPT: several,
  MINUS: several,
  INTO: 'It writes its rows to somewhere else.',
};
const joining = /^(?:NATURAL|CROSS|INNER|LEFT|RIGHT|FULL|OUTER|STRAIGHT_JOIN|APPLY)$/;
const following =
  /^(?:NATURAL|CROSS|INNER|LEFT|RIGHT|FULL|WINDOW|FOR|WITH|USE|FORCE|IGNORE|PARTITION|TABLESAMPLE|OPTION|PROCEDURE|STRAIGHT_JOIN|OUTER|PIVOT|UNPIVOT)$/;

class RowSourceReader {
  readonly #tokens: Token[] = [];
  #at = 0;

  constructor(rules: NonNullable<Dialect['rules']>, text: string) {
    const lexer = new Lexer(text, rules);
    while (lexer.next()) {
      if (lexer.kind === 'comment') continue;
      const comparable = lexer.kind === 'word' || lexer.kind === 'symbol';
      this.#tokens.push({ kind: lexer.kind, raw: lexer.raw(), word: comparable ? lexer.upper() : '', end: lexer.end });
    }
    while (this.#tokens.at(-1)?.word === ';') this.#tokens.pop();
  }

  read(): RowSource {
    if (this.#next()?.word === 'WITH') throw new NoSource('It begins with WITH, so its rows can be from anywhere.');
    if (!this.#take('SELECT')) throw new NoSource('It is no SELECT.');
    this.#take('ALL');
    if (/^DISTINCT(?:ROW)?$/.test(this.#next()?.word ?? '')) throw new NoSource('DISTINCT makes one row of several.');
    if (this.#take('TOP')) this.#top();
    const items = this.#items();
    const listEnd = this.#tokens[this.#at - 2]?.end ?? 0;
    const table = this.#name('It reads from something other than a table.');
    if (table.length > 3) throw new NoSource('It reads from something other than a table.');
    if (this.#next()?.word === '(') throw new NoSource('It reads what a function answers.');
    const alias = this.#alias();
    this.#rest();
    const owner = alias ?? table.at(-1);
    for (const { of } of items)
      if (of !== undefined && of.toLowerCase() !== owner?.text.toLowerCase())
        throw new NoSource('A column of it names another table.');
    return { table, columns: items.map(({ column }) => column), listEnd };
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
    if (this.#next()?.kind !== 'number') throw new NoSource('How many rows it takes is computed.');
    this.#at += 1;
    if (inBrackets && !this.#take(')')) throw new NoSource('How many rows it takes is computed.');
    if (this.#next()?.word === 'PERCENT' || this.#next()?.word === 'WITH') throw new NoSource('Its TOP is more than a number.');
  }

  /** The columns of the result, each with the table that it names. */
  #items(): { readonly column: SourceColumn; readonly of: string | undefined }[] {
    const items: { column: SourceColumn; of: string | undefined }[] = [];
    do items.push(itemOf(this.#item()));
    while (this.#take(','));
    if (!this.#take('FROM')) throw new NoSource('It reads from no table.');
    return items;
  }

  /** The tokens up to the next comma or FROM that stands in no brackets. */
  #item(): readonly Token[] {
    const from = this.#at;
    let depth = 0;
    for (let next = this.#next(); next; next = this.#next()) {
      if (depth === 0 && (next.word === ',' || next.word === 'FROM')) break;
      if (next.kind === 'executable') throw new NoSource('It holds a comment that the server runs.');
      if (next.word === '(' || next.word === '[') depth += 1;
      if (next.word === ')' || next.word === ']') depth -= 1;
      if (depth === 0 && (next.word === 'INTO' || next.word === ';' || Object.hasOwn(changing, next.word)))
        throw new NoSource(changing[next.word] ?? 'It is more than one statement.');
      this.#at += 1;
    }
    return this.#tokens.slice(from, this.#at);
  }

  #name(otherwise: string): WrittenName[] {
    const parts: WrittenName[] = [];
    do {
      const next = this.#next();
      const part = next && !/^(?:ONLY|LATERAL|TABLE|FROM)$/.test(next.word) ? nameOf(next) : undefined;
      if (!part) throw new NoSource(otherwise);
      parts.push(part);
      this.#at += 1;
    } while (this.#take('.'));
    return parts;
  }

  #alias(): WrittenName | undefined {
    const next = this.#next();
    const isAlias = this.#take('AS') || next?.kind === 'identifier' || (next?.kind === 'word' && !this.#isClause(next.word));
    if (!isAlias) return undefined;
    const [alias] = this.#name('The table’s alias can’t be read.');
    if (this.#next()?.word === '(') throw new NoSource('It renames the table’s columns.');
    return alias;
  }

  #isClause(word: string): boolean {
    return clauses.has(word) || Object.hasOwn(changing, word) || following.test(word);
  }

  /** What follows the table may leave rows out and order them; nothing else. */
  #rest(): void {
    const first = this.#next();
    if (first && !clauses.has(first.word)) throw new NoSource(whyNot(first));
    let depth = 0;
    for (const token of this.#tokens.slice(this.#at)) {
      if (token.word === '(') depth += 1;
      if (token.word === ')') depth -= 1;
      if (depth > 0) continue;
      if (token.word === ';' || token.kind === 'executable') throw new NoSource('It is more than one statement.');
      const { word } = token;
      if (Object.hasOwn(changing, word) || word === 'WINDOW' || word === 'SELECT' || word === 'PROCEDURE')
        throw new NoSource(whyNot(token));
    }
  }
}

const whyNot = ({ word, raw }: Token): string => {
  if (word === ',') return 'It reads from several tables, so a row of it belongs to no one table.';
  if (joining.test(word)) return joins;
  return changing[word] ?? `It is more than a plain SELECT: it goes on with “${raw}”.`;
};

const nameOf = ({ kind, raw, word }: Token): WrittenName | undefined => {
  if (kind === 'identifier') return { text: unquoted(raw), quoted: true };
  return kind === 'word' && !valueWords.has(word) ? { text: raw, quoted: false } : undefined;
};

/** Reads one item of the list: a column (perhaps under another name), all columns, or something computed. */
function itemOf(tokens: readonly Token[]): { readonly column: SourceColumn; readonly of: string | undefined } {
  if (tokens.length === 0) throw new NoSource('It reads from no table.');
  const path: WrittenName[] = [];
  for (let at = 0; at < tokens.length; at += 2) {
    const [token, next, last] = [tokens[at], tokens[at + 1], tokens[at + 2]];
    if (token?.word === '*' && next === undefined) return { column: '*', of: path.at(-1)?.text };
    const name = token && nameOf(token);
    if (!name) break;
    if (next?.word === '.') {
      path.push(name);
      continue;
    }
    const alias = next?.word === 'AS' ? last : next;
    const isWhole = next === undefined || (next.word === 'AS' ? at + 3 : at + 2) === tokens.length;
    if (isWhole && (alias === undefined || alias.kind === 'identifier' || alias.kind === 'word'))
      return { column: name, of: path.at(-1)?.text };
    break;
  }
  refuseOtherRows(tokens);
  return { column: null, of: undefined };
}

/** What is computed may be so of one row only: what makes one row of many, or many of one, has no row of its own. */
function refuseOtherRows(tokens: readonly Token[]): void {
  for (const [at, { word, kind }] of tokens.entries()) {
    // what a subquery aggregates is its own
    if (word === '(' && tokens[at + 1]?.word === 'SELECT') {
      refuseOtherRows(tokens.slice(closing(tokens, at)));
      return;
    }
    if (kind !== 'word' || tokens[at + 1]?.word !== '(') continue;
    if (multiplying.has(word)) throw new NoSource(`${word.toLowerCase()}() makes several rows of one.`);
    if (!aggregates.has(word)) continue;
    const after = tokens.slice(closing(tokens, at + 1));
    const past = after[0]?.word === 'FILTER' ? after.slice(closing(after, 1)) : after;
    if (past[0]?.word !== 'OVER') throw new NoSource('It aggregates rows, so a row of it stands for several.');
  }
}

/** The place behind the bracket that closes the one at `from`. */
function closing(tokens: readonly Token[], from: number): number {
  let depth = 0;
  for (let at = from; at < tokens.length; at += 1) {
    if (tokens[at]?.word === '(') depth += 1;
    if (tokens[at]?.word === ')') depth -= 1;
    if (depth === 0) return at + 1;
  }
  return tokens.length;
}

/**
 * Reads from a statement which table its rows are of, one row for one. What is not surely so is refused with the reason: rows that are
 * edited must be the rows that are seen.
 */
export function readRowSource(
  { rules, label, rowSource }: Pick<Dialect, 'rules' | 'label' | 'rowSource'>,
  statement: string,
): { readonly source: RowSource } | NoRowSource {
  if (rowSource) return rowSource(statement);
  if (!rules) return { why: `Results of ${label} can’t be edited here.` };
  try {
    return { source: new RowSourceReader(rules, statement).read() };
  } catch (error) {
    if (error instanceof NoSource) return { why: error.message };
    throw error;
  }
}
