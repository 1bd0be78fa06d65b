import { describe, expect, it } from '@jest/globals';
import { atATime } from './at-a-time.js';

describe('work on many items', () => {
  it('goes on so many at a time, and answers in their order', async () => {
    let under = 0;
    let most = 0;
    const answers = await atATime(3, [5, 1, 4, 2, 3, 0], async (turns, index) => {
      under += 1;
      most = Math.max(most, under);
      for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
      under -= 1;
      return `${String(index)}:${String(turns)}`;
    });
    expect(answers).toEqual(['0:5', '1:1', '2:4', '3:2', '4:3', '5:0']);
    expect(most).toBe(3);
  });

  it('begins nothing more after a failure, and throws when what was under way has ended', async () => {
    const begun: number[] = [];
    let ended = 0;
    const work = atATime(2, [1, 2, 3, 4], async (item) => {
      begun.push(item);
      await Promise.resolve();
      if (item === 1) throw new Error('no');
      for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
      ended += 1;
    });
    await expect(work).rejects.toThrow('no');
    expect([begun, ended]).toEqual([[1, 2], 1]);
  });

  it('answers nothing where there is nothing', async () => {
    expect(await atATime(4, [], () => Promise.resolve(1))).toEqual([]);
  });
});
