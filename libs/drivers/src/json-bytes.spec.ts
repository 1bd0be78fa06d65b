import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  characterEnd,
  isExactNumber,
  writeBoolean,
  writeCutString,
  writeDouble,
  writeJson,
  writeNull,
  writeNumber,
  writeString,
} from './json-bytes.js';

type Write = (out: Buffer, at: number, source: Buffer, from: number, to: number) => number;

/** What a writer makes of a text that lies between other bytes. */
const written = (write: Write, text: string): string => {
  const source = Buffer.from(`<<${text}>>`, 'utf8');
  const out = Buffer.alloc(source.length * 6 + 16, '?');
  const end = write(out, 3, source, 2, source.length - 2);
  expect(out.toString('latin1', 0, 3)).toBe('???');
  return out.toString('utf8', 3, end);
};
const text = fc.string({ unit: 'binary', maxLength: 400 }).filter((value) => value.isWellFormed());

describe('strings', () => {
  it('read back as what they were', () => {
    fc.assert(
      fc.property(text, (value) => {
        expect(JSON.parse(written(writeString, value))).toBe(value);
      }),
    );
  });

  it('escape what JSON wants escaped, also at the end of a long one', () => {
    const value = `${'x'.repeat(300)}"\\\n\u0001`;
    expect(written(writeString, value)).toBe(JSON.stringify(value));
  });

  it('never hold a raw line break, since a line is what parts them', () => {
    fc.assert(
      fc.property(text, (value) => {
        expect(written(writeString, value)).not.toMatch(/[\n\r]/u);
      }),
    );
  });

  it('are cut between characters, and show it', () => {
    fc.assert(
      fc.property(text, fc.nat(50), (value, limit) => {
        const source = Buffer.from(value, 'utf8');
        if (source.length <= limit) return;
        const out = Buffer.alloc(source.length * 6 + 16);
        const end = writeCutString(out, 0, source, 0, limit);
        const shown = JSON.parse(out.toString('utf8', 0, end)) as string;
        expect(shown.endsWith('…')).toBe(true);
        expect(value.startsWith(shown.slice(0, -1))).toBe(true);
        expect(limit - Buffer.byteLength(shown.slice(0, -1))).toBeLessThan(4);
      }),
    );
  });

  it('find the end of a character from within it', () => {
    const source = Buffer.from('a😀b', 'utf8');
    expect([1, 2, 3, 4, 5, 6].map((end) => characterEnd(source, 0, end))).toEqual([1, 1, 1, 1, 5, 6]);
  });
});

describe('numbers', () => {
  it('become JSON numbers only where nothing is lost', () => {
    const number = fc.oneof(
      fc.bigInt().map(String),
      fc.double().map(String),
      fc.tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.nat(999_999)).map(([whole, part]) => `${whole}.${part}`),
      fc.string({ unit: fc.constantFrom(...Array.from('0123456789.-+eE')), maxLength: 24 }),
    );
    fc.assert(
      fc.property(number, (value) => {
        const out = written(writeNumber, value);
        const read: unknown = JSON.parse(out);
        expect(String(read)).toBe(value);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['0', true],
    ['-0', false],
    ['007', false],
    ['1.50', false],
    ['1.', false],
    ['.5', false],
    ['-', false],
    ['', false],
    ['9007199254740992', true],
    ['9007199254740993', false],
    ['123456789012345678901234567890', false],
    ['0.000001', true],
    ['0.0000001', false],
    ['1e5', false],
    ['NaN', false],
  ])('%s is a JSON number: %s', (value, exact) => {
    const source = Buffer.from(value);
    expect(isExactNumber(source, 0, source.length)).toBe(exact);
  });

  it('take the shortest text of every double', () => {
    fc.assert(
      fc.property(fc.double(), (value) => {
        const read: unknown = JSON.parse(written(writeDouble, String(value)));
        expect(String(read)).toBe(String(value));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('documents and words', () => {
  it('keep JSON as it is, on one line', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const out = written(writeJson, JSON.stringify(value, undefined, 2));
        expect(out).not.toMatch(/\n/u);
        expect(JSON.parse(out)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('write the three words of JSON', () => {
    const out = Buffer.alloc(20);
    const end = writeBoolean(out, writeBoolean(out, writeNull(out, 0), true), false);
    expect(out.toString('latin1', 0, end)).toBe('nulltruefalse');
  });
});
