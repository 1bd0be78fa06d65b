import type { Box, Point } from '../diagram/geometry';

/** Where the diagram's origin stands on the screen, in px, and how large it is drawn. */
export interface Look extends Point {
  readonly scale: number;
}

export const smallest = 0.03;
export const largest = 2;
const limited = (scale: number): number => Math.max(smallest, Math.min(largest, scale));

/** The look with the point under `at` held still. */
export function zoomed(look: Look, by: number, at: Point): Look {
  const scale = limited(look.scale * by);
  const ratio = scale / look.scale;
  return { scale, x: at.x - (at.x - look.x) * ratio, y: at.y - (at.y - look.y) * ratio };
}

/** The look that shows a box whole, in the middle. */
export function fitting(box: Box, width: number, height: number, most = 1): Look {
  const room = Math.min(48, width / 10);
  const scale = Math.max(
    smallest,
    Math.min(most, (width - 2 * room) / Math.max(box.width, 1), (height - 2 * room) / Math.max(box.height, 1)),
  );
  return {
    scale,
    x: (width - box.width * scale) / 2 - box.x * scale,
    y: (height - box.height * scale) / 2 - box.y * scale,
  };
}

/** The look that brings a box into the middle without changing the scale, unless it is too small to read. */
export const centred = (box: Box, look: Look, width: number, height: number): Look => {
  const scale = Math.max(look.scale, 0.55);
  return { scale, x: width / 2 - (box.x + box.width / 2) * scale, y: height / 2 - (box.y + box.height / 2) * scale };
};

/** What part of the diagram a screen of this size shows, with so many px around it. */
export const areaOf = (look: Look, width: number, height: number, around = 0): Box => ({
  x: (-look.x - around) / look.scale,
  y: (-look.y - around) / look.scale,
  width: (width + 2 * around) / look.scale,
  height: (height + 2 * around) / look.scale,
});

/** How what was drawn for one look must be moved to stand where another look has it. */
export function shiftOf(drawn: Look, wanted: Look): Look {
  const scale = wanted.scale / drawn.scale;
  return { scale, x: wanted.x - drawn.x * scale, y: wanted.y - drawn.y * scale };
}

/** px that a shift moves the corner of a screen of this size that it moves most. */
export const farthest = ({ x, y, scale }: Look, { width, height }: { readonly width: number; readonly height: number }): number =>
  Math.max(...[x, x + width * (scale - 1), y, y + height * (scale - 1)].map(Math.abs));

/** Whether what was drawn for another scale can still be looked at until the movement rests. */
export const isSharp = (shift: Look): boolean => shift.scale > 0.6 && shift.scale < 1.7;
