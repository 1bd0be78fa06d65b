import { describe, expect, it } from '@jest/globals';
import { aColumn, aRelation, aTable } from '../a-diagram';
import { areaOf, fitting, isSharp, shiftOf, zoomed } from '../paper/camera';
import { arrangementOf, contentOf } from '../layout-content';
import { UndoStack } from '../undo-stack';
import { found } from '../found';
import { endsOf } from './cardinality';
import { faceOf, portY } from './geometry';
import { routeOf } from './route';
import { drawnRelations, sceneOf } from './scene';
import { fitted } from './text-width';
import { nextTable } from './towards';

const wide = aTable('orders', {
  columnCount: 4,
  columns: [
    aColumn('id', { isPrimaryKey: true }),
    aColumn('customer_id', { isForeignKey: true, nullable: true }),
    aColumn('number'),
    aColumn('note'),
  ],
});

describe('faceOf', () => {
  it('shows columns of keys and relations, and how many more there are', () => {
    const face = faceOf(wide, false, new Set(['number']));
    expect(face.rows.map(({ name }) => name)).toEqual(['id', 'customer_id', 'number']);
    expect(face.foot).toBe('1 more');
  });

  it('shows all of them when opened', () => {
    const face = faceOf(wide, true, undefined);
    expect(face.rows).toHaveLength(4);
    expect(face.foot).toBe('Keys only');
    expect(portY(face, 'note')).toBeGreaterThan(portY(face, 'id'));
    expect(portY(face, 'gone')).toBe(16);
  });
});

describe('endsOf', () => {
  it('says that a reference which may be null leads to none or one', () => {
    expect(endsOf(aRelation('orders.customer_id', 'customers.id'), wide)).toEqual({ from: 'many', to: 'zero-or-one' });
    expect(endsOf(aRelation('orders.number', 'numbers.id'), wide)).toEqual({ from: 'many', to: 'one' });
    expect(endsOf(aRelation('a.id', 'b.id', { relationType: 'one-to-one' }), undefined).from).toBe('zero-or-one');
    expect(endsOf(aRelation('a.id', 'b.id', { relationType: 'many-to-many' }), undefined)).toEqual({ from: 'many', to: 'many' });
  });
});

describe('drawnRelations', () => {
  const shown = new Set(['public.a', 'public.b', 'public.ab']);
  it('leaves out what was rejected, and what a junction table that is shown tells already', () => {
    const through = aRelation('a.id', 'b.id', { relationType: 'many-to-many', via: 'public.ab' });
    expect(drawnRelations([through, aRelation('a.id', 'ab.a', { state: 'rejected' })], shown)).toEqual([]);
    expect(drawnRelations([through], new Set(['public.a', 'public.b']))).toEqual([through]);
  });
});

describe('routeOf', () => {
  const at = (x: number, y: number) => ({ x, y, width: 100, height: 50 });
  it('leaves towards the other table', () => {
    expect(routeOf(at(0, 0), 10, at(300, 100), 10, 0)).toMatchObject({ fromSide: 1, toSide: -1 });
    expect(routeOf(at(300, 0), 10, at(0, 100), 10, 0)).toMatchObject({ fromSide: -1, toSide: 1 });
  });
  it('goes round on one side where tables stand above each other, and to itself', () => {
    expect(routeOf(at(0, 0), 10, at(20, 100), 10, 0)).toMatchObject({ fromSide: 1, toSide: 1 });
    const self = routeOf(at(0, 0), 10, at(0, 0), 30, 0);
    expect(self.points).toHaveLength(4);
    for (const { x } of self.points) expect(x).toBeGreaterThanOrEqual(100);
  });
  it('turns only at right angles', () => {
    const { points } = routeOf(at(0, 0), 10, at(300, 170), 35, 3);
    points.slice(1).forEach((point, index) => {
      const before = points[index];
      expect(before?.x === point.x || before?.y === point.y).toBe(true);
    });
  });
});

describe('camera', () => {
  const look = { x: 10, y: 20, scale: 0.5 };
  it('keeps what is under the pointer there', () => {
    const after = zoomed(look, 2, { x: 110, y: 120 });
    expect((110 - look.x) / look.scale).toBe((110 - after.x) / after.scale);
  });
  it('fits a box into the screen', () => {
    const area = areaOf(fitting({ x: -500, y: 0, width: 4_000, height: 1_000 }, 1_000, 800), 1_000, 800);
    expect(area.x).toBeLessThanOrEqual(-500);
    expect(area.x + area.width).toBeGreaterThanOrEqual(3_500);
  });
  it('says when what was drawn is too coarse to look at', () => {
    expect(isSharp(shiftOf(look, { ...look, x: look.x + 3_000 }))).toBe(true);
    expect(isSharp(shiftOf(look, zoomed(look, 2, { x: 0, y: 0 })))).toBe(false);
  });
});

describe('an arrangement', () => {
  const arrangement = {
    shown: new Set(['public.orders']),
    positions: new Map([
      ['public.orders', { x: 1.4, y: 2.6 }],
      ['public.gone', { x: 0, y: 0 }],
    ]),
    bends: new Map([['r', [{ x: 3, y: 4 }]]]),
    open: true,
    turned: new Set(['public.orders']),
  };
  it('comes back as it was saved', () => {
    const back = arrangementOf(JSON.parse(JSON.stringify(contentOf(arrangement))));
    expect(back).toEqual({ ...arrangement, positions: new Map([['public.orders', { x: 1, y: 3 }]]) });
  });
  it('is refused in a form of another version', () => {
    expect(arrangementOf({ format: 2 })).toBeNull();
  });
});

describe('UndoStack', () => {
  it('goes back and forth, and forgets what was undone once something else is done', () => {
    const stack = new UndoStack(1);
    stack.push(2);
    stack.push(3);
    stack.undo();
    expect([stack.now(), stack.canUndo(), stack.canRedo()]).toEqual([2, true, true]);
    stack.redo();
    stack.undo();
    stack.push(4);
    expect([stack.now(), stack.canRedo()]).toEqual([4, false]);
    stack.undo();
    stack.undo();
    stack.undo();
    expect(stack.now()).toBe(1);
  });
});

describe('fitted', () => {
  const measure = (text: string): number => Array.from(text).length * 10;
  it('cuts what is too long and nothing else', () => {
    expect(fitted('orders', 60, 'name', measure)).toBe('orders');
    expect(fitted('customer_orders', 60, 'name', measure)).toBe('custo…');
  });
  it('never cuts a sign in two', () => {
    expect(fitted('👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 80, 'name', measure)).toBe('👩‍👩‍👧‍👦…');
  });
});

describe('nextTable', () => {
  const box = (x: number, y: number) => ({ x, y, width: 10, height: 10 });
  const boxes = new Map([
    ['a', box(0, 0)],
    ['b', box(100, 5)],
    ['c', box(50, 300)],
  ]);
  it('goes to the nearest in a direction, and begins in the corner', () => {
    expect(nextTable(boxes, null, 'right')).toBe('a');
    expect(nextTable(boxes, 'a', 'right')).toBe('b');
    expect(nextTable(boxes, 'b', 'down')).toBe('c');
    expect(nextTable(boxes, 'a', 'left')).toBeNull();
  });
});

describe('found', () => {
  it('puts the name itself first, then what begins with it', () => {
    const tables = ['order_items', 'orders', 'old_orders'].map((name) => ({ name, schema: 'public' }));
    expect(found(tables, 'orders', 9).map(({ name }) => name)).toEqual(['orders', 'old_orders']);
    expect(found(tables, 'public ord', 1).map(({ name }) => name)).toEqual(['orders']);
  });
});

describe('sceneOf', () => {
  it('leaves out tables that have no place yet', () => {
    const scene = sceneOf(
      [wide, aTable('new')],
      [],
      { positions: new Map([['public.orders', { x: 0, y: 0 }]]), bends: new Map(), open: false, turned: new Set() },
      'public',
    );
    expect([...scene.boxes.keys()]).toEqual(['public.orders']);
  });
});
