import type { StatementSpan } from '../dialect.js';
import { Lexer, type LexRules } from '../lexer.js';
import { PieceCollector } from '../split.js';

/** How SQL Server reads its text (QUOTED_IDENTIFIER on, as every client of today sets it). */
export const mssqlRules: LexRules = {
  nestedComments: true,
  hashComments: false,
  dashNeedsSpace: false,
  returnEndsComment: false,
  executableComments: false,
  backslash: 'never',
  identifierQuotes: { '[': ']', '"': '"' },
  doubleQuotedStrings: false,
  dollarQuotes: false,
};

/** Above this count `GO n` is left in the text, for the server to refuse: nobody means to fill a list with so many copies. */
const mostRepeats = 1_000;

/** GO on a line of its own, with a count or without, as sqlcmd and SSMS read it; a comment may follow. */
const goLine = /go(?:[ \t]+(\d{1,9}))?[ \t]*;?[ \t]*(?:--[^\r\n]*)?(?=\r|\n|$)/iy;

/**
 * Cuts a text into batches at its GO lines, and a batch into statements at its semicolons, where each of them stands alone. A batch that
 * declares variables, branches, has blocks or defines a routine is one statement: its parts mean nothing without each other. A batch
 * without semicolons is one too. `GO 5` yields its statements five times.
 */
export const splitMssql = (text: string): StatementSpan[] => {
  const lexer = new Lexer(text, mssqlRules);
  const pieces: StatementSpan[] = [];
  // The batch is gathered both ways; which one counts is known at its end.
  const whole = new PieceCollector(text);
  const parts = new PieceCollector(text);
  let words = new BatchWords();
  const endBatch = (repeats: number): void => {
    whole.close();
    parts.close();
    const one = whole.pieces.splice(0);
    const several = parts.pieces.splice(0);
    const batch = words.belongTogether ? one : several;
    for (let count = 0; count < repeats; count += 1) pieces.push(...batch);
    words = new BatchWords();
  };
  while (lexer.next()) {
    if (lexer.kind === 'comment') continue;
    const repeats = repeatsOf(lexer);
    if (repeats !== undefined) {
      endBatch(repeats);
      lexer.end = goLine.lastIndex;
      continue;
    }
    if (lexer.kind === 'word') words.word(lexer.upper());
    else words.other(lexer.kind === 'symbol' ? lexer.raw() : '');
    if (lexer.kind === 'symbol' && text.charCodeAt(lexer.start) === 59) {
      parts.close();
      continue;
    }
    whole.add(lexer.start, lexer.end);
    parts.add(lexer.start, lexer.end);
  }
  endBatch(1);
  return pieces;
};

/** How often a GO that the lexer stands on runs its batch; undefined where it stands on something else. */
const repeatsOf = ({ text, kind, start, end }: Lexer): number | undefined => {
  if (kind !== 'word' || end - start !== 2 || !startsLine(text, start)) return undefined;
  goLine.lastIndex = start;
  const match = goLine.exec(text);
  const repeats = Number(match?.[1] ?? 1);
  return match === null || repeats > mostRepeats ? undefined : repeats;
};

const startsLine = (text: string, at: number): boolean => {
  for (let before = at - 1; before >= 0; before -= 1) {
    const code = text.charCodeAt(before);
    if (code === 10 || code === 13) return true;
    if (code !== 32 && code !== 9) return false;
  }
  return true;
};

/** Words that tie the statements of a batch together. */
const ties: ReadonlySet<string> = new Set(['DECLARE', 'IF', 'WHILE', 'GOTO', 'RETURN', 'BREAK', 'CONTINUE']);
/** What makes the text up to the end of the batch a body. */
const routines: ReadonlySet<string> = new Set(['PROC', 'PROCEDURE', 'FUNCTION', 'TRIGGER']);
/** What BEGIN starts besides a block. */
const noBlocks: ReadonlySet<string> = new Set(['TRAN', 'TRANSACTION', 'DISTRIBUTED', 'DIALOG', 'CONVERSATION']);

/** Looks at a batch word by word for what ties its statements together. */
class BatchWords {
  belongTogether = false;
  #begun = false;
  /** Words left in which CREATE may name what it creates. */
  #defines = 0;
  /** Words left in which an IF belongs to DROP … IF EXISTS. */
  #drops = 0;
  #before = '';

  word(word: string): void {
    if (this.#begun) this.belongTogether ||= !noBlocks.has(word);
    this.#begun = false;
    const name = this.#before === '.' || this.#before === '@';
    this.#before = word;
    if (name) return;
    this.#defines -= 1;
    this.#drops -= 1;
    if (word === 'BEGIN') this.#begun = true;
    else if (word === 'CREATE' || word === 'ALTER') this.#defines = 4;
    else if (word === 'DROP') this.#drops = 4;
    else if (routines.has(word)) this.belongTogether ||= this.#defines > 0;
    else if (ties.has(word)) this.belongTogether ||= word !== 'IF' || this.#drops <= 0;
  }

  other(symbol: string): void {
    // `BEGIN;` opens a block too.
    if (this.#begun) this.belongTogether = true;
    this.#begun = false;
    this.#before = symbol;
  }
}
