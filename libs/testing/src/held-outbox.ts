import type { EventContract } from '@orrery/contracts';
import { Outbox, OutboxEvent, type PublicOf } from '@orrery/runtime';
import type { EntityManager } from '@mikro-orm/postgresql';

/** An outbox that tells nobody: its events stay in their table, where a test finds them. */
export class HeldOutbox implements Pick<PublicOf<Outbox>, 'add' | 'flush'> {
  add(em: EntityManager, event: EventContract, payload: unknown): void {
    Outbox.prototype.add.call(this, em, event, payload);
  }

  flush(): void {
    // Whoever holds the events does not tell them.
  }

  /** The events that wait, oldest first. */
  static async waiting(em: EntityManager): Promise<{ name: string; payload: unknown }[]> {
    return (await em.find(OutboxEvent, {}, { orderBy: { id: 'asc' } })).map(({ name, payload }) => ({ name, payload }));
  }
}
