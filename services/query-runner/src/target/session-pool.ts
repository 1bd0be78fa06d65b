import { Fault } from '@orrery/contracts';
import type { Session } from '@orrery/drivers';

export interface PoolLimits {
  /** Sessions at most. */
  readonly size: number;
  /** ms that somebody waits for a session. */
  readonly waitMs: number;
  /** ms after which an unused session is closed. */
  readonly idleMs: number;
  /** ms in which a session must be as new again, or it is cut: a server that went silent must not keep its place. */
  readonly resetMs: number;
}

interface Waiter {
  readonly resolve: (session: Session | undefined) => void;
  readonly reject: (error: Error) => void;
}

/** The sessions to one database under one login: at most `size`, handed out first come, first served, closed when unused. */
export class SessionPool {
  private readonly idle: { session: Session; since: number }[] = [];
  private readonly waiting: Waiter[] = [];
  private open = 0;
  private closed = false;

  constructor(
    private readonly connect: (signal: AbortSignal) => Promise<Session>,
    readonly limits: PoolLimits,
  ) {}

  get size(): number {
    return this.open;
  }

  get queue(): number {
    return this.waiting.length;
  }

  /**
   * A session for exclusive use. Throws DriverFault when it can't be opened, `pool_busy` when none came free in time, and the
   * signal's reason when it was aborted meanwhile.
   */
  async acquire(signal: AbortSignal): Promise<Session> {
    signal.throwIfAborted();
    for (;;) {
      const kept = this.takeIdle();
      if (kept) return kept;
      if (this.open < this.limits.size) return this.openOne(signal);
      const session = await this.wait(signal);
      if (session) return session;
      // A place came free without a session in it: open one.
    }
  }

  /** Takes a session back. Awaiting is not needed: whoever waits gets it once it is as new. */
  async release(session: Session): Promise<void> {
    const clean = !this.closed && session.alive && (await this.isReset(session));
    if (!clean || this.closed) {
      this.discard(session);
      return;
    }
    const waiter = this.waiting.shift();
    if (waiter) waiter.resolve(session);
    else this.idle.push({ session, since: Date.now() });
  }

  /** Closes sessions that nobody has used for long. True when the pool is empty and unused. */
  closeIdle(now: number): boolean {
    while (this.idle[0] && now - this.idle[0].since > this.limits.idleMs) {
      const { session } = this.idle.shift() as { session: Session };
      this.open--;
      void session.close();
    }
    return this.open === 0 && this.waiting.length === 0;
  }

  /** Closes what is unused now and the rest as it comes back. */
  close(): void {
    this.closed = true;
    for (const { session } of this.idle.splice(0)) {
      this.open--;
      void session.close();
    }
  }

  private async isReset(session: Session): Promise<boolean> {
    const timer = setTimeout(() => {
      session.destroy();
    }, this.limits.resetMs);
    try {
      return await session.reset();
    } catch {
      return false;
    } finally {
      clearTimeout(timer);
    }
  }

  private takeIdle(): Session | undefined {
    for (;;) {
      // The one used last: its server side is warm, and the others can grow old and be closed.
      const entry = this.idle.pop();
      if (!entry) return undefined;
      if (entry.session.alive) return entry.session;
      entry.session.destroy();
      this.open--;
    }
  }

  private async openOne(signal: AbortSignal): Promise<Session> {
    this.open++;
    try {
      return await this.connect(signal);
    } catch (error) {
      this.open--;
      this.waiting.shift()?.resolve(undefined);
      throw error;
    }
  }

  private discard(session: Session): void {
    this.open--;
    if (session.alive) void session.close();
    else session.destroy();
    this.waiting.shift()?.resolve(undefined);
  }

  private wait(signal: AbortSignal): Promise<Session | undefined> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', aborted);
        const at = this.waiting.indexOf(waiter);
        if (at >= 0) this.waiting.splice(at, 1);
      };
      const waiter: Waiter = {
        resolve: (session) => {
          leave();
          resolve(session);
        },
        reject: (error) => {
          leave();
          reject(error);
        },
      };
      const aborted = (): void => {
        waiter.reject(signal.reason as Error);
      };
      const timer = setTimeout(() => {
        waiter.reject(
          new Fault(
            'pool_busy',
            `All ${String(this.limits.size)} sessions of this connection are in use. Wait for a running query to end, or raise the connection’s pool size.`,
            {
              details: { retryAfter: 2 },
            },
          ),
        );
      }, this.limits.waitMs);
      signal.addEventListener('abort', aborted, { once: true });
      this.waiting.push(waiter);
    });
  }
}
