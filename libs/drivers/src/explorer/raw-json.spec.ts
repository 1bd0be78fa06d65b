import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parsedCell, rawObject, rawRows, sameCell } from './raw-json.js';

describe('rows as their own JSON text', () => {
  it('are cut into cells that say what they said', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.jsonValue(), { minLength: 1 })), (rows) => {
        const batch = rows.map((row) => JSON.stringify(row)).join(',');
        expect(rawRows(batch).map((row) => row.map(parsedCell))).toEqual(JSON.parse(`[${batch}]`));
      }),
    );
  });

  it('lose no digit', () => {
    expect(rawRows('[12345678901234567890,{"a":0.10}],[null,"x,]"]')).toEqual([
      ['12345678901234567890', '{"a":0.10}'],
      ['null', '"x,]"'],
    ]);
    expect(rawObject(['a"b', '__proto__'], ['1.50'])).toBe('{"a\\"b":1.50,"__proto__":null}');
  });
});

describe('two cells', () => {
  const same: [string, string][] = [
    ['1', '"1"'],
    ['1.5', '"1.50"'],
    ['"0.10"', '0.1'],
    ['100', '"1e2"'],
    ['-0.5', '"-.50"'],
    ['{"a":1,"b":[2]}', '{"b":[2],"a":1}'],
    ['{"a":12345678901234567890}', '{"a":12345678901234567000}'],
  ];
  it.each(same)('%s and %s are the same', (a, b) => {
    expect([sameCell(a, b), sameCell(b, a)]).toEqual([true, true]);
  });

  const other: [string, string][] = [
    ['null', '0'],
    ['null', '""'],
    ['"1"', '"1.0"'],
    ['"a"', '"A"'],
    ['true', '"true"'],
    ['[1,2]', '[2,1]'],
    ['{"a":1}', '{"a":1,"b":null}'],
    ['1', '"1x"'],
    ['0', '-1'],
    ['[]', '{}'],
  ];
  it.each(other)('%s and %s are not', (a, b) => {
    expect([sameCell(a, b), sameCell(b, a)]).toEqual([false, false]);
  });

  it.each([
    ['"1e-7"', '"0.0000001"'],
    ['"1e+21"', '"1000000000000000000000"'],
    ['"1.0"', '"1"'],
  ])('of numbers, %s and %s are the same', (a, b) => {
    expect([sameCell(a, b, { kind: 'number' }), sameCell(b, a, { kind: 'string' })]).toEqual([true, false]);
  });

  it.each([
    ['1.23457', '1.2345678', true],
    ['16777200', '16777216', true],
    ['"3.40282e38"', '"3.4028235e38"', true],
    ['1.23457', '1.2345789', false],
    ['1.23456', '1.2345678', false],
    ['1.2345671', '1.2345678', false],
    ['null', '0', false],
    ['0.5', '"x"', false],
  ])('of numbers that are written with six digits, %s may be %s: %s', (a, b, is) => {
    const single = { kind: 'number', shownDigits: 6 } as const;
    expect([sameCell(a, b, single), sameCell(b, a, single)]).toEqual([is, is]);
  });
});
