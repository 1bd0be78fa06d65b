import { describe, expect, it } from '@jest/globals';
import type { Kind } from '@orrery/contracts';
import fc from 'fast-check';
import { dialectOf, splitStatements, statementAt } from './index.js';

const texts = (kind: Kind, text: string): string[] => splitStatements(kind, text).map((piece) => piece.text);

/** Pieces that are made of what a splitter stumbles over. */
const awkward = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...[
          "'",
          '"',
          '`',
          ';',
          '\n',
          ' ',
          '--',
          '-- ',
          '/*',
          '*/',
          '#',
          '\\',
          '$$',
          '$a$',
          '$1',
          '(',
          ')',
          "E'",
          "U&'",
          '😀',
          '?',
          '/*!',
        ],
        ...[
          'BEGIN',
          'END',
          'CASE',
          'CREATE FUNCTION f()',
          'CREATE PROCEDURE p()',
          'BEGIN ATOMIC',
          'DELIMITER //\n',
          '//',
          'IF',
          'END IF',
        ],
        ...['SELECT 1', 'x', '1e-5', '.5', "''", '\r', '\u0000', '\u2028'],
      ),
      fc.string({ maxLength: 3 }),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''));

describe.each<Kind>(['postgres', 'mysql'])('splitting %s', (kind) => {
  it('gives each piece the place where it stands, in order, none over another', () => {
    fc.assert(
      fc.property(awkward, (text) => {
        let last = 0;
        for (const piece of splitStatements(kind, text)) {
          expect(text.slice(piece.start, piece.end)).toBe(piece.text);
          expect(piece.start).toBeGreaterThanOrEqual(last);
          expect(piece.text).toMatch(/^[^ \t\r\n]/u);
          expect(piece.line).toBe(text.slice(0, piece.start).split('\n').length);
          last = piece.end;
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('loses nothing between the pieces but delimiters, comments and space', () => {
    fc.assert(
      fc.property(awkward, (text) => {
        let last = 0;
        let between = '';
        for (const piece of splitStatements(kind, text)) {
          between += `${text.slice(last, piece.start)}\n`;
          last = piece.end;
        }
        between += text.slice(last);
        // What is left holds no statement of its own: it splits into nothing.
        if (!/DELIMITER/iu.test(text)) expect(texts(kind, between)).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });

  it('splits a piece no further', () => {
    fc.assert(
      fc.property(awkward, (text) => {
        if (/DELIMITER/iu.test(text)) return;
        for (const piece of splitStatements(kind, text)) {
          // To MySQL two dashes are a comment at the end of a text, and are none before a semicolon.
          if (!piece.text.endsWith('--')) expect(texts(kind, piece.text)).toEqual([piece.text]);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('takes a long unterminated text in one go', () => {
    const text = `SELECT '${'x;'.repeat(500_000)}`;
    expect(texts(kind, text)).toHaveLength(1);
  });
});

describe('PostgreSQL', () => {
  it.each([
    ["SELECT ';'; SELECT 2", ["SELECT ';'", 'SELECT 2']],
    ["SELECT E'\\';'; SELECT 2", ["SELECT E'\\';'", 'SELECT 2']],
    ["SELECT '\\'; SELECT 2", ["SELECT '\\'", 'SELECT 2']],
    ['SELECT $$;$$, $a$ $$; $a$; x', ['SELECT $$;$$, $a$ $$; $a$', 'x']],
    ['SELECT $1; SELECT a$b$c;', ['SELECT $1', 'SELECT a$b$c']],
    ['/* ; /* ; */ ; */ SELECT 1; -- ;\n', ['SELECT 1']],
    ['SELECT "a;b"";c"; x', ['SELECT "a;b"";c"', 'x']],
    [
      'CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2); x',
      ['CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2)', 'x'],
    ],
    [
      'CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END; x',
      ['CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END', 'x'],
    ],
    ['BEGIN; SELECT 1; END;', ['BEGIN', 'SELECT 1', 'END']],
    [';;  ;', []],
  ])('%s', (text, expected) => {
    expect(texts('postgres', text)).toEqual(expected);
  });
});

describe('MySQL', () => {
  it.each([
    ["SELECT '\\';'; SELECT 2", ["SELECT '\\';'", 'SELECT 2']],
    ['SELECT "a;b"; x', ['SELECT "a;b"', 'x']],
    ['SELECT `a;``;b`; x', ['SELECT `a;``;b`', 'x']],
    ['SELECT 1 # ;\n; x', ['SELECT 1', 'x']],
    ['SELECT 1--1; x', ['SELECT 1--1', 'x']],
    ['/* /* ; */ SELECT 1; x', ['SELECT 1', 'x']],
    ['/*!50000 SELECT 1; */; x', ['/*!50000 SELECT 1; */', 'x']],
    [
      'DELIMITER //\nCREATE PROCEDURE p() BEGIN SELECT 1; END//\nDELIMITER ;\nx; y',
      ['CREATE PROCEDURE p() BEGIN SELECT 1; END', 'x', 'y'],
    ],
    [
      'CREATE PROCEDURE p() BEGIN IF a THEN SELECT 1; END IF; CASE b WHEN 1 THEN SELECT 2; END CASE; END; x',
      ['CREATE PROCEDURE p() BEGIN IF a THEN SELECT 1; END IF; CASE b WHEN 1 THEN SELECT 2; END CASE; END', 'x'],
    ],
    ['BEGIN; SELECT 1; COMMIT', ['BEGIN', 'SELECT 1', 'COMMIT']],
    ['BEGIN NOT ATOMIC SELECT 1; SELECT 2; END; x', ['BEGIN NOT ATOMIC SELECT 1; SELECT 2; END', 'x']],
  ])('%s', (text, expected) => {
    expect(texts('mysql', text)).toEqual(expected);
  });
});

describe('the statement at a caret', () => {
  const text = 'SELECT 1;\n\nSELECT 2; SELECT 3';
  it.each([
    [0, 'SELECT 1'],
    [8, 'SELECT 1'],
    [9, 'SELECT 1'],
    [10, 'SELECT 2'],
    [13, 'SELECT 2'],
    [text.length, 'SELECT 3'],
  ])('%i means %s', (offset, expected) => {
    expect(statementAt('postgres', text, offset)?.text).toBe(expected);
  });

  it('is none in a text without statements', () => {
    expect(statementAt('mysql', ' -- nothing', 3)).toBeUndefined();
  });

  it('is none of a kind whose language is not known', () => {
    expect(dialectOf('oracle')).toBeUndefined();
    expect(dialectOf('constructor')).toBeUndefined();
  });
});
