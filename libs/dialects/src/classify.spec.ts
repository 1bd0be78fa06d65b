import { describe, expect, it } from '@jest/globals';
import type { Kind } from '@orrery/contracts';
import fc from 'fast-check';
import { type Classification, classify } from './index.js';

/** What stands out: r reads, w writes, t transaction, s session, d ddl, l leaves a trace although it reads. */
const marks = (found: Classification): string =>
  [
    found.reads && 'r',
    found.writes && 'w',
    found.transaction && 't',
    found.session && 's',
    found.ddl && 'd',
    found.reads && !found.traceless && 'l',
  ]
    .filter((mark) => mark !== false)
    .join('');

const said: Partial<Record<Kind, readonly (readonly [text: string, command: string, marks: string])[]>> = {
  postgres: [
    ['SELECT 1', 'SELECT', 'r'],
    ['  -- x\n (SELECT count(*) FROM t)', 'SELECT', 'r'],
    ['SELECT my_function()', 'SELECT', 'rl'],
    ['SELECT t."update" FROM t', 'SELECT', 'r'],
    ['SELECT delete FROM t', 'SELECT', 'w'],
    ['WITH a AS (SELECT 1) SELECT * FROM a', 'SELECT', 'r'],
    ['WITH a AS (INSERT INTO t VALUES (1) RETURNING *) SELECT * FROM a', 'SELECT', 'w'],
    ['WITH a AS (SELECT 1) DELETE FROM t', 'DELETE', 'w'],
    ['SELECT * INTO copied FROM t', 'SELECT', 'w'],
    ['SELECT 1 FOR UPDATE', 'SELECT', 'w'],
    ["SELECT nextval('s')", 'SELECT', 'w'],
    ['SELECT U&"a!005f" UESCAPE \'!\' (1)', 'SELECT', 'w'],
    ["SELECT U&'a!005f' UESCAPE '!'", 'SELECT', 'r'],
    ["SELECT * FROM ts_stat('SELECT 1')", 'SELECT', 'w'],
    ['TABLE t', 'TABLE', 'r'],
    ['EXPLAIN DELETE FROM t', 'EXPLAIN', 'r'],
    ['EXPLAIN ANALYZE DELETE FROM t', 'EXPLAIN', 'w'],
    ['EXPLAIN (ANALYZE, FORMAT JSON) SELECT 1', 'EXPLAIN', 'r'],
    ['SHOW ALL', 'SHOW', 'r'],
    ['COPY t TO STDOUT', 'COPY', 'r'],
    ["COPY t TO PROGRAM 'x'", 'COPY', 'w'],
    ['BEGIN', 'BEGIN', 't'],
    ['PREPARE TRANSACTION $$x$$', 'PREPARE', 't'],
    ['PREPARE p AS DELETE FROM t', 'PREPARE', 's'],
    ['SET x = 1', 'SET', 's'],
    ['CREATE TABLE t ()', 'CREATE', 'wd'],
    ['DO $$ $$', 'DO', 'w'],
    ['VACUUM', 'VACUUM', 'w'],
    ['nonsense', 'NONSENSE', 'w'],
    ['', '', 'w'],
  ],
  mysql: [
    ['SELECT 1', 'SELECT', 'r'],
    ["SELECT REPLACE('a', 'b', 'c'), INSERT('a', 1, 1, 'b')", 'SELECT', 'r'],
    ['SELECT my_function()', 'SELECT', 'rl'],
    ['SELECT @a', 'SELECT', 'rl'],
    ['SELECT @a := 1', 'SELECT', 'w'],
    ['SELECT `update` FROM t', 'SELECT', 'r'],
    ["SELECT 1 INTO OUTFILE 'x'", 'SELECT', 'w'],
    ['SELECT 1 LOCK IN SHARE MODE', 'SELECT', 'w'],
    ['SELECT NEXT VALUE FOR s', 'SELECT', 'w'],
    ['EXPLAIN FORMAT=JSON INTO @kept SELECT 1', 'EXPLAIN', 'w'],
    ['EXPLAIN INSERT INTO t VALUES (1)', 'EXPLAIN', 'r'],
    ['EXPLAIN FOR CONNECTION 7', 'EXPLAIN', 'r'],
    ['SELECT /*! 1, */ 2', 'SELECT', 'w'],
    ['/*!50000 DELETE FROM t */', '', 'w'],
    ['WITH a AS (SELECT 1) SELECT * FROM a', 'SELECT', 'r'],
    ['SELECT 1.5e-3, .5, 5., 1e3, 0xFF, 0b1, 1-1 FROM t', 'SELECT', 'r'],
    ['SELECT n FROM 2024_orders, shop.2024_orders, 1a.2b.3c, 0x1g', 'SELECT', 'r'],
    ['SELECT `a`.1INTO @b', 'SELECT', 'w'],
    ['SELECT 1e1INTO @b', 'SELECT', 'w'],
    ['SELECT 1e+f() FROM t', 'SELECT', 'w'],
    ['SELECT 1 --\u0001 INTO @b', 'SELECT', 'r'],
    ['SHOW TABLES', 'SHOW', 'r'],
    ["SHOW INDEX FROM t WHERE Key_name LIKE 'a%' AND lower(Column_name) = 'b'", 'SHOW', 'r'],
    ['SHOW TABLES WHERE my_function()', 'SHOW', 'rl'],
    ["SHOW TABLES WHERE GET_LOCK('a', 1)", 'SHOW', 'w'],
    ["EXPLAIN SELECT LOAD_FILE('a')", 'EXPLAIN', 'w'],
    ['EXPLAIN SELECT my_function()', 'EXPLAIN', 'rl'],
    ['WITH a AS (SELECT 1) UPDATE (t) SET n = 1', 'UPDATE', 'w'],
    ["SET STATEMENT max_statement_time = GET_LOCK('a', 1) FOR SELECT 1", 'SET', 'w'],
    ['DESC t', 'DESC', 'r'],
    ['EXPLAIN DELETE FROM t', 'EXPLAIN', 'r'],
    ['EXPLAIN ANALYZE DELETE FROM t', 'EXPLAIN', 'w'],
    ['ANALYZE SELECT 1', 'ANALYZE', 'r'],
    ['ANALYZE DELETE FROM t', 'ANALYZE', 'w'],
    ['ANALYZE TABLE t', 'ANALYZE', 'wd'],
    ['BEGIN', 'BEGIN', 't'],
    ['BEGIN NOT ATOMIC DELETE FROM t; END', 'BEGIN', 'w'],
    ['USE shop', 'USE', 's'],
    ['SET @a = 1', 'SET', 's'],
    ['SET GLOBAL a = 1', 'SET', 'ws'],
    ['SET STATEMENT max_statement_time = 1 FOR DELETE FROM t', 'SET', 'w'],
    ['SET STATEMENT max_statement_time = 1 FOR SELECT 1', 'SET', 'r'],
    ['CREATE TABLE t (n int)', 'CREATE', 'wd'],
    ['CALL p()', 'CALL', 'w'],
    ['LOAD DATA INFILE "x" INTO TABLE t', 'LOAD', 'w'],
  ],
};

describe.each(Object.entries(said) as [Kind, NonNullable<(typeof said)[Kind]>][])(
  'what a statement of %s does',
  (kind, cases) => {
    it.each(cases)('%s', (text, command, expected) => {
      const found = classify(kind, text);
      expect(found.command).toBe(command);
      expect(marks(found)).toBe(expected);
    });

    it('is told of any text, and never as reading and writing at once', () => {
      const parts = fc.constantFrom(
        ...[
          'SELECT',
          'WITH',
          'a',
          'AS',
          '(',
          ')',
          ',',
          'DELETE',
          'INTO',
          'EXPLAIN',
          'ANALYZE',
          "'x'",
          '"y"',
          '`z`',
          ';',
          '/*!',
          '*/',
          '--',
          '.',
        ],
        ...['FOR', 'UPDATE', 'SET', 'COPY', 'TO', 'STDOUT', '@', ':=', 'nextval', '1', '$$', '#'],
      );
      fc.assert(
        fc.property(fc.array(parts, { maxLength: 15 }), (words) => {
          const found = classify(kind, words.join(' '));
          expect(found.reads && found.writes).toBe(false);
          expect(found.reads && found.flagged.length > 0).toBe(false);
          expect(found.traceless && !found.reads).toBe(false);
        }),
        { numRuns: 2_000 },
      );
    });

    it('is told careful where the text is data in bulk', () => {
      expect(marks(classify(kind, `SELECT ${'1,'.repeat(150_000)} 1`))).toBe('w');
    });
  },
);
