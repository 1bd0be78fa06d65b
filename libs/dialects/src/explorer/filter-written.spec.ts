import { describe, expect, it } from '@jest/globals';
import { type Filter, type ValueKind, filterOperators } from '@orrery/contracts';
import fc from 'fast-check';
import { parseFilterText } from './filter-text.js';
import { filterText } from './filter-written.js';

const written = (kind: ValueKind, filter: Filter) => filterText({ name: 'c', kind }, filter);
const leaf = (operator: (typeof filterOperators)[number], value?: string | number | (string | number)[]): Filter => ({
  column: 'c',
  operator,
  ...(value === undefined ? {} : { value }),
});

describe('a filter written as text', () => {
  const known: [ValueKind, Filter, string][] = [
    ['number', leaf('>', 10), '>10'],
    ['number', leaf('=', '5'), '=5'],
    ['number', leaf('between', [1, 5]), '1..5'],
    ['string', leaf('in', ['new', 'paid']), 'new,paid'],
    ['string', leaf('not in', ['new', 'a, b']), '!="new","a, b"'],
    ['string', leaf('contains', 'null'), '~null'],
    ['string', leaf('contains', 'a, b'), '~"a, b"'],
    ['string', leaf('=', ''), '=""'],
    ['string', leaf('ends with', 'a & b'), '"a & b"$'],
    ['string', leaf('matches', 'a/b'), '/a\\/b/'],
    ['string', leaf('is not null'), '!null'],
    ['string', { or: [leaf('in', ['a', 'b']), leaf('is null')] }, 'a,b, null'],
    ['string', { and: [leaf('not in', ['a', 'b']), leaf('is not null')] }, '!=a,b,null'],
    ['datetime', { and: [leaf('>=', '2024-05-01'), leaf('<', '2024-06-01')] }, '>=2024-05-01 & <2024-06-01'],
    ['datetime', leaf('>', '2024-05-01'), '>"2024-05-01"'],
  ];
  it.each(known)('%s: %j as %s', (kind, filter, text) => {
    expect(written(kind, filter)).toBe(text);
  });

  it('is not there where the grammar can’t say it', () => {
    expect(written('string', { and: [{ or: [leaf('=', 'a'), leaf('is null')] }, leaf('!=', 'b')] })).toBeUndefined();
    expect(written('string', { and: [leaf('=', 'a'), { ...leaf('=', 'b'), off: true }] })).toBeUndefined();
  });

  it('reads back as what it was', () => {
    const operators = filterOperators.filter(
      (operator) => !['in', 'not in', 'between', 'is null', 'is not null'].includes(operator),
    );
    fc.assert(
      fc.property(fc.constantFrom(...operators), fc.string({ minLength: 1 }), (operator, value) => {
        const filter = leaf(operator, value);
        const text = written('string', filter);
        if (operator !== 'matches') expect(text).toBeDefined();
        if (text !== undefined) expect(parseFilterText({ name: 'c', kind: 'string' }, text)).toEqual({ filter });
      }),
    );
  });
});
