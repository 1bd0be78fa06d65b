import type { Clause } from './wanted.js';

/** Words that can't be the alias of the relation before them: they go on with the statement. */
export const goesOn = new Set(
  (
    'WHERE JOIN LEFT RIGHT INNER FULL CROSS NATURAL OUTER STRAIGHT_JOIN APPLY ON USING GROUP ORDER HAVING LIMIT OFFSET FETCH UNION EXCEPT ' +
    'INTERSECT MINUS SET VALUES VALUE RETURNING OUTPUT WINDOW FOR WITH OPTION TABLESAMPLE PIVOT UNPIVOT FORCE USE IGNORE PARTITION SELECT ' +
    'DEFAULT QUALIFY INTO PROCEDURE LOCK WHEN THEN AND OR DO ADD DROP ALTER RENAME FROM EXEC EXECUTE MATCHED'
  ).split(' '),
);
/** Words that begin a statement about an existing object. */
const handles = new Set(
  'DROP ALTER TRUNCATE LOCK ANALYZE ANALYSE DESCRIBE DESC REPAIR OPTIMIZE CHECK COMMENT REFRESH'.split(' '),
);
/** Words after which UPDATE and DELETE are no statement. */
export const noStatement = new Set(['FOR', 'DO', 'THEN', 'ON', 'KEY', 'NO', 'AFTER', 'BEFORE', 'OF', 'OR', ',']);
/** Words that may stand before a relation. */
export const skips = new Set([
  'ONLY',
  'LATERAL',
  'TABLE',
  'INTO',
  'IF',
  'NOT',
  'EXISTS',
  'FROM',
  'LOW_PRIORITY',
  'QUICK',
  'IGNORE',
  'CONCURRENTLY',
]);

/** Where a word of a statement stands. */
export interface Standing {
  /** The part of the statement that it ends or goes on with. */
  readonly clause: Clause;
  /** The words before it, the nearest first. */
  readonly before: readonly [string, string];
  /** The statement's first word; empty where it is that itself. */
  readonly first: string;
  /** What its block of the statement does: `SELECT`, `INSERT`, …; empty of what defines. */
  readonly verb: string;
  readonly hasRelations: boolean;
  /** In brackets. */
  readonly isInside: boolean;
}

/** The part of a statement that begins with a word; the one that it stands in where none does. */
export function clauseAfter(word: string, { clause, before, first, verb, hasRelations, isInside }: Standing): Clause {
  switch (word) {
    case 'FROM':
      if (isInside || (before[0] === 'DISTINCT' && /^(?:IS|NOT)$/.test(before[1]))) return clause;
      return 'relation';
    case 'JOIN':
    case 'STRAIGHT_JOIN':
    case 'APPLY':
      return 'joined';
    case 'INTO':
    case 'REFERENCES':
      return 'relation';
    case 'USING':
      return verb === 'DELETE' || verb === 'MERGE' ? 'relation' : clause;
    case 'TABLE':
    case 'VIEW':
      return handles.has(first) ? 'relation' : clause;
    case 'TRUNCATE':
    case 'DESCRIBE':
      return first === '' ? 'relation' : clause;
    case 'COLUMN':
      return first === 'ALTER' ? 'column' : clause;
    case 'ON':
      if (first === 'CREATE' && !hasRelations && verb === '') return 'relation';
      return verb === 'INSERT' ? 'column' : 'condition';
    case 'WHERE':
    case 'HAVING':
    case 'QUALIFY':
    case 'RETURNING':
    case 'OUTPUT':
    case 'BY':
    case 'SET':
    case 'LIMIT':
    case 'OFFSET':
      return 'value';
    case 'VALUES':
      return 'values';
    case 'GROUP':
    case 'ORDER':
    case 'UNION':
    case 'EXCEPT':
    case 'INTERSECT':
      return clause === 'start' || isInside ? clause : 'related';
    default:
      return clause;
  }
}
