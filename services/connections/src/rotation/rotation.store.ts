import { type Database, type Envelope, optionContext, passwordContext, type Rewrap, type RotationStore } from '@orrery/runtime';
import { LockMode } from '@mikro-orm/postgresql';
import { type StoredConnection, targetOf } from '../connection/connection.js';
import { ConnectionRow } from '../connection/connection.entity.js';

/** What of a connection concerns a rotation. */
export type Envelopes = Pick<
  StoredConnection,
  'id' | 'userId' | 'type' | 'host' | 'port' | 'username' | 'extraOptions' | 'passwordEnc' | 'optionsEnc'
>;

/** The secrets of a connection by the names of their fields: `password`, and those of its options. */
export const envelopesOf = (row: Envelopes): ReadonlyMap<string, Envelope> => {
  const target = targetOf(row);
  return new Map([
    ['password', { text: row.passwordEnc, context: passwordContext(target) }],
    ...Object.entries(row.optionsEnc).map(([option, text]): [string, Envelope] => [
      option,
      { text, context: optionContext(target, option) },
    ]),
  ]);
};

/** Every user's connections, in the order of their ids, a batch in a transaction. */
export class ConnectionRotationStore implements RotationStore {
  constructor(private readonly database: Database) {}

  batch(after: string | undefined, limit: number, busy: 'skip' | 'wait', rewrap: Rewrap): Promise<string[]> {
    return this.database.asSystem(async (em) => {
      const rows = await em.find(ConnectionRow, after === undefined ? {} : { id: { $gt: after } }, {
        orderBy: { id: 'asc' },
        limit,
        lockMode: busy === 'skip' ? LockMode.PESSIMISTIC_PARTIAL_WRITE : LockMode.PESSIMISTIC_WRITE,
      });
      for (const row of rows) {
        const next = rewrap({ id: row.id, envelopes: envelopesOf(row) });
        if (!next) continue;
        const { password, ...options } = Object.fromEntries(next);
        row.passwordEnc = password ?? row.passwordEnc;
        row.optionsEnc = { ...row.optionsEnc, ...options };
      }
      return rows.map(({ id }) => id);
    });
  }
}
