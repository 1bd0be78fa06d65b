import { describe, expect, it } from '@jest/globals';
import { aRelation, aTable } from '../a-diagram';
import { overlaps } from '../diagram/geometry';
import { joinedBy } from '../diagram/neighbours';
import { facesOf } from '../diagram/scene';
import { placesBeside } from './beside';
import { clustersOf } from './clusters';
import { arrangedOf, elkGraphOf } from './elk-graph';
import { packedLayout } from './packed-layout';

const tables = ['a', 'b', 'c', 'd', 'x', 'y', 'z', 'alone'];
const joined = joinedBy(
  ['a b', 'a c', 'a d', 'b c', 'x y', 'x z', 'y z', 'd x'].map((pair) => {
    const [tableFrom = '', tableTo = ''] = pair.split(' ');
    return { tableFrom, tableTo };
  }),
);

describe('clustersOf', () => {
  it('keeps together what is joined more among itself, and says what is joined to nothing', () => {
    expect(clustersOf(tables, joined)).toEqual([
      { hub: 'a', tables: ['a', 'b', 'c', 'd'] },
      { hub: 'x', tables: ['x', 'y', 'z'] },
      { hub: '', tables: ['alone'] },
    ]);
  });

  it('puts every table into one cluster, none of them endless', () => {
    const many = Array.from({ length: 500 }, (_, index) => `t${index.toString()}`);
    const star = joinedBy(many.slice(1).map((tableFrom) => ({ tableFrom, tableTo: 't0' })));
    const clusters = clustersOf(many, star);
    expect(clusters.flatMap((cluster) => cluster.tables).toSorted()).toEqual(many.toSorted());
    for (const { hub, tables: members } of clusters) if (hub !== '') expect(members.length).toBeLessThanOrEqual(41);
  });
});

describe('packedLayout', () => {
  it('places every table, none over another', () => {
    const heights = new Map(tables.map((table, index) => [table, 60 + index * 30]));
    const heightOf = (table: string): number => heights.get(table) ?? 0;
    const { positions, areas } = packedLayout(clustersOf(tables, joined), heightOf);
    const boxes = [...positions].map(([table, at]) => ({ ...at, width: 232, height: heightOf(table) }));
    expect(boxes).toHaveLength(tables.length);
    boxes.forEach((box, index) => {
      for (const other of boxes.slice(index + 1)) expect(overlaps(box, other)).toBe(false);
    });
    expect(areas.map(({ hub }) => hub).toSorted()).toEqual(['', 'a', 'x']);
  });
});

describe('packedLayout on a phone', () => {
  it('is higher than wide', () => {
    const many = Array.from({ length: 24 }, (_, n) => `t${n.toString()}`);
    const star = joinedBy(many.slice(1).map((tableFrom) => ({ tableFrom, tableTo: 't0' })));
    const reach = (shape?: Parameters<typeof packedLayout>[3]) => {
      const places = [...packedLayout(clustersOf(many, star), () => 110, undefined, shape).positions.values()];
      return Math.max(...places.map(({ x }) => x)) / Math.max(...places.map(({ y }) => y));
    };
    expect(reach({ whole: 0.55, block: 0.55 })).toBeLessThan(0.8);
    expect(reach()).toBeGreaterThan(0.9);
  });
});

describe('placesBeside', () => {
  it('finds room where nothing stands', () => {
    const anchor = { x: 0, y: 0, width: 232, height: 100 };
    const standing = [anchor, { x: 342, y: -100, width: 232, height: 600 }];
    const places = placesBeside(
      anchor,
      [
        { table: 'right', height: 100, left: false },
        { table: 'left', height: 100, left: true },
      ],
      standing,
    );
    for (const [, at] of places)
      for (const other of standing) expect(overlaps({ ...at, width: 232, height: 100 }, other)).toBe(false);
    expect(places.get('left')?.x).toBeLessThan(0);
    expect(places.get('right')?.x).toBeGreaterThan(0);
  });
});

describe('elkGraphOf', () => {
  const orders = aTable('orders');
  const customers = aTable('customers');
  const relations = [
    aRelation('orders.id', 'customers.id'),
    aRelation('orders.id', 'orders.id'),
    aRelation('orders.id', 'gone.id'),
  ];
  const faces = [...facesOf([orders, customers], relations, { open: true, turned: new Set() }).values()];

  it('joins rows of tables that are both there; one that refers to itself needs no layout', () => {
    const graph = elkGraphOf(faces, relations);
    expect(graph.edges?.map(({ id }) => id)).toEqual([relations[0]?.id]);
    expect(graph.children?.flatMap(({ ports }) => ports ?? []).map(({ x, y }) => [x, y])).toEqual([
      [232, 43],
      [0, 43],
    ]);
  });

  it('reads where tables and corners came to stand', () => {
    const arranged = arrangedOf({
      id: 'diagram',
      children: [{ id: 'public.orders', x: 10, y: 20 }],
      edges: [
        {
          id: 'r',
          sources: [],
          targets: [],
          sections: [{ id: 's', startPoint: { x: 0, y: 0 }, endPoint: { x: 9, y: 9 }, bendPoints: [{ x: 5, y: 0 }] }],
        },
      ],
    });
    expect(arranged.positions.get('public.orders')).toEqual({ x: 10, y: 20 });
    expect(arranged.bends.get('r')).toEqual([{ x: 5, y: 0 }]);
  });
});
