import type { Database } from '@orrery/runtime';
import { LockMode } from '@mikro-orm/postgresql';
import { ConnectionRow } from '../connection/connection.entity.js';
import type { StoredConnection } from '../connection/connection.js';

/** What of a connection concerns a rotation. */
export type Envelopes = Pick<
  StoredConnection,
  'id' | 'userId' | 'type' | 'host' | 'port' | 'username' | 'extraOptions' | 'passwordEnc' | 'optionsEnc'
>;

/** Decides what the envelopes of a connection become; undefined where they stay. */
export type Rewrap = (connection: Envelopes) => Pick<Envelopes, 'passwordEnc' | 'optionsEnc'> | undefined;

/** Every user's connections, in the order of their ids, a batch in a transaction. */
export class RotationStore {
  constructor(private readonly database: Database) {}

  /**
   * Passes a batch of connections through a rule and writes what it answers.
   * @param busy what to do about those that somebody else is changing: leave them out, or wait for them
   * @returns the ids that were passed through
   */
  batch(after: string | undefined, limit: number, busy: 'skip' | 'wait', rewrap: Rewrap): Promise<string[]> {
    return this.database.asSystem(async (em) => {
      const rows = await em.find(ConnectionRow, after === undefined ? {} : { id: { $gt: after } }, {
        orderBy: { id: 'asc' },
        limit,
        lockMode: busy === 'skip' ? LockMode.PESSIMISTIC_PARTIAL_WRITE : LockMode.PESSIMISTIC_WRITE,
      });
      for (const row of rows) {
        const next = rewrap(row);
        if (!next) continue;
        row.passwordEnc = next.passwordEnc;
        row.optionsEnc = next.optionsEnc;
      }
      return rows.map(({ id }) => id);
    });
  }
}
