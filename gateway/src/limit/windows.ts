import type { ThrottlerStorage } from '@nestjs/throttler';

type Record = Awaited<ReturnType<ThrottlerStorage['increment']>>;
interface Window {
  hits: number;
  until: number;
}

/** Keys counted at one time; beyond it the oldest are forgotten. */
const most = 100_000;

/**
 * Counts hits in fixed windows. The throttler's own storage sets a timer for each hit, which thousands of small queries a minute
 * should not pay for.
 */
export class Windows implements ThrottlerStorage {
  private readonly windows = new Map<string, Window>();

  /** @param now whole ms, monotonic */
  constructor(private readonly now: () => number = () => Math.round(performance.now())) {}

  increment(key: string, ttl: number, limit: number): Promise<Record> {
    const { hits, seconds } = this.hit(key, ttl);
    return Promise.resolve({
      totalHits: hits,
      timeToExpire: seconds,
      isBlocked: hits > limit,
      timeToBlockExpire: hits > limit ? seconds : 0,
    });
  }

  /** Counts one hit. Answers the hits of the present window and the seconds until it ends. */
  hit(key: string, ttl: number): { hits: number; seconds: number } {
    const now = this.now();
    let window = this.windows.get(key);
    if (!window || window.until <= now) {
      this.windows.delete(key);
      if (this.windows.size >= most) this.makeRoom(now);
      window = { hits: 0, until: now + ttl };
      this.windows.set(key, window);
    }
    window.hits++;
    return { hits: window.hits, seconds: Math.ceil((window.until - now) / 1_000) };
  }

  /** The present window, without counting. */
  peek(key: string): { hits: number; seconds: number } | undefined {
    const window = this.windows.get(key);
    const now = this.now();
    return window && window.until > now ? { hits: window.hits, seconds: Math.ceil((window.until - now) / 1_000) } : undefined;
  }

  private makeRoom(now: number): void {
    for (const [key, window] of this.windows) if (window.until <= now) this.windows.delete(key);
    // A map keeps the order of insertion: the first are the oldest.
    for (const key of this.windows.keys()) {
      if (this.windows.size < most) break;
      this.windows.delete(key);
    }
  }
}
