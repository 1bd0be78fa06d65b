import { describe, expect, it } from '@jest/globals';
import { Windows } from './windows.js';

describe('windows', () => {
  it('block what goes over the limit, and only that key', async () => {
    const windows = new Windows();
    const hit = async (key: string): Promise<boolean> => (await windows.increment(key, 60_000, 2)).isBlocked;
    expect([await hit('a'), await hit('a'), await hit('a'), await hit('b')]).toEqual([false, false, true, false]);
  });

  it('say how long to wait', () => {
    let now = 5;
    const windows = new Windows(() => now);
    expect(windows.hit('a', 30_000).seconds).toBe(30);
    now += 29_500;
    expect(windows.hit('a', 30_000)).toEqual({ hits: 2, seconds: 1 });
  });

  it('end', () => {
    const windows = new Windows();
    windows.hit('a', 0);
    expect(windows.peek('a')).toBeUndefined();
    expect(windows.hit('a', 60_000).hits).toBe(1);
  });
});
