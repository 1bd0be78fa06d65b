import { callsOf, classified, classifiedByVerb, looksFew, wordsOf, type VerbTable, type Word } from '../classify.js';
import type { Classification } from '../dialect.js';
import { Lexer } from '../lexer.js';
import { mysqlRules } from './lex.js';
import { flaggedFunctions, harmlessFunctions, isFlaggedFunction, notFunctions } from './functions.js';

const verbs: VerbTable = {
  ddl: new Set([
    ...[
      'CREATE',
      'ALTER',
      'DROP',
      'TRUNCATE',
      'RENAME',
      'GRANT',
      'REVOKE',
      'OPTIMIZE',
      'REPAIR',
      'INSTALL',
      'UNINSTALL',
      'CHECK',
    ],
  ]),
  transaction: new Set(['BEGIN', 'START', 'COMMIT', 'ROLLBACK', 'SAVEPOINT', 'RELEASE', 'LOCK', 'UNLOCK', 'XA']),
  session: new Set(['SET', 'USE', 'PREPARE', 'DEALLOCATE', 'HANDLER']),
};

/** Words that change data, unless they are called: INSERT() and REPLACE() are string functions too. */
const changes: ReadonlySet<string> = new Set(['INSERT', 'UPDATE', 'DELETE', 'REPLACE', 'TRUNCATE']);

/** What one statement of MySQL or MariaDB does. */
export const classifyMysql = (text: string): Classification => {
  const words = wordsOf(text, mysqlRules);
  if (words === undefined) return classified({});
  // What the server runs out of a comment is not looked into: it could be anything.
  if (words.some((word) => word.kind === 'executable') || isUncertain(text))
    return classified({ command: verbOf(words)?.text ?? '' });
  return classifyWords(words);
};

const verbOf = (words: readonly Word[]): Word | undefined => {
  const first = words.find((word) => word.kind !== 'symbol' || word.text !== '(');
  return first?.kind === 'word' ? first : undefined;
};

const classifyWords = (words: readonly Word[]): Classification => {
  const verb = verbOf(words)?.text;
  switch (verb) {
    case undefined:
      return classified({});
    case 'SELECT':
    case 'WITH':
    case 'VALUES':
    case 'TABLE':
      return classifyQuery(verb === 'WITH' ? mainVerb(words) : verb, words);
    case 'SHOW':
      return classifyShow(words);
    case 'HELP':
    case 'CHECKSUM':
      return classified({ command: verb, reads: true, traceless: true, few: true });
    case 'EXPLAIN':
    case 'DESCRIBE':
    case 'DESC':
      return classifyExplain(verb, words);
    case 'ANALYZE':
      return classifyAnalyze(words);
    case 'BEGIN':
      return words[1]?.text === 'NOT' ? classified({ command: verb }) : classified({ command: verb, transaction: true });
    case 'PREPARE':
    case 'DEALLOCATE':
      return classified({ command: verb, session: true });
    case 'SET':
      return classifySet(words);
    default:
      return classifiedByVerb(verb, verbs) ?? classified({ command: verb });
  }
};

/** The verb that a WITH leads up to. */
const mainVerb = (words: readonly Word[]): string =>
  words.find(
    (word) =>
      word.kind === 'word' && word.depth === 0 && /^(?:SELECT|INSERT|UPDATE|DELETE|REPLACE|VALUES|TABLE)$/.test(word.text),
  )?.text ?? 'SELECT';

const queryVerbs: ReadonlySet<string> = new Set(['SELECT', 'VALUES', 'TABLE']);

const flaggedIn = (words: readonly Word[]): string[] =>
  callsOf(words, notFunctions).filter((call) => flaggedFunctions.has(call) || isFlaggedFunction(call));

const changesIn = (words: readonly Word[]): boolean => words.some((_word, index) => isChange(words, index));

const classifyQuery = (command: string, words: readonly Word[]): Classification => {
  const calls = callsOf(words, notFunctions);
  const flagged = flaggedIn(words);
  const reads = queryVerbs.has(command) && flagged.length === 0 && !changesIn(words);
  const traceless = reads && calls.every((call) => harmlessFunctions.has(call)) && !words.some((word) => word.text === '@');
  return classified({ command, reads, flagged, traceless, few: reads && looksFew(words, calls) });
};

const isChange = (words: readonly Word[], index: number): boolean => {
  const word = words[index];
  const before = words[index - 1];
  const after = words[index + 1];
  if (word === undefined) return false;
  // @variable := value
  if (word.kind === 'symbol') return word.text === ':' && after?.text === '=';
  if (word.kind !== 'word' || (before?.kind === 'symbol' && before.text === '.')) return false;
  // INTO OUTFILE, INTO DUMPFILE, INTO @variable; PROCEDURE ANALYSE; NEXT VALUE FOR a sequence.
  if (word.text === 'INTO' || word.text === 'PROCEDURE') return true;
  if (word.text === 'VALUE' && before?.text === 'NEXT') return true;
  if (word.text === 'UPDATE' || word.text === 'DELETE') return true;
  if (changes.has(word.text)) return after?.text !== '(' || before?.text === '(';
  if (word.text === 'SHARE') return before?.text === 'FOR' || before?.text === 'IN';
  return false;
};

/** SHOW … WHERE works a condition out for each row. */
const classifyShow = (words: readonly Word[]): Classification => {
  const where = words.findIndex((word) => word.kind === 'word' && word.text === 'WHERE');
  const condition = where < 0 ? [] : words.slice(where);
  return condition.length === 0
    ? classified({ command: 'SHOW', reads: true, traceless: true, few: true })
    : { ...classifyQuery('SELECT', condition), command: 'SHOW', few: true };
};

const classifyExplain = (verb: string, words: readonly Word[]): Classification => {
  // To plan it the server works out what it takes for constant: functions, and whole tables in FROM.
  const flagged = flaggedIn(words);
  const traceless = callsOf(words, notFunctions).every((call) => harmlessFunctions.has(call));
  const reads = classified({ command: verb, reads: flagged.length === 0, flagged, traceless, few: true });
  // MySQL's EXPLAIN … INTO @variable <statement> keeps the plan.
  const first = words.findIndex((word) => word.kind === 'word' && (word.text === 'INTO' || statementVerbs.has(word.text)));
  if (words[first]?.text === 'INTO') return classified({ command: verb });
  const analyze = words.findIndex((word) => word.kind === 'word' && word.depth === 0 && word.text === 'ANALYZE');
  if (analyze < 0) return reads;
  const at = words.findIndex(
    (word, index) => index > analyze && word.kind === 'word' && word.depth === 0 && statementVerbs.has(word.text),
  );
  return at < 0 ? classified({ command: verb }) : { ...classifyWords(words.slice(at)), command: verb };
};

const statementVerbs: ReadonlySet<string> = new Set([
  'SELECT',
  'WITH',
  'TABLE',
  'VALUES',
  'INSERT',
  'UPDATE',
  'DELETE',
  'REPLACE',
]);

/** MariaDB's ANALYZE <statement> runs it; ANALYZE TABLE writes statistics. */
const classifyAnalyze = (words: readonly Word[]): Classification => {
  const at = words.findIndex((word, index) => index > 0 && word.kind === 'word' && statementVerbs.has(word.text));
  const ofTable = words.slice(1, 3).some((word) => word.text === 'TABLE' || word.text === 'TABLES');
  if (at < 0 || ofTable) return classified({ command: 'ANALYZE', ddl: true });
  return { ...classifyWords(words.slice(at)), command: 'ANALYZE', few: true };
};

/** SET changes the session; with GLOBAL, PERSIST or PASSWORD it changes the server. */
const classifySet = (words: readonly Word[]): Classification => {
  // MariaDB's SET STATEMENT … FOR <statement> runs that statement.
  if (words[1]?.kind === 'word' && words[1].text === 'STATEMENT') {
    const at = words.findIndex((word) => word.kind === 'word' && word.depth === 0 && word.text === 'FOR');
    const values = words.slice(0, at);
    if (at < 0 || flaggedIn(values).length > 0 || changesIn(values))
      return classified({ command: 'SET', flagged: flaggedIn(values) });
    return { ...classifyWords(words.slice(at + 1)), command: 'SET' };
  }
  const server = words.some(
    (word) => word.kind === 'word' && /^(?:GLOBAL|PERSIST|PERSIST_ONLY|PASSWORD|ROLE|RESOURCE)$/.test(word.text),
  );
  return classified({ command: 'SET', session: true, writes: server });
};

/**
 * Whether the server might tell the tokens apart otherwise than they are told here. A number ends where its digits end, and a word may
 * follow at once (`1.INTO`, `1e+LOAD_FILE`), unless all of it is a name that begins with digits (`2024_orders`, `shop.2024_orders`).
 */
const isUncertain = (text: string): boolean => {
  const lexer = new Lexer(text, mysqlRules);
  let wordEnd = -1;
  while (lexer.next()) {
    const raw = lexer.kind === 'number' || lexer.kind === 'symbol' ? lexer.raw() : '';
    if (lexer.kind === 'symbol' && /[\0-\x1f\x7f]/.test(raw)) return true;
    if (lexer.kind === 'number') {
      // A point right behind a word leads to a name, whatever it begins with.
      const isName = lexer.start === wordEnd ? /^(?:\.[\w$\u0080-\uffff]+)+$/.test(raw) : digitsFirst.test(raw);
      if (!isName && !number.test(raw)) return true;
    }
    wordEnd = lexer.kind === 'word' ? lexer.end : -1;
  }
  return false;
};
const number = /^(?:0x[0-9a-f]*|0b[01]*|(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)$/i;
const digitsFirst = /^(?!\d+e\d)\d+[a-z_$\u0080-\uffff][\w$\u0080-\uffff]*(?:\.[\w$\u0080-\uffff]+)*$/i;
