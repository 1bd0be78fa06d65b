import { type Box, type Point, tableWidth } from '../diagram/geometry';
import type { Cluster } from './clusters';

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
export const packedLayout = (clusters: readonly Cluster[], heightOf: (table: string) => number): Placed =>
  packed(clusters.map((cluster) => blockOf(cluster, heightOf)));

/** Places blocks on shelves, the highest first and what is joined to nothing last. */
export function packed(blocks: readonly Block[]): Placed {
  const area = blocks.reduce((sum, block) => sum + (block.width + between) * (block.height + between), 0);
  const widest = blocks.reduce((most, block) => Math.max(most, block.width), 0);
  const room = Math.max(widest, Math.sqrt(area * 1.7));
  const positions = new Map<string, Point>();
  const areas: { hub: string; box: Box }[] = [];
  let [x, y, shelf] = [0, 0, 0];
  for (const block of blocks.toSorted((a, b) => Number(a.hub === '') - Number(b.hub === '') || b.height - a.height)) {
    if (x > 0 && x + block.width > room) [x, y, shelf] = [0, y + shelf + between, 0];
    areas.push({ hub: block.hub, box: { x, y, width: block.width, height: block.height } });
    for (const [table, point] of block.points) positions.set(table, { x: x + point.x, y: y + point.y });
    shelf = Math.max(shelf, block.height);
    x += block.width + between;
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
function blockOf({ hub, tables }: Cluster, heightOf: (table: string) => number): Block {
  const total = tables.reduce((sum, table) => sum + heightOf(table) + gapY, 0);
  const count = Math.max(1, Math.min(tables.length, Math.round(Math.sqrt(total / ((tableWidth + gapX) * 0.75)))));
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
