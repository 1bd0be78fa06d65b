import { accessSync, constants, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { Sentence } from './sentence.ts';

/** The folder that keeps everything of one Orrery. */
export interface Home {
  readonly folder: string;
  readonly secrets: string;
  readonly logs: string;
  readonly programs: string;
  /** Notes a process of ours, so that the next start can end it if this one is killed. */
  note(name: string, pid: number | undefined): void;
  /** Lets the next start in. */
  release(): void;
}

/** A process, and when it began: a process id alone may meanwhile belong to another. */
interface Known {
  readonly pid: number;
  readonly began: string;
}

/** Opens the folder for one start: makes it, refuses a second start on it, and ends what a killed one left behind. */
export function openHome(folder: string): Home {
  const path = (name: string): string => join(folder, name);
  try {
    // Open to pass through: the database's own account lives in here.
    mkdirSync(folder, { recursive: true, mode: 0o755 });
    for (const closed of ['secrets', 'logs']) mkdirSync(path(closed), { recursive: true, mode: 0o700 });
    for (const inner of ['.', 'secrets', 'logs']) accessSync(path(inner), constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new Sentence(
      `Orrery can't write to its folder ${folder} (${codeOf(error)}). Start as the user that it belongs to, or choose another with ORRERY_HOME.`,
    );
  }

  const runFile = path('run.json');
  const other = readRun(runFile);
  if (other && isAlive(other.start)) {
    throw new Sentence(
      `Orrery already runs from ${folder} (process ${String(other.start.pid)}). Stop that one first, or give this one a folder and a port of its own: ORRERY_HOME=…, --port N.`,
    );
  }
  endAll(Object.values(other?.processes ?? {}));

  const processes: Record<string, Known> = {};
  const start = { pid: process.pid, began: beginningOf(process.pid) ?? '' };
  const save = (): void => {
    const next = `${runFile}.next`;
    writeFileSync(next, JSON.stringify({ start, processes }, null, 1), { mode: 0o600 });
    renameSync(next, runFile);
  };
  save();
  return {
    folder,
    secrets: path('secrets'),
    logs: path('logs'),
    programs: path('programs'),
    note: (name, pid) => {
      const began = pid === undefined ? undefined : beginningOf(pid);
      if (pid === undefined || began === undefined) Reflect.deleteProperty(processes, name);
      else processes[name] = { pid, began };
      save();
    },
    release: () => {
      rmSync(runFile, { force: true });
    },
  };
}

function readRun(file: string): { readonly start: Known; readonly processes: Record<string, Known> } | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ReturnType<typeof readRun>;
  } catch {
    return undefined;
  }
}

const isAlive = ({ pid, began }: Known): boolean => began !== '' && beginningOf(pid) === began;

/** Ends processes that a killed start left behind, all together. */
function endAll(left: readonly Known[]): void {
  const alive = left.filter(isAlive);
  const deadline = Date.now() + 10_000;
  try {
    for (const { pid } of alive) process.kill(pid, 'SIGTERM');
    while (alive.some(isAlive)) {
      if (Date.now() > deadline) for (const { pid } of alive.filter(isAlive)) process.kill(pid, 'SIGKILL');
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
    }
  } catch (error) {
    if (codeOf(error) === 'ESRCH') return;
    throw new Sentence('Processes of an earlier start are still there and may not be ended by you. End them, then start again.');
  }
}

/** When a process began, in whatever words the system has for it; undefined when there is none (or only its remains). */
function beginningOf(pid: number): string | undefined {
  try {
    if (process.platform !== 'linux')
      return execFileSync('ps', ['-p', String(pid), '-o', 'lstart='], { encoding: 'utf8' }).trim();
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    // The name in parentheses may hold anything, so count from its end: state is the third field, the beginning the 22nd.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

/** Throws a sentence when nothing can listen there. */
export async function checkPort(port: number, host: string): Promise<void> {
  const problem = await new Promise<string | undefined>((resolve) => {
    const probe = createServer();
    probe.once('error', (error) => {
      resolve(codeOf(error));
    });
    probe.listen(port, host, () => {
      probe.close(() => {
        resolve(undefined);
      });
    });
  });
  if (problem === undefined) return;
  const another = `npm start -- --port ${String(port < 65_535 && port >= 1024 ? port + 1 : 4000)}`;
  if (problem === 'EADDRINUSE') {
    throw new Sentence(`Port ${String(port)} is taken by another program. Stop it, or choose another port: ${another}`);
  }
  if (problem === 'EACCES') {
    throw new Sentence(`You may not listen on port ${String(port)}; ports below 1024 are for root. Choose another: ${another}`);
  }
  throw new Sentence(
    `Orrery can't listen on ${host}, port ${String(port)} (${problem}). Choose another address with --host, or port: ${another}`,
  );
}

/** The system's code of an error, such as EACCES. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
