import { type Box, type Point, tableWidth } from '../diagram/geometry';
import type { Cluster } from './clusters';
import { Skyline } from './skyline';

export interface Placed {
  readonly positions: ReadonlyMap<string, Point>;
  /** Where each cluster stands, with room for its name. */
  readonly areas: readonly { readonly hub: string; readonly box: Box }[];
}

const gapX = 96;
const gapY = 28;
const pad = 40;
const title = 56;
const between = 120;

/**
 * Places clusters beside each other, and the tables of each in columns round its hub. Linear: a thousand tables take milliseconds, where
 * a layered layout of all would take many seconds and be no easier to read.
 */
export const packedLayout = (
  clusters: readonly Cluster[],
  heightOf: (table: string) => number,
  affinity?: Affinity,
  shape: Shape = lying,
): Placed =>
  packed(
    clusters.map((cluster) => blockOf(cluster, heightOf, shape.block)),
    affinity,
    shape.whole,
  );

/** How wide for their height the whole and each cluster in it become. */
export interface Shape {
  readonly whole: number;
  readonly block: number;
}
const lying: Shape = { whole: 1.5, block: 4 / 3 };

/** How strongly two clusters are joined. */
export type Affinity = (a: string, b: string) => number;
const strangers: Affinity = () => 0;

/**
 * Places blocks so that they leave few holes and stand near those they are joined to: the largest first, each where it ends highest and
 * its lines are shortest, and what is joined to nothing last.
 */
export function packed(blocks: readonly Block[], affinity: Affinity = strangers, shape = lying.whole): Placed {
  const area = blocks.reduce((sum, block) => sum + (block.width + between) * (block.height + between), 0);
  const widest = blocks.reduce((most, block) => Math.max(most, block.width), 0);
  const sky = new Skyline(Math.max(widest + between, Math.sqrt(area * shape)));
  const positions = new Map<string, Point>();
  const areas: { hub: string; box: Box }[] = [];
  const last = (block: Block): number => Number(block.hub === '');
  for (const block of blocks.toSorted((a, b) => last(a) - last(b) || b.width * b.height - a.width * a.height)) {
    const joined = areas
      .map(({ hub, box }) => ({ box, weight: affinity(block.hub, hub) }))
      .filter(({ weight }) => weight > 0)
      .map(({ box, weight }) => ({ x: box.x + box.width / 2, y: box.y + box.height / 2, weight }));
    const total = joined.reduce((sum, { weight }) => sum + weight, 0);
    const { x, y } = sky.place(block.width + between, block.height + between, (at) => {
      const middle = { x: at.x + block.width / 2, y: at.y + block.height / 2 };
      const far = joined.reduce((sum, to) => sum + to.weight * Math.hypot(to.x - middle.x, to.y - middle.y), 0);
      return at.y + block.height + (total === 0 ? 0 : far / total);
    });
    areas.push({ hub: block.hub, box: { x, y, width: block.width, height: block.height } });
    for (const [table, point] of block.points) positions.set(table, { x: x + point.x, y: y + point.y });
  }
  return { positions, areas };
}

/** A cluster with its tables in place, counted from its corner. */
export interface Block {
  readonly hub: string;
  readonly width: number;
  readonly height: number;
  readonly points: readonly (readonly [string, Point])[];
}

/** The hub in the middle column; each next table goes where the column is shortest, the nearest to the middle first. */
export function blockOf({ hub, tables }: Cluster, heightOf: (table: string) => number, shape = lying.block): Block {
  const total = tables.reduce((sum, table) => sum + heightOf(table) + gapY, 0);
  const count = Math.max(1, Math.min(tables.length, Math.round(Math.sqrt((total * shape) / (tableWidth + gapX)))));
  const middle = (count - 1) / 2;
  const bottoms = Array.from({ length: count }, () => 0);
  const points: [string, Point][] = [];
  for (const table of tables) {
    let best = 0;
    bottoms.forEach((bottom, column) => {
      const [now, known] = [Math.abs(column - middle), Math.abs(best - middle)];
      const lowest = bottoms[best] ?? 0;
      if (bottom < lowest || (bottom === lowest && now < known)) best = column;
    });
    const y = bottoms[best] ?? 0;
    points.push([table, { x: pad + best * (tableWidth + gapX), y: title + y }]);
    bottoms[best] = y + heightOf(table) + gapY;
  }
  return {
    hub,
    width: 2 * pad + count * tableWidth + (count - 1) * gapX,
    height: title + Math.max(...bottoms) - gapY + pad,
    points,
  };
}
