import type { StatementSpan } from '../dialect.js';
import { Lexer, type LexRules } from '../lexer.js';
import { PieceCollector } from '../split.js';

/** How PostgreSQL reads its text (standard_conforming_strings on): src/backend/parser/scan.l. */
export const postgresRules: LexRules = {
  nestedComments: true,
  hashComments: false,
  dashNeedsSpace: false,
  returnEndsComment: true,
  executableComments: false,
  backslash: 'prefixed',
  identifierQuotes: { '"': '"' },
  doubleQuotedStrings: false,
  dollarQuotes: true,
};

/**
 * Cuts a text at its semicolons the way psql does: not inside parentheses (rules hold several statements in them), and not inside the
 * body of a function or procedure written with BEGIN ATOMIC … END.
 */
export const splitPostgres = (text: string): StatementSpan[] => {
  const lexer = new Lexer(text, postgresRules);
  const collector = new PieceCollector(text);
  let parens = 0;
  let blocks = 0;
  let head: string[] = [];
  const reset = () => {
    parens = 0;
    blocks = 0;
    head = [];
  };
  while (lexer.next()) {
    if (lexer.kind === 'comment') continue;
    if (lexer.kind === 'symbol') {
      const symbol = text.charCodeAt(lexer.start);
      if (symbol === 40) parens += 1;
      else if (symbol === 41) parens = Math.max(0, parens - 1);
      else if (symbol === 59 && parens === 0 && blocks === 0) {
        collector.close();
        reset();
        continue;
      }
    } else if (lexer.kind === 'word') {
      if (head.length < 4) head.push(lexer.upper());
      if (parens === 0 && definesRoutine(head)) {
        const length = lexer.end - lexer.start;
        if (length === 5 && lexer.upper() === 'BEGIN') blocks += 1;
        else if (length === 4 && blocks > 0 && lexer.upper() === 'CASE') blocks += 1;
        else if (length === 3 && blocks > 0 && lexer.upper() === 'END') blocks -= 1;
      }
    }
    collector.add(lexer.start, lexer.end);
  }
  collector.close();
  return collector.pieces;
};

const definesRoutine = (head: readonly string[]): boolean => {
  if (head[0] !== 'CREATE') return false;
  const noun = head[1] === 'OR' && head[2] === 'REPLACE' ? head[3] : head[1];
  return noun === 'FUNCTION' || noun === 'PROCEDURE';
};
