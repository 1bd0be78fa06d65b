import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const setting = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run with e2e/jest.config.mjs`);
  return value;
};

/** Where the Orrery of these tests answers. */
export const baseUrl = (): string => setting('ORRERY_URL');

/** The folder of its data, secrets and logs. */
export const homeFolder = (): string => setting('ORRERY_E2E_HOME');

/** The process ids of its processes, by name, as they are now. */
export function processIds(): Record<string, number> {
  const run = JSON.parse(readFileSync(join(homeFolder(), 'run.json'), 'utf8')) as {
    processes: Record<string, { pid: number }>;
  };
  return Object.fromEntries(Object.entries(run.processes).map(([name, { pid }]) => [name, pid]));
}

/** Ends a process as a crash would. Answers its id. */
export function crash(name: string): number {
  const pid = processIds()[name];
  if (pid === undefined) throw new Error(`${name} does not run`);
  process.kill(pid, 'SIGKILL');
  return pid;
}

/** Resident memory of a process, in MB. */
export function memoryOf(name: string): number {
  const status = readFileSync(`/proc/${String(processIds()[name])}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}

/** Asks until the answer is what is waited for, at most `withinMs`. Throws with the last answer. */
export async function until<T>(what: string, ask: () => Promise<T>, good: (answer: T) => boolean, withinMs = 45_000): Promise<T> {
  let last: unknown;
  for (const end = Date.now() + withinMs; Date.now() < end;) {
    try {
      const answer = await ask();
      if (good(answer)) return answer;
      last = answer;
    } catch (error) {
      last = error instanceof Error ? error.message : error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${what}: not within ${String(withinMs)} ms; last: ${JSON.stringify(last)}`);
}

/** Everything is ready again: it was asked after now, for an answer is given for a second. */
export function ready(withinMs = 60_000): Promise<unknown> {
  const now = new Date().toISOString();
  return until(
    'ready',
    async () => (await (await fetch(`${baseUrl()}/api/health/ready`)).json()) as { ok: boolean; checkedAt: string },
    ({ ok, checkedAt }) => ok && checkedAt >= now,
    withinMs,
  );
}
