import { describe, expect, it } from '@jest/globals';
import { keepDocuments } from '@orrery/dialects';
import { parseExact } from '../cell-viewer/exact-json';
import { byteSize, cellText, cellTextLimit, plainText, wantsViewer } from './cell-text';

const text = { kind: 'string' } as const;
const number = { kind: 'number' } as const;
const json = { kind: 'json' } as const;

describe('cellText', () => {
  it('tells NULL from the empty text and from the text "NULL"', () => {
    const looks = [null, '', 'NULL'].map((value) => cellText(value, text).look);
    expect(looks).toEqual(['null', 'empty', 'text']);
  });

  it('shows numbers with every digit they came with', () => {
    expect(cellText('9223372036854775807', number)).toEqual({ text: '9223372036854775807', look: 'number' });
    expect(cellText('10.50', number).text).toBe('10.50');
    expect(cellText(-7, number).text).toBe('-7');
    expect(cellText('NaN', number).text).toBe('NaN');
  });

  it('shows booleans as glyphs, also where the database sends them as numbers', () => {
    const column = { kind: 'boolean' } as const;
    expect([true, false, 1, 0, 't', 'f'].map((value) => cellText(value, column).look)).toEqual([
      'true',
      'false',
      'true',
      'false',
      'true',
      'false',
    ]);
  });

  it('shows JSON on one line with its exact numbers', () => {
    expect(cellText(parseExact('{"a": [1, 9007199254740993]}'), json)).toEqual({
      text: '{"a":[1,9007199254740993]}',
      look: 'json',
    });
  });

  it('shows every key of a document, in the order in which they were written', () => {
    const value = parseExact('{"b": 1, "10": 2, "b": 3}');
    keepDocuments([json], [[value]], [['{"b": 1, "10": 2, "b": 3}']]);
    expect(cellText(value, json)).toEqual({ text: '{"b":1,"10":2,"b":3}', look: 'json' });
  });

  it('tells a JSON text from a bare text', () => {
    expect(cellText('', json).text).toBe('""');
    expect(cellText('a', json).text).toBe('"a"');
  });

  it('shows what was sent of a document that was cut as the characters that it is', () => {
    const sent = '[{"n":0,"text":"a\\n';
    expect(cellText(sent, { kind: 'json' }, true)).toEqual({ text: '[{"n":0,"text":"a\\n', look: 'json' });
    expect(cellText(sent, { kind: 'json' }).text).toBe('"[{\\"n\\":0,\\"text\\":\\"a\\\\n"');
  });

  it('shows binary as its first bytes and its size', () => {
    expect(cellText('\\xdeadbeef', { kind: 'binary' })).toEqual({ text: 'de ad be ef', look: 'binary', note: '4 B' });
    expect(cellText('HexData(128, "dead")', { kind: 'binary' })).toEqual({
      text: 'de ad',
      look: 'binary',
      note: '2 B, subtype 128',
    });
    expect(cellText(`\\x${'ab'.repeat(2_048)}`, { kind: 'binary' }).note).toBe('2.0 kB');
  });

  it('cuts long text and says how long it is', () => {
    const shown = cellText('x'.repeat(12_345), text);
    expect(shown.text).toBe(`${'x'.repeat(cellTextLimit)}…`);
    expect(shown.note).toBe('12,345 characters');
  });

  it('does not split a character where it cuts', () => {
    const shown = cellText('x'.repeat(cellTextLimit - 1) + '😀😀', text);
    expect(shown.text).toBe(`${'x'.repeat(cellTextLimit - 1)}…`);
  });

  it('makes line ends, tabs, control and direction characters visible', () => {
    expect(cellText('a\r\nb\tc\u0000d\u202ee', text).text).toBe('a↵b→c␀d\ufffde');
  });

  it("keeps times in the database's own text", () => {
    expect(cellText('2024-02-30 infinity', { kind: 'datetime' }).text).toBe('2024-02-30 infinity');
  });
});

describe('plainText', () => {
  it('is the whole value, whatever its length', () => {
    expect(plainText('x'.repeat(5_000), 'string')).toHaveLength(5_000);
    expect(plainText(null, 'string')).toBe('');
    expect(plainText([1, null], 'array')).toBe('[1,null]');
  });
});

describe('byteSize', () => {
  it('uses the unit a person would', () => {
    expect([0, 999, 1_000, 12_345, 999_900, 5_200_000].map(byteSize)).toEqual([
      '0 B',
      '999 B',
      '1.0 kB',
      '12 kB',
      '1.0 MB',
      '5.2 MB',
    ]);
  });
});

describe('wantsViewer', () => {
  it('is for what a cell can not show whole', () => {
    expect(wantsViewer({ a: 1 }, 'json')).toBe(true);
    expect(wantsViewer('two\nlines', 'string')).toBe(true);
    expect(wantsViewer('short', 'string')).toBe(false);
    expect(wantsViewer(null, 'json')).toBe(false);
  });
});
