import { describe, expect, it } from '@jest/globals';
import { farthest, shiftOf, zoomed } from './camera';

describe('what a movement moves farthest', () => {
  const size = { width: 1_000, height: 600 };
  const look = { x: 30, y: -20, scale: 0.5 };

  it('is as much as was moved', () => {
    expect(farthest(shiftOf(look, { ...look, x: look.x - 70, y: look.y + 10 }), size)).toBeCloseTo(70);
  });

  it('is the corner that is farthest from where it is zoomed', () => {
    expect(farthest(shiftOf(look, zoomed(look, 1.1, { x: 0, y: 0 })), size)).toBeCloseTo(100);
    expect(farthest(shiftOf(look, zoomed(look, 0.9, { x: 500, y: 300 })), size)).toBeCloseTo(50);
  });

  it('is nothing where nothing moves', () => {
    expect(farthest(shiftOf(look, look), size)).toBe(0);
  });
});
