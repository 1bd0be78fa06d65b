import { Database } from '@orrery/runtime';
import { Injectable } from '@nestjs/common';
import { type Failures, forgottenAfter } from './throttle.js';

interface Row {
  readonly key: string;
  readonly failures: number;
  readonly last: string;
  readonly until: string;
}

/** What a rule decides about the failures of some keys: what is to be remembered of them. */
export type Decide = (known: ReadonlyMap<string, Failures>, now: number) => ReadonlyMap<string, Failures>;

/** The failures in PostgreSQL, so that every instance counts the same, by the clock of the database. */
@Injectable()
export class ThrottleStore {
  constructor(private readonly database: Database) {}

  /** Reads the failures of keys, lets a rule decide, and writes what it answers, while nobody else decides about the same keys. */
  decide(keys: readonly string[], rule: Decide): Promise<void> {
    return this.database.asSystem(async (em) => {
      for (const key of [...keys].sort())
        await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`throttle ${key}`]);
      const rows = await em.execute<Row[]>(
        `select key, failures, (extract(epoch from last_failed_at) * 1000)::text as last, (extract(epoch from blocked_until) * 1000)::text as until
           from login_failures where key in (${keys.map(() => '?').join(', ')})`,
        [...keys],
      );
      const known = new Map(
        rows.map((row) => [row.key, { failures: row.failures, lastFailedAt: Number(row.last), blockedUntil: Number(row.until) }]),
      );
      const [clock] = await em.execute<{ now: string }[]>('select (extract(epoch from clock_timestamp()) * 1000)::text as now');
      for (const [key, of] of rule(known, Number(clock?.now))) {
        await em.execute(
          `insert into login_failures (key, failures, last_failed_at, blocked_until)
             values (?, ?, to_timestamp(?::float8 / 1000), to_timestamp(?::float8 / 1000))
           on conflict (key) do update
             set failures = excluded.failures, last_failed_at = excluded.last_failed_at, blocked_until = excluded.blocked_until`,
          [key, of.failures, of.lastFailedAt, of.blockedUntil],
        );
      }
    });
  }

  /** Forgets the failures of keys. */
  forget(keys: readonly string[]): Promise<void> {
    return this.database.asSystem(async (em) => {
      await em.execute(`delete from login_failures where key in (${keys.map(() => '?').join(', ')})`, [...keys]);
    });
  }

  /** Whether a user has signed in from this network before. */
  knows(userId: string, network: string): Promise<boolean> {
    return this.database.asSystem(async (em) => {
      const rows = await em.execute<unknown[]>('select 1 from sessions where user_id = ? and ip_prefix = ? limit 1', [
        userId,
        network,
      ]);
      return rows.length > 0;
    });
  }

  /** Removes what counts no more. */
  sweep(): Promise<void> {
    return this.database.asSystem(async (em) => {
      await em.execute(
        `delete from login_failures where last_failed_at < now() - interval '${String(forgottenAfter)} seconds' and blocked_until < now()`,
      );
    });
  }
}
