import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint, type WorkspacePackage, workspacePackages } from './packages.ts';
import { Sentence } from './sentence.ts';

/** Where it is noted what a build was made from. Not in `dist`, which Nx puts back as it was in its cache. */
const noteIn = (root: string, { folder }: WorkspacePackage): string =>
  join(root, '.nx', 'built-from', folder.replaceAll('/', '-'));

/** The packages whose build is missing or older than what it is made from. */
export function stalePackages(root: string): WorkspacePackage[] {
  const packages = workspacePackages(root);
  return packages.filter((one) => {
    const note = noteIn(root, one);
    return (
      !existsSync(join(root, one.folder, 'dist')) ||
      !existsSync(note) ||
      readFileSync(note, 'utf8') !== fingerprint(root, one, packages)
    );
  });
}

/** Builds packages through Nx, which takes from its cache what it has built before. Throws a Sentence with the errors. */
export async function build(root: string, wanted: readonly WorkspacePackage[], logFile: string): Promise<void> {
  if (wanted.length === 0) return;
  const packages = workspacePackages(root);
  const made = wanted.map((one) => [noteIn(root, one), fingerprint(root, one, packages)] as const);
  const names = wanted.map(({ name }) => name).join(',');
  const { code, output } = await runNx(root, ['run-many', '-t', 'build', '-p', names, '--outputStyle=static', '--parallel=2']);
  writeFileSync(logFile, output, { mode: 0o600 });
  if (code !== 0) {
    throw new Sentence(`The build failed:\n\n${errorsIn(output)}\n\nEverything that it said is in ${logFile}.`);
  }
  for (const [note, hash] of made) {
    mkdirSync(join(note, '..'), { recursive: true });
    writeFileSync(note, hash);
  }
}

function runNx(root: string, args: readonly string[]): Promise<{ readonly code: number | null; readonly output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, 'node_modules', '.bin', 'nx'), ...args], {
      cwd: root,
      env: {
        ...process.env,
        PATH: `${join(root, 'node_modules', '.bin')}:${process.env['PATH'] ?? ''}`,
        // A daemon would outlive us.
        NX_DAEMON: 'false',
        NX_TUI: 'false',
        NG_CLI_ANALYTICS: 'false',
        FORCE_COLOR: '0',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      // In a group of its own, so that it can be ended with all that it has started.
      detached: true,
    });
    const endWithUs = (): void => {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
    };
    process.once('exit', endWithUs);
    child.once('close', () => {
      process.off('exit', endWithUs);
    });
    let output = '';
    const add = (text: Buffer): void => {
      output += text.toString();
    };
    child.stdout.on('data', add);
    child.stderr.on('data', add);
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ code, output });
    });
  });
}

function errorsIn(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const telling = lines.findIndex((line) => /error|✘|failed to/i.test(line));
  return lines.slice(telling < 0 ? -20 : telling, telling < 0 ? undefined : telling + 20).join('\n');
}
