import { describe, expect, it } from '@jest/globals';
import { abortFault, deadlineSignal, untilAborted } from './deadline.js';

const never = new Promise<never>(() => undefined);

describe('a deadline', () => {
  it('gives up with the time, and frees what the work holds', async () => {
    let freed = 0;
    const work = untilAborted(never, deadlineSignal(1), 'Connecting', () => (freed += 1));
    await expect(work).rejects.toMatchObject({ kind: 'timeout', message: 'Connecting took too long.' });
    expect(freed).toBe(1);
  });

  it('gives up with the caller', async () => {
    const caller = new AbortController();
    const work = untilAborted(never, deadlineSignal(60_000, caller.signal), 'Connecting', () => undefined);
    caller.abort();
    await expect(work).rejects.toMatchObject({ kind: 'cancelled' });
  });

  it('does not begin to wait where it is over already', async () => {
    let freed = 0;
    const work = untilAborted(never, AbortSignal.abort(), 'Connecting', () => (freed += 1));
    await expect(work).rejects.toMatchObject({ kind: 'cancelled' });
    expect(freed).toBe(1);
  });

  it('leaves work that ends in time alone', async () => {
    const caller = new AbortController();
    let freed = 0;
    await expect(untilAborted(Promise.resolve(7), caller.signal, 'Connecting', () => (freed += 1))).resolves.toBe(7);
    await expect(untilAborted(Promise.reject(new Error('its own')), caller.signal, 'x', () => undefined)).rejects.toThrow(
      'its own',
    );
    caller.abort();
    expect(freed).toBe(0);
  });

  it('tells time from a change of mind', () => {
    expect(abortFault(AbortSignal.abort(new DOMException('late', 'TimeoutError')), 'It').kind).toBe('timeout');
    expect(abortFault(AbortSignal.abort(), 'It').kind).toBe('cancelled');
  });
});
