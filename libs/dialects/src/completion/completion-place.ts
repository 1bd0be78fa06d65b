import type { LexRules } from '../lexer.js';
import type { Place } from './place.js';
import { ScopeReader } from './scope.js';
import { tokensAround, type Typed } from './tokens.js';

/** What can be written at a caret, as far as the text alone tells. */
export interface CompletionPlace extends Place {
  /** What is written of the word already. */
  readonly typed: Typed;
  /** The word before is written in capital letters, as the next ones will be. */
  readonly isUpper: boolean;
}

/**
 * Looks at the statement around the caret: which relations its columns can be of, and what is wanted there. `offset` in UTF-16 code
 * units. Undefined inside of text, numbers and comments. Linear in the text's length; a text that is half written is read as far as it goes.
 */
export function completionPlace(rules: LexRules, text: string, offset: number): CompletionPlace | undefined {
  const around = tokensAround(rules, text, offset);
  if (!around) return undefined;
  const { tokens, typed } = around;
  const before = tokens
    .slice(
      0,
      tokens.findIndex(({ kind }) => kind === 'caret'),
    )
    .findLast(({ kind }) => kind === 'word');
  const isUpper = before !== undefined && before.text === before.word;
  return { ...new ScopeReader(tokens).read(), typed, isUpper };
}
