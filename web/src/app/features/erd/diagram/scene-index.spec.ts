import { describe, expect, it } from '@jest/globals';
import { aColumn, aRelation, aTable } from '../a-diagram';
import { sceneOf } from './scene';
import { SceneIndex } from './scene-index';

const columns = [aColumn('id', { isPrimaryKey: true }), aColumn('other_id', { isForeignKey: true })];
const tables = ['a', 'b', 'c'].map((name) => aTable(name, { columns, columnCount: 2 }));
const view = {
  positions: new Map([
    ['public.a', { x: 0, y: 0 }],
    ['public.b', { x: 8_000, y: 6_000 }],
    ['public.c', { x: 4_000, y: -5_000 }],
  ]),
  bends: new Map(),
  open: false,
  turned: new Set<string>(),
};
const relation = aRelation('a.other_id', 'b.id');
const index = new SceneIndex(sceneOf(tables, [relation], view, 'public'));

describe('what stands in a part of a diagram', () => {
  it('is found by where tables stand', () => {
    expect([...index.within({ x: -50, y: -50, width: 200, height: 200 })]).toContain('public.a');
    expect([...index.within({ x: 3_900, y: -5_100, width: 400, height: 400 })]).toEqual(['public.c']);
    expect([...index.within({ x: -9_000, y: -9_000, width: 400, height: 400 })]).toEqual([]);
    expect([...index.within({ x: -1e7, y: -1e7, width: 2e7, height: 2e7 })].toSorted()).toEqual(
      ['public.a', 'public.b', 'public.c', relation.id].toSorted(),
    );
  });

  it('is a line only where it runs, however much its ends span', () => {
    const points = index.routes.get(relation.id)?.points ?? [];
    const [, bend] = points;
    if (!bend) throw new Error('the line has no corner');
    expect([...index.within({ x: bend.x - 20, y: 3_000, width: 40, height: 40 })]).toEqual([relation.id]);
    expect([...index.within({ x: bend.x + 900, y: 3_000, width: 400, height: 400 })]).toEqual([]);
  });
});
