import { type EventContract, subjectOfEvent } from '@orrery/contracts';
import { jetstream } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { EntityManager } from '@mikro-orm/postgresql';
import { v7 as uuidv7 } from 'uuid';
import type { z } from 'zod';
import { errorFields, type Logger } from '../log.js';
import type { Database } from '../persistence/database.js';
import type { PublicOf } from '../public-of.js';
import { OutboxEvent } from './outbox.entity.js';

/** ms between looks for events that a failed publish left behind. */
const lookEvery = 1_000;
const batch = 100;

/**
 * Tells what happened, at least once, also when the bus or this process dies in between: an event is a row written in the same
 * transaction as its cause, and leaves the table when JetStream has acknowledged it.
 */
export class Outbox {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private again = false;

  constructor(
    private readonly database: Pick<PublicOf<Database>, 'asSystem'>,
    private readonly nc: NatsConnection,
    private readonly log: Logger,
  ) {}

  /** Adds an event to the transaction of `em`. Call `flush` after the commit to have it told at once. */
  add<E extends EventContract>(em: EntityManager, event: E, payload: z.input<E['payload']>): void {
    em.persist(
      em.create(OutboxEvent, { id: uuidv7(), name: event.name, payload: event.payload.parse(payload), createdAt: new Date() }),
    );
  }

  start(): void {
    this.timer = setInterval(() => {
      this.flush();
    }, lookEvery);
    this.timer.unref();
    this.flush();
  }

  /** Publishes what waits, in the background. */
  flush(): void {
    if (this.running) {
      this.again = true;
      return;
    }
    this.running = this.publish()
      .catch((error: unknown) => {
        this.log.debug({ error: errorFields(error) }, 'Events wait in the outbox');
      })
      .finally(() => {
        this.running = undefined;
        if (this.again) {
          this.again = false;
          this.flush();
        }
      });
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  private async publish(): Promise<void> {
    for (;;) {
      const told = await this.database.asSystem(async (em) => {
        // Another instance skips what this one is telling.
        const rows = await em.execute<{ id: string; name: string; payload: unknown }[]>(
          `select id, name, payload from outbox order by created_at, id limit ${String(batch)} for update skip locked`,
        );
        const js = jetstream(this.nc, { timeout: 5_000 });
        for (const row of rows) {
          await js.publish(subjectOfEvent(row.name), JSON.stringify({ id: row.id, name: row.name, payload: row.payload }), {
            msgID: row.id,
          });
          await em.execute('delete from outbox where id = ?', [row.id]);
        }
        return rows.length;
      });
      if (told < batch) return;
    }
  }
}
