import { describe, expect, it } from '@jest/globals';
import { DriverFault } from '@orrery/drivers';
import { positionInText, rowsLine, statementErrorOf } from './lines.js';

describe('an error of a statement', () => {
  it('says what to do where the connection was lost, unless the database says it', () => {
    const lost = (hint?: string) => new DriverFault('connection-lost', 'Gone.', hint === undefined ? {} : { hint });
    expect(statementErrorOf(lost(), 'select 1', 0).hint).toContain('look before you run it again');
    expect(statementErrorOf(lost('Ask the administrator.'), 'select 1', 0).hint).toBe('Ask the administrator.');
    expect(statementErrorOf(new DriverFault('syntax', 'No.'), 'select 1', 0)).not.toHaveProperty('hint');
  });
});

describe('rowsLine', () => {
  it('wraps encoded rows into one line of JSON', () => {
    const text = rowsLine(3, Buffer.from('[1,"ä"],[null]')).toString();
    expect(text.endsWith('\n')).toBe(true);
    expect(JSON.parse(text)).toEqual({ type: 'rows', statement: 3, rows: [[1, 'ä'], [null]] });
    const cut = rowsLine(3, Buffer.from('[1,"ä…"],[null,2]'), [[0, 1]]).toString();
    expect(JSON.parse(cut)).toEqual({
      type: 'rows',
      statement: 3,
      rows: [
        [1, 'ä…'],
        [null, 2],
      ],
      cut: [[0, 1]],
    });
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
