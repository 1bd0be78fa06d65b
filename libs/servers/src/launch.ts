import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import type { Account } from './account.js';

/** How a server's process is started. */
export interface LaunchOptions {
  readonly env?: NodeJS.ProcessEnv | undefined;
  readonly account?: Account | undefined;
  /** Where it stands. Default: `/`, since the folder that we stand in may be closed to its account. */
  readonly cwd?: string;
  /** Its output is appended here. */
  readonly logFile: string;
  /** In a session of its own: a Ctrl-C on the terminal then reaches only us, who stop things in order. */
  readonly detached?: boolean | undefined;
  /** Signal that ends it in order. */
  readonly stopSignal?: NodeJS.Signals | undefined;
}

/** A server's process. */
export interface Launched {
  readonly pid: number;
  /** Resolves with a short description when the process has ended, for whatever reason. */
  readonly ended: Promise<string>;
  readonly hasEnded: () => boolean;
  /** Asks it to end, kills it after 10 s, and resolves when it is gone. */
  stop(): Promise<void>;
}

const graceMs = 10_000;

/** Starts a server's process. Rejects when the program can't be run. */
export async function launch(command: string, args: readonly string[], options: LaunchOptions): Promise<Launched> {
  const log = openSync(options.logFile, 'a', 0o600);
  let child: ChildProcess;
  try {
    child = spawn(command, [...args], {
      cwd: options.cwd ?? '/',
      env: options.env ?? minimalEnvironment(),
      stdio: ['ignore', log, log],
      detached: options.detached ?? false,
      ...(options.account ? { uid: options.account.uid, gid: options.account.gid } : {}),
    });
  } finally {
    closeSync(log);
  }
  const pid = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('spawn', () => {
      if (child.pid === undefined) reject(new Error(`${command} has no process id.`));
      else resolve(child.pid);
    });
  });

  // A process that leaves without stopping its servers must not leave them running.
  const killWithUs = (): void => {
    child.kill('SIGKILL');
  };
  process.prependOnceListener('exit', killWithUs);
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => {
      process.off('exit', killWithUs);
      resolve(signal === null ? `exit code ${String(code)}` : `signal ${signal}`);
    });
  });
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
  return {
    pid,
    ended,
    hasEnded,
    stop: async () => {
      if (hasEnded()) return;
      child.kill(options.stopSignal ?? 'SIGTERM');
      const kill = setTimeout(() => child.kill('SIGKILL'), graceMs);
      await ended;
      clearTimeout(kill);
    },
  };
}

/** The environment that a server needs, without our secrets and without settings meant for other programs. */
export function minimalEnvironment(): NodeJS.ProcessEnv {
  const { PATH, TZ, LD_LIBRARY_PATH } = process.env;
  return {
    PATH: PATH ?? '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin',
    ...(TZ === undefined ? {} : { TZ }),
    ...(LD_LIBRARY_PATH === undefined ? {} : { LD_LIBRARY_PATH }),
  };
}

/** Runs a program to its end and answers its code and output. */
export function runToEnd(
  command: string,
  args: readonly string[],
  account?: Account,
  cwd = '/',
): { readonly ok: boolean; readonly output: string } {
  const result = spawnSync(command, [...args], {
    cwd,
    env: minimalEnvironment(),
    encoding: 'utf8',
    ...(account ? { uid: account.uid, gid: account.gid } : {}),
  });
  const output = `${(result.stdout as string | null) ?? ''}${(result.stderr as string | null) ?? ''}`;
  return { ok: result.status === 0, output: result.error ? result.error.message : output };
}

/** The last lines of a log, for an error message. */
export function tailOf(logFile: string, lines = 8): string {
  try {
    return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  } catch {
    return '';
  }
}

/** Resolves once `ready` answers true; asks every 20 ms. Rejects when the process ends first or the time is over. */
export async function untilReady(
  server: Launched,
  ready: () => boolean | Promise<boolean>,
  failure: (why: string) => Error,
  timeoutMs = 60_000,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await ready())) {
    if (server.hasEnded()) throw failure(await server.ended);
    if (Date.now() > deadline) throw failure(`no answer within ${String(timeoutMs / 1000)} s`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
