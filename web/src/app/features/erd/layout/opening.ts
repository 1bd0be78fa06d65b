import { type Room, headHeight, mostRows, rowHeight, tableWidth } from '../diagram/geometry';
import { drawnRelations, facesOf } from '../diagram/scene';
import type { ToArrange } from './arranger';
import type { Arranged } from './elk-graph';
import { readable, scaleIn } from './fit';

/** px around a table, and how much of a room a layout fills at best. */
const around = { x: 84, y: 56 };
const filled = 0.7;

/** Whether tables with so many columns could be read in a room at all, before a layout is worked out for it. */
export function mayBeRead(columnCounts: readonly number[], { width, height }: Room): boolean {
  const needed = columnCounts.reduce(
    (sum, count) => sum + (tableWidth + around.x) * (headHeight + Math.min(count, mostRows) * rowHeight + around.y),
    0,
  );
  return needed * readable ** 2 <= width * height * filled;
}

/** Whether every column can be read where a layout is shown whole. */
export function isReadable({ tables, relations, view, room }: ToArrange, arranged: Pick<Arranged, 'positions'>): boolean {
  const faces = facesOf(tables, drawnRelations(relations, new Set(tables.map(({ table }) => table))), view);
  return scaleIn(room, arranged, faces) >= readable;
}
