import ELK, { type ELK as Elk } from 'elkjs/lib/elk-api';
import { type ErdRelation, type Point, type TableFace, tableWidth } from '../diagram/geometry';
import type { Cluster } from './clusters';
import { type Arranged, arrangedOf, elkGraphOf } from './elk-graph';
import { type Affinity, type Block, blockOf, packed } from './packed-layout';

/** How many times as high as wide a cluster may become. */
const tall = 1.6;

/** How far a layout reaches from its corner. */
export function extentOf(
  { positions }: Arranged,
  faces: ReadonlyMap<string, TableFace>,
): { readonly right: number; readonly bottom: number } {
  let [right, bottom] = [0, 0];
  for (const [table, { x, y }] of positions) {
    right = Math.max(right, x + tableWidth);
    bottom = Math.max(bottom, y + (faces.get(table)?.height ?? 0));
  }
  return { right, bottom };
}

/** A column of many tables: in several columns it could be looked at as a whole. */
export function isTower(arranged: Arranged, faces: ReadonlyMap<string, TableFace>): boolean {
  const { right, bottom } = extentOf(arranged, faces);
  return arranged.positions.size > 8 && bottom > tall * right;
}

/** ELK in a worker of its own: made when first needed, ended when a layout is given up or the diagram goes. */
export class LayoutWorker {
  #elk: Elk | null = null;

  async layered(faces: readonly TableFace[], relations: readonly ErdRelation[]): Promise<Arranged> {
    this.#elk ??= new ELK({ workerUrl: '/assets/elk/elk-worker.min.js', algorithms: ['layered'] });
    return arrangedOf(await this.#elk.layout(elkGraphOf(faces, relations)));
  }

  /** Each cluster layered by itself, and all of them beside each other: one layout of everything would be a tower nobody can read. */
  async clustered(
    clusters: readonly Cluster[],
    faces: ReadonlyMap<string, TableFace>,
    relations: readonly ErdRelation[],
    affinity: Affinity,
  ): Promise<Arranged> {
    const blocks: Block[] = [];
    const inside: (readonly [hub: string, bends: Arranged['bends']])[] = [];
    for (const { hub, tables } of clusters) {
      const members = new Set(tables);
      const arranged = await this.layered(
        tables.flatMap((table) => faces.get(table) ?? []),
        relations.filter(({ tableFrom, tableTo }) => members.has(tableFrom) && members.has(tableTo)),
      );
      const { right, bottom } = extentOf(arranged, faces);
      if (bottom > tall * right) {
        // A column of many tables beside one: in several columns it can be looked at as a whole.
        blocks.push(blockOf({ hub, tables }, (table) => faces.get(table)?.height ?? 0));
        continue;
      }
      blocks.push({ hub, width: right, height: bottom, points: [...arranged.positions] });
      inside.push([hub, arranged.bends]);
    }
    const { positions, areas } = packed(blocks, affinity);
    const corners = new Map(areas.map(({ hub, box }) => [hub, box]));
    const bends = new Map<string, readonly Point[]>();
    for (const [hub, lines] of inside) {
      const corner = corners.get(hub) ?? { x: 0, y: 0 };
      for (const [relation, points] of lines)
        bends.set(
          relation,
          points.map(({ x, y }) => ({ x: x + corner.x, y: y + corner.y })),
        );
    }
    return { positions, bends };
  }

  stop(): void {
    this.#elk?.terminateWorker();
    this.#elk = null;
  }
}
