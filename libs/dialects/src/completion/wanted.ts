import type { Wanted } from './place.js';
import type { Token } from './tokens.js';

/** The part of a statement that is being read. */
export type Clause = 'start' | 'select' | 'relation' | 'joined' | 'related' | 'value' | 'values' | 'condition' | 'column';

/** Words after which something with a value is still to come. */
const wantsValue = new Set(
  (
    'SELECT FROM DISTINCT DISTINCTROW ALL WHERE AND OR NOT BY HAVING ON SET WHEN THEN ELSE CASE IN LIKE ILIKE RLIKE REGEXP BETWEEN IS RETURNING ' +
    'VALUES LIMIT OFFSET ANY SOME EXISTS INTERVAL QUALIFY OUTPUT DIV MOD XOR ESCAPE TOP RETURN PRINT CALL IF WHILE UNTIL TO USING'
  ).split(' '),
);
/** What ends an operand. */
const closes = new Set([')', ']', '*', '}']);
/** What is wanted behind a name and its dot. */
export const asQualified = (clause: Clause): Wanted => (clause === 'relation' || clause === 'joined' ? clause : 'value');

/** What is wanted in a part of a statement, by what stands before the caret. */
export function wantedOf(clause: Clause, before: Token | undefined, beforeThat: Token | undefined): Wanted {
  if (clause === 'relation' || clause === 'joined') return clause;
  if (clause === 'start' || clause === 'related') return 'keyword';
  if (before?.word === 'AS') return 'nothing';
  if (before?.word === ':' && beforeThat?.word === ':') return 'nothing';
  if (clause === 'column') return /^(?:\(|,|COLUMN)$/.test(before?.word ?? '') ? 'column' : 'keyword';
  if (!before || !endsOperand(before, beforeThat)) {
    const begins = clause === 'condition' && /^(?:ON|AND|OR|\()$/.test(before?.word ?? '');
    return begins ? 'condition' : 'value';
  }
  return 'keyword';
}

/** Whether what stands before has its value already, so that an operator or the next clause follows. */
function endsOperand(before: Token, beforeThat: Token | undefined): boolean {
  if (before.kind === 'name') return true;
  if (before.kind === 'value') return beforeThat?.word !== 'TOP';
  if (before.kind === 'word') return !wantsValue.has(before.word) || beforeThat?.word === '.';
  // `select *`, but `2 *`
  return closes.has(before.word) && (before.word !== '*' || /^(?:SELECT|,|\.|\(|DISTINCT)$/.test(beforeThat?.word ?? ''));
}
