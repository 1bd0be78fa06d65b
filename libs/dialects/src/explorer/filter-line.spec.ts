import { describe, expect, it } from '@jest/globals';
import { parseFilterLine } from './filter-line.js';
import type { FilterColumn } from './filter-text.js';

const columns: readonly FilterColumn[] = [
  { name: 'total', kind: 'number' },
  { name: 'state', kind: 'string' },
  { name: 'state_code', kind: 'string' },
  { name: 'day', kind: 'date' },
  { name: 'a "b" c', kind: 'string' },
];
const read = (text: string) => parseFilterLine(columns, text, { today: { year: 2024, month: 5, day: 15 } });

describe('a line of filters', () => {
  it('is a column, then its filter, several with “and” or a semicolon', () => {
    expect(read('total >10 and state new,paid; day: today')).toEqual({
      parts: [
        { column: 'total', operator: '>', value: 10 },
        { column: 'state', operator: 'in', value: ['new', 'paid'] },
        { column: 'day', operator: '=', value: '2024-05-15' },
      ],
    });
  });
  it('is not cut within quotes', () => {
    expect(read('state "this and that; more"')).toEqual({
      parts: [{ column: 'state', operator: '=', value: 'this and that; more' }],
    });
  });
  it('takes the longest name that fits, and quoted names', () => {
    expect(read('state_code=x')).toEqual({ parts: [{ column: 'state_code', operator: '=', value: 'x' }] });
    expect(read('"a ""b"" c" =1')).toEqual({ parts: [{ column: 'a "b" c', operator: '=', value: '1' }] });
  });
  it('follows a path into a column where the database does, and tells its kind by what is written', () => {
    const nested = (text: string) =>
      parseFilterLine(
        [
          { name: 'lines', kind: 'json' },
          { name: 'address.city', kind: 'string' },
        ],
        text,
        { nested: true },
      );
    expect(nested('lines.count >3 and lines.0.item pen; address.zip ="10"')).toEqual({
      parts: [
        { column: 'lines.count', operator: '>', value: 3 },
        { column: 'lines.0.item', operator: 'contains', value: 'pen' },
        { column: 'address.zip', operator: '=', value: '10' },
      ],
    });
    expect(nested('elsewhere.count 3')).toMatchObject({ error: { position: 0 } });
    expect(read('state.code 3')).toMatchObject({ error: { position: 0 } });
  });
  it('says where it can’t go on', () => {
    expect(read('total >1; nope 5')).toEqual({ error: { message: 'There is no column “nope” here.', position: 10 } });
    expect(read('total')).toEqual({ error: { message: 'What must total be? Write a value, as in >10 or a,b.', position: 5 } });
    expect(read('total >10 and total >x')).toMatchObject({ error: { position: 21 } });
    expect(read('state "open and total 1')).toMatchObject({ error: { position: 6 } });
    expect(read(' ; ')).toMatchObject({ error: { position: 0 } });
  });
});
