import type { StatementSpan } from '../dialect.js';
import { Lexer, type LexRules } from '../lexer.js';
import { PieceCollector } from '../split.js';

/** How MySQL and MariaDB read their text in the default SQL mode: sql/sql_lex.cc. */
export const mysqlRules: LexRules = {
  nestedComments: false,
  hashComments: true,
  dashNeedsSpace: true,
  returnEndsComment: false,
  executableComments: true,
  backslash: 'always',
  identifierQuotes: { '`': '`' },
  doubleQuotedStrings: true,
  dollarQuotes: false,
};

const programs: ReadonlySet<string> = new Set(['PROCEDURE', 'FUNCTION', 'TRIGGER', 'EVENT', 'PACKAGE']);
/** What may follow an END that closes something other than a block or a CASE. */
const innerEnds: ReadonlySet<string> = new Set(['IF', 'LOOP', 'REPEAT', 'WHILE', 'FOR']);

/**
 * Cuts a text at its delimiter. `DELIMITER //` on a line of its own changes it, as in the mysql client. Without one, the body of a
 * stored program still stays whole: its BEGIN … END are followed.
 */
export const splitMysql = (text: string): StatementSpan[] => {
  const lexer = new Lexer(text, mysqlRules);
  const collector = new PieceCollector(text);
  const program = new ProgramDepth();
  let delimiter = ';';
  while (lexer.next()) {
    if (lexer.kind === 'comment') continue;
    if (lexer.kind === 'word' && !collector.open && lexer.upper() === 'DELIMITER') {
      const line = /[^\r\n]*/y;
      line.lastIndex = lexer.end;
      const rest = line.exec(text)?.[0] ?? '';
      const chosen = rest.trim().split(/\s/u, 1)[0];
      if (chosen !== undefined && chosen !== '') delimiter = chosen.slice(0, 20);
      lexer.end += rest.length;
      continue;
    }
    const opaque = lexer.kind === 'string' || lexer.kind === 'identifier' || lexer.kind === 'executable';
    const cut = opaque ? -1 : findDelimiter(text, delimiter, lexer.start, lexer.end);
    if (cut >= 0 && (delimiter !== ';' || program.depth === 0)) {
      if (cut > lexer.start) collector.add(lexer.start, cut);
      collector.close();
      program.restart();
      lexer.end = cut + delimiter.length;
      continue;
    }
    if (lexer.kind === 'word') program.see(lexer.upper());
    else program.seeOther();
    collector.add(lexer.start, lexer.end);
  }
  collector.close();
  return collector.pieces;
};

/** Where the delimiter begins inside the token, or -1. A delimiter such as `$$` may hang on a word. */
const findDelimiter = (text: string, delimiter: string, start: number, end: number): number => {
  if (delimiter.length === 1 && end - start === 1) return text[start] === delimiter ? start : -1;
  if (end - start <= 256) {
    const at = text.slice(start, end + delimiter.length - 1).indexOf(delimiter);
    return at < 0 ? -1 : start + at;
  }
  return text.startsWith(delimiter, start) ? start : -1;
};

/** Follows the blocks of a stored program's body. */
class ProgramDepth {
  depth = 0;
  #words = 0;
  #creates = false;
  #isProgram = false;
  #before = '';

  restart(): void {
    this.depth = 0;
    this.#words = 0;
    this.#creates = false;
    this.#isProgram = false;
    this.#before = '';
  }

  see(word: string): void {
    if (this.#words === 0) this.#creates = word === 'CREATE' || word === 'ALTER';
    // MariaDB's anonymous block.
    if (this.#words === 1 && word === 'NOT' && this.#before === 'BEGIN') {
      this.#isProgram = true;
      this.depth = 1;
    }
    this.#words += 1;
    if (this.#creates && this.#words < 30 && programs.has(word)) this.#isProgram = true;
    if (this.#isProgram) {
      if (this.#before === 'END' && (innerEnds.has(word) || word === 'CASE')) {
        // END IF and the like close what was never counted; END CASE closes the CASE, which END already did.
        if (word !== 'CASE') this.depth += 1;
      } else if (word === 'BEGIN' || word === 'CASE') {
        this.depth += 1;
      }
      if (word === 'END') this.depth = Math.max(0, this.depth - 1);
    }
    this.#before = word;
  }

  seeOther(): void {
    this.#before = '';
  }
}
