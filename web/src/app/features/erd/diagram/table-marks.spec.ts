import { describe, expect, it } from '@jest/globals';
import { aColumn, aTable } from '../a-diagram';
import { faceOf } from './geometry';
import type { Mark } from './mark';
import { distanceOf, tableMarks } from './table-marks';

const table = aTable('orders', {
  columns: [aColumn('id', { isPrimaryKey: true }), aColumn('customer_id', { isForeignKey: true, dataType: 'bigint' })],
});
const around = { defaultSchema: 'public', landmarks: new Set<string>(), landmarkSize: 130 };
const textsOf = (marks: readonly Mark[]): string[] =>
  marks.flatMap(({ text, children }) => [...(text === undefined ? [] : [text]), ...textsOf(children ?? [])]);
const seenAt = (scale: number): string[] =>
  textsOf(tableMarks(faceOf(table, true, undefined), distanceOf(scale), around, (text) => text.length * 7));

describe('what is seen of a table', () => {
  it('near by: its columns with their types', () => {
    expect(seenAt(1)).toEqual(['orders', 'PK', 'FK', 'id', 'customer_id', 'integer', 'bigint']);
  });
  it('from further away: its name and those of its columns, larger', () => {
    expect(seenAt(0.45)).toEqual(['orders', 'id', 'customer_id']);
  });
  it('from afar: its name', () => {
    expect(seenAt(0.3)).toEqual(['orders']);
  });
  it('from very far: nothing, where nobody finds the way by it', () => {
    expect(seenAt(0.05)).toEqual([]);
  });
});
