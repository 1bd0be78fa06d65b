import { existsSync } from 'node:fs';
import { findExecutable } from './executable.js';
import { runToEnd } from './launch.js';
import { isOfRelease, type MysqlOptions, type MysqlServer, startProduct, versionOf } from './mysql-protocol.js';

/** Why MySQL can't be started here, or undefined when it can. `release`: as its version begins. */
export function mysqlAbsence(release?: string): string | undefined {
  if (daemonOf(release) !== undefined) return undefined;
  return `There is no MySQL${release === undefined ? '' : ` ${release}`} here. Name its mysqld in ORRERY_MYSQLD.`;
}

/** Starts the MySQL that ORRERY_MYSQLD names, or that is installed. Undefined when there is none, or none of the release. */
export async function startMysql(options: MysqlOptions = {}): Promise<MysqlServer | undefined> {
  const daemon = daemonOf(options.release);
  if (daemon === undefined) return undefined;
  return startProduct(
    {
      name: 'MySQL',
      daemon,
      install: (folder, temporary, account) =>
        runToEnd(
          daemon,
          ['--no-defaults', '--initialize-insecure', `--datadir=${folder}`, `--tmpdir=${temporary}`, ...small],
          account,
        ),
      makeUser: (user, password) => [`DROP USER IF EXISTS ${user};`, `CREATE USER ${user} IDENTIFIED BY '${password}';`],
      // Debian's build insists on a folder for files of the server's own, which is not there where it was only unpacked.
      args: ['--mysqlx=OFF', '--secure-file-priv=NULL', ...small],
    },
    options,
  );
}

/** A redo log as small as can be: the default is 100 MB for each server that a test starts. */
const small = ['--innodb-redo-log-capacity=8M'];

// Debian's mysqld is MariaDB by another name.
const daemonOf = (release: string | undefined): string | undefined =>
  [process.env['ORRERY_MYSQLD'], findExecutable('mysqld')].find((daemon) => {
    if (!daemon || !existsSync(daemon)) return false;
    const told = versionOf(daemon);
    return told !== undefined && !told.isMariadb && isOfRelease(told.version, release);
  });
