import { describe, expect, it } from '@jest/globals';
import { EndedSessions } from './ended-sessions.js';

describe('ended sessions', () => {
  it('are remembered longer than any access token of theirs lives, and then forgotten', () => {
    let now = 0;
    const ended = new EndedSessions(() => now);
    ended.add(['a', 'b']);
    now = 11 * 60_000;
    expect([ended.has('a'), ended.has('b'), ended.has('c')]).toEqual([true, true, false]);
    now = 16 * 60_000;
    expect(ended.has('a')).toBe(false);
  });
});
