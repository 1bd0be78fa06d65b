import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Progress } from '../start/progress.ts';

/** A program that tests meet for real, and the Debian packages that bring it. None of them starts anything by being installed. */
interface Wanted {
  readonly what: string;
  readonly programs: readonly string[];
  readonly packages: readonly string[];
}

const wanted: readonly Wanted[] = [
  { what: 'MariaDB', programs: ['mariadbd'], packages: ['mariadb-server-core', 'mariadb-client-core'] },
  { what: 'Chromium', programs: ['chromium', 'chromium-browser', 'google-chrome'], packages: ['chromium', 'fonts-liberation'] },
];

const isThere = ({ programs }: Wanted): boolean => {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/bin'];
  return programs.some((name) => folders.some((folder) => folder !== '' && existsSync(join(folder, name))));
};

/**
 * Installs what tests need and the machine lacks, where that may be done: as root on Debian; on a terminal it asks first. What is not
 * there afterwards is no error: its tests say that they did not run.
 */
export async function obtainPrograms(progress: Progress): Promise<void> {
  const missing = wanted.filter((one) => !isThere(one));
  if (missing.length === 0 || !existsSync('/usr/bin/apt-get')) return;
  const what = missing.map((one) => one.what).join(' and ');
  const packages = missing.flatMap((one) => one.packages);
  const command = `apt-get install ${packages.join(' ')}`;
  if (process.getuid?.() !== 0) {
    progress.say(`  ${what} can’t be found; their tests will not run. As root: ${command}`);
    return;
  }
  const ask = process.stdin.isTTY && process.stdout.isTTY;
  if (ask && !(await progress.confirm(`The tests want ${what}. Install them (${command})?`))) return;
  await progress.step(`Installing ${what}`, `${what} installed`, () => {
    const problem = install(packages);
    if (problem !== undefined) progress.say(`  ${what} could not be installed: ${problem}`);
    return Promise.resolve();
  });
}

function install(packages: readonly string[]): string | undefined {
  const apt = (...args: string[]): { readonly ok: boolean; readonly output: string } => {
    const { status, stdout, stderr } = spawnSync('apt-get', ['-qq', ...args], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      encoding: 'utf8',
    });
    return { ok: status === 0, output: `${stdout}${stderr}` };
  };
  apt('update');
  const { ok, output } = apt('install', '-y', '--no-install-recommends', ...packages);
  return ok ? undefined : output.trim().split('\n').at(-1);
}
