import { type Box, overlaps } from './geometry';
import type { Route } from './route';
import { type Scene, routeIn } from './scene';

/** px of the diagram: how wide the squares are that things are looked up by. */
const square = 640;

/** Knows what of a scene stands in a part of it, without asking every table and every line. */
export class SceneIndex {
  /** How each relation runs while no table is being dragged. */
  readonly routes: ReadonlyMap<string, Route>;
  readonly #squares = new Map<string, Set<string>>();
  readonly #pieces = new Map<string, readonly Box[]>();
  readonly #bounds = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };

  constructor(scene: Scene) {
    for (const [table, box] of scene.boxes) this.#add(table, [box]);
    const routes = new Map<string, Route>();
    for (const [id, relation] of scene.relations) {
      const route = routeIn(scene, relation, (table) => scene.boxes.get(table));
      if (!route) continue;
      routes.set(id, route);
      this.#add(id, piecesOf(route));
    }
    this.routes = routes;
  }

  /** Tables that overlap the area, and relations of which a piece does. */
  within(area: Box): ReadonlySet<string> {
    const found = new Set<string>();
    this.#eachSquare(area, (key) => {
      for (const id of this.#squares.get(key) ?? [])
        if (!found.has(id) && this.#pieces.get(id)?.some((piece) => overlaps(piece, area))) found.add(id);
    });
    return found;
  }

  #add(id: string, pieces: readonly Box[]): void {
    this.#pieces.set(id, pieces);
    const bounds = this.#bounds;
    for (const piece of pieces) {
      bounds.left = Math.min(bounds.left, piece.x);
      bounds.top = Math.min(bounds.top, piece.y);
      bounds.right = Math.max(bounds.right, piece.x + piece.width);
      bounds.bottom = Math.max(bounds.bottom, piece.y + piece.height);
      this.#eachSquare(piece, (key) => {
        const known = this.#squares.get(key);
        if (known) known.add(id);
        else this.#squares.set(key, new Set([id]));
      });
    }
  }

  /** Only squares that hold something: an area may be far larger than the diagram. */
  #eachSquare({ x, y, width, height }: Box, visit: (key: string) => void): void {
    const at = (value: number): number => Math.floor(value / square);
    const { left, top, right, bottom } = this.#bounds;
    for (let column = at(Math.max(x, left)); column <= at(Math.min(x + width, right)); column++)
      for (let row = at(Math.max(y, top)); row <= at(Math.min(y + height, bottom)); row++)
        visit(`${column.toString()} ${row.toString()}`);
  }
}

/** Room for the signs at the ends and the width of the line. */
const thick = 10;

/** The straight pieces of a line, each as the box it is drawn in: the box of a whole line says little about where it runs. */
const piecesOf = ({ points }: Route): readonly Box[] =>
  points.slice(1).flatMap((to, index) => {
    const from = points[index];
    return from
      ? [
          {
            x: Math.min(from.x, to.x) - thick,
            y: Math.min(from.y, to.y) - thick,
            width: Math.abs(to.x - from.x) + 2 * thick,
            height: Math.abs(to.y - from.y) + 2 * thick,
          },
        ]
      : [];
  });
