import { describe, expect, it } from '@jest/globals';
import { agoText, countText, durationText } from './time-text';

describe('times as people read them', () => {
  it.each([
    [0.2, '< 1 ms'],
    [38, '38 ms'],
    [1_240, '1.2 s'],
    [42_000, '42 s'],
    [59_990, '1 min 0 s'],
    [125_000, '2 min 5 s'],
    [3_725_000, '1 h 2 min'],
  ])('says %d ms as “%s”', (ms, text) => {
    expect(durationText(ms)).toBe(text);
  });
  it('says how long ago something was', () => {
    const now = Date.parse('2026-01-10T12:00:00Z');
    expect(agoText('2026-01-10T11:59:50Z', now)).toBe('now');
    expect(agoText('2026-01-10T11:56:00Z', now)).toBe('4 min ago');
    expect(agoText('2026-01-10T09:00:00Z', now)).toBe('3 h ago');
    expect(agoText('2026-01-09T10:00:00Z', now)).toBe('yesterday');
  });
  it('sets thousands apart', () => {
    expect(countText(1_204_000)).toBe('1,204,000');
  });
});
