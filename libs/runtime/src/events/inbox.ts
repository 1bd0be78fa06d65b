import { type EventContract, eventStream, type ServiceName } from '@orrery/contracts';
import { jetstream, type JsMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { errorFields, type Logger } from '../log.js';
import type { Database } from '../persistence/database.js';

const envelope = z.object({ id: z.uuid(), name: z.string(), payload: z.unknown() });
/** Deliveries after which an event goes to the dead letters. Below the consumer's own limit, so that it is never lost in silence. */
const maxTries = 15;
const retryEvery = 2_000;

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
  private stopConsuming: (() => void) | undefined;

  constructor(
    private readonly service: ServiceName,
    private readonly database: Database,
    private readonly nc: NatsConnection,
    private readonly log: Logger,
  ) {}

  /** Names what happens on an event. Called before `start`. */
  on<E extends EventContract>(event: E, handle: EventHandler<E>): void {
    this.handlers.set(event.name, { event, handle: handle as EventHandler<EventContract> });
  }

  /** Reads this service's durable consumer until stopped, and goes on after every loss of the bus. */
  start(): void {
    if (this.handlers.size > 0) void this.run();
  }

  stop(): void {
    this.stopped = true;
    this.stopConsuming?.();
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      try {
        const consumer = await jetstream(this.nc).consumers.get(eventStream, this.service);
        const messages = await consumer.consume({ max_messages: 50, expires: 10_000 });
        this.stopConsuming = () => {
          messages.stop();
        };
        for await (const message of messages) await this.receive(message);
      } catch (error) {
        this.log.debug({ error: errorFields(error) }, 'The event stream is not there; trying again');
      }
      if (!this.stopped) await delay(retryEvery);
    }
  }

  /** Handles one delivery. Public for the tests that deliver twice. */
  async receive(message: Pick<JsMsg, 'json' | 'ack' | 'nak' | 'term' | 'info' | 'data'>): Promise<void> {
    let event: z.output<typeof envelope>;
    try {
      event = envelope.parse(message.json());
    } catch (error) {
      this.bury(message, 'unreadable', error);
      return;
    }
    const known = this.handlers.get(event.name);
    if (!known) {
      message.ack();
      return;
    }
    const payload = known.event.payload.safeParse(event.payload);
    if (!payload.success) {
      this.bury(message, event.name, payload.error);
      return;
    }
    try {
      await this.database.asSystem(async (em) => {
        const fresh = await em.execute<unknown[]>(
          'insert into inbox (event_id) values (?) on conflict do nothing returning event_id',
          [event.id],
        );
        if (fresh.length > 0) await known.handle(em, payload.data);
      });
      message.ack();
    } catch (error) {
      if (message.info.deliveryCount >= maxTries) this.bury(message, event.name, error);
      else {
        this.log.warn({ error: errorFields(error), event: event.name }, 'An event could not be handled yet');
        message.nak(Math.min(30_000, 500 * 2 ** message.info.deliveryCount));
      }
    }
  }

  private bury(message: Pick<JsMsg, 'term' | 'data'>, what: string, error: unknown): void {
    this.log.error({ error: errorFields(error), event: what }, 'An event can’t be handled and is put aside');
    this.nc.publish(`dead.${this.service}`, message.data);
    message.term(what);
  }
}
