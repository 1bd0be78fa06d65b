import { Fault } from '@orrery/contracts';
import { createLogger, errorFields, HealthState, type Logger, serveHealth } from '@orrery/runtime';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import express, { type Express } from 'express';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { EndedSessions } from './access/ended-sessions.js';
import { PersonalTokens } from './access/personal-tokens.js';
import { GatewayModule } from './app.module.js';
import { BusDoor } from './bus-door.js';
import type { GatewayConfig } from './config.js';
import { front } from './front.js';
import { Streams } from './operation/streams.js';
import { HealthRound } from './system/health.js';
import { PageServer } from './web/pages.js';

/** ms that requests under way have, after SIGTERM, to finish. */
const graceMs = { production: 25_000, local: 3_000 };
/** ms, after SIGTERM, in which answers still ask their connections to close, so that none is cut while a request is on its way. */
const partingMs = { production: 2_000, local: 0 };
const docsRoot = fileURLToPath(new URL('../public/docs', import.meta.url));

export interface RunningGateway {
  readonly url: string;
  readonly log: Logger;
  /** When the bus has been reached for the first time. */
  readonly connected: Promise<void>;
  /** Finishes what is under way, at most so many ms, and closes everything. */
  stop(graceMs?: number): Promise<void>;
}

/** Starts the gateway. It listens at once, whether or not the bus is there. */
export async function startGateway(config: GatewayConfig): Promise<RunningGateway> {
  const log = createLogger('gateway', config.LOG_LEVEL, config.ORRERY_VERSION);
  const ended = new EndedSessions();
  const door: BusDoor = new BusDoor(config, log, (sessionIds) => {
    ended.add(sessionIds);
  });
  const personal = new PersonalTokens(door);
  const health = new HealthRound(door, config.ORRERY_VERSION);
  const streams = new Streams(door, log);
  const state = new HealthState('gateway', config.ORRERY_VERSION, [{ name: 'nats', check: () => Promise.resolve(door.isUp) }]);
  const probes = config.HEALTH_PORT === undefined ? undefined : await serveHealth(state, config.HEALTH_HOST, config.HEALTH_PORT);

  const pages = new PageServer(config.WEB_ROOT, docsRoot);
  const instance = expressOf(config);
  instance.use(
    front({
      https: config.PUBLIC_URL?.startsWith('https:') ?? false,
      pages: pages.serve,
      isDraining: () => state.draining,
    }),
  );
  const module = await GatewayModule.of({ config, log, door, ended, personal, health, streams });
  const app = await NestFactory.create<NestExpressApplication>(module, new ExpressAdapter(instance), {
    bodyParser: false,
    logger: {
      log: (message: unknown) => {
        log.debug(String(message));
      },
      warn: (message: unknown) => {
        log.warn(String(message));
      },
      error: (message: unknown) => {
        log.error(String(message));
      },
    },
  });
  app.setGlobalPrefix('api');
  const server: Server = app.getHttpServer();
  // Longer than the idle time of the usual proxies, which would else send into a connection that is being closed.
  server.keepAliveTimeout = 75_000;
  server.headersTimeout = 30_000;
  server.requestTimeout = 120_000;
  await app.listen(config.PORT, config.HOST);
  const { address, port, family } = server.address() as AddressInfo;
  const url = `http://${family === 'IPv6' ? `[${address}]` : address}:${String(port)}`;
  log.info({ url }, 'Listening');
  const connected = door.open().catch((error: unknown) => {
    log.fatal({ error: errorFields(error) }, 'The bus refuses this process');
    process.exit(1);
  });

  let stopped: Promise<void> | undefined;
  const close = async (grace: number): Promise<void> => {
    state.draining = true;
    health.draining = true;
    await new Promise((resolve) => setTimeout(resolve, Math.min(grace, partingMs[config.ORRERY_MODE])));
    await finish(server, streams, grace);
    await app.close();
    await door.close().catch(() => undefined);
    probes?.close();
  };
  const stop = (grace = graceMs[config.ORRERY_MODE]): Promise<void> => (stopped ??= close(grace));
  return { url, log, connected, stop };
}

/** Express as the gateway needs it: an address means one thing, in one spelling. */
function expressOf(config: GatewayConfig): Express {
  const instance = express();
  instance.disable('x-powered-by');
  instance.disable('etag');
  instance.enable('case sensitive routing');
  instance.enable('strict routing');
  instance.set('query parser', false);
  if (config.TRUST_PROXY !== undefined) {
    const hops = Number(config.TRUST_PROXY);
    instance.set('trust proxy', Number.isInteger(hops) ? hops : config.TRUST_PROXY);
  }
  return instance;
}

/** Stops listening, waits for what is under way, and tells the streams that are left. */
async function finish(server: Server, streams: Streams, grace: number): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
  });
  // A connection that is kept alive becomes idle when its last request is answered, and must not hold the process then.
  const idle = setInterval(() => {
    server.closeIdleConnections();
  }, 50);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, grace)));
  await Promise.race([closed, late]);
  clearTimeout(timer);
  streams.endAll(new Fault('retry_later', 'Orrery is being restarted. Run it again in a moment.'));
  // Bytes that are on their way arrive; a client that reads nothing does not hold the process.
  const last = setTimeout(() => {
    server.closeAllConnections();
  }, 1_000);
  await closed;
  clearInterval(idle);
  clearTimeout(last);
}
