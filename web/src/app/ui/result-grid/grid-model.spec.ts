import type { ResultColumn } from '@orrery/contracts';
import { describe, expect, it } from '@jest/globals';
import { GridLines } from './grid-lines';
import { GridModel } from './grid-model';

const columns: ResultColumn[] = [
  { name: 'n', dataType: 'int4', kind: 'number' },
  { name: 't', dataType: 'text', kind: 'string' },
];

describe('GridModel', () => {
  it('shows the very rows it was given, also those that arrive later', () => {
    const rows: unknown[][] = [[1, 'a']];
    const model = new GridModel(columns, rows);
    rows.push([2, 'b']);
    expect(model.value(1, 1)).toBe('b');
  });

  it('sorts without moving the rows, and leaves later rows below', () => {
    const rows: unknown[][] = [
      [2, 'b'],
      [1, 'a'],
    ];
    const model = new GridModel(columns, rows);
    model.sortBy({ column: 0, direction: 'asc' });
    rows.push([0, 'z']);
    expect([0, 1, 2].map((row) => model.value(row, 0))).toEqual([1, 2, 0]);
    expect(rows[0]).toEqual([2, 'b']);
    model.sortBy(undefined);
    expect(model.value(0, 0)).toBe(2);
  });

  it('gives a block in the order of the screen', () => {
    const model = new GridModel(columns, [
      [1, 'a'],
      [2, 'b'],
    ]);
    const block = new GridLines(model, null).block({ top: 0, left: 0, bottom: 1, right: 1 }, [1, 0]);
    expect(block.columns.map(({ name }) => name)).toEqual(['t', 'n']);
    expect(block.rows).toEqual([
      ['a', 1],
      ['b', 2],
    ]);
  });

  it('gives wide values more room, up to a bound', () => {
    const model = new GridModel(columns, [[1, 'x'.repeat(500)]]);
    expect(model.width(1, 320)).toBe(320);
    expect(model.width(0, 320)).toBeLessThan(80);
  });
});
