import { callsOf, classified, classifiedByVerb, looksFew, wordsOf, type VerbTable, type Word } from '../classify.js';
import type { Classification } from '../dialect.js';
import { postgresRules } from './lex.js';
import { flaggedFunctions, harmlessFunctions, isFlaggedFunction, notFunctions } from './functions.js';

const verbs: VerbTable = {
  ddl: new Set([
    ...['CREATE', 'ALTER', 'DROP', 'TRUNCATE', 'COMMENT', 'GRANT', 'REVOKE', 'REINDEX', 'CLUSTER', 'REFRESH', 'SECURITY'],
    ...['IMPORT', 'REASSIGN'],
  ]),
  transaction: new Set(['BEGIN', 'START', 'COMMIT', 'END', 'ROLLBACK', 'ABORT', 'SAVEPOINT', 'RELEASE', 'LOCK']),
  session: new Set(['SET', 'RESET', 'DISCARD', 'LISTEN', 'UNLISTEN', 'DEALLOCATE', 'DECLARE', 'FETCH', 'MOVE', 'CLOSE']),
};

const changes: ReadonlySet<string> = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE', 'INTO', 'TRUNCATE']);

/** What one statement of PostgreSQL does. */
export const classifyPostgres = (text: string): Classification => {
  const words = wordsOf(text, postgresRules);
  return words === undefined ? classified({}) : classifyWords(words);
};

const classifyWords = (words: readonly Word[]): Classification => {
  const first = words.find((word) => word.text !== '(' || word.kind !== 'symbol');
  if (first?.kind !== 'word') return classified({});
  const verb = first.text;
  switch (verb) {
    case 'SELECT':
    case 'WITH':
    case 'VALUES':
    case 'TABLE':
      return classifyQuery(verb === 'WITH' ? mainVerb(words) : verb, words);
    case 'EXPLAIN':
      return classifyExplain(words);
    case 'SHOW':
      return classified({ command: verb, reads: true, traceless: true, few: true });
    case 'COPY':
      return classifyCopy(words);
    case 'PREPARE':
      return words[1]?.text === 'TRANSACTION'
        ? classified({ command: verb, transaction: true })
        : classified({ command: verb, session: true, writes: false });
    default:
      return classifiedByVerb(verb, verbs) ?? classified({ command: verb });
  }
};

/** The verb that a WITH leads up to. */
const mainVerb = (words: readonly Word[]): string =>
  words.find(
    (word) => word.kind === 'word' && word.depth === 0 && /^(?:SELECT|INSERT|UPDATE|DELETE|MERGE|VALUES|TABLE)$/.test(word.text),
  )?.text ?? 'SELECT';

const classifyQuery = (command: string, words: readonly Word[]): Classification => {
  const calls = callsOf(words, notFunctions);
  // An identifier with escapes could spell any name: called as a function, it is not looked through but refused.
  const flagged = calls.filter((call) => flaggedFunctions.has(call) || isFlaggedFunction(call) || call.includes('\\'));
  if (words.some((word, index) => word.kind === 'word' && word.text === 'UESCAPE' && words[index - 1]?.kind === 'identifier'))
    flagged.push('U&"…" UESCAPE');
  const reads = flagged.length === 0 && !words.some((word, index) => isChange(word, words[index - 1]));
  const traceless = reads && calls.every((call) => harmlessFunctions.has(call));
  return classified({ command, reads, flagged, traceless, few: reads && looksFew(words, calls) });
};

/** A word that changes data or locks rows. A name that follows a dot is a column. */
const isChange = (word: Word, before: Word | undefined): boolean => {
  if (word.kind !== 'word') return false;
  if (before?.kind === 'symbol' && before.text === '.') return false;
  if (changes.has(word.text)) return true;
  return before?.kind === 'word' && before.text === 'FOR' && (word.text === 'SHARE' || word.text === 'KEY' || word.text === 'NO');
};

const classifyExplain = (words: readonly Word[]): Classification => {
  const at = words.findIndex(
    (word, index) =>
      index > 0 &&
      word.depth === 0 &&
      word.kind === 'word' &&
      word.text !== 'ANALYZE' &&
      word.text !== 'ANALYSE' &&
      word.text !== 'VERBOSE',
  );
  const options = at < 0 ? words : words.slice(0, at);
  const executes = options.some((word) => word.kind === 'word' && (word.text === 'ANALYZE' || word.text === 'ANALYSE'));
  if (!executes && at > 0) return classified({ command: 'EXPLAIN', reads: true, traceless: true, few: true });
  const inner = at < 0 ? classified({}) : classifyWords(words.slice(at));
  return { ...inner, command: 'EXPLAIN', few: true };
};

const classifyCopy = (words: readonly Word[]): Classification => {
  const out = words.findIndex((word) => word.kind === 'word' && word.depth === 0 && word.text === 'TO');
  if (out < 0 || words[out + 1]?.text !== 'STDOUT') return classified({ command: 'COPY' });
  const inner = classifyQuery('COPY', words.slice(1, out));
  return { ...inner, few: false };
};
