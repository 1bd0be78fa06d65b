import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { unprivilegedAccount } from './account.js';
import { launch, type Launched, tailOf, untilReady } from './launch.js';
import { nameFor, temporaryFolder } from './place.js';
import { freePort } from './port.js';
import { clearLeftover, prepareData } from './postgres-data.js';
import { debianPrograms, embeddedPrograms, type PostgresPrograms } from './postgres-programs.js';
import { ServerError } from './server-error.js';

/** How a PostgreSQL is started. */
export interface PostgresOptions {
  /** Where its data is kept. Default: a temporary folder, removed by `stop()`. */
  readonly dataDir?: string;
  /** Default: a free one. */
  readonly port?: number;
  /** The superuser's password. Default: a random one. For a data folder that exists it must be the one it was made with. */
  readonly password?: string;
  /** Default: beside the data folder. */
  readonly logFile?: string;
  /** False makes writes fast and forgets them when the machine stops; for tests. Default: true. */
  readonly fsync?: boolean;
  /** More settings, as in postgresql.conf. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Runs it in a session of its own, out of the reach of the terminal's Ctrl-C. */
  readonly detached?: boolean;
}

/** A running PostgreSQL. */
export interface PostgresServer {
  readonly host: '127.0.0.1';
  readonly port: number;
  /** The superuser. */
  readonly user: string;
  readonly password: string;
  readonly pid: number;
  readonly ended: Promise<string>;
  /** The superuser's URL of a database. Default: `postgres`. */
  url(database?: string): string;
  /** Ends it, with every session in it. */
  stop(): Promise<void>;
}

/** Starts the embedded PostgreSQL, listening on 127.0.0.1 only. Throws a ServerError that says what to do. */
export function startPostgres(options?: PostgresOptions & { readonly version?: 'embedded' }): Promise<PostgresServer>;
/** Starts the chosen PostgreSQL; undefined when Debian's is asked for and not installed. */
export function startPostgres(
  options: PostgresOptions & { readonly version: 'debian' | 'embedded' },
): Promise<PostgresServer | undefined>;
export async function startPostgres(
  options: PostgresOptions & { readonly version?: 'debian' | 'embedded' } = {},
): Promise<PostgresServer | undefined> {
  const account = unprivilegedAccount('postgres');
  const programs = options.version === 'debian' ? debianPrograms() : await embeddedPrograms(account);
  if (programs === undefined) return undefined;

  const temporary = options.dataDir === undefined ? temporaryFolder('orrery-postgres-', account) : undefined;
  const folder = options.dataDir ?? join(temporary?.path ?? '', 'data');
  try {
    mkdirSync(dirname(folder), { recursive: true });
    const superuser = { user: 'postgres', password: options.password ?? randomBytes(18).toString('base64url') };
    prepareData(folder, programs, account, superuser, options.fsync !== false);
    await clearLeftover(folder);
    const logFile = options.logFile ?? join(dirname(folder), 'postgres.log');
    const { port, process: server } = await run(programs, folder, account, logFile, options);
    return {
      host: '127.0.0.1',
      port,
      ...superuser,
      pid: server.pid,
      ended: server.ended,
      url: (database = 'postgres') =>
        `postgres://${superuser.user}:${encodeURIComponent(superuser.password)}@127.0.0.1:${String(port)}/${encodeURIComponent(database)}`,
      stop: async () => {
        await server.stop();
        temporary?.remove();
      },
    };
  } catch (error) {
    temporary?.remove();
    throw error;
  }
}

async function run(
  programs: PostgresPrograms,
  folder: string,
  account: ReturnType<typeof unprivilegedAccount>,
  logFile: string,
  options: PostgresOptions,
): Promise<{ readonly port: number; readonly process: Launched }> {
  const durable = options.fsync !== false;
  // A port that was free may be taken by the time the server binds it; one that was asked for is not exchanged.
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await freePort());
    const settings: Record<string, string> = {
      listen_addresses: '127.0.0.1',
      port: String(port),
      unix_socket_directories: '',
      max_connections: '200',
      log_timezone: 'UTC',
      // An error names the statement and its values, which are its author's and nobody else's. `log` keeps what the server says of itself.
      log_min_messages: 'log',
      log_min_error_statement: 'panic',
      timezone: 'UTC',
      ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
      ...options.settings,
    };
    const server = await launch(
      programs.postgres,
      ['-D', nameFor(account, folder), ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
      // SIGINT is PostgreSQL's "fast" stop: sessions end, data is written.
      { account, logFile, cwd: folder, detached: options.detached, stopSignal: 'SIGINT' },
    );
    try {
      await untilReady(
        server,
        () => stateOf(folder, server.pid) === 'ready',
        (why) => new ServerError(`PostgreSQL did not start (${why}). The end of its log ${logFile}:\n${tailOf(logFile)}`),
      );
      return { port, process: server };
    } catch (error) {
      await server.stop();
      if (options.port !== undefined || attempt === 3 || !tailOf(logFile).includes('in use')) throw error;
    }
  }
}

/** The state that the server notes on the eighth line of its pid file, which unlike its log is in no language. */
function stateOf(folder: string, pid: number): string | undefined {
  const note = join(folder, 'postmaster.pid');
  if (!existsSync(note)) return undefined;
  const lines = readFileSync(note, 'utf8').split('\n');
  return Number(lines[0]) === pid ? lines[7]?.trim() : undefined;
}
