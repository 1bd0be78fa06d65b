import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { unprivilegedAccount } from './account.js';
import { findExecutable } from './executable.js';
import { launch, runToEnd, tailOf, untilReady } from './launch.js';
import { canReach, temporaryFolder } from './place.js';
import { freePort, greets } from './port.js';
import { ServerError } from './server-error.js';

/** How a MariaDB is started. */
export interface MariadbOptions {
  /** Where its data is kept. Default: a temporary folder, removed by `stop()`. */
  readonly dataDir?: string;
  /** Default: a free one. */
  readonly port?: number;
  /** More of mariadbd's own arguments. */
  readonly args?: readonly string[];
}

/** A running MariaDB. */
export interface MariadbServer {
  readonly host: '127.0.0.1';
  readonly port: number;
  /** A user who may do everything. */
  readonly user: string;
  readonly password: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Why MariaDB can't be started here, or undefined when it can. */
export function mariadbAbsence(): string | undefined {
  return findExecutable('mariadbd') && findExecutable('mariadb-install-db')
    ? undefined
    : 'MariaDB is not installed. On Debian and Ubuntu: apt-get install mariadb-server.';
}

/** Starts the MariaDB that is installed, listening on 127.0.0.1 only, with durability off. Undefined when none is installed. */
export async function startMariadb(options: MariadbOptions = {}): Promise<MariadbServer | undefined> {
  const daemon = findExecutable('mariadbd');
  const installer = findExecutable('mariadb-install-db');
  if (daemon === undefined || installer === undefined) return undefined;

  const account = unprivilegedAccount('mysql');
  // Sockets have short paths, so they are never put into a data folder of the caller's.
  const temporary = temporaryFolder('orrery-mariadb-', account);
  try {
    const folder = options.dataDir ?? join(temporary.path, 'data');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (account && !canReach(account, dirname(folder))) {
      throw new ServerError(`The account ${account.name}, which MariaDB must run as, can't reach ${folder}.`);
    }
    if (account) chownSync(folder, account.uid, account.gid);
    if (!existsSync(join(folder, 'mysql'))) {
      const { ok, output } = runToEnd(
        installer,
        [
          '--no-defaults',
          `--datadir=${folder}`,
          '--auth-root-authentication-method=normal',
          '--skip-test-db',
          '--skip-name-resolve',
        ],
        account,
      );
      if (!ok)
        throw new ServerError(`MariaDB could not make its data folder ${folder}: ${output.trim().split('\n').at(-1) ?? ''}`);
    }

    const user = 'orrery';
    const password = randomBytes(18).toString('base64url');
    const beginning = join(temporary.path, 'begin.sql');
    writeFileSync(
      beginning,
      [
        `CREATE OR REPLACE USER '${user}'@'127.0.0.1' IDENTIFIED BY '${password}';`,
        `GRANT ALL PRIVILEGES ON *.* TO '${user}'@'127.0.0.1' WITH GRANT OPTION;`,
        `ALTER USER 'root'@'localhost' IDENTIFIED BY '${password}';`,
      ].join('\n'),
      { mode: 0o600 },
    );
    if (account) chownSync(beginning, account.uid, account.gid);

    const port = options.port ?? (await freePort());
    const logFile = join(temporary.path, 'mariadb.log');
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
        `--init-file=${beginning}`,
        '--skip-log-bin',
        '--innodb-flush-log-at-trx-commit=0',
        '--innodb-fast-shutdown=2',
        '--character-set-server=utf8mb4',
        ...(options.args ?? []),
      ],
      { account, logFile },
    );
    try {
      await untilReady(
        server,
        () => greets(port),
        (why) => new ServerError(`MariaDB did not start (${why}). The end of its log:\n${tailOf(logFile)}`),
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
