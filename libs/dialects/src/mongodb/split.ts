import type { StatementSpan } from '../dialect.js';
import { PieceCollector } from '../split.js';
import { Scanner } from './scan.js';

/**
 * Cuts a text into its statements. One ends at a semicolon, or at the end of a line where it could be complete: outside all brackets,
 * and the next line does not go on with a dot.
 */
export const splitMongo = (text: string): StatementSpan[] => {
  const scanner = new Scanner(text);
  const pieces = new PieceCollector(text);
  let depth = 0;
  let openEnded = false;
  for (scanner.next(); scanner.kind !== 'end'; scanner.next()) {
    const symbol = scanner.kind === 'symbol' ? scanner.raw : '';
    if (depth === 0 && scanner.newLine && !openEnded && symbol !== '.') pieces.close();
    if (depth === 0 && symbol === ';') {
      pieces.close();
      openEnded = false;
      continue;
    }
    pieces.add(scanner.start, scanner.end);
    if (symbol === '(' || symbol === '[' || symbol === '{') depth += 1;
    else if (symbol === ')' || symbol === ']' || symbol === '}') depth = Math.max(0, depth - 1);
    openEnded = symbol === '.' || symbol === ',' || symbol === '=';
  }
  pieces.close();
  return pieces.pieces;
};
