import {
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Account } from './account.js';
import { runToEnd } from './launch.js';
import { nameFor, temporaryFolder } from './place.js';
import type { PostgresPrograms } from './postgres-programs.js';
import { ServerError } from './server-error.js';

/** Makes the data folder, unless a finished one is there. */
export function prepareData(
  folder: string,
  programs: PostgresPrograms,
  account: Account | undefined,
  superuser: { readonly user: string; readonly password: string },
  sync: boolean,
): void {
  if (isFinished(folder)) {
    checkVersion(folder, programs, account);
    checkOwner(folder, account);
    return;
  }
  setAsideUnfinished(folder);

  // It gets its name when it is whole, so that a start that dies in the middle leaves nothing that looks like a database.
  const making = `${folder}.making`;
  const temporary = temporaryFolder('orrery-initdb-', account);
  const passwordFile = join(temporary.path, 'password');
  try {
    rmSync(making, { recursive: true, force: true });
    mkdirSync(making, { recursive: true, mode: 0o700 });
    writeFileSync(passwordFile, superuser.password, { mode: 0o600 });
    if (account) for (const path of [making, passwordFile]) chownSync(path, account.uid, account.gid);
    const { ok, output } = runToEnd(
      programs.initdb,
      [
        ...['-D', nameFor(account, making), '-U', superuser.user, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'],
        ...['--encoding=UTF8', `--locale=${process.platform === 'linux' ? 'C.UTF-8' : 'C'}`],
        ...(sync ? [] : ['--no-sync']),
      ],
      account,
      making,
    );
    if (!ok) throw new ServerError(`PostgreSQL could not make its data folder ${folder}: ${lastLine(output)}`);
    renameSync(making, folder);
  } finally {
    temporary.remove();
    rmSync(making, { recursive: true, force: true });
  }
}

const isFinished = (folder: string): boolean =>
  existsSync(join(folder, 'PG_VERSION')) && existsSync(join(folder, 'global', 'pg_control'));

/** Moves a data folder away whose making was cut off. Throws when the folder holds something else. */
function setAsideUnfinished(folder: string): void {
  if (!existsSync(folder) || isFinished(folder)) return;
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    throw new ServerError(
      `You may not read ${folder}. It belongs to another account; start as that account, or delete the folder.`,
    );
  }
  if (names.length === 0) {
    rmSync(realpathSync(folder), { recursive: true });
    return;
  }
  // A server writes this when it first starts. Without it nobody has ever stored anything here.
  if (names.includes('postmaster.opts') || !names.includes('PG_VERSION')) {
    throw new ServerError(
      `${folder} is not a whole PostgreSQL data folder (PG_VERSION or global/pg_control is missing). Put it back from a copy, or delete it to begin anew.`,
    );
  }
  renameSync(folder, `${folder}.unfinished-${String(Date.now())}`);
}

function checkVersion(folder: string, programs: PostgresPrograms, account: Account | undefined): void {
  const made = readFileSync(join(folder, 'PG_VERSION'), 'utf8').trim();
  const { output } = runToEnd(programs.postgres, ['--version'], account);
  const runs = /\) (\d+)/.exec(output)?.[1];
  if (runs !== undefined && made !== runs) {
    throw new ServerError(
      `${folder} was made by PostgreSQL ${made}, and this is PostgreSQL ${runs}. Dump it with the old version and load it here, or delete the folder to begin anew.`,
    );
  }
}

function checkOwner(folder: string, account: Account | undefined): void {
  const owner = lstatSync(folder).uid;
  const us = account?.uid ?? process.getuid?.();
  if (us === undefined || owner === us) return;
  throw new ServerError(
    `${folder} belongs to another account (id ${String(owner)}). Start as the account that made it, or delete the folder to begin anew.`,
  );
}

/**
 * Ends a server that an earlier run left behind on this folder, and removes the note of one that died. PostgreSQL does the second
 * itself, except where the process id has meanwhile gone to another program.
 */
export async function clearLeftover(folder: string): Promise<void> {
  const note = join(folder, 'postmaster.pid');
  if (!existsSync(note)) return;
  const pid = Number(readFileSync(note, 'utf8').split('\n')[0]);
  if (isPostgresOn(pid, folder)) {
    process.kill(pid, 'SIGINT');
    const deadline = Date.now() + 15_000;
    while (isPostgresOn(pid, folder)) {
      if (Date.now() > deadline) {
        throw new ServerError(
          `A PostgreSQL of an earlier run (process ${String(pid)}) still holds ${folder} and does not end. End it, then start again.`,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  rmSync(note, { force: true });
}

function isPostgresOn(pid: number, folder: string): boolean {
  if (!Number.isInteger(pid) || pid <= 1) return false;
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  if (process.platform === 'linux') {
    try {
      // A PostgreSQL stands in its data folder, by whatever name it was given.
      const program = readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8').split('\0')[0] ?? '';
      return program.endsWith('postgres') && realpathSync(`/proc/${String(pid)}/cwd`) === realpathSync(folder);
    } catch {
      return false;
    }
  }
  const { output } = runToEnd('ps', ['-p', String(pid), '-o', 'command=']);
  return output.includes('postgres') && output.includes(folder);
}

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';
