import { describe, expect, it } from '@jest/globals';
import type { ExplorerColumn } from '@orrery/contracts';
import { guessMapping, missingColumns, readRows } from './column-mapping';
import { readSource } from './import-source';

const aColumn = (name: string, more: Partial<ExplorerColumn> = {}): ExplorerColumn => ({
  name,
  dataType: 'text',
  kind: 'string',
  nullable: true,
  default: null,
  isKey: false,
  generated: null,
  writable: true,
  ...more,
});
const columns = [
  aColumn('id', { kind: 'number', generated: 'identity', nullable: false }),
  aColumn('first_name', { nullable: false }),
  aColumn('total', { kind: 'number' }),
  aColumn('data', { kind: 'json' }),
];
const rowsOf = (text: string, name = 'a.csv', nullText = 'NULL') => {
  const source = readSource(text, name, { header: true });
  return [...readRows(source, columns, { mapping: guessMapping(source.names, columns), nullText })];
};

describe('fields of documents', () => {
  it('are made of what is in no field yet, and keep the types of JSON', () => {
    const source = readSource('{"n":"5","at":{"x":1},"$bad":1}', 'a.json', { header: true });
    const mapping = guessMapping(source.names, [], true);
    expect(mapping).toEqual(['n', 'at', null]);
    expect([...readRows(source, [], { mapping, nullText: '' })].map(({ change }) => change.values)).toEqual([
      { n: '5', at: { x: 1 } },
    ]);
    expect(guessMapping(source.names, [])).toEqual([null, null, null]);
  });

  it('of a CSV file are read as JSON reads them, else as text', () => {
    const source = readSource('n,text,list\n5,five,"[1]"\n', 'a.csv', { header: true });
    const mapping = guessMapping(source.names, [], true);
    expect([...readRows(source, [], { mapping, nullText: '' })].map(({ change }) => change.values)).toEqual([
      { n: 5, text: 'five', list: [1] },
    ]);
  });
});

describe('a JSON file', () => {
  it('brings the fields of its last object too', () => {
    const text = [...Array.from({ length: 1_200 }, () => '{"a":1}'), '{"a":1,"late":2}'].join('\n');
    expect(readSource(text, 'a.ndjson', { header: true }).names).toEqual(['a', 'late']);
  });

  it('is not taken where an object has a key twice', () => {
    expect(() => readSource('{"a":1}\n{"a":1,"a":2}', 'a.ndjson', { header: true })).toThrow(
      'Line 2 can’t be taken whole. The key “a” is there twice',
    );
  });
});

describe('pairing a file with a table', () => {
  it('finds columns by their names, however they are written', () => {
    expect(guessMapping(['Total', 'First Name', 'other'], columns)).toEqual(['total', 'first_name', null]);
  });
  it('gives a column to one field only, the one of exactly its name before others', () => {
    expect(guessMapping(['TOTAL', 'total'], columns)).toEqual([null, 'total']);
  });
  it('tells which columns must have a value and get none', () => {
    expect(missingColumns(columns, ['total'])).toEqual(['first_name']);
    expect(missingColumns(columns, ['first_name'])).toEqual([]);
  });
});

describe('rows of a file', () => {
  it('become new rows: nothing is NULL, quotes make it the empty text', () => {
    expect(rowsOf('first_name,total\nAda,1.50\n"",\n').map(({ change }) => change.values)).toEqual([
      { first_name: 'Ada', total: '1.50' },
      { first_name: '', total: null },
    ]);
  });
  it('take a word for NULL', () => {
    expect(rowsOf('first_name,total\nAda,\\N\n', 'a.csv', '\\N')[0]?.change.values).toEqual({ first_name: 'Ada', total: null });
  });
  it('are told by their number where a value does not fit', () => {
    expect(rowsOf('first_name,total\nAda,1\nBea,many\n')[1]?.faults).toEqual([
      { row: 2, column: 'total', message: 'Not a number.' },
    ]);
    expect(rowsOf('first_name,total\n,1\n')[0]?.faults[0]?.message).toBe('first_name can’t be NULL.');
  });
  it('come from JSON too, a list or an object a line; what is missing is left to the default', () => {
    expect(
      rowsOf('[{"first_name":"Ada","data":{"a":1}},{"first_name":"Bea"}]', 'a.json').map(({ change }) => change.values),
    ).toEqual([{ first_name: 'Ada', data: { a: 1 } }, { first_name: 'Bea' }]);
    expect(rowsOf('{"first_name":"Ada"}\n\n{"first_name":"Bea","total":2}\n', 'a.ndjson')[1]?.change.values).toEqual({
      first_name: 'Bea',
      total: 2,
    });
  });
  it('have their documents taken apart where columns are paths into them', () => {
    const text = '[{"name":"Ada","address":{"city":"Rome","geo":{"lat":1.10}},"data":{"a":1}}]';
    const columns = ['name', 'address.city', 'address.geo', 'data', 'data.a'];
    const source = readSource(text, 'a.json', { header: true, columns });
    expect(source.names).toEqual(['name', 'address.city', 'address.geo', 'data']);
    expect(JSON.stringify([...source.rows()][0])).toBe('[{"json":"Ada"},{"json":"Rome"},{"json":{"lat":1.10}},{"json":{"a":1}}]');
  });
  it('that can’t be read say where', () => {
    expect(() => readSource('{"a":1}\n{"a":\n', 'a.ndjson', { header: true })).toThrow(/^Line 2 is not JSON/);
    expect(() => readSource('[1]', 'a.json', { header: true })).toThrow('Entry 1 is not an object.');
    expect(() => readSource('', 'a.csv', { header: true })).toThrow('The file is empty.');
  });
});
