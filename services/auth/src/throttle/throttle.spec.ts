import { describe, expect, it } from '@jest/globals';
import { type Failures, forgottenAfter, oneMore, pauseLeft } from './throttle.js';

const limit = { free: 2, longest: 10 };

function pausesOf(times: number): number[] {
  let of: Failures | undefined;
  const pauses: number[] = [];
  for (let time = 0; time < times; time++) {
    of = oneMore(of, limit, 0);
    pauses.push(pauseLeft(of, 0));
  }
  return pauses;
}

describe('the pause after a failure', () => {
  it('is none at first, then doubles, up to the longest', () => {
    expect(pausesOf(8)).toEqual([0, 0, 1, 2, 4, 8, 10, 10]);
  });

  it('passes', () => {
    const of = [1, 2, 3, 4].reduce<Failures | undefined>((last) => oneMore(last, limit, 0), undefined);
    expect([0, 500, 1_999, 2_000].map((now) => pauseLeft(of, now))).toEqual([2, 2, 1, 0]);
  });

  it('starts anew when nothing failed for long', () => {
    const of = [1, 2, 3].reduce<Failures | undefined>((last) => oneMore(last, limit, 0), undefined);
    expect(oneMore(of, limit, forgottenAfter * 1_000 - 1).failures).toBe(4);
    expect(oneMore(of, limit, forgottenAfter * 1_000).failures).toBe(1);
  });
});
