import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, parse } from 'node:path';
import type { Account } from './account.js';
import { ServerError } from './server-error.js';

/** Where things go that an unprivileged account could not reach in their own place. */
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

/** A data folder as asked for, or a link from there to a place that the account can reach. Answers the real folder's path. */
export function placeData(asked: string, account: Account | undefined): string {
  if (existsSync(asked)) {
    const real = realpathSync(asked);
    if (account === undefined || canReach(account, dirname(real))) return real;
  }
  if (account === undefined || canReach(account, dirname(asked))) return asked;
  if (existsSync(asked)) {
    if (readdirSync(asked).length > 0) {
      throw new ServerError(
        `The account ${account.name}, which the server must run as, can't reach ${asked}. Move the folder to a place that every account may pass through, or delete it.`,
      );
    }
    rmSync(asked, { recursive: true });
  }
  // A link whose target is gone.
  if (lstatSync(asked, { throwIfNoEntry: false })?.isSymbolicLink() === true) rmSync(asked);
  mkdirSync(reachableRoot, { recursive: true, mode: 0o755 });
  const home = mkdtempSync(join(reachableRoot, 'data-'));
  writeFileSync(join(home, 'belongs-to'), `${asked}\n`);
  const real = join(home, basename(asked));
  mkdirSync(real);
  // mkdtemp makes it 700; the account has to pass through.
  chmodSync(home, 0o711);
  symlinkSync(real, asked);
  return real;
}

/** Data folders under /var/lib/orrery whose place of origin does not lead to them any more. */
export function forgottenData(): { readonly folder: string; readonly belongedTo: string }[] {
  if (!existsSync(reachableRoot)) return [];
  return readdirSync(reachableRoot)
    .filter((name) => name.startsWith('data-'))
    .flatMap((name) => {
      const folder = join(reachableRoot, name);
      const note = join(folder, 'belongs-to');
      if (!existsSync(note)) return [];
      const belongedTo = readFileSync(note, 'utf8').trim();
      const leadsHere = existsSync(belongedTo) && realpathSync(belongedTo).startsWith(`${folder}/`);
      return leadsHere ? [] : [{ folder, belongedTo }];
    });
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
