import { describe, expect, it } from '@jest/globals';
import { type Box, overlaps } from '../diagram/geometry';
import { Skyline } from './skyline';

describe('Skyline', () => {
  const highest = ({ y }: { readonly y: number }): number => y;

  it('places boxes within the width, none over another', () => {
    const sky = new Skyline(1_000);
    const boxes: Box[] = [];
    for (let n = 0; n < 60; n++) {
      const [width, height] = [120 + ((n * 37) % 300), 80 + ((n * 53) % 260)];
      const at = sky.place(width, height, highest);
      const box = { ...at, width, height };
      expect(box.x).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width).toBeLessThanOrEqual(1_000);
      expect(boxes.filter((other) => overlaps(other, box))).toEqual([]);
      boxes.push(box);
    }
  });

  it('fills what is low under a short box before it goes below a high one', () => {
    const sky = new Skyline(300);
    sky.place(100, 400, highest);
    sky.place(200, 50, highest);
    expect(sky.place(150, 100, highest)).toEqual({ x: 100, y: 50 });
  });

  it('takes the place of the least cost', () => {
    const sky = new Skyline(300);
    sky.place(100, 50, highest);
    sky.place(100, 50, highest);
    expect(sky.place(100, 50, ({ x }) => Math.abs(x - 100))).toEqual({ x: 100, y: 50 });
  });

  it('places below everything what is wider than there is room for', () => {
    const sky = new Skyline(300);
    sky.place(100, 50, highest);
    expect(sky.place(500, 50, highest)).toEqual({ x: 0, y: 50 });
  });
});
