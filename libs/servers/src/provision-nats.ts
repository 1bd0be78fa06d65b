import { deadLetterStream, events, eventStream, services, subjectOfEvent } from '@orrery/contracts';
import {
  AckPolicy,
  type ConsumerConfig,
  DeliverPolicy,
  DiscardPolicy,
  JetStreamApiError,
  jetstreamManager,
  type JetStreamManager,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
} from '@nats-io/jetstream';
import { connect, nanos } from '@nats-io/transport-node';
import { isAtLeast, natsAdmin } from './nats-config.js';

/** How the bus is prepared. */
export interface ProvisionNatsOptions {
  /** Default: the admin of a server that was configured by `natsConfig`. */
  readonly user?: string;
  /** That user's password; absent on a server without users. */
  readonly password?: string | undefined;
  /** Copies of each stream, at most the number of servers. Default: 1. */
  readonly replicas?: number;
  /** Upper bound of each stream, in bytes. A full stream refuses, and the outbox keeps the event. Default: 256 MiB. */
  readonly maxBytes?: number;
}

const seconds = (count: number): number => nanos(count * 1000);

/**
 * Makes the streams of events and of dead letters, and one durable pull consumer for each service that listens to events, named
 * after the service. Changes what is there already; may be run again at any time.
 */
export async function provisionNats(url: string, options: ProvisionNatsOptions = {}): Promise<void> {
  const connection = await connect({
    servers: url.split(','),
    ...(options.password === undefined ? {} : { user: options.user ?? natsAdmin.user, pass: options.password }),
    inboxPrefix: natsAdmin.inboxPrefix,
    name: 'provisioning',
    timeout: 5000,
  });
  try {
    const manager = await jetstreamManager(connection);
    const kept = {
      retention: RetentionPolicy.Limits,
      storage: StorageType.File,
      discard: DiscardPolicy.New,
      max_bytes: options.maxBytes ?? 256 * 1024 ** 2,
      num_replicas: options.replicas ?? 1,
      deny_delete: true,
      deny_purge: true,
    };
    await ensureStream(manager, {
      ...kept,
      name: eventStream,
      subjects: ['events.>'],
      duplicate_window: seconds(600),
      // Every consumer has read an event long before; without an end the stream would fill up and refuse.
      max_age: seconds(14 * 86_400),
    });
    await ensureStream(manager, { ...kept, name: deadLetterStream, subjects: ['dead.>'], max_age: seconds(90 * 86_400) });

    for (const service of services) {
      const subjects = events.filter((event) => event.consumers.includes(service)).map((event) => subjectOfEvent(event.name));
      if (subjects.length > 0) await ensureConsumer(manager, service, subjects, connection.info?.version);
    }
  } finally {
    await connection.close();
  }
}

async function ensureStream(manager: JetStreamManager, wanted: Partial<StreamConfig> & { readonly name: string }): Promise<void> {
  if (await exists(() => manager.streams.info(wanted.name))) await manager.streams.update(wanted.name, wanted);
  else await manager.streams.add(wanted);
}

async function ensureConsumer(
  manager: JetStreamManager,
  service: string,
  subjects: readonly string[],
  serverVersion: string | undefined,
): Promise<void> {
  const wanted: Partial<ConsumerConfig> = {
    ack_policy: AckPolicy.Explicit,
    // The first of these is also how long an event may be worked on; the last is repeated until max_deliver.
    backoff: [30, 30, 60, 120, 300, 600].map(seconds),
    ack_wait: seconds(30),
    max_deliver: 20,
    max_ack_pending: 100,
    // Servers before 2.10 know one subject for each consumer: there a service is told of every event and passes over the rest.
    ...(isAtLeast(serverVersion, 2, 10)
      ? { filter_subjects: [...subjects] }
      : { filter_subject: subjects.length === 1 ? (subjects[0] ?? '') : 'events.>' }),
  };
  if (await exists(() => manager.consumers.info(eventStream, service)))
    await manager.consumers.update(eventStream, service, wanted);
  else await manager.consumers.add(eventStream, { ...wanted, durable_name: service, deliver_policy: DeliverPolicy.All });
}

async function exists(look: () => Promise<unknown>): Promise<boolean> {
  try {
    await look();
    return true;
  } catch (error) {
    if (error instanceof JetStreamApiError && error.status === 404) return false;
    throw error;
  }
}
