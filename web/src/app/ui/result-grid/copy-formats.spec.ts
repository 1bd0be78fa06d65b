import type { ResultColumn, ValueKind } from '@orrery/contracts';
import { describe, expect, it } from '@jest/globals';
import { keepDocuments } from '@orrery/dialects';
import { toCsv, toJson, toMarkdown, toTsv } from './copy-formats';

const column = (name: string, kind: ValueKind = 'string'): ResultColumn => ({ name, kind, dataType: kind });

describe('toTsv', () => {
  it('is the bare text for one cell', () => {
    expect(toTsv({ columns: [column('note')], rows: [['a "b"\nc']] })).toBe('a "b"\nc');
  });

  it('keeps the grid when a value holds a tab, a quote or a line end', () => {
    const block = {
      columns: [column('a'), column('b', 'number')],
      rows: [
        ['x\ty', 1],
        ['say "hi"', null],
      ],
    };
    expect(toTsv(block)).toBe('"x\ty"\t1\n"say ""hi"""\t');
    expect(toTsv(block, true)).toBe('a\tb\n"x\ty"\t1\n"say ""hi"""\t');
  });
});

describe('toCsv', () => {
  it('quotes as RFC 4180 says and ends each line with CRLF', () => {
    expect(
      toCsv({
        columns: [column('a,b'), column('c')],
        rows: [
          ['1,5', 'x"y'],
          ['two\nlines', 'z'],
        ],
      }),
    ).toBe('"a,b",c\r\n"1,5","x""y"\r\n"two\nlines",z\r\n');
  });

  it('tells NULL from the empty text', () => {
    expect(toCsv({ columns: [column('a'), column('b')], rows: [[null, '']] })).toBe('a,b\r\n,""\r\n');
  });

  it('disarms formulas in texts, and only there', () => {
    const texts = ['=HYPERLINK("x")', '@SUM(1)', '+1+1', '-1', '＝1'];
    const csv = toCsv({ columns: [column('t'), column('n', 'number')], rows: texts.map((text) => [text, -1]) });
    expect(csv.split('\r\n').slice(1, -1)).toEqual([
      `"'=HYPERLINK(""x"")",-1`,
      `"'@SUM(1)",-1`,
      `"'+1+1",-1`,
      `"'-1",-1`,
      `"'＝1",-1`,
    ]);
  });
});

describe('toJson', () => {
  it('keeps doubled and dangerous column names', () => {
    const text = toJson({ columns: [column('__proto__'), column('a', 'number'), column('a', 'number')], rows: [['x', 1, 2]] });
    expect(text).toBe('[\n  {"__proto__": "x", "a": 1, "a_2": 2}\n]');
    expect(Object.keys((JSON.parse(text) as object[])[0] ?? {})).toEqual(['__proto__', 'a', 'a_2']);
  });

  it('leaves JSON as JSON and NULL as null', () => {
    expect(toJson({ columns: [column('j', 'json'), column('b', 'boolean')], rows: [[{ a: [1] }, null]] })).toBe(
      '[\n  {"j": {"a":[1]}, "b": null}\n]',
    );
  });
});

describe('a document', () => {
  const columns = [column('j', 'json')];
  const rows = [[{ a: 2 }]];
  keepDocuments(columns, rows, [['{"a":1, "a":2}']]);

  it('is copied as the database wrote it, whatever the format', () => {
    expect(toTsv({ columns, rows })).toBe('{"a":1, "a":2}');
    expect(toCsv({ columns, rows })).toBe('j\r\n"{""a"":1, ""a"":2}"\r\n');
    expect(toJson({ columns, rows })).toBe('[\n  {"j": {"a":1, "a":2}}\n]');
    expect(toMarkdown({ columns, rows })).toContain('| {"a":1, "a":2} |');
  });

  it('that was edited is copied as it is now', () => {
    expect(toTsv({ columns, rows: [[{ a: 3 }]] })).toBe('{"a":3}');
  });
});

describe('toMarkdown', () => {
  it('keeps the table when a value holds a bar or a line end', () => {
    expect(
      toMarkdown({
        columns: [column('a|b'), column('n', 'number')],
        rows: [
          ['x|y\nz', 1.5],
          [null, '2'],
        ],
      }),
    ).toBe('| a\\|b | n |\n| --- | ---: |\n| x\\|y<br>z | 1.5 |\n| NULL | 2 |');
  });
});
