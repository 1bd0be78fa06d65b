import { type EventContract, eventStream, type ServiceName } from '@orrery/contracts';
import { jetstream, type JsMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { errorFields, type Logger } from '../log.js';
import type { Database } from '../persistence/database.js';
import { isMetadataUnavailable } from '../persistence/unavailable.js';
import type { PublicOf } from '../public-of.js';

const envelope = z.object({ id: z.uuid(), name: z.string(), payload: z.unknown() });
/** Deliveries after which an event goes to the dead letters. Below the consumer's own limit, so that it is never lost in silence. */
const maxTries = 15;
const retryEvery = 2_000;
/** ms between tries while the metadata database is away. */
const waitForDatabase = 1_000;
/** ms that the bus holds a question for the next event open. */
const holdOpen = 10_000;
/** The stream forgets events after two weeks; what was handled need not be remembered for longer than that by much. */
const rememberDays = 30;
const sweepEvery = 6 * 3_600_000;

/** The part of a delivered message that is used here. */
export type Delivery = Pick<JsMsg, 'json' | 'ack' | 'nak' | 'term' | 'working' | 'info' | 'data'>;

const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** What a service does when something happened elsewhere; runs in the transaction that also remembers that it ran. */
export type EventHandler<E extends EventContract> = (em: EntityManager, payload: z.output<E['payload']>) => Promise<void>;

/**
 * Reacts to events of other services, each once: the event's id is written in the transaction of its effect, so that a second
 * delivery finds it and does nothing.
 */
export class Inbox {
  private readonly handlers = new Map<string, { event: EventContract; handle: EventHandler<EventContract> }>();
  private stopped = false;
  private sweeping: NodeJS.Timeout | undefined;

  constructor(
    private readonly service: ServiceName,
    private readonly database: Pick<PublicOf<Database>, 'asSystem'>,
    private readonly nc: NatsConnection,
    private readonly log: Logger,
  ) {}

  /** Names what happens on an event. Called before `start`. */
  on<E extends EventContract>(event: E, handle: EventHandler<E>): void {
    this.handlers.set(event.name, { event, handle: handle });
  }

  /** Reads this service's durable consumer until stopped, and goes on after every loss of the bus. */
  start(): void {
    if (this.handlers.size === 0) return;
    void this.run();
    this.sweeping = setInterval(() => {
      this.sweep().catch((error: unknown) => {
        this.log.debug({ error: errorFields(error) }, 'Old events are still remembered');
      });
    }, sweepEvery).unref();
  }

  stop(): void {
    this.stopped = true;
    clearInterval(this.sweeping);
  }

  private async run(): Promise<void> {
    while (!this.isStopped()) {
      try {
        const consumer = await jetstream(this.nc).consumers.get(eventStream, this.service);
        while (!this.isStopped()) {
          // One at a time: events that wait in a buffer here, while something is down, would count as delivered and failed.
          const message = await consumer.next({ expires: holdOpen });
          if (!message) continue;
          if (this.isStopped()) message.nak();
          else await this.receive(message);
        }
      } catch (error) {
        this.log.debug({ error: errorFields(error) }, 'The event stream is not there; trying again');
        if (!this.isStopped()) await delay(retryEvery);
      }
    }
  }

  /** A method, since it changes behind the back of whoever awaits. */
  private isStopped(): boolean {
    return this.stopped;
  }

  /** Handles one delivery. Public for the tests that deliver twice. */
  async receive(message: Delivery): Promise<void> {
    let event: z.output<typeof envelope>;
    try {
      event = envelope.parse(message.json());
    } catch (error) {
      await this.bury(message, 'unreadable', error);
      return;
    }
    const known = this.handlers.get(event.name);
    if (!known) {
      message.ack();
      return;
    }
    const payload = known.event.payload.safeParse(event.payload);
    if (!payload.success) {
      await this.bury(message, event.name, payload.error);
      return;
    }
    try {
      await this.once(event.id, (em) => known.handle(em, payload.data), message);
      message.ack();
    } catch (error) {
      if (message.info.deliveryCount >= maxTries) await this.bury(message, event.name, error);
      else {
        this.log.warn({ error: errorFields(error), event: event.name }, 'An event could not be handled yet');
        message.nak(Math.min(30_000, 500 * 2 ** message.info.deliveryCount));
      }
    }
  }

  /** Does what an event asks for unless it was done. While the metadata database is away it waits: that is no fault of the event. */
  private async once(id: string, act: (em: EntityManager) => Promise<void>, message: Delivery): Promise<void> {
    for (;;) {
      try {
        await this.database.asSystem(async (em) => {
          const fresh = await em.execute<unknown[]>(
            'insert into inbox (event_id) values (?) on conflict do nothing returning event_id',
            [id],
          );
          if (fresh.length > 0) await act(em);
        });
        return;
      } catch (error) {
        if (!isMetadataUnavailable(error) || this.isStopped()) throw error;
        message.working();
        await delay(waitForDatabase);
      }
    }
  }

  private async sweep(): Promise<void> {
    await this.database.asSystem((em) =>
      em.execute(`delete from inbox where handled_at < now() - interval '${String(rememberDays)} days'`),
    );
  }

  /** Puts an event aside for good, or for another try where that can't be done now. */
  private async bury(message: Delivery, what: string, error: unknown): Promise<void> {
    this.log.error({ error: errorFields(error), event: what }, 'An event can’t be handled and is put aside');
    try {
      await jetstream(this.nc, { timeout: 5_000 }).publish(`dead.${this.service}`, message.data);
      message.term(what);
    } catch (failure) {
      this.log.error({ error: errorFields(failure), event: what }, 'The event could not be put aside yet');
      message.nak(30_000);
    }
  }
}
