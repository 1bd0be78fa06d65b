import { spawn } from 'node:child_process';

/** One program of ours that is run to its end under this Node. */
export interface Job {
  readonly name: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export interface Outcome {
  readonly ok: boolean;
  /** Everything that it said, on both streams. */
  readonly output: string;
  readonly seconds: number;
}

/** Runs a job in the repository's folder. Never throws: a job that can't be started has failed. */
export function runJob(root: string, job: Job): Promise<Outcome> {
  const began = performance.now();
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [...job.args], {
      cwd: root,
      env: { ...process.env, ...job.env, FORCE_COLOR: '0', NX_DAEMON: 'false' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const add = (text: Buffer): void => {
      output += text.toString();
    };
    child.stdout.on('data', add);
    child.stderr.on('data', add);
    const end = (ok: boolean): void => {
      resolve({ ok, output, seconds: (performance.now() - began) / 1000 });
    };
    child.once('error', (error) => {
      output += error.message;
      end(false);
    });
    child.once('close', (code) => {
      end(code === 0);
    });
  });
}

/** Tells how a job went in one line, and all that it said when it failed. */
export function report(job: Job, { ok, output, seconds }: Outcome, figures = ''): void {
  process.stdout.write(`${ok ? '✓' : '✗'} ${job.name}${figures} (${seconds.toFixed(0)} s)\n`);
  if (!ok) process.stdout.write(`${output.trim()}\n\n`);
}
