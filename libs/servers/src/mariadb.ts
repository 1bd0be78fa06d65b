import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findExecutable } from './executable.js';
import { runToEnd } from './launch.js';
import { isOfRelease, type MysqlOptions, type MysqlServer, startProduct, versionOf } from './mysql-protocol.js';

/** MariaDB's server, and the program that makes its data folder. */
interface Programs {
  readonly daemon: string;
  readonly installer: string;
  /** Where a release that was named has its other files, which its programs would look for where the installed one has its own. */
  readonly place: readonly string[];
}

/** Why MariaDB can't be started here, or undefined when it can. `release`: as its version begins. */
export function mariadbAbsence(release?: string): string | undefined {
  if (programsOf(release)) return undefined;
  return release === undefined
    ? 'MariaDB is not installed. On Debian and Ubuntu: apt-get install mariadb-server.'
    : `There is no MariaDB ${release} here. Name its mariadbd in ORRERY_MARIADBD.`;
}

/** Starts the MariaDB that ORRERY_MARIADBD names, or that is installed. Undefined when there is none, or none of the release. */
export async function startMariadb(options: MysqlOptions = {}): Promise<MysqlServer | undefined> {
  const programs = programsOf(options.release);
  if (programs === undefined) return undefined;
  const { daemon, installer, place } = programs;
  return startProduct(
    {
      name: 'MariaDB',
      daemon,
      install: (folder, temporary, account) =>
        runToEnd(
          installer,
          [
            '--no-defaults',
            ...place,
            `--datadir=${folder}`,
            // As the server does: in a folder that is shared, each would remove what another one needs.
            `--tmpdir=${temporary}`,
            '--auth-root-authentication-method=normal',
            '--skip-test-db',
            '--skip-name-resolve',
          ],
          account,
        ),
      makeUser: (user, password) => [`CREATE OR REPLACE USER ${user} IDENTIFIED BY '${password}';`],
      args: place,
    },
    options,
  );
}

const programsOf = (release: string | undefined): Programs | undefined => {
  const isThere = ({ daemon, installer }: Programs): boolean =>
    existsSync(daemon) &&
    existsSync(installer) &&
    (release === undefined || isOfRelease(versionOf(daemon)?.version ?? '', release));
  return [named(), installed()].find((programs) => programs !== undefined && isThere(programs));
};

const named = (): Programs | undefined => {
  const daemon = process.env['ORRERY_MARIADBD'];
  if (!daemon) return undefined;
  const home = dirname(dirname(daemon));
  return { daemon, installer: join(home, 'bin', 'mariadb-install-db'), place: [`--basedir=${home}`] };
};

const installed = (): Programs | undefined => {
  const daemon = findExecutable('mariadbd');
  const installer = findExecutable('mariadb-install-db');
  return daemon === undefined || installer === undefined ? undefined : { daemon, installer, place: [] };
};
