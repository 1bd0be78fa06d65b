import { Fault } from '@orrery/contracts';
import { driverOf, type EgressGuard } from '@orrery/drivers';
import { gauge, INSTANCE } from '@orrery/runtime';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { EGRESS } from './egress.js';
import { SessionPool } from './session-pool.js';
import { type OpenedConnection, type ServerRole, targetOf, Targets } from './targets.js';

const defaults = { size: 5, connectMs: 5_000, waitMs: 5_000, idleMs: 60_000, resetMs: 5_000 };

/** One pool of sessions for each connection in its present form. */
@Injectable()
export class SessionPools implements OnModuleDestroy {
  private readonly pools = new Map<string, SessionPool>();
  private readonly sweep: NodeJS.Timeout;

  constructor(
    targets: Targets,
    @Inject(EGRESS) private readonly guard: EgressGuard,
    @Inject(INSTANCE) private readonly instance: string,
  ) {
    targets.whenStale((connectionId) => {
      for (const [key, pool] of this.pools) if (key.startsWith(connectionId)) this.drop(key, pool);
    });
    this.sweep = setInterval(() => {
      const now = Date.now();
      for (const [key, pool] of this.pools) if (pool.closeIdle(now)) this.pools.delete(key);
    }, 5_000);
    this.sweep.unref();
    gauge('orrery_sessions_open', 'Sessions to databases', () => this.sum((pool) => pool.size));
    gauge('orrery_sessions_waited_for', 'Runs that wait for a session', () => this.sum((pool) => pool.queue));
  }

  /** The pool of one of the connection's servers. `replica` only where it has one. */
  of(connection: OpenedConnection, role: ServerRole = 'primary'): SessionPool {
    const key = `${connection.id} ${String(connection.version)} ${role}`;
    let pool = this.pools.get(key);
    if (!pool) {
      const driver = driverOf(connection.kind);
      if (!driver) throw new Fault('query_unsupported', `Orrery can’t speak to ${connection.kind} yet.`);
      const { poolSize, timeouts } = connection.target.extraOptions;
      pool = new SessionPool(
        (signal) =>
          driver.connect(targetOf(connection, role), {
            connectMs: timeouts?.connectMs ?? defaults.connectMs,
            applicationName: this.nameOf(connection),
            guard: this.guard,
            signal,
          }),
        { ...defaults, size: poolSize ?? defaults.size, idleMs: timeouts?.idleMs ?? defaults.idleMs },
      );
      this.pools.set(key, pool);
    }
    return pool;
  }

  /** What our sessions call themselves on the server: who it is, and which instance holds it. */
  nameOf(connection: OpenedConnection, instance = this.instance): string {
    return `${connection.target.extraOptions.applicationName ?? 'Orrery'} ${instance.slice(-12)}`;
  }

  onModuleDestroy(): void {
    clearInterval(this.sweep);
    for (const [key, pool] of this.pools) this.drop(key, pool);
  }

  private drop(key: string, pool: SessionPool): void {
    this.pools.delete(key);
    pool.close();
  }

  private sum(read: (pool: SessionPool) => number): number {
    let total = 0;
    for (const pool of this.pools.values()) total += read(pool);
    return total;
  }
}
