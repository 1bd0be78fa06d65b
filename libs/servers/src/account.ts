import { readFileSync } from 'node:fs';

/** A system account that a server runs as. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** Answers whether this process is root, which database servers refuse to run as. */
export const isRoot = (): boolean => process.getuid?.() === 0;

/** The first of the named accounts that the system has, then `nobody`. Undefined unless this process is root. */
export function unprivilegedAccount(...preferred: string[]): Account | undefined {
  if (!isRoot()) return undefined;
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const wanted of [...preferred, 'nobody']) {
    const [name, , uid, gid] = accounts.find(([candidate]) => candidate === wanted) ?? [];
    if (name !== undefined && Number(uid) > 0) return { name, uid: Number(uid), gid: Number(gid) };
  }
  return undefined;
}
