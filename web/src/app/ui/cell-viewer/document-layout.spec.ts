import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { laidOut } from './document-layout';

describe('the text of a document', () => {
  it('is laid out as JSON is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(laidOut(JSON.stringify(value, null, 3))).toBe(JSON.stringify(value));
        expect(laidOut(JSON.stringify(value), '  ')).toBe(JSON.stringify(value, null, 2));
      }),
    );
  });

  it('keeps every key, their order, and how values were written', () => {
    expect(laidOut('{ "b" : 1.10, "b":2, "10": "\\u00e9 , }", "2": [ ] }')).toBe('{"b":1.10,"b":2,"10":"\\u00e9 , }","2":[]}');
    expect(laidOut('{"a":1,"a":{}}', '  ')).toBe('{\n  "a": 1,\n  "a": {}\n}');
  });
});
