import type { Box } from '../diagram/geometry';

/** px of ground around the diagram. */
const around = 4_000;
const px = (value: number): string => `${Math.round(value).toString()}px`;

/**
 * What lies under everything on the sheet. In every frame in which a layer moves, the browser adds up where in it wheels and fingers are
 * listened to, element by element: a second for a few hundred tables. What lies within a rectangle that was counted before costs nothing,
 * so this one comes first.
 */
export class Ground {
  readonly element = document.createElement('div');

  constructor() {
    this.element.className = 'erd-ground';
  }

  /** Lies under a diagram with these bounds, drawn at this scale. */
  layUnder(bounds: Box | null, scale: number): void {
    const { x, y, width, height } = bounds ?? { x: 0, y: 0, width: 0, height: 0 };
    Object.assign(this.element.style, {
      left: px(x * scale - around),
      top: px(y * scale - around),
      width: px(width * scale + 2 * around),
      height: px(height * scale + 2 * around),
    });
  }
}
