import { type Point, type Room, type TableFace, tableWidth } from '../diagram/geometry';
import type { Arranged } from './elk-graph';

const gap = { x: 48, y: 32 };
/** px between what is joined and what is not. */
const apart = 72;

/** Tables that are joined to nothing, in rows of so many from a corner, and how far they reach from it. */
function rowsOf(lone: readonly TableFace[], count: number): { readonly points: readonly Point[]; readonly height: number } {
  const points: Point[] = [];
  let y = 0;
  for (let at = 0; at < lone.length; at += count) {
    const row = lone.slice(at, at + count);
    row.forEach((_, index) => points.push({ x: index * (tableWidth + gap.x), y }));
    y += Math.max(...row.map(({ height }) => height)) + gap.y;
  }
  return { points, height: Math.max(0, y - gap.y) };
}

/**
 * Puts tables that are joined to nothing under those that are, or beside them: wherever all are seen largest in a room of that shape. The
 * layered layout would let each of them widen the whole.
 */
export function withLone(
  { positions, bends }: Arranged,
  extent: { readonly right: number; readonly bottom: number },
  lone: readonly TableFace[],
  room: Room,
): Arranged {
  if (lone.length === 0) return { positions, bends };
  const { right, bottom } = extent;
  const some = positions.size > 0;
  let best = { seen: -1, corner: { x: 0, y: 0 }, points: [] as readonly Point[] };
  for (let count = 1; count <= lone.length; count++) {
    const { points, height } = rowsOf(lone, count);
    const width = count * tableWidth + (count - 1) * gap.x;
    const corners = some
      ? [
          { x: right + apart, y: 0 },
          { x: 0, y: bottom + apart },
        ]
      : [{ x: 0, y: 0 }];
    for (const corner of corners) {
      const wide = Math.max(right, corner.x + width);
      const high = Math.max(bottom, corner.y + height);
      const seen = Math.min(room.width / wide, room.height / high);
      // Of what is seen alike, fewer rows under the others are the calmer picture.
      if (seen >= best.seen) best = { seen, corner, points };
    }
  }
  const placed = lone.map(({ table }, index): [string, Point] => {
    const { x, y } = best.points[index] ?? { x: 0, y: 0 };
    return [table.table, { x: best.corner.x + x, y: best.corner.y + y }];
  });
  return { positions: new Map([...positions, ...placed]), bends };
}
