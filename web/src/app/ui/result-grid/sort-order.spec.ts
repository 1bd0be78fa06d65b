import { describe, expect, it } from '@jest/globals';
import { compareNumbers, sortOrder } from './sort-order';

const sorted = (values: unknown[], kind: 'number' | 'string' | 'datetime' | 'boolean', direction: 'asc' | 'desc' = 'asc') =>
  [
    ...sortOrder(
      values.map((value) => [value]),
      0,
      kind,
      direction,
    ),
  ].map((at) => values[at]);

describe('compareNumbers', () => {
  it('compares beyond what a double holds', () => {
    expect(compareNumbers('9007199254740993', '9007199254740992')).toBeGreaterThan(0);
    expect(compareNumbers('-9007199254740993', '-9007199254740992')).toBeLessThan(0);
    expect(compareNumbers('0.10000000000000000001', '0.1')).toBeGreaterThan(0);
  });

  it('takes different writings of one number for equal', () => {
    expect(compareNumbers('1.50', 1.5)).toBe(0);
    expect(compareNumbers('-0', '0.000')).toBe(0);
    expect(compareNumbers('1e3', '1000')).toBe(0);
    expect(compareNumbers('12e-3', '0.012')).toBe(0);
  });
});

describe('sortOrder', () => {
  it('sorts numbers as numbers, whether they came as numbers or as text', () => {
    expect(sorted(['10', 9, '9.5', '-3'], 'number')).toEqual(['-3', 9, '9.5', '10']);
  });

  it('puts NULL last in both directions', () => {
    expect(sorted([null, 2, 1], 'number')).toEqual([1, 2, null]);
    expect(sorted([null, 2, 1], 'number', 'desc')).toEqual([2, 1, null]);
  });

  it('keeps the order of equal values', () => {
    const rows = [
      ['b', 1],
      ['a', 2],
      ['b', 3],
      ['a', 4],
    ];
    expect([...sortOrder(rows, 0, 'string', 'asc')]).toEqual([1, 3, 0, 2]);
    expect([...sortOrder(rows, 0, 'string', 'desc')]).toEqual([0, 2, 1, 3]);
  });

  it('sorts times with zones by the moment', () => {
    expect(sorted(['2024-10-27 02:10:00+01', '2024-10-27 02:30:00+02'], 'datetime')).toEqual([
      '2024-10-27 02:30:00+02',
      '2024-10-27 02:10:00+01',
    ]);
  });

  it('sorts Infinity and NaN without losing a row', () => {
    expect(sorted(['NaN', 'Infinity', 1, '-Infinity'], 'number')).toEqual(['-Infinity', 1, 'Infinity', 'NaN']);
  });
});
