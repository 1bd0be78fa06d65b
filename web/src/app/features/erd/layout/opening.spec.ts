import { describe, expect, it } from '@jest/globals';
import { aColumn, aTable } from '../a-diagram';
import { overlaps, tableWidth } from '../diagram/geometry';
import { facesOf } from '../diagram/scene';
import { withLone } from './lone';
import { isReadable, mayBeRead } from './opening';

const room = { width: 840, height: 780 };

describe('how a diagram opens', () => {
  it('with all columns where few tables have few of them', () => {
    expect(mayBeRead([4, 9, 12, 6], room)).toBe(true);
  });

  it('with keys only where all columns could not be read at once', () => {
    expect(
      mayBeRead(
        Array.from({ length: 15 }, () => 14),
        room,
      ),
    ).toBe(false);
    expect(mayBeRead([4, 9, 12, 6], { width: 390, height: 200 })).toBe(false);
  });

  it('by how large it is once it is laid out', () => {
    const tables = [aTable('a'), aTable('b')];
    const view = { open: true, turned: new Set<string>() };
    const apart = (x: number) => ({
      positions: new Map([
        ['public.a', { x: 0, y: 0 }],
        ['public.b', { x, y: 0 }],
      ]),
    });
    const asked = { tables, relations: [], joined: new Map(), view, room };
    expect(isReadable(asked, apart(600))).toBe(true);
    expect(isReadable(asked, apart(2_400))).toBe(false);
  });
});

describe('tables that are joined to nothing', () => {
  const tables = ['a', 'b', 'c', 'd', 'e'].map((name) =>
    aTable(name, { columns: [aColumn('id', { isPrimaryKey: true }), aColumn('name')] }),
  );
  const lone = [...facesOf(tables, [], { open: true, turned: new Set() }).values()];
  const nothing = { positions: new Map(), bends: new Map() };
  const boxes = (positions: ReadonlyMap<string, { readonly x: number; readonly y: number }>) =>
    lone.map(({ table, height }) => ({ ...(positions.get(table.table) ?? { x: NaN, y: NaN }), width: tableWidth, height }));

  it('stand in rows by themselves, none over another', () => {
    const all = boxes(withLone(nothing, { right: 0, bottom: 0 }, lone, room).positions);
    all.forEach((box, index) => {
      for (const other of all.slice(index + 1)) expect(overlaps(box, other)).toBe(false);
    });
    expect(new Set(all.map(({ y }) => y)).size).toBeLessThan(tables.length);
  });

  it('stand under what is wide and beside what is high, as one sees the most', () => {
    const joined = { positions: new Map([['j', { x: 0, y: 0 }]]), bends: new Map() };
    const under = boxes(withLone(joined, { right: 2_000, bottom: 300 }, lone, room).positions);
    expect(Math.min(...under.map(({ y }) => y))).toBeGreaterThan(300);
    const beside = boxes(withLone(joined, { right: 300, bottom: 2_000 }, lone, room).positions);
    expect(Math.min(...beside.map(({ x }) => x))).toBeGreaterThan(300);
  });
});
