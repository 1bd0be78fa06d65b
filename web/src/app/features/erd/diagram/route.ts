import type { Box, Point } from './geometry';

/** A line between two tables: its corners, and to which side it leaves each of them (-1 left, 1 right). */
export interface Route {
  readonly points: readonly Point[];
  readonly fromSide: -1 | 1;
  readonly toSide: -1 | 1;
}

/** Room for the sign at an end before the line may turn. */
const stub = 26;

const lineOf = (fromSide: -1 | 1, toSide: -1 | 1, from: Box, fromY: number, to: Box, toY: number, x: number): Route => {
  const start = { x: fromSide === 1 ? from.x + from.width : from.x, y: from.y + fromY };
  const end = { x: toSide === 1 ? to.x + to.width : to.x, y: to.y + toY };
  const points = start.y === end.y ? [start, end] : [start, { x, y: start.y }, { x, y: end.y }, end];
  return { points, fromSide, toSide };
};

/**
 * The simplest right-angled line from a row of one table to a row of another. Of lines that would lie on each other, `lane` (0, 1, 2 …)
 * keeps the upright parts apart.
 */
export function routeOf(from: Box, fromY: number, to: Box, toY: number, lane: number): Route {
  const [right, toRight] = [from.x + from.width, to.x + to.width];
  const shift = (lane % 8) * 7;
  if (right + 2 * stub <= to.x) {
    const room = to.x - right - 2 * stub;
    return lineOf(1, -1, from, fromY, to, toY, right + stub + Math.min(room, room / 2 + shift - 24));
  }
  if (toRight + 2 * stub <= from.x) {
    const room = from.x - toRight - 2 * stub;
    return lineOf(-1, 1, from, fromY, to, toY, toRight + stub + Math.min(room, Math.max(0, room / 2 + shift - 24)));
  }
  const onRight = Math.abs(right - toRight) <= Math.abs(from.x - to.x);
  return onRight
    ? lineOf(1, 1, from, fromY, to, toY, Math.max(right, toRight) + stub + shift)
    : lineOf(-1, -1, from, fromY, to, toY, Math.min(from.x, to.x) - stub - shift);
}

/** A route along corners that a layout found. Ends are where the tables' rows are now. */
export function routeAlong(from: Box, fromY: number, to: Box, toY: number, bends: readonly Point[]): Route {
  const first = bends[0];
  const last = bends.at(-1);
  const fromSide = first !== undefined && first.x < from.x + from.width / 2 ? -1 : 1;
  const toSide = last !== undefined && last.x > to.x + to.width / 2 ? 1 : -1;
  const start = { x: fromSide === 1 ? from.x + from.width : from.x, y: from.y + fromY };
  const end = { x: toSide === 1 ? to.x + to.width : to.x, y: to.y + toY };
  return { points: [start, ...bends, end], fromSide, toSide };
}

const near = (from: Point, to: Point, by: number): Point => {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const part = length === 0 ? 0 : Math.min(by, length / 2) / length;
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
};
const at = ({ x, y }: Point): string => `${(Math.round(x * 10) / 10).toString()} ${(Math.round(y * 10) / 10).toString()}`;

/**
 * The line as `d`s of SVG paths, one for each straight piece and the rounded corner at its end. Browsers draw anew whatever the box of a
 * path that comes or goes covers: that of a whole line may be all there is on the screen.
 */
export function piecesOf(points: readonly Point[], radius = 8): readonly string[] {
  return points.slice(1).map((point, index) => {
    const [before, after] = [points[index] ?? point, points[index + 2]];
    const from = index === 0 ? before : near(before, point, radius);
    if (!after) return `M ${at(from)} L ${at(point)}`;
    return `M ${at(from)} L ${at(near(point, before, radius))} Q ${at(point)} ${at(near(point, after, radius))}`;
  });
}

/** The line as the `d` of one SVG path. */
export function pathOf(points: readonly Point[], radius = 8): string {
  const [first, ...rest] = piecesOf(points, radius);
  // Each piece begins where the one before ended.
  return [first ?? '', ...rest.map((piece) => piece.slice(piece.indexOf('L')))].join(' ');
}

const lengthsOf = (points: readonly Point[]): readonly number[] =>
  points.slice(1).map((point, index) => {
    const before = points[index] ?? point;
    return Math.hypot(point.x - before.x, point.y - before.y);
  });

export const lengthOf = (points: readonly Point[]): number => lengthsOf(points).reduce((sum, length) => sum + length, 0);

/** The point half-way along the line. */
export function middleOf(points: readonly Point[]): Point {
  const lengths = lengthsOf(points);
  let rest = lengthOf(points) / 2;
  for (const [index, length] of lengths.entries()) {
    const [a, b] = [points[index], points[index + 1]];
    if (a && b && rest <= length && length > 0)
      return { x: a.x + ((b.x - a.x) * rest) / length, y: a.y + ((b.y - a.y) * rest) / length };
    rest -= length;
  }
  return points[0] ?? { x: 0, y: 0 };
}
