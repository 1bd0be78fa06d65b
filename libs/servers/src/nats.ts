import { mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findExecutable } from './executable.js';
import { launch, type Launched, runToEnd, tailOf, untilReady } from './launch.js';
import { natsConfig, type NatsPasswords } from './nats-config.js';
import { temporaryFolder } from './place.js';
import { freePort, greets } from './port.js';
import { ServerError } from './server-error.js';

/** How a NATS server is started. */
export interface NatsOptions {
  /** Default: a free one. */
  readonly port?: number;
  /** Where JetStream keeps its files. Default: a temporary folder, removed by `stop()`. */
  readonly storeDir?: string;
  /** The bus's users. Without them anyone may do everything. */
  readonly passwords?: NatsPasswords;
  /** More configuration, appended. */
  readonly config?: string;
  /** Default: beside the store. */
  readonly logFile?: string;
  /** Runs it in a session of its own, out of the reach of the terminal's Ctrl-C. */
  readonly detached?: boolean;
}

/** A running NATS server. */
export interface NatsServer {
  readonly host: '127.0.0.1';
  readonly port: number;
  /** Without user and password. */
  readonly url: string;
  readonly pid: number;
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

/** The image that is used where Docker answers and no nats-server is installed. */
const image = 'nats:2.14';

/** How a NATS server can be had here. */
export type NatsSource = { readonly program: string; readonly version: string | undefined } | { readonly docker: string };

/** Answers how a NATS server can be had: the installed program first, then a container. Undefined when in neither way. */
export function natsSource(): NatsSource | undefined {
  const program = findExecutable('nats-server');
  if (program !== undefined) {
    return { program, version: /v(\d+\.\d+\.\d+)/.exec(runToEnd(program, ['--version']).output)?.[1] };
  }
  const docker = findExecutable('docker');
  return docker !== undefined && runToEnd(docker, ['info']).ok ? { docker } : undefined;
}

/** What a person is told who has no NATS server. */
export const natsAdvice =
  'Orrery needs a NATS server and found none. Install it (Debian and Ubuntu: "apt-get install nats-server"; macOS: "brew install nats-server"), or start Docker, or set NATS_URL to one that runs.';

/** Starts a NATS server with JetStream, listening on 127.0.0.1 only. Throws a ServerError that says what to do. */
export async function startNats(options: NatsOptions = {}): Promise<NatsServer> {
  const source = natsSource();
  if (source === undefined) throw new ServerError(natsAdvice);

  const temporary = options.storeDir === undefined ? temporaryFolder('orrery-nats-', undefined) : undefined;
  const storeDir = options.storeDir ?? join(temporary?.path ?? '', 'store');
  try {
    mkdirSync(storeDir, { recursive: true, mode: 0o700 });
    const logFile = options.logFile ?? join(dirname(storeDir), 'nats.log');
    // A port that was free may be taken by the time the server binds it; one that was asked for is not exchanged.
    for (let attempt = 1; ; attempt += 1) {
      const port = options.port ?? (await freePort());
      const server = await run(source, port, realpathSync(storeDir), logFile, options);
      try {
        await untilReady(
          server,
          () => greets(port, 'INFO '),
          (why) => new ServerError(`The NATS server did not start (${why}). The end of its log ${logFile}:\n${tailOf(logFile)}`),
        );
        return {
          host: '127.0.0.1',
          port,
          url: `nats://127.0.0.1:${String(port)}`,
          pid: server.pid,
          ended: server.ended,
          stop: async () => {
            await server.stop();
            temporary?.remove();
          },
        };
      } catch (error) {
        await server.stop();
        if (options.port !== undefined || attempt === 3 || !tailOf(logFile).includes('in use')) throw error;
      }
    }
  } catch (error) {
    temporary?.remove();
    throw error;
  }
}

function run(source: NatsSource, port: number, storeDir: string, logFile: string, options: NatsOptions): Promise<Launched> {
  const configFile = join(dirname(storeDir), 'nats.conf');
  const inContainer = 'docker' in source;
  const text = natsConfig({
    ...(inContainer ? { host: '0.0.0.0', port: 4222, storeDir: '/store' } : { port, storeDir }),
    ...(!inContainer && source.version !== undefined ? { version: source.version } : {}),
    passwords: options.passwords,
  });
  rmSync(configFile, { force: true });
  writeFileSync(configFile, `${text}${options.config ?? ''}`, { mode: 0o600 });
  if (!inContainer) return launch(source.program, ['-c', configFile], { logFile, detached: options.detached });

  const us = `${String(process.getuid?.() ?? 0)}:${String(process.getgid?.() ?? 0)}`;
  return launch(
    source.docker,
    [
      ...['run', '--rm', '--user', us, '--name', `orrery-nats-${String(port)}`, '-p', `127.0.0.1:${String(port)}:4222`],
      ...['-v', `${storeDir}:/store`, '-v', `${configFile}:/nats.conf:ro`, image, '-c', '/nats.conf'],
    ],
    { logFile, detached: options.detached },
  );
}
