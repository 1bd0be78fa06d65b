import { describe, expect, it } from '@jest/globals';
import { Fault } from '@orrery/contracts';
import type { Session } from '@orrery/drivers';
import { SessionPool } from './session-pool.js';

/** A session that is only as alive as a test says. */
class FakeSession {
  alive = true;
  destroyed = false;
  closed = false;
  clean = true;
  /** It does not answer until it is cut. */
  silent = false;
  private cut: () => void = () => undefined;
  constructor(readonly id: number) {}
  reset(): Promise<boolean> {
    if (!this.silent) return Promise.resolve(this.clean);
    return new Promise((_resolve, reject) => {
      this.cut = () => {
        reject(new Error('cut'));
      };
    });
  }
  destroy(): void {
    this.alive = false;
    this.destroyed = true;
    this.cut();
  }
  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }
}

function aPool(size = 2, waitMs = 1_000) {
  const sessions: FakeSession[] = [];
  const pool = new SessionPool(
    () => {
      const session = new FakeSession(sessions.length);
      sessions.push(session);
      return Promise.resolve(session as unknown as Session);
    },
    { size, waitMs, idleMs: 1_000, resetMs: 5 },
  );
  return { pool, sessions };
}
const quiet = new AbortController().signal;

describe('SessionPool', () => {
  it('hands the same session out again', async () => {
    const { pool, sessions } = aPool();
    await pool.release(await pool.acquire(quiet));
    await pool.acquire(quiet);
    expect(sessions).toHaveLength(1);
  });

  it('never opens more than its size, and serves who waits in order', async () => {
    const { pool, sessions } = aPool(1);
    const first = await pool.acquire(quiet);
    const order: string[] = [];
    const second = pool.acquire(quiet).then((s) => (order.push('second'), s));
    const third = pool.acquire(quiet).then((s) => (order.push('third'), s));
    await pool.release(first);
    await pool.release(await second);
    await third;
    expect(order).toEqual(['second', 'third']);
    expect(sessions).toHaveLength(1);
  });

  it('answers pool_busy when nothing comes free in time', async () => {
    const { pool } = aPool(1, 5);
    await pool.acquire(quiet);
    await expect(pool.acquire(quiet)).rejects.toMatchObject({ code: 'pool_busy' });
    expect(pool.queue).toBe(0);
  });

  it('stops waiting when the run is stopped', async () => {
    const { pool } = aPool(1);
    await pool.acquire(quiet);
    const abort = new AbortController();
    const waiting = pool.acquire(abort.signal);
    abort.abort(new Fault('query_cancelled', 'Cancelled.'));
    await expect(waiting).rejects.toMatchObject({ code: 'query_cancelled' });
  });

  it('opens a new session in place of one that could not be made clean', async () => {
    const { pool, sessions } = aPool(1);
    const first = await pool.acquire(quiet);
    const waiting = pool.acquire(quiet);
    (sessions[0] as FakeSession).clean = false;
    await pool.release(first);
    await waiting;
    expect(sessions).toHaveLength(2);
    expect(sessions[0]?.closed).toBe(true);
    expect(pool.size).toBe(1);
  });

  it('cuts a session whose server does not answer when it is to be made clean', async () => {
    const { pool, sessions } = aPool(1);
    const first = await pool.acquire(quiet);
    (sessions[0] as FakeSession).silent = true;
    const waiting = pool.acquire(quiet);
    await pool.release(first);
    await waiting;
    expect(sessions.map(({ alive }) => alive)).toEqual([false, true]);
    expect(pool.size).toBe(1);
  });

  it('leaves nothing of a session whose server is lost, in use or not', async () => {
    const { pool, sessions } = aPool();
    const [first, second] = [await pool.acquire(quiet), await pool.acquire(quiet)];
    await pool.release(second);
    for (const session of sessions) session.alive = false;
    await pool.release(first);
    await pool.acquire(quiet);
    expect(sessions.map(({ destroyed }) => destroyed)).toEqual([true, true, false]);
    expect(pool.size).toBe(1);
  });

  it('gives the place of a failed connect to who waits', async () => {
    let calls = 0;
    const pool = new SessionPool(
      () => (calls++ === 0 ? Promise.reject(new Error('refused')) : Promise.resolve(new FakeSession(0) as unknown as Session)),
      { size: 1, waitMs: 1_000, idleMs: 1_000, resetMs: 5 },
    );
    const first = pool.acquire(quiet);
    const second = pool.acquire(quiet);
    await expect(first).rejects.toThrow('refused');
    await expect(second).resolves.toBeDefined();
  });

  it('closes what nobody used for long', async () => {
    const { pool, sessions } = aPool();
    await pool.release(await pool.acquire(quiet));
    expect(pool.closeIdle(Date.now() + 500)).toBe(false);
    expect(pool.closeIdle(Date.now() + 5_000)).toBe(true);
    expect(sessions[0]?.closed).toBe(true);
  });

  it('closes a session that comes back after the pool was closed', async () => {
    const { pool, sessions } = aPool();
    const session = await pool.acquire(quiet);
    pool.close();
    await pool.release(session);
    expect(sessions[0]?.closed).toBe(true);
    expect(pool.size).toBe(0);
  });
});
