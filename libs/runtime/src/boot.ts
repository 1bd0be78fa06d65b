import 'reflect-metadata';
import type { ServiceName } from '@orrery/contracts';
import { type DynamicModule, Global, type INestMicroservice, type LoggerService, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { RpcExceptionFilter } from '@nestjs/common';
import type { NatsConnection } from '@nats-io/transport-node';
import { randomBytes } from 'node:crypto';
import { throwError, type Observable } from 'rxjs';
import { ActorVerifier } from './actor-token.js';
import { Bus } from './bus/bus.js';
import { BusServer } from './bus/bus-server.js';
import { connectBus } from './bus/connect.js';
import { StreamHub } from './bus/stream-hub.js';
import type { ServiceConfig } from './config.js';
import { Inbox } from './events/inbox.js';
import { OutboxEvent } from './events/outbox.entity.js';
import { Outbox } from './events/outbox.js';
import { type Dependency, HealthState, serveHealth } from './health.js';
import { createLogger, errorFields, type Logger } from './log.js';
import { Database, type DatabaseOptions } from './persistence/database.js';

/** ms that a process has, after SIGTERM, to finish what it does. */
const drainMs = { production: 25_000, local: 3_000 };
/** ms that readers then have to be told that what they read was ended. */
const farewellMs = 2_000;

/** Injection token of the process's pino logger. */
export const LOGGER = Symbol('logger');
/** Injection token of this instance's name on the bus, new at every start. */
export const INSTANCE = Symbol('instance');

/** What ends when a stopping process has no more time: whoever holds long work says here how it is broken off. */
export class Stopping {
  private readonly acts: (() => void)[] = [];

  onLate(act: () => void): void {
    this.acts.push(act);
  }

  late(): void {
    for (const act of this.acts) act();
  }
}

/** Nest's default filter erases what an error was; this lets it through to the bus server, which knows what to tell. */
class LetThrough implements RpcExceptionFilter {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}

/** Nest's own messages in our log. */
const nestLogger = (log: Logger): LoggerService => ({
  log: (message: unknown) => {
    log.debug(String(message));
  },
  warn: (message: unknown) => {
    log.warn(String(message));
  },
  error: (message: unknown, ...more: unknown[]) => {
    log.error({ more: more.map(String).join(' ').slice(0, 2_000) }, String(message));
  },
});

@Global()
@Module({})
class RuntimeModule {}

export interface ServiceOptions {
  readonly service: ServiceName;
  readonly module: Type;
  readonly config: ServiceConfig;
  readonly database: Pick<DatabaseOptions, 'entities' | 'sessionOptions'>;
  /** Besides the bus and the metadata database. */
  readonly dependencies?: readonly Dependency[];
}

export interface RunningService {
  readonly app: INestMicroservice;
  readonly instance: string;
  /** Drains and closes everything. */
  stop(): Promise<void>;
}

/** The name of a service's PostgreSQL schema. */
export const schemaOf = (service: ServiceName): string => service.replaceAll('-', '_');

/** Logs what nobody caught. A stray rejection must not end the process; an exception leaves it in a state that nobody knows. */
export function watchProcess(log: Logger): void {
  process.on('unhandledRejection', (error) => {
    log.error({ error: errorFields(error) }, 'Unhandled rejection');
  });
  process.on('uncaughtException', (error) => {
    log.fatal({ error: errorFields(error) }, 'Uncaught exception');
    process.exit(1);
  });
}

/** Stops a process in an orderly way on SIGTERM and SIGINT, once. */
export function onStopSignal(log: Logger, stop: () => Promise<void>): void {
  let stopping = false;
  const begin = (signal: string): void => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'Stopping');
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ error: errorFields(error) }, 'Stopping failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', begin);
  process.on('SIGINT', begin);
}

/** Connects to the database, as often as it takes: a service that starts before PostgreSQL waits for it. */
async function openDatabase(options: DatabaseOptions, log: Logger): Promise<Database> {
  for (let pause = 200; ; pause = Math.min(pause * 2, 3_000)) {
    try {
      const database = await Database.open(options);
      await database.ping();
      return database;
    } catch (error) {
      log.warn({ error: errorFields(error) }, 'The metadata database is not there yet; waiting');
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

/** Starts a service: bus, database, handlers, events, health; and stops it on SIGTERM. */
export async function boot(options: ServiceOptions): Promise<RunningService> {
  const { service, config } = options;
  const log = createLogger(service, config.LOG_LEVEL, config.ORRERY_VERSION);
  watchProcess(log);
  const instance = `${service}-${randomBytes(6).toString('hex')}`;

  const open: { nc?: NatsConnection; database?: Database } = {};
  const state = new HealthState(service, config.ORRERY_VERSION, [
    { name: 'nats', check: async () => open.nc !== undefined && (await open.nc.rtt()) >= 0 },
    { name: 'postgres', check: async () => (await open.database?.ping()) ?? false },
    ...(options.dependencies ?? []),
  ]);
  // Probes are answered while the rest is still being waited for.
  const healthServer =
    config.HEALTH_PORT === undefined ? undefined : await serveHealth(state, config.HEALTH_HOST, config.HEALTH_PORT);

  const nc = (open.nc = await connectBus(service, config, log));
  const database = await openDatabase(
    {
      url: config.DATABASE_URL,
      pool: config.DATABASE_POOL,
      schema: schemaOf(service),
      ...options.database,
      entities: [...options.database.entities, OutboxEvent],
    },
    log,
  );
  open.database = database;
  const outbox = new Outbox(database, nc, log);
  const inbox = new Inbox(service, database, nc, log);
  const stopping = new Stopping();
  const hub: StreamHub = new StreamHub(instance, (error) => server.toFault(error));
  const server: BusServer = new BusServer(nc, service, await ActorVerifier.of(config.ACTOR_PUBLIC_KEY), hub, log, () =>
    state.ready(),
  );

  const runtime: DynamicModule = {
    module: RuntimeModule,
    global: true,
    providers: [
      { provide: LOGGER, useValue: log },
      { provide: INSTANCE, useValue: instance },
      { provide: Bus, useValue: new Bus(nc, service) },
      { provide: Database, useValue: database },
      { provide: Outbox, useValue: outbox },
      { provide: Inbox, useValue: inbox },
      { provide: Stopping, useValue: stopping },
    ],
    exports: [LOGGER, INSTANCE, Bus, Database, Outbox, Inbox, Stopping],
  };
  @Module({ imports: [runtime, options.module] })
  class Root {}

  const app = await NestFactory.createMicroservice(Root, { strategy: server, logger: nestLogger(log) });
  app.useGlobalFilters(new LetThrough());
  await app.listen();
  outbox.start();
  inbox.start();
  log.info({ instance }, 'Ready');

  const stop = async (): Promise<void> => {
    state.draining = true;
    inbox.stop();
    await server.drain(drainMs[config.ORRERY_MODE]);
    if (hub.open > 0) {
      stopping.late();
      await server.drain(farewellMs);
    }
    await hub.closeAll();
    await app.close();
    await outbox.stop();
    await nc.drain().catch(() => undefined);
    await database.close();
    healthServer?.close();
  };
  onStopSignal(log, stop);
  return { app, instance, stop };
}
