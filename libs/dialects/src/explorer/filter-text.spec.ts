import { describe, expect, it } from '@jest/globals';
import type { Filter, ValueKind } from '@orrery/contracts';
import fc from 'fast-check';
import { parseFilterText } from './filter-text.js';

const today = { year: 2024, month: 5, day: 15 };
const read = (kind: ValueKind, text: string) => parseFilterText({ name: 'c', kind }, text, today);
const leaf = (operator: string, value?: unknown) => ({ column: 'c', operator, ...(value === undefined ? {} : { value }) });
const span = (start: string, end: string) => ({ and: [leaf('>=', start), leaf('<', end)] });

describe('a filter as people write it', () => {
  const understood: [ValueKind, string, unknown][] = [
    ['number', '', null],
    ['number', '  ', null],
    ['number', '10', leaf('=', 10)],
    ['number', '=10', leaf('=', 10)],
    ['number', '> 10', leaf('>', 10)],
    ['number', '>=-1.5', leaf('>=', -1.5)],
    ['number', '<>3', leaf('!=', 3)],
    ['number', '1..5', leaf('between', [1, 5])],
    ['number', '..5', leaf('<=', 5)],
    ['number', '5..', leaf('>=', 5)],
    ['number', '1.5..2.5', leaf('between', [1.5, 2.5])],
    ['number', '1, 2,3', leaf('in', [1, 2, 3])],
    ['number', '1, >5', { or: [leaf('=', 1), leaf('>', 5)] }],
    ['number', '>1 & <9', { and: [leaf('>', 1), leaf('<', 9)] }],
    ['number', '12345678901234567890', leaf('=', '12345678901234567890')],
    ['number', '1.50', leaf('=', '1.50')],
    ['number', '1_000', leaf('=', 1_000)],
    ['string', 'abc', leaf('contains', 'abc')],
    ['json', 'abc', leaf('contains', 'abc')],
    ['string', '=abc', leaf('=', 'abc')],
    ['string', '"abc"', leaf('=', 'abc')],
    ['string', 'AT&T', leaf('contains', 'AT&T')],
    ['string', 'a & !null', { and: [leaf('contains', 'a'), leaf('is not null')] }],
    ['string', '~abc', leaf('contains', 'abc')],
    ['string', '^abc', leaf('starts with', 'abc')],
    ['string', 'abc$', leaf('ends with', 'abc')],
    ['string', '"a,b"$', leaf('ends with', 'a,b')],
    ['string', '/^a,b\\/c/', leaf('matches', '^a,b/c')],
    ['string', '!=x', leaf('!=', 'x')],
    ['string', '!=new,"a, b"', leaf('not in', ['new', 'a, b'])],
    ['string', '!=a,b,null', { and: [leaf('not in', ['a', 'b']), leaf('is not null')] }],
    ['number', '!=1,!=2', leaf('not in', [1, 2])],
    ['string', 'a,b,c', leaf('in', ['a', 'b', 'c'])],
    ['string', '"a,b",c', leaf('in', ['a,b', 'c'])],
    ['string', '"say ""x"""', leaf('=', 'say "x"')],
    ['string', '""', leaf('=', '')],
    ['string', '"null"', leaf('=', 'null')],
    ['string', '~"a & b"', leaf('contains', 'a & b')],
    ['string', 'null', leaf('is null')],
    ['string', '!null', leaf('is not null')],
    ['string', 'NOT NULL', leaf('is not null')],
    ['string', 'null, x', { or: [leaf('is null'), leaf('=', 'x')] }],
    ['string', 'null, x, y', { or: [leaf('in', ['x', 'y']), leaf('is null')] }],
    ['string', 'a..c', leaf('between', ['a', 'c'])],
    ['string', '../etc', leaf('contains', '../etc')],
    ['string', 'and so on...', leaf('contains', 'and so on...')],
    ['boolean', 'yes', leaf('=', true)],
    ['boolean', '!=true', leaf('!=', true)],
    ['date', '2024', leaf('between', ['2024-01-01', '2024-12-31'])],
    ['datetime', '2024', span('2024-01-01', '2025-01-01')],
    ['date', '2024-05', leaf('between', ['2024-05-01', '2024-05-31'])],
    ['datetime', '2024-12', span('2024-12-01', '2025-01-01')],
    ['date', '2024-02-29', leaf('=', '2024-02-29')],
    ['date', '2024-02-28,2024-02-29', leaf('in', ['2024-02-28', '2024-02-29'])],
    ['date', '!=2024-02-29', leaf('!=', '2024-02-29')],
    ['datetime', '2024-02-29', span('2024-02-29', '2024-03-01')],
    ['date', '>2024-05', leaf('>=', '2024-06-01')],
    ['date', '>=2024-05', leaf('>=', '2024-05-01')],
    ['date', '<2024-05', leaf('<', '2024-05-01')],
    ['date', '<=2024-05', leaf('<', '2024-06-01')],
    ['date', '!=2024-05', { or: [leaf('<', '2024-05-01'), leaf('>=', '2024-06-01')] }],
    ['date', '2024-01..2024-03', leaf('between', ['2024-01-01', '2024-03-31'])],
    ['datetime', '2024-01..2024-03', { and: [leaf('>=', '2024-01-01'), leaf('<', '2024-04-01')] }],
    ['date', 'today', leaf('=', '2024-05-15')],
    ['date', 'this week', leaf('between', ['2024-05-13', '2024-05-19'])],
    ['datetime', 'Yesterday', span('2024-05-14', '2024-05-15')],
    ['datetime', 'this week', span('2024-05-13', '2024-05-20')],
    ['datetime', 'last month', span('2024-04-01', '2024-05-01')],
    ['datetime', 'last 7 days', span('2024-05-09', '2024-05-16')],
    ['datetime', '>=today', leaf('>=', '2024-05-15')],
    ['datetime', '2024-05-06 10', span('2024-05-06 10:00:00', '2024-05-06 11:00:00')],
    ['datetime', '2024-12-31T23:59', span('2024-12-31 23:59:00', '2025-01-01 00:00:00')],
    ['datetime', '2024-05-06 10:30:15.123+02', leaf('=', '2024-05-06 10:30:15.123+02')],
    ['uuid', '01890a5d-ac96-774b-bcce-b302099a8057', leaf('=', '01890a5d-ac96-774b-bcce-b302099a8057')],
  ];
  it.each(understood)('%s: %s', (kind, text, filter) => {
    expect(read(kind, text)).toEqual({ filter });
  });

  it('means an ObjectId whole, also where a field holds other values too', () => {
    const id = '650000000000000000000005';
    for (const [kind, dataType] of [
      ['other', 'objectId'],
      ['json', 'string | objectId'],
    ] as const) {
      const column = { name: '_id', kind, dataType };
      expect(parseFilterText(column, id)).toEqual({ filter: { column: '_id', operator: '=', value: id } });
      expect(parseFilterText(column, `${id},abc`)).toEqual({ filter: { column: '_id', operator: 'in', value: [id, 'abc'] } });
      expect(parseFilterText(column, 'abc')).toEqual({ filter: { column: '_id', operator: 'contains', value: 'abc' } });
    }
    expect(parseFilterText({ name: 'a', kind: 'string', dataType: 'string' }, id)).toEqual({
      filter: { column: 'a', operator: 'contains', value: id },
    });
  });

  const unclear: [ValueKind, string, number][] = [
    ['number', 'abc', 0],
    ['number', '1, abc', 3],
    ['number', '>', 1],
    ['number', '> 1 & < x', 8],
    ['number', '1,,2', 1],
    ['number', '1 &', 2],
    ['number', '1..x', 3],
    ['number', '..', 0],
    ['string', '"abc', 0],
    ['string', '~', 1],
    ['string', '/abc', 0],
    ['string', '"a" b', 3],
    ['string', '!~a', 0],
    ['string', '!=a,>b', 4],
    ['date', '2024-13', 0],
    ['date', '2023-02-29', 0],
    ['date', 'someday', 0],
    ['boolean', 'perhaps', 0],
    ['uuid', '123', 0],
  ];
  it.each(unclear)('that can’t be understood says where: %s: %s', (kind, text, position) => {
    expect(read(kind, text)).toEqual({ error: { message: expect.any(String), position } });
  });

  it('is understood or refused, whatever it is', () => {
    const kinds: ValueKind[] = ['number', 'string', 'boolean', 'date', 'datetime', 'uuid', 'json', 'other'];
    fc.assert(
      fc.property(
        fc.constantFrom(...kinds),
        fc.string({ unit: fc.constantFrom(...'12-.,&"/~<>=!^$ntoday '.split(''), 'null') }),
        (kind, text) => {
          const result = read(kind, text);
          if ('error' in result) expect(result.error.position).toBeLessThanOrEqual(text.length);
          else expect(result.filter === null || typeof result.filter === 'object').toBe(true);
        },
      ),
    );
  });

  it('gives back any text between quotes', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const filter: Filter = { column: 'c', operator: '=', value: text };
        expect(read('string', `"${text.replaceAll('"', '""')}"`)).toEqual({ filter });
      }),
    );
  });
});
