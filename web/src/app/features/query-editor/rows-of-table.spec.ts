import { describe, expect, it } from '@jest/globals';
import type { ResultColumn, TableSummary } from '@orrery/contracts';
import type { PlainSelect } from '@orrery/dialects';
import { filterOfRows, tableAmong } from './rows-of-table';

const bare = (text: string) => ({ text, quoted: false });
const quoted = (text: string) => ({ text, quoted: true });
const table = (schema: string, name: string, kind: TableSummary['kind'] = 'table'): TableSummary => ({
  table: `${schema}.${name}`,
  name,
  schema,
  kind,
  columnCount: 2,
  rowEstimate: null,
  sizeBytes: null,
  comment: null,
});
const tables = [
  table('public', 'orders'),
  table('public', 'Orders'),
  table('a', 'twice'),
  table('b', 'twice'),
  table('a', 'v', 'view'),
];

describe('the table of a statement', () => {
  it('is found as the database reads names', () => {
    expect(tableAmong('postgres', [bare('ORDERS')], tables)).toBe(tables[0]);
    expect(tableAmong('postgres', [quoted('Orders')], tables)).toBe(tables[1]);
    expect(tableAmong('mysql', [bare('B'), bare('TWICE')], tables)).toBe(tables[3]);
  });
  it('is not guessed', () => {
    const why = (...names: string[]) => tableAmong('postgres', names.map(bare), tables);
    expect(why('twice')).toEqual({ why: expect.stringContaining('Several schemas') });
    expect(why('nowhere')).toEqual({ why: expect.stringContaining('no table nowhere') });
    expect(why('v')).toEqual({ why: expect.stringContaining('view') });
    expect(why('db', 'public', 'orders')).toEqual({ why: expect.stringContaining('database') });
  });
});

describe('the rows of a result', () => {
  const column = (name: string): ResultColumn => ({ name, dataType: 'integer', kind: 'number' });
  const known = { columns: [{ name: 'id' }, { name: 'line' }, { name: 'note' }], primaryKey: { columns: ['id'] } };
  const all: PlainSelect = { table: [bare('t')], columns: null };
  const some = (...names: string[]): PlainSelect => ({ table: [bare('t')], columns: names.map(bare) });
  const result = (names: readonly string[], ...rows: unknown[][]) => ({ columns: names.map(column), rows });

  it('are named by their key', () => {
    expect(
      filterOfRows('postgres', all, known, result(['id', 'line', 'note'], [1, 2, 'x'], ['9007199254740993', 3, null])),
    ).toEqual({
      filter: { column: 'id', operator: 'in', value: [1, '9007199254740993'] },
    });
    expect(filterOfRows('postgres', some('note', 'ID'), known, result(['note', 'id'], ['x', 1]))).toEqual({
      filter: { column: 'id', operator: 'in', value: [1] },
    });
  });
  it('are named by every column of the key', () => {
    const two = { ...known, primaryKey: { columns: ['id', 'line'] } };
    expect(filterOfRows('mysql', some('line', 'id'), two, result(['line', 'id'], [7, 1]))).toEqual({
      filter: {
        or: [
          {
            and: [
              { column: 'id', operator: '=', value: 1 },
              { column: 'line', operator: '=', value: 7 },
            ],
          },
        ],
      },
    });
  });
  it('are not named where that is not sure', () => {
    const why = (...ask: Parameters<typeof filterOfRows>) => filterOfRows(...ask);
    expect(why('postgres', all, { ...known, primaryKey: null }, result(['id'], [1]))).toEqual({
      why: expect.stringContaining('no primary key'),
    });
    expect(why('postgres', some('note'), known, result(['note'], ['x']))).toEqual({ why: expect.stringContaining('lacks id') });
    expect(why('postgres', all, known, result(['id', 'new'], [1, 2]))).toEqual({ why: expect.stringContaining('anew') });
    expect(why('postgres', some('id'), known, result(['id']))).toEqual({ why: 'There are no rows.' });
    expect(why('postgres', some('id'), known, result(['id'], [{ a: 1 }]))).toEqual({ why: expect.stringContaining('key') });
    const many = Array.from({ length: 1_001 }, (_, n) => [n]);
    expect(why('postgres', some('id'), known, result(['id'], ...many))).toEqual({ why: expect.stringContaining('1,000 rows') });
  });
});
