import { describe, expect, it } from '@jest/globals';
import { asWritten, DocumentText } from '@orrery/dialects';
import { resultLineParser } from './result-lines';

const columns = (kind: string) =>
  `{"type":"columns","statement":0,"columns":[{"name":"a","dataType":"whatever","kind":"${kind}"}]}`;
const rows = '{"type":"rows","statement":0,"rows":[[{"n":12345678901234567890}]]}';

describe('resultLineParser', () => {
  it('does not round numbers inside of JSON and arrays', () => {
    for (const kind of ['json', 'array']) {
      const parse = resultLineParser();
      parse(columns(kind));
      expect(JSON.stringify(parse(rows))).toContain('12345678901234567890');
    }
  });

  it('decides anew for the next result set', () => {
    const parse = resultLineParser();
    parse(columns('number'));
    expect(parse('{"type":"rows","statement":0,"rows":[[1]]}')).toEqual({ type: 'rows', statement: 0, rows: [[1]] });
    parse(columns('json'));
    expect(JSON.stringify(parse(rows))).toBe(rows);
  });

  it('keeps how documents were written', () => {
    const parse = resultLineParser();
    parse(columns('json'));
    const told = parse('{"type":"rows","statement":0,"rows":[[{"b":1, "a":2,"a": 3}],[null]]}') as { rows: unknown[][] };
    expect(told.rows).toEqual([[{ b: 1, a: 3 }], [null]]);
    expect(asWritten(told.rows[0]?.[0])).toEqual(new DocumentText('{"b":1, "a":2,"a": 3}'));
  });

  it('refuses a torn line', () => {
    expect(() => resultLineParser()(rows.slice(0, -4))).toThrow(SyntaxError);
  });
});
