import { describe, expect, it } from '@jest/globals';
import { decideRefresh, endOf, graceMs, type Presented } from './session.js';

const at = (seconds: number): Date => new Date(Date.UTC(2026, 0, 1) + seconds * 1_000);
const presented = (usedAt: Date | null, session: Partial<Presented['session']> = {}): Presented => ({
  usedAt,
  session: { endedAt: null, expiresAt: at(1_000), absoluteExpiresAt: at(2_000), ...session },
});

describe('a refresh token', () => {
  it('is traded for the next one', () => {
    expect(decideRefresh(presented(null), at(0))).toBe('rotate');
  });

  it('gets the same successor again while its first answer may have been lost', () => {
    expect(decideRefresh(presented(at(0)), at(graceMs / 1_000))).toBe('again');
  });

  it('ends the session when it comes back later', () => {
    expect(decideRefresh(presented(at(0)), at(graceMs / 1_000 + 0.001))).toBe('reused');
  });

  it.each<[string, Presented]>([
    ['whose session was ended', presented(null, { endedAt: at(1) })],
    ['whose session nobody used for too long', presented(null, { expiresAt: at(5) })],
    ['whose session has lasted as long as any may', presented(null, { absoluteExpiresAt: at(5) })],
    ['that was used, of a session that has ended', presented(at(0), { endedAt: at(1) })],
  ])('%s is of no use', (_what, token) => {
    expect(decideRefresh(token, at(5))).toBe('expired');
  });
});

describe('a session', () => {
  it('lasts for the idle time from each use on', () => {
    expect(endOf(at(100), at(10_000), { idle: 60, absolute: 10_000 })).toEqual(at(160));
  });

  it('does not last longer than its absolute end', () => {
    expect(endOf(at(9_990), at(10_000), { idle: 60, absolute: 10_000 })).toEqual(at(10_000));
  });
});
