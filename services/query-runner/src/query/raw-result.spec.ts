import { describe, expect, it } from '@jest/globals';
import type { RawResult } from '@orrery/contracts';
import { RawResultKeeper, rowsThatFit } from './raw-result.js';

const columns = [{ name: 'a', dataType: 'text', kind: 'string' as const }];
const kept = (keeper: RawResultKeeper): RawResult => JSON.parse(keeper.toJson() ?? 'null') as RawResult;

describe('rowsThatFit', () => {
  it('ends after a whole row, whatever its strings hold', () => {
    const json = Buffer.from('["]\\"[",1],[{"x":["]"]},2],[3,4]');
    expect(rowsThatFit(json, 2, 1_000)).toEqual({ end: json.indexOf(',[3'), rows: 2 });
  });

  it('takes nothing where the first row does not fit', () => {
    expect(rowsThatFit(Buffer.from('["a long row"]'), 10, 5)).toEqual({ end: 0, rows: 0 });
  });
});

describe('RawResultKeeper', () => {
  it('keeps a small result whole', () => {
    const keeper = new RawResultKeeper();
    keeper.columns(0, columns);
    keeper.add(Buffer.from('["a"],["b"]'), 2);
    expect(kept(keeper)).toEqual({ statements: [{ statement: 0, columns, rows: [['a'], ['b']], cut: false }], cut: false });
  });

  it('says that a large result was cut', () => {
    const keeper = new RawResultKeeper();
    keeper.columns(0, columns);
    keeper.add(Buffer.from(Array.from({ length: 500 }, (_, i) => `["${String(i)}"]`).join(',')), 500);
    const result = kept(keeper);
    expect(result.statements[0]?.rows).toHaveLength(200);
    expect(result.cut).toBe(true);
  });

  it('bounds all statements together', () => {
    const keeper = new RawResultKeeper();
    for (let statement = 0; statement < 3; statement++) {
      keeper.columns(statement, columns);
      keeper.add(Buffer.from(Array.from({ length: 150 }, () => '["x"]').join(',')), 150);
    }
    expect(kept(keeper).statements.map((s) => s.rows.length)).toEqual([150, 50, 0]);
  });

  it('replaces NUL characters, which jsonb refuses, and leaves escaped backslashes alone', () => {
    const keeper = new RawResultKeeper();
    keeper.columns(0, columns);
    keeper.add(Buffer.from('["a\\u0000b","\\\\u0000"]'), 1);
    expect(kept(keeper).statements[0]?.rows).toEqual([['a\ufffdb', '\\u0000']]);
  });
});
