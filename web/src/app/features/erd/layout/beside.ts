import { type Box, type Point, overlaps, tableWidth } from '../diagram/geometry';

const gap = 110;
const margin = 24;

/**
 * Places for tables that join a diagram people have arranged already: in columns to the right and left of the one they belong to, where
 * nothing stands. What stood there stays where it was.
 */
export function placesBeside(
  anchor: Box,
  fresh: readonly { readonly table: string; readonly height: number; readonly left: boolean }[],
  standing: readonly Box[],
): ReadonlyMap<string, Point> {
  const taken = [...standing];
  const found = new Map<string, Point>();
  for (const { table, height, left } of fresh) {
    for (let step = 1; !found.has(table); step++) {
      const x = anchor.x + (left ? -1 : 1) * step * (tableWidth + gap);
      // Each further column is searched deeper, so that the last one always has room.
      for (let y = anchor.y - 200 * (step - 1); y < anchor.y + 700 * step; y += 20) {
        const box = { x, y, width: tableWidth, height };
        const roomy = { x: x - margin, y: y - margin, width: tableWidth + 2 * margin, height: height + 2 * margin };
        if (taken.some((other) => overlaps(other, roomy))) continue;
        taken.push(box);
        found.set(table, { x, y });
        break;
      }
    }
  }
  return found;
}
