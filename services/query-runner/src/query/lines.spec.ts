import { describe, expect, it } from '@jest/globals';
import { positionInText, rowsLine } from './lines.js';

describe('rowsLine', () => {
  it('wraps encoded rows into one line of JSON', () => {
    const text = rowsLine(3, Buffer.from('[1,"ä"],[null]')).toString();
    expect(text.endsWith('\n')).toBe(true);
    expect(JSON.parse(text)).toEqual({ type: 'rows', statement: 3, rows: [[1, 'ä'], [null]] });
  });
});

describe('positionInText', () => {
  it('counts in the whole text, not in the statement', () => {
    const text = 'select 1; select x';
    const start = text.indexOf('select x');
    expect(positionInText(text, start, 8)).toBe(text.indexOf('x') + 1);
  });

  it('counts a character outside the basic plane as one character of the statement and two units of the text', () => {
    const text = "select '🪐' || y";
    expect(text[positionInText(text, 0, 15) - 1]).toBe('y');
  });
});
