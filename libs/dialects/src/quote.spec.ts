import { describe, expect, it } from '@jest/globals';
import type { Kind } from '@orrery/contracts';
import fc from 'fast-check';
import { dialectOf, Lexer, quoteIdentifier, quoteLiteral } from './index.js';

const kinds: readonly Kind[] = ['postgres', 'mysql'];
const closing: Partial<Record<Kind, string>> = { postgres: '"', mysql: '`' };
const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }).filter((value) => !value.includes('\0'));
const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom(...Array.from(`'"\\\`;-/*#xX0\n\0`)) }));

/** The tokens of a text, by kind. */
const tokens = (kind: Kind, source: string): string[] => {
  const rules = dialectOf(kind)?.rules;
  if (rules === undefined) throw new Error(`no rules of ${kind}`);
  const lexer = new Lexer(source, rules);
  const found: string[] = [];
  while (lexer.next()) found.push(`${lexer.kind}${lexer.closed ? '' : ' (open)'}`);
  return found;
};

describe.each(kinds)('quoting of %s', (kind) => {
  it('makes one identifier of any name, from which the name comes back', () => {
    fc.assert(
      fc.property(name, (value) => {
        const quoted = quoteIdentifier(kind, value);
        expect(tokens(kind, quoted)).toEqual(['identifier']);
        const mark = closing[kind] ?? '';
        expect(quoted.slice(1, -1).replaceAll(mark + mark, mark)).toBe(value);
      }),
    );
  });

  it('makes one string of any text, whatever stands around it', () => {
    fc.assert(
      fc.property(text, (value) => {
        const literal = quoteLiteral(kind, value);
        expect(tokens(kind, `(${literal});`)).toEqual([
          'symbol',
          expect.stringMatching(/^(?:string|number)$/u),
          'symbol',
          'symbol',
        ]);
      }),
      { numRuns: 2_000 },
    );
  });

  it('refuses names that no server takes', () => {
    expect(() => quoteIdentifier(kind, '')).toThrow(RangeError);
    expect(() => quoteIdentifier(kind, 'a\0b')).toThrow(RangeError);
  });

  it('writes the words of the language for what is no text', () => {
    expect([null, 1.5, { a: "x'y" }].map((value) => quoteLiteral(kind, value))).toEqual(['NULL', '1.5', `'{"a":"x''y"}'`]);
    expect(quoteLiteral(kind, true).toLowerCase()).toBe('true');
  });
});

it('writes bytes as MySQL does', () => {
  expect(quoteLiteral('mysql', '\\x00ff')).toBe('0x00ff');
  expect(quoteLiteral('mysql', '\\xzz')).toBe("'\\\\xzz'");
});

it('writes backslashes of PostgreSQL in a string that knows them', () => {
  expect(quoteLiteral('postgres', 'a\\b')).toBe("E'a\\\\b'");
});
