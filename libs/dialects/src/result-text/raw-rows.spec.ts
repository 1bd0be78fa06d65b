import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { asWritten, DocumentText, keepDocuments, rawRows, rawRowsIn } from './index.js';

it('cuts rows out of an object that has them by a name, and nothing else of it', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.jsonValue(), { minLength: 1 })), fc.jsonValue(), (rows, other) => {
      const text = JSON.stringify({ other, rows, rest: [['no']] });
      expect(rawRowsIn(text, 'rows').map((row) => row.map((cell) => JSON.parse(cell) as unknown))).toEqual(
        JSON.parse(JSON.stringify(rows)),
      );
    }),
  );
  expect(rawRowsIn('{"a":{"rows":[[1]]}}', 'rows')).toEqual([]);
  expect(rawRows('[1.50,"a,]"],[null]')).toEqual([['1.50', '"a,]"'], ['null']]);
});

it('remembers how documents were written, and of nothing else', () => {
  const rows = [[{ a: 2 }, { b: 1 }, 'text'], [null]];
  keepDocuments([{ kind: 'json' }, { kind: 'other' }, { kind: 'json' }], rows, [
    ['{"a":1,"a":2}', '{"b":1}', '"text"'],
    ['null'],
  ]);
  expect(rows[0]?.map(asWritten)).toEqual([new DocumentText('{"a":1,"a":2}'), { b: 1 }, 'text']);
  expect(asWritten({ a: 2 })).toEqual({ a: 2 });
  expect(asWritten(null)).toBeNull();
});
