import type { Box } from './geometry';

export type Direction = 'left' | 'right' | 'up' | 'down';

const middle = (box: Box): { readonly x: number; readonly y: number } => ({
  x: box.x + box.width / 2,
  y: box.y + box.height / 2,
});

/** The nearest table in a direction; without one to begin from, the one in the upper left corner. Null where there is none. */
export function nextTable(boxes: ReadonlyMap<string, Box>, from: string | null, direction: Direction): string | null {
  const start = from === null ? undefined : boxes.get(from);
  let best: string | null = null;
  let least = Infinity;
  for (const [table, box] of boxes) {
    if (table === from) continue;
    const to = middle(box);
    let cost = to.x + to.y;
    if (start) {
      const at = middle(start);
      const [x, y] = [to.x - at.x, to.y - at.y];
      const ahead = { left: -x, right: x, up: -y, down: y }[direction];
      const aside = direction === 'left' || direction === 'right' ? Math.abs(y) : Math.abs(x);
      if (ahead <= 4) continue;
      cost = ahead + 2 * aside;
    }
    if (cost < least) [best, least] = [table, cost];
  }
  return best;
}
