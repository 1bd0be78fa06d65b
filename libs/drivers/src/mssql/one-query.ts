import { dialectOf, Lexer } from '@orrery/dialects';

/** Words that join two queries to one. */
const joins: ReadonlySet<string> = new Set(['UNION', 'ALL', 'EXCEPT', 'INTERSECT']);

/** Whether a batch that only reads is one query, so that nothing else is lost when it is stopped. */
export const isOneQuery = (text: string): boolean => {
  const rules = dialectOf('mssql')?.rules;
  if (rules === undefined) return false;
  const lexer = new Lexer(text, rules);
  let depth = 0;
  let queries = 0;
  let before = '';
  while (lexer.next()) {
    if (lexer.kind === 'comment') continue;
    const word = lexer.kind === 'word' ? lexer.upper() : lexer.raw();
    if (lexer.kind === 'symbol' && word === '(') depth += 1;
    else if (lexer.kind === 'symbol' && word === ')') depth -= 1;
    else if (lexer.kind === 'word' && depth === 0) {
      if (word === 'DECLARE' || word === 'PRINT') return false;
      if (word === 'SELECT' && !joins.has(before)) queries += 1;
    }
    before = word;
  }
  return queries === 1;
};
