import { chownSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, parse } from 'node:path';
import type { Account } from './account.js';
import { ServerError } from './server-error.js';

/** Where programs go that an unprivileged account could not reach in their own place. */
const reachableRoot = '/var/lib/orrery';

/** Answers whether the account may pass through every folder on the way to the path. */
export function canReach(account: Account, path: string): boolean {
  let folder = existsSync(path) ? realpathSync(path) : path;
  for (;;) {
    if (existsSync(folder) && statSync(folder).isDirectory() && !mayEnter(account, folder)) return false;
    if (folder === parse(folder).root) return true;
    folder = dirname(folder);
  }
}

function mayEnter(account: Account, folder: string): boolean {
  const { mode, uid, gid } = statSync(folder);
  if (uid === account.uid) return (mode & 0o100) !== 0;
  if (gid === account.gid) return (mode & 0o010) !== 0;
  return (mode & 0o001) !== 0;
}

/** A folder under /var/lib/orrery that the account can reach. */
export function reachableFolder(name: string): string {
  mkdirSync(reachableRoot, { recursive: true, mode: 0o755 });
  const folder = join(reachableRoot, name);
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  return folder;
}

/**
 * How a server of the account names a folder: by its path, or, where the account can't pass through the folders above it, as the
 * folder that it is started in, which it then never has to walk to.
 */
export function nameFor(account: Account | undefined, folder: string): string {
  if (account === undefined || canReach(account, folder)) return folder;
  if (process.platform === 'linux') return '/proc/self/cwd';
  throw new ServerError(
    `The account ${account.name}, which the server must run as, can't reach ${folder}. Start as an ordinary user, or use a folder that every account may pass through.`,
  );
}

/** A temporary folder that the account owns, and how to remove it. */
export function temporaryFolder(prefix: string, account: Account | undefined): { readonly path: string; remove(): void } {
  const usual = realpathSync(tmpdir());
  const parent = account === undefined || canReach(account, usual) ? usual : '/tmp';
  const path = mkdtempSync(join(parent, prefix));
  if (account) chownSync(path, account.uid, account.gid);
  const remove = (): void => {
    process.off('exit', remove);
    rmSync(path, { recursive: true, force: true, maxRetries: 5 });
  };
  process.once('exit', remove);
  return { path, remove };
}
