import { describe, expect, it } from '@jest/globals';
import { isExactNumber, parseExact } from './exact-json';

const again = (text: string) => JSON.stringify(parseExact(text));

describe('parseExact', () => {
  it('keeps an integer beyond 2^53 digit by digit', () => {
    expect(again('{"id":9007199254740993}')).toBe('{"id":9007199254740993}');
  });

  it('keeps more decimals than a double holds', () => {
    expect(again('[0.12345678901234567890123]')).toBe('[0.12345678901234567890123]');
  });

  it('keeps a number too large for a double', () => {
    expect(again('[1e400]')).toBe('[1e400]');
  });

  it('gives ordinary numbers as numbers, also beside an exact one', () => {
    expect(parseExact('[1, 2.5, -3]')).toEqual([1, 2.5, -3]);
    const [exact, plain] = parseExact('[12345678901234567890, 7]') as [unknown, unknown];
    expect(isExactNumber(exact)).toBe(true);
    expect(plain).toBe(7);
  });

  it('keeps zeros at the end of a fraction, as prices have them', () => {
    expect(again('{"price":1.10,"list":[2.50,3]}')).toBe('{"price":1.10,"list":[2.50,3]}');
  });

  it('leaves digits inside of texts alone', () => {
    expect(parseExact('["9007199254740993", "a 12345678901234567890"]')).toEqual(['9007199254740993', 'a 12345678901234567890']);
  });

  it('does not touch the prototype of anything', () => {
    const value = parseExact('{"__proto__":{"polluted":12345678901234567890}}') as object;
    expect(Object.hasOwn(value, '__proto__')).toBe(true);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('refuses what is not JSON', () => {
    expect(() => parseExact('{"a":')).toThrow(SyntaxError);
  });
});
