import type { Point } from '../diagram/geometry';

/** A stretch of the lower edge of what is placed already. */
interface Stretch extends Point {
  readonly width: number;
}

/** Places boxes under the lower edge of those before, within a width. Nothing is placed into holes above that edge. */
export class Skyline {
  #edge: readonly Stretch[];

  constructor(width: number) {
    this.#edge = [{ x: 0, y: 0, width }];
  }

  /** Takes the place of the least cost among those that begin where a stretch begins. */
  place(width: number, height: number, cost: (at: Point) => number): Point {
    let best: Point = { x: 0, y: Math.max(...this.#edge.map(({ y }) => y)) };
    let least = Infinity;
    for (const { x } of this.#edge) {
      const y = this.#under(x, width);
      const now = y === null ? Infinity : cost({ x, y: y });
      if (y !== null && now < least) [best, least] = [{ x, y }, now];
    }
    this.#cover(best, width, height);
    return best;
  }

  /** How low a box of that width must stand; null where it would stick out. */
  #under(x: number, width: number): number | null {
    const last = this.#edge.at(-1);
    if (!last || x + width > last.x + last.width + 0.5) return null;
    return Math.max(...this.#edge.filter((part) => part.x < x + width && part.x + part.width > x).map(({ y }) => y));
  }

  #cover(at: Point, width: number, height: number): void {
    const right = at.x + width;
    const left = this.#edge.flatMap((part) => (part.x < at.x ? [{ ...part, width: Math.min(part.width, at.x - part.x) }] : []));
    const rest = this.#edge.flatMap((part) => {
      const end = part.x + part.width;
      if (end <= right) return [];
      const x = Math.max(part.x, right);
      return [{ x, y: part.y, width: end - x }];
    });
    this.#edge = [...left, { x: at.x, y: at.y + height, width }, ...rest];
  }
}
