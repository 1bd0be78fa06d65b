import { describe, expect, it } from '@jest/globals';
import type { Kind } from '@orrery/contracts';
import fc from 'fast-check';
import { dialectOf, Lexer } from './index.js';

const lexed = (kind: Kind, text: string): { kind: string; raw: string; start: number; end: number; closed: boolean }[] => {
  const rules = dialectOf(kind)?.rules;
  if (rules === undefined) throw new Error(`no rules of ${kind}`);
  const lexer = new Lexer(text, rules);
  const tokens = [];
  while (lexer.next()) {
    tokens.push({ kind: lexer.kind, raw: lexer.raw(), start: lexer.start, end: lexer.end, closed: lexer.closed });
  }
  return tokens;
};
const short = (kind: Kind, text: string): string[] => lexed(kind, text).map((token) => `${token.kind} ${token.raw}`);

describe.each<Kind>(['postgres', 'mysql'])('reading %s', (kind) => {
  it('covers every text with tokens, and leaves out space only', () => {
    const awkward = fc.string({ unit: fc.constantFrom(...Array.from(`ab1.'"\`;-/*#$\\ \n\r?()eE@+é😀\0`)), maxLength: 60 });
    fc.assert(
      fc.property(awkward, (text) => {
        let last = 0;
        for (const { start, end } of lexed(kind, text)) {
          expect(end).toBeGreaterThan(start);
          expect(text.slice(last, start)).toMatch(/^[ \t-\r]*$/u);
          last = end;
        }
        expect(text.slice(last)).toMatch(/^[ \t-\r]*$/u);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each(["'", '"', '/*', '(', '-', '$$', '#', '`', '\\', "E'"])('takes a text of nothing but %s', (part) => {
    const text = part.repeat(200_000);
    expect(lexed(kind, text).at(-1)?.end).toBe(text.length);
  });

  it('says what is not closed', () => {
    for (const text of ["'a", '/* a']) expect(lexed(kind, text)).toMatchObject([{ closed: false }]);
    for (const text of ["'a'", '/* a */']) expect(lexed(kind, text)).toMatchObject([{ closed: true }]);
  });
});

describe('PostgreSQL', () => {
  it.each([
    ["E'a\\'b' 'c\\'", ["string E'a\\'b'", "string 'c\\'"]],
    [`U&"a" U&'b' N'c' x'ff'`, ['identifier U&"a"', "string U&'b'", "string N'c'", "string x'ff'"]],
    ['$$a$$ $t$ $$ $t$ $1', ['string $$a$$', 'string $t$ $$ $t$', 'parameter $1']],
    ['a$b$c', ['word a$b$c']],
    ['/* /* */ */ a', ['comment /* /* */ */', 'word a']],
    ['1.5e-7 .5 1..2', ['number 1.5e-7', 'number .5', 'number 1..2']],
    ['é_1 "é"', ['word é_1', 'identifier "é"']],
    ['-- a\rb', ['comment -- a\r', 'word b']],
  ])('%s', (text, expected) => {
    expect(short('postgres', text)).toEqual(expected);
  });
});

describe('MySQL', () => {
  it.each([
    ['\'a\\\'b\' "c\\"d"', ["string 'a\\'b'", 'string "c\\"d"']],
    ['`a``b`', ['identifier `a``b`']],
    ['# a\nb', ['comment # a\n', 'word b']],
    ['--a', ['symbol -', 'symbol -', 'word a']],
    ['-- a\nb', ['comment -- a\n', 'word b']],
    ['/*!50000 a */ /*M! b */ /* c */', ['executable /*!50000 a */', 'executable /*M! b */', 'comment /* c */']],
    ['/* /* */ a', ['comment /* /* */', 'word a']],
    ['? @a', ['parameter ?', 'symbol @', 'word a']],
  ])('%s', (text, expected) => {
    expect(short('mysql', text)).toEqual(expected);
  });
});
