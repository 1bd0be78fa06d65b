import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Account, unprivilegedAccount } from './account.js';
import { launch, runToEnd, tailOf, untilReady } from './launch.js';
import { canReach, temporaryFolder } from './place.js';
import { freePort, greets } from './port.js';
import { ServerError } from './server-error.js';

/** How a MariaDB or a MySQL is started. */
export interface MysqlOptions {
  /** The release that is wanted, as its version begins: `10.11`. Default: whichever is there. */
  readonly release?: string;
  /** Where its data is kept. Default: a temporary folder, removed by `stop()`. */
  readonly dataDir?: string;
  /** Default: a free one. */
  readonly port?: number;
  /** More of the server's own arguments. */
  readonly args?: readonly string[];
}

/** A running MariaDB or MySQL. */
export interface MysqlServer {
  readonly host: '127.0.0.1';
  readonly port: number;
  /** A user who may do everything. */
  readonly user: string;
  readonly password: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** In what MariaDB and MySQL differ until they listen. */
export interface Product {
  readonly name: string;
  /** The server's program. */
  readonly daemon: string;
  /** Makes a data folder, with a folder for what is needed on the way. */
  readonly install: (
    folder: string,
    temporary: string,
    account: Account | undefined,
  ) => { readonly ok: boolean; readonly output: string };
  /** Makes the user anew, whatever an earlier start has left. */
  readonly makeUser: (user: string, password: string) => readonly string[];
  /** More of its arguments. */
  readonly args: readonly string[];
}

/** Whether a program tells a version of this release: `10.11` is that of 10.11.6, and not of 10.1. */
export const isOfRelease = (version: string, release = ''): boolean =>
  release === '' || version === release || version.startsWith(`${release}.`);

/** The version that a server's program tells of itself, and whether it is MariaDB's. Undefined where it can't be run. */
export const versionOf = (daemon: string): { readonly version: string; readonly isMariadb: boolean } | undefined => {
  const { ok, output } = runToEnd(daemon, ['--no-defaults', '--version']);
  const version = ok ? /\bVer (\d+\.\d+\.\d+)/.exec(output)?.[1] : undefined;
  return version === undefined ? undefined : { version, isMariadb: /mariadb/i.test(output) };
};

/** Starts a server of a product, listening on 127.0.0.1 only, with durability off. */
export async function startProduct(product: Product, options: MysqlOptions): Promise<MysqlServer> {
  const { name, daemon } = product;
  const account = unprivilegedAccount('mysql');
  // Sockets have short paths, so they are never put into a data folder of the caller's.
  const temporary = temporaryFolder(`orrery-${name.toLowerCase()}-`, account);
  try {
    const folder = options.dataDir ?? join(temporary.path, 'data');
    makeData(product, folder, temporary.path, account);

    const user = 'orrery';
    const password = randomBytes(18).toString('base64url');
    const beginning = join(temporary.path, 'begin.sql');
    writeFileSync(
      beginning,
      [
        ...product.makeUser(`'${user}'@'127.0.0.1'`, password),
        `GRANT ALL PRIVILEGES ON *.* TO '${user}'@'127.0.0.1' WITH GRANT OPTION;`,
        `ALTER USER 'root'@'localhost' IDENTIFIED BY '${password}';`,
      ].join('\n'),
      { mode: 0o600 },
    );
    if (account) chownSync(beginning, account.uid, account.gid);

    const port = options.port ?? (await freePort());
    const logFile = join(temporary.path, 'server.log');
    const server = await launch(
      daemon,
      [
        '--no-defaults',
        `--datadir=${folder}`,
        `--port=${String(port)}`,
        '--bind-address=127.0.0.1',
        '--skip-name-resolve',
        `--socket=${join(temporary.path, 's')}`,
        `--pid-file=${join(temporary.path, 'pid')}`,
        // A server that starts removes what it takes for leftovers, also those of another one that uses them.
        `--tmpdir=${temporary.path}`,
        `--init-file=${beginning}`,
        '--skip-log-bin',
        '--innodb-flush-log-at-trx-commit=0',
        '--innodb-fast-shutdown=2',
        '--character-set-server=utf8mb4',
        ...product.args,
        ...(options.args ?? []),
      ],
      { account, logFile },
    );
    try {
      await untilReady(
        server,
        () => greets(port),
        (why) => new ServerError(`${name} did not start (${why}). The end of its log:\n${tailOf(logFile)}`),
      );
    } catch (error) {
      await server.stop();
      throw error;
    }
    return {
      host: '127.0.0.1',
      port,
      user,
      password,
      pid: server.pid,
      stop: async () => {
        await server.stop();
        temporary.remove();
      },
    };
  } catch (error) {
    temporary.remove();
    throw error;
  }
}

function makeData({ name, install }: Product, folder: string, temporary: string, account: Account | undefined): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (account && !canReach(account, dirname(folder))) {
    throw new ServerError(`The account ${account.name}, which ${name} must run as, can't reach ${folder}.`);
  }
  if (account) chownSync(folder, account.uid, account.gid);
  if (existsSync(join(folder, 'mysql'))) return;
  const { ok, output } = install(folder, temporary, account);
  const lines = output.trim().split('\n');
  // What went wrong is told first, and that it ended in the end.
  const why = lines.find((line) => /\bERROR\b/.test(line)) ?? lines.at(-1) ?? '';
  if (!ok) throw new ServerError(`${name} could not make its data folder ${folder}: ${why}`);
}
