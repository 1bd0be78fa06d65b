import { closeSync, existsSync, openSync, readFileSync, renameSync } from 'node:fs';
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Home } from './home.ts';
import { Sentence } from './sentence.ts';

/** A process that we keep running. */
export interface Program {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
}

/** What a process says when its settings are wrong; starting it again would not help. */
const wrongSettings = 78;
const graceMs = 10_000;
/** A process that ends so often before everything is ready will not come up at all. */
const triesAtStart = 3;
/** A process that ran this long was healthy: its next end is not counted with the earlier ones. */
const healthyMs = 10_000;
/** The longest pause before a process starts again, however often it ended: somebody waits in front of it. */
const longestPauseMs = 5_000;

/** Keeps processes running: starts again what ends by itself, later each time, and stops them all in order. */
export class Supervisor {
  private readonly kept = new Map<string, Kept>();
  private stopping = false;
  private settled = false;
  private readonly home: Home;
  private readonly say: (line: string) => void;

  constructor(home: Home, say: (line: string) => void) {
    this.home = home;
    this.say = say;
  }

  /** Starts a process. Resolves when it runs, which is not yet when it is ready. */
  async start(program: Program): Promise<void> {
    const kept: Kept = { program, failures: 0, child: undefined, timer: undefined, replaced: false, refused: false };
    this.kept.set(program.name, kept);
    await this.run(kept);
  }

  /** Stops a process and starts it from what has been built since. */
  async restart(name: string): Promise<void> {
    const kept = this.kept.get(name);
    if (!kept || this.stopping) return;
    kept.replaced = true;
    clearTimeout(kept.timer);
    await stopChild(kept.child);
    kept.replaced = false;
    kept.failures = 0;
    await this.run(kept);
  }

  /** Stops the named processes, or all of them, together. */
  async stop(names: readonly string[] = [...this.kept.keys()]): Promise<void> {
    await Promise.all(
      names.map(async (name) => {
        const kept = this.kept.get(name);
        if (!kept) return;
        kept.replaced = true;
        clearTimeout(kept.timer);
        await stopChild(kept.child);
        this.home.note(name, undefined);
        this.kept.delete(name);
      }),
    );
  }

  /** No process is started again from now on. */
  close(): void {
    this.stopping = true;
  }

  /** Ends everything at once. */
  kill(): void {
    for (const { child } of this.kept.values()) signal(child, 'SIGKILL');
  }

  /** From now on a process that ends is told of, and started again however often that takes. */
  settle(): void {
    this.settled = true;
  }

  /** The words for a process that does not come up, if there is one. */
  failure(): Sentence | undefined {
    for (const { program, refused, failures } of this.kept.values()) {
      if (!refused && failures < triesAtStart) continue;
      const log = logOf(this.home, program.name);
      return new Sentence(
        `${program.name} ${refused ? 'refuses its settings' : 'does not start'}:\n\n${tail(log)}\n\nIts log is ${log}.`,
      );
    }
    return undefined;
  }

  private async run(kept: Kept): Promise<void> {
    const { program } = kept;
    const began = Date.now();
    const log = openSync(logOf(this.home, program.name), 'a', 0o600);
    const child = spawn(program.command, [...program.args], {
      cwd: program.cwd,
      env: program.env,
      stdio: ['ignore', log, log],
      // In a group of its own: a Ctrl-C reaches us alone, and we stop things in order.
      detached: true,
    });
    closeSync(log);
    kept.child = child;
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    this.home.note(program.name, child.pid);
    child.once('exit', (code, killer) => {
      this.home.note(program.name, undefined);
      if (kept.replaced || this.stopping) return;
      if (Date.now() - began > healthyMs) kept.failures = 0;
      kept.failures += 1;
      const why = killer === null ? `code ${String(code)}` : killer;
      if (code === wrongSettings) {
        kept.refused = true;
        if (this.settled)
          this.say(`✗ ${program.name} refuses its settings and is not started again:\n${tail(logOf(this.home, program.name))}`);
        return;
      }
      if (!this.settled && kept.failures >= triesAtStart) return;
      const pause = Math.min(500 * 2 ** (kept.failures - 1), longestPauseMs);
      const log = logOf(this.home, program.name);
      if (this.settled)
        this.say(`✗ ${program.name} ended (${why}); it starts again in ${String(pause / 1000)} s. Its log: ${log}`);
      kept.timer = setTimeout(() => {
        void this.run(kept).then(() => {
          if (this.settled) this.say(`✓ ${program.name} runs again`);
        });
      }, pause);
    });
  }
}

interface Kept {
  readonly program: Program;
  failures: number;
  child: ChildProcess | undefined;
  timer: NodeJS.Timeout | undefined;
  /** It ends because we want it to. */
  replaced: boolean;
  refused: boolean;
}

/** Asks a process and its children to end, and kills them after a while. */
export async function stopChild(child: ChildProcess | undefined): Promise<void> {
  if (child?.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve();
    });
  });
  signal(child, 'SIGTERM');
  const kill = setTimeout(() => {
    signal(child, 'SIGKILL');
  }, graceMs);
  await gone;
  clearTimeout(kill);
}

function signal(child: ChildProcess | undefined, name: NodeJS.Signals): void {
  if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, name);
  } catch {
    child.kill(name);
  }
}

/** The log of a process. */
export const logOf = (home: Home, name: string): string => join(home.logs, `${name}.log`);

/** Begins a new log and keeps the two before it. */
export function rotateLog(file: string): void {
  for (const [from, to] of [
    [`${file}.1`, `${file}.2`],
    [file, `${file}.1`],
  ] as const) {
    if (existsSync(from)) renameSync(from, to);
  }
}

/** The telling part of a log: the last error with the lines after it, or else the end. */
function tail(file: string): string {
  if (!existsSync(file)) return '';
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n').slice(-60);
  const error = lines.findLastIndex(
    (line) => /error|can't start/i.test(line) && !/^\s+at /.test(line) && !/\bcode: '/.test(line),
  );
  return (error < 0 ? lines.slice(-12) : lines.slice(error, error + 12)).map((line) => line.slice(0, 500)).join('\n');
}
