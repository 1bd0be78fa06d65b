import { callsOf, classified, looksFew, wordsOf, type Word } from '../classify.js';
import type { Classification } from '../dialect.js';
import { Lexer } from '../lexer.js';
import { flaggedFunctions, harmlessFunctions, isFlaggedFunction, notFunctions } from './functions.js';
import { mssqlRules } from './lex.js';

const list = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/u));

/** Verbs by what they do. Statements need no semicolon between them, so verbs are looked for everywhere, not only in front. */
const reading = list('SELECT DECLARE PRINT');
const transactions = list('COMMIT ROLLBACK SAVE');
const sessions = list('USE OPEN CLOSE DEALLOCATE REVERT SETUSER');
const definitions = list('CREATE ALTER DROP TRUNCATE GRANT REVOKE DENY');
const others = list(`
  INSERT UPDATE DELETE MERGE EXEC EXECUTE BULK BACKUP RESTORE LOAD DUMP DBCC KILL SHUTDOWN RECONFIGURE CHECKPOINT WAITFOR RAISERROR THROW
  RECEIVE READTEXT WRITETEXT UPDATETEXT IF WHILE GOTO RETURN BREAK CONTINUE INTO ADD
`);

/** What one statement, or one batch, of SQL Server does. */
export const classifyMssql = (text: string): Classification => {
  const words = wordsOf(text, mssqlRules);
  if (words === undefined) return classified({});
  const first = words.find((word) => word.kind !== 'symbol' || (word.text !== '(' && word.text !== ';'));
  if (first?.kind !== 'word') return classified({});
  const command = commandOf(first.text, words);
  if (isUncertain(text)) return classified({ command });
  const calls = callsOf(words, notFunctions);
  const flagged = calls.filter((call) => flaggedFunctions.has(call) || isFlaggedFunction(call));
  const effects = new Set(words.map((_word, index) => effectOf(words, index)));
  effects.delete(undefined);
  // A batch may begin with the bare name of a procedure.
  if (effectOf(words, words.indexOf(first)) === undefined && first.text !== 'WITH') effects.add('writes');
  const reads = flagged.length === 0 && [...effects].every((effect) => effect === 'reads');
  return classified({
    command,
    reads,
    writes: flagged.length > 0 || effects.has('writes') || effects.has('ddl') || effects.size === 0,
    transaction: effects.has('transaction'),
    session: effects.has('session'),
    ddl: effects.has('ddl'),
    flagged,
    traceless: reads && calls.every((call) => harmlessFunctions.has(call)),
    few:
      reads && (looksFew(words, calls) || words.some((word) => word.kind === 'word' && word.depth === 0 && word.text === 'TOP')),
  });
};

/** The verb, or what a WITH leads up to. */
const commandOf = (verb: string, words: readonly Word[]): string => {
  if (verb !== 'WITH') return verb;
  const main = words.find(
    (word) => word.kind === 'word' && word.depth === 0 && /^(?:SELECT|INSERT|UPDATE|DELETE|MERGE)$/.test(word.text),
  );
  return main?.text ?? 'SELECT';
};

type Effect = 'reads' | 'writes' | 'transaction' | 'session' | 'ddl';

/** What the word at `index` does as a verb; undefined where it is none. */
const effectOf = (words: readonly Word[], index: number): Effect | undefined => {
  const word = words[index];
  if (word?.kind !== 'word') return undefined;
  const before = words[index - 1];
  const after = words[index + 1];
  if (isName(words, index)) return undefined;
  switch (word.text) {
    case 'BEGIN':
      return after?.text === 'TRAN' || after?.text === 'TRANSACTION' ? 'transaction' : 'writes';
    case 'SET':
      // SET @variable = …, and nothing else, concerns this batch alone.
      if (after?.kind === 'symbol' && after.text === '@' && isName(words, index + 2)) return 'reads';
      return belongsToUpdate(words, index) ? 'writes' : 'session';
    case 'VALUE':
      return before?.text === 'NEXT' ? 'writes' : undefined;
    case 'FETCH':
      // OFFSET … FETCH NEXT … ROWS ONLY pages; FETCH alone moves a cursor.
      return before?.text === 'ROWS' || before?.text === 'ROW' ? undefined : 'session';
    case 'MERGE':
      // A hint: INNER MERGE JOIN, OPTION (MERGE JOIN), OPTION (MERGE UNION).
      return after?.text === 'JOIN' || after?.text === 'UNION' ? undefined : 'writes';
    case 'UPDATE':
      // UPDATE() asks in a trigger whether a column was.
      return after?.text === 'STATISTICS' ? 'ddl' : 'writes';
    case 'OPEN':
    case 'CLOSE':
      return after?.text === 'SYMMETRIC' || after?.text === 'MASTER' || after?.text === 'ALL' ? 'writes' : 'session';
    case 'ENABLE':
    case 'DISABLE':
      return after?.text === 'TRIGGER' ? 'ddl' : undefined;
    case 'GET':
    case 'MOVE':
      return after?.text === 'CONVERSATION' ? 'writes' : undefined;
    case 'END':
      return after?.text === 'CONVERSATION' ? 'writes' : undefined;
    case 'RENAME':
      return after?.text === 'OBJECT' ? 'ddl' : undefined;
    case 'CALL':
      // {call procedure}, which is not the clients' alone.
      return before?.text === '{' ? 'writes' : undefined;
    case 'SEND':
      return after?.text === 'ON' ? 'writes' : undefined;
    default:
      if (reading.has(word.text)) return 'reads';
      if (transactions.has(word.text)) return 'transaction';
      if (sessions.has(word.text)) return 'session';
      if (definitions.has(word.text)) return 'ddl';
      return others.has(word.text) ? 'writes' : undefined;
  }
};

/**
 * Whether a word is a column, a variable or a temporary table, which may be called anything. A variable may also be called `@` alone, a
 * table `#`, and `$.` is an amount of money: what stands behind those is a word of its own.
 */
const isName = (words: readonly Word[], index: number): boolean => {
  const [of, sign, word] = [words[index - 2], words[index - 1], words[index]];
  if (word?.kind !== 'word' || sign?.kind !== 'symbol') return false;
  if (sign.text === '@' || sign.text === '#') return word.glued;
  return sign.text === '.' && of !== undefined && (of.kind === 'word' || of.kind === 'identifier' || /^[.)]$/.test(of.text));
};

/** The SET of an UPDATE is no statement. */
const belongsToUpdate = (words: readonly Word[], index: number): boolean => {
  for (let at = index - 1; at >= 0; at -= 1) {
    const word = words[at];
    if (word?.kind === 'word' && (word.text === 'SET' || word.text === 'UPDATE')) return word.text === 'UPDATE';
  }
  return false;
};

/**
 * Whether the server might tell the tokens apart otherwise than they are told here. A number ends where its digits end and a word may
 * follow at once (`1DELETE`); blanks beyond ASCII and carriage returns in comments are read differently by different servers.
 */
const isUncertain = (text: string): boolean => {
  const lexer = new Lexer(text, mssqlRules);
  while (lexer.next()) {
    if (lexer.kind === 'string' || lexer.kind === 'identifier') continue;
    const raw = lexer.raw();
    if (lexer.kind === 'comment' ? /\r(?!\n)/.test(raw) && !raw.startsWith('/*') : /[\p{C}\p{Z}]/u.test(raw)) return true;
    if (lexer.kind === 'number' && !/^(?:0x[0-9a-f]*|(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)$/i.test(raw)) return true;
  }
  return false;
};
