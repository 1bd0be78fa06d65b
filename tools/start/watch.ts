import { spawn } from 'node:child_process';
import { closeSync, openSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '@orrery/servers';
import { dependentsOf, type WorkspacePackage, workspacePackages } from './packages.ts';
import type { Start } from './run.ts';
import { logOf, rotateLog, stopChild, type Supervisor } from './supervisor.ts';

/** In watch mode Angular's own server is in front, on the port that was asked for. */
export const webServer = { gatewayPort: freePort };

/** Rebuilds what changes and starts again what was built from it. The browser reloads by Angular's server. */
export async function startWatching(start: Start, supervisor: Supervisor, gatewayPort: number): Promise<void> {
  const { root, progress, stops } = start;
  const packages = workspacePackages(root);
  const changed = new Set<WorkspacePackage>();
  let timer: NodeJS.Timeout | undefined;
  let turn = Promise.resolve();
  const soon = (one: WorkspacePackage): void => {
    changed.add(one);
    clearTimeout(timer);
    // An editor writes a file in several steps, and people save several files at once.
    timer = setTimeout(() => {
      const now = [...changed];
      changed.clear();
      turn = turn.then(() => rebuild(start, supervisor, now, packages));
    }, 150);
  };
  const watchers = packages
    .filter(({ folder }) => folder !== 'web')
    .map((one) =>
      watch(join(root, one.folder), { recursive: true }, (_event, file) => {
        if (file === null || /(^|\/)(dist|node_modules)(\/|$)/.test(file) || !/\.ts$/.test(file) || file.endsWith('.spec.ts'))
          return;
        soon(one);
      }),
    );
  stops.add('watching', () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
    return turn;
  });
  await startWeb(start, gatewayPort);
  progress.say('  Watching: a change is built, and what was built from it starts again.');
}

async function rebuild(
  { root, progress }: Start,
  supervisor: Supervisor,
  changed: readonly WorkspacePackage[],
  packages: readonly WorkspacePackage[],
): Promise<void> {
  for (const one of changed) {
    const began = Date.now();
    const { code, output } = await compile(root, one);
    if (code !== 0) {
      progress.say(`✗ ${one.folder} does not compile:\n${output.trim()}`);
      return;
    }
    progress.say(`✓ ${one.folder} built (${String(Date.now() - began)} ms)`);
  }
  const affected = new Set(changed.flatMap((one) => [one, ...dependentsOf(one.name, packages)]));
  const processes = [...affected].flatMap(({ folder }) =>
    folder === 'gateway' ? ['gateway'] : (/^services\/(.*)$/.exec(folder)?.[1] ?? []),
  );
  await Promise.all(processes.map((name) => supervisor.restart(name)));
  if (processes.length > 0) progress.say(`✓ restarted ${processes.join(', ')}`);
}

function compile(root: string, one: WorkspacePackage): Promise<{ readonly code: number | null; readonly output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn('npm', ['run', '-s', 'build'], { cwd: join(root, one.folder), stdio: ['ignore', 'pipe', 'pipe'] });
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

/** Angular's development server, with the API passed on to the gateway. */
async function startWeb({ root, home, options, progress, stops }: Start, gatewayPort: number): Promise<void> {
  const proxy = join(home.folder, 'proxy.json');
  writeFileSync(proxy, JSON.stringify({ '/api': { target: `http://127.0.0.1:${String(gatewayPort)}`, secure: false } }));
  const logFile = logOf(home, 'web');
  rotateLog(logFile);
  const log = openSync(logFile, 'a', 0o600);
  const child = spawn(
    process.execPath,
    [
      join(root, 'node_modules', '.bin', 'ng'),
      ...['serve', 'web', '--port', String(options.port), '--host', options.host, '--proxy-config', proxy],
    ],
    { cwd: root, stdio: ['ignore', log, log], detached: true, env: { ...process.env, NG_CLI_ANALYTICS: 'false' } },
  );
  closeSync(log);
  home.note('web', child.pid);
  stops.add('the web server', async () => {
    await stopChild(child);
    home.note('web', undefined);
  });
  await progress.step('Building the web app', 'Web app built', async () => {
    const address = `http://127.0.0.1:${String(options.port)}/`;
    for (;;) {
      if (child.exitCode !== null) throw new Error(`Angular's development server ended. Its log is ${logFile}.`);
      const answer = await fetch(address).catch(() => undefined);
      if (answer?.ok === true) return;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  });
}
