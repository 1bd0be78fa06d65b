import type { Database, Rewrap, RotationStore } from '@orrery/runtime';
import { LockMode } from '@mikro-orm/postgresql';
import { ChangeSetRow } from './change-set.entity.js';
import { sealContextOf } from './change-set.store.js';

/** Every user's change sets, in the order of their ids, a batch in a transaction. */
export class ChangeSetRotationStore implements RotationStore {
  constructor(private readonly database: Database) {}

  batch(after: string | undefined, limit: number, busy: 'skip' | 'wait', rewrap: Rewrap): Promise<string[]> {
    return this.database.asSystem(async (em) => {
      const rows = await em.find(ChangeSetRow, after === undefined ? {} : { id: { $gt: after } }, {
        orderBy: { id: 'asc' },
        limit,
        populate: ['payload'],
        lockMode: busy === 'skip' ? LockMode.PESSIMISTIC_PARTIAL_WRITE : LockMode.PESSIMISTIC_WRITE,
      });
      for (const row of rows) {
        const envelope = { text: row.payload ?? '', context: sealContextOf(row.id, row.userId) };
        const next = rewrap({ id: row.id, envelopes: new Map([['payload', envelope]]) })?.get('payload');
        if (next !== undefined) row.payload = next;
      }
      return rows.map(({ id }) => id);
    });
  }
}
