import type { Classification } from './dialect.js';
import { Lexer, type LexRules } from './lexer.js';

/** A token that matters for telling what a statement does: comments are gone, words are in upper case. */
export interface Word {
  readonly kind: 'word' | 'identifier' | 'string' | 'number' | 'symbol' | 'parameter' | 'executable';
  /** Upper case for words; the name between the quotes for identifiers; the character for symbols; else empty. */
  readonly text: string;
  /** How many parentheses are open around it. */
  readonly depth: number;
  /** Nothing stands between it and what comes before it, no blank and no comment. */
  readonly glued: boolean;
}

/** Above this many tokens a statement is taken as unknown rather than read to its end: data in bulk, not a query. */
const maxWords = 200_000;

/** The tokens of a statement without its comments; undefined where there are too many. */
export const wordsOf = (text: string, rules: LexRules): Word[] | undefined => {
  const lexer = new Lexer(text, rules);
  const words: Word[] = [];
  let depth = 0;
  let end = -1;
  while (lexer.next()) {
    const glued = lexer.start === end;
    end = lexer.kind === 'comment' ? -1 : lexer.end;
    if (lexer.kind === 'comment') continue;
    if (words.length >= maxWords) return undefined;
    if (lexer.kind === 'word') {
      words.push({ kind: 'word', text: lexer.upper(), depth, glued });
    } else if (lexer.kind === 'identifier') {
      words.push({ kind: 'identifier', text: lexer.raw().replace(/^(?:[uU]&)?.|.$/gsu, ''), depth, glued });
    } else if (lexer.kind === 'symbol') {
      const symbol = lexer.raw();
      if (symbol === ')') depth -= 1;
      words.push({ kind: 'symbol', text: symbol, depth, glued });
      if (symbol === '(') depth += 1;
    } else {
      words.push({ kind: lexer.kind, text: '', depth, glued });
    }
  }
  return words;
};

/** The names that a statement calls as functions, in lower case, without their schema. Words of the grammar such as `IN (` are left out. */
export const callsOf = (words: readonly Word[], notFunctions: ReadonlySet<string>): string[] => {
  const calls = new Set<string>();
  for (const [index, word] of words.entries()) {
    if (word.kind !== 'word' && word.kind !== 'identifier') continue;
    const next = words[index + 1];
    if (next?.text !== '(' || next.kind !== 'symbol') continue;
    if (word.kind === 'word' && notFunctions.has(word.text)) continue;
    calls.add(word.text.toLowerCase());
  }
  return [...calls];
};

/** The first words that decide everything. */
export interface VerbTable {
  readonly ddl: ReadonlySet<string>;
  readonly transaction: ReadonlySet<string>;
  readonly session: ReadonlySet<string>;
}

const none: Classification = {
  command: '',
  reads: false,
  writes: true,
  transaction: false,
  session: false,
  ddl: false,
  flagged: [],
  traceless: false,
  few: false,
};

/** A classification that says what is given, and `writes` for all else. */
export const classified = (parts: Partial<Classification>): Classification => {
  const whole = { ...none, ...parts };
  return { ...whole, writes: parts.writes ?? !(whole.reads || whole.transaction || whole.session) };
};

/** What a statement does whose verb alone decides it; undefined where more must be looked at. */
export const classifiedByVerb = (verb: string, table: VerbTable): Classification | undefined => {
  if (table.ddl.has(verb)) return classified({ command: verb, ddl: true });
  if (table.transaction.has(verb)) return classified({ command: verb, transaction: true });
  if (table.session.has(verb)) return classified({ command: verb, session: true });
  return undefined;
};

const aggregates: ReadonlySet<string> = new Set(['count', 'sum', 'avg', 'min', 'max']);

/** Whether the outermost words make few rows likely. */
export const looksFew = (words: readonly Word[], calls: readonly string[]): boolean =>
  words.some((word) => word.kind === 'word' && word.depth === 0 && (word.text === 'LIMIT' || word.text === 'FETCH')) ||
  calls.some((call) => aggregates.has(call));
