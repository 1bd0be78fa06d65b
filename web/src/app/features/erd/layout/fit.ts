import { type Room, type TableFace, boundsOf, tableWidth } from '../diagram/geometry';
import { fitting } from '../paper/camera';
import type { Arranged } from './elk-graph';

/** The scale from which on every column of a diagram can be read. */
export const readable = 0.5;

/** How large a layout is drawn when all of it is in view. */
export function scaleIn(
  { width, height }: Room,
  { positions }: Pick<Arranged, 'positions'>,
  faces: ReadonlyMap<string, TableFace>,
): number {
  const bounds = boundsOf(
    [...faces].flatMap(([table, face]) => {
      const at = positions.get(table);
      return at ? [{ ...at, width: tableWidth, height: face.height }] : [];
    }),
  );
  return bounds ? fitting(bounds, width, height).scale : 1;
}
