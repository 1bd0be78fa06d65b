import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** A package of the workspace. */
export interface WorkspacePackage {
  readonly name: string;
  /** Below the root, such as `services/auth`. */
  readonly folder: string;
  /** Packages of the workspace that it imports, directly. */
  readonly dependencies: readonly string[];
}

interface Manifest {
  readonly name: string;
  readonly scripts?: Record<string, string>;
  readonly dependencies?: Record<string, string>;
}

/** The packages of the workspace that are built. */
export function workspacePackages(root: string): WorkspacePackage[] {
  const inside = (group: string): string[] =>
    existsSync(join(root, group)) ? readdirSync(join(root, group)).map((name) => `${group}/${name}`) : [];
  return [...inside('libs'), ...inside('services'), 'gateway', 'web'].flatMap((folder) => {
    const file = join(root, folder, 'package.json');
    if (!existsSync(file) || !existsSync(join(root, folder, 'src'))) return [];
    const manifest = JSON.parse(readFileSync(file, 'utf8')) as Manifest;
    if (manifest.scripts?.['build'] === undefined) return [];
    const dependencies = Object.keys(manifest.dependencies ?? {}).filter((name) => name.startsWith('@orrery/'));
    return [{ name: manifest.name, folder, dependencies }];
  });
}

/** The packages that import the named one, directly or through others. */
export function dependentsOf(name: string, packages: readonly WorkspacePackage[]): WorkspacePackage[] {
  const found = new Set<WorkspacePackage>();
  const visit = (wanted: string): void => {
    for (const candidate of packages) {
      if (!candidate.dependencies.includes(wanted) || found.has(candidate)) continue;
      found.add(candidate);
      visit(candidate.name);
    }
  };
  visit(name);
  return [...found];
}

/** Files at the root that change what every build makes. */
const shared = ['.swcrc', 'tsconfig.base.json', 'package-lock.json'];
const forWeb = ['angular.json'];

/** A hash of everything that a package is built from, its own files and those of the packages it imports. */
export function fingerprint(root: string, target: WorkspacePackage, packages: readonly WorkspacePackage[]): string {
  const hash = createHash('sha256');
  const imported = new Set<string>();
  const collect = (one: WorkspacePackage): void => {
    if (imported.has(one.folder)) return;
    imported.add(one.folder);
    for (const name of one.dependencies) {
      const found = packages.find((candidate) => candidate.name === name);
      if (found) collect(found);
    }
  };
  collect(target);
  // The web app reads these through its bundler without naming them in its manifest.
  if (target.folder === 'web') for (const one of packages) if (/^libs\/(contracts|dialects)$/.test(one.folder)) collect(one);
  const single = [...shared, ...(target.folder === 'web' ? forWeb : [])].map((name) => join(root, name));
  for (const file of [...single, ...[...imported].sort().flatMap((folder) => filesOf(join(root, folder)))]) {
    if (!existsSync(file)) continue;
    hash.update(`${relative(root, file)}\0`);
    hash.update(readFileSync(file));
  }
  return hash.digest('hex');
}

const skipped = new Set(['dist', 'node_modules', '.angular', 'coverage', 'conformance', 'e2e']);

function filesOf(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return skipped.has(entry.name) ? [] : filesOf(path);
      return entry.name.endsWith('.spec.ts') || entry.name.endsWith('.md') ? [] : [path];
    });
}
