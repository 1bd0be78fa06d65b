import { describe, expect, it } from '@jest/globals';
import type { ExplorerColumn } from '@orrery/contracts';
import { cellFault, editText, readCell } from './cell-input';
import { keepsZone, nowText, pickedText, pickerValue, zoneOf } from './date-text';
import { planPaste } from './paste';
import { guessDelimiter, readClipboard, readRecords } from './text-table';

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
const records = (text: string, delimiter: ',' | ';' | '\t' = ',') =>
  [...readRecords(text, delimiter)].map((record) => record.map(({ text: field }) => field));

describe('a clipboard', () => {
  it('is lines of cells, quoted where they hold line ends', () => {
    expect(readClipboard('a\tb\r\n"two\nlines"\t"say ""hi"""\r\n')).toEqual([
      ['a', 'b'],
      ['two\nlines', 'say "hi"'],
    ]);
  });
  it('is one cell without tabs and line ends, quotes and all', () => {
    expect(readClipboard('"quoted"')).toEqual([['"quoted"']]);
  });
  it('keeps the places of empty cells and empty lines', () => {
    expect(readClipboard('a\n\nc\n')).toEqual([['a'], [''], ['c']]);
    expect(readClipboard('a\t\tc')).toEqual([['a', '', 'c']]);
  });
});

describe('delimited text', () => {
  it('is read as RFC 4180 has it', () => {
    expect(records('a,b\r\n"x, y","1\n2"\r\n')).toEqual([
      ['a', 'b'],
      ['x, y', '1\n2'],
    ]);
    expect(records('\ufeffa,b\n1,\n')).toEqual([
      ['a', 'b'],
      ['1', ''],
    ]);
  });
  it('tells an empty text from nothing by its quotes', () => {
    const [record] = [...readRecords('"",', ',')];
    expect(record).toMatchObject([
      { text: '', quoted: true },
      { text: '', quoted: false },
    ]);
  });
  it('survives a quote that is never closed', () => {
    expect(records('a,"b')).toEqual([['a', 'b']]);
  });
  it('has its delimiter found', () => {
    expect(guessDelimiter('a;b;c\n1;2,5;3\n')).toBe(';');
    expect(guessDelimiter('a\tb\n1\t2\n')).toBe('\t');
    expect(guessDelimiter('just one column\nand another line\n')).toBe(',');
  });
});

describe('a paste', () => {
  const columns = [
    aColumn('id', { kind: 'number', writable: false }),
    aColumn('name'),
    aColumn('total', { kind: 'number', nullable: false }),
  ];
  const target = { columns, rows: 2, top: 0, left: 1, height: 1, width: 1, mayAdd: true };
  it('lays a block over the cells, and new rows under the last one', () => {
    expect(
      planPaste(
        [
          ['Ada', '1.5'],
          ['Bea', '2'],
          ['Cleo', '1,234.5'],
        ],
        target,
      ),
    ).toEqual({
      cells: [
        { row: 0, column: 'name', value: 'Ada' },
        { row: 0, column: 'total', value: 1.5 },
        { row: 1, column: 'name', value: 'Bea' },
        { row: 1, column: 'total', value: 2 },
      ],
      newRows: [{ name: 'Cleo', total: 1234.5 }],
      dropped: 0,
    });
  });
  it('fills the selection with one value', () => {
    const plan = planPaste([['x']], { ...target, height: 2 });
    expect(plan.cells).toEqual([
      { row: 0, column: 'name', value: 'x' },
      { row: 1, column: 'name', value: 'x' },
    ]);
  });
  it('tells what fell beside the table or on columns that can’t be written', () => {
    expect(planPaste([['1', 'Ada', '2', 'too much']], { ...target, left: 0 }).dropped).toBe(2);
    expect(planPaste([['a'], ['b'], ['c']], { ...target, mayAdd: false }).dropped).toBe(1);
  });
});

describe('what is typed into a cell', () => {
  const number = aColumn('n', { kind: 'number', dataType: 'numeric(40,10)' });
  it('keeps the digits that a double would lose', () => {
    expect(readCell(number, '12345678901234567890.10').value).toBe('12345678901234567890.10');
    expect(readCell(number, ' 42 ').value).toBe(42);
    expect(readCell(number, '1.10').value).toBe('1.10');
  });
  it('that does not fit stays as it was typed, with why', () => {
    expect(readCell(number, 'abc')).toEqual({ value: 'abc', fault: 'Not a number.' });
    expect(readCell(aColumn('j', { kind: 'json' }), '{"a":').fault).toMatch(/^Not JSON: /);
    const twice = '{"a":{"b":1},"list":[{"c":1,"\\u0063":2}]}';
    expect(readCell(aColumn('j', { kind: 'json' }), twice)).toEqual({
      value: twice,
      fault: 'The key “c” is there twice, and only one of them could be kept: take one out.',
    });
    expect(readCell(aColumn('e', { enumValues: ['a', 'b'], dataType: 'mood' }), 'c').fault).toBe(
      'Not one of the 2 values of mood.',
    );
    expect(readCell(aColumn('t', { maxLength: 3, dataType: 'varchar(3)' }), 'ab👍🏽').fault).toBe(
      '4 characters: varchar(3) takes at most 3.',
    );
    expect(readCell(aColumn('u', { kind: 'uuid' }), 'x').fault).toBe('Not a UUID.');
    expect(readCell(aColumn('b', { kind: 'binary' }), '\\xABC').fault).toBe('Not hexadecimal bytes.');
  });
  it('is read by its type', () => {
    expect(readCell(aColumn('f', { kind: 'boolean' }), 'Yes').value).toBe(true);
    expect(readCell(aColumn('j', { kind: 'json' }), '{"a":[1]}').value).toEqual({ a: [1] });
    expect(readCell(aColumn('j', { kind: 'json' }), '[{"a":{"b":"\\"b\\":"},"b":1},{"a":2}]').fault).toBeUndefined();
    expect(readCell(aColumn('b', { kind: 'binary' }), '0xDEAD').value).toBe('\\xdead');
    expect(readCell(aColumn('b', { kind: 'binary', dataType: 'binData' }), 'HexData(5, "DEAD")')).toEqual({
      value: 'HexData(5, "DEAD")',
    });
    expect(readCell(aColumn('b', { kind: 'binary' }), 'HexData(5, "DEAD")').fault).toBe('Not hexadecimal bytes.');
  });
  it('may be NULL only where the column lets it', () => {
    expect(cellFault(aColumn('a', { nullable: false }), null)).toBe('a can’t be NULL.');
    expect(cellFault(aColumn('a', { nullable: false, generated: 'identity' }), null)).toBeUndefined();
  });
  it('is shown for editing as the database writes it, JSON in lines', () => {
    expect(editText(aColumn('j', { kind: 'json' }), { a: 1 })).toBe('{\n  "a": 1\n}');
    expect(editText(number, null)).toBe('');
  });
});

describe('a date and time', () => {
  it('keeps its zone when another moment is picked', () => {
    const zone = zoneOf('2024-05-01 10:20:30.123456+02');
    expect(zone).toBe('+02');
    expect(pickerValue('datetime', '2024-05-01 10:20:30.123456+02')).toBe('2024-05-01T10:20:30');
    expect(pickedText('datetime', '2024-06-02T08:00', zone)).toBe('2024-06-02 08:00:00+02');
    expect(pickedText('time', '08:05:09', '')).toBe('08:05:09');
  });
  it('has no zone where none is written: a date’s day is none', () => {
    expect(zoneOf('2024-05-01')).toBe('');
    expect(pickerValue('date', '2024-05-01')).toBe('2024-05-01');
    expect(pickerValue('datetime', 'infinity')).toBe('');
  });
  it('is now, with the zone where the type keeps one', () => {
    expect(nowText('datetime', true, new Date('2024-05-01T10:00:00'))).toMatch(/^2024-05-01 10:00:00[+-]\d\d:\d\d$/);
    expect(keepsZone('timestamp with time zone')).toBe(true);
    expect(keepsZone('datetime')).toBe(false);
  });
});
