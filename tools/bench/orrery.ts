import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** An Orrery of the benchmark's own. */
export interface Orrery {
  readonly port: number;
  /** ms from the command to the first page that answers. */
  readonly coldStartMs: number;
  /** Peak resident memory of a process, in MB. */
  peak(name: string): number;
  /** Resident memory of a process now, in MB. */
  memory(name: string): number;
  /** Ends a process as a crash would. */
  crash(name: string): void;
  /** Resolves when every process answers. */
  ready(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts Orrery in a folder of its own, which `stop` takes away. */
export async function startOrrery(port: number): Promise<Orrery> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'orrery-bench-')));
  const home = join(folder, 'home');
  const begun = performance.now();
  const child = spawn(process.execPath, [join(root, 'tools', 'start.mjs'), '--port', String(port), '--yes'], {
    cwd: root,
    env: { ...process.env, ORRERY_HOME: home, RATE_LIMIT_SCALE: '10000' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const url = `http://127.0.0.1:${String(port)}/api/health/ready`;
  for (;;) {
    if ((await isReady(url)) && output.includes(`:${String(port)}`)) break;
    if (hasEnded()) throw new Error(`Orrery did not start:\n${output}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  const idOf = (name: string): number => {
    const { processes } = JSON.parse(readFileSync(join(home, 'run.json'), 'utf8')) as {
      processes: Record<string, { pid: number }>;
    };
    const process = processes[name];
    if (process === undefined) throw new Error(`${name} does not run`);
    return process.pid;
  };
  const field = (name: string, what: string): number => {
    const status = readFileSync(`/proc/${String(idOf(name))}/status`, 'utf8');
    return Number(new RegExp(`${what}:\\s+(\\d+)`).exec(status)?.[1] ?? NaN) / 1024;
  };
  return {
    port,
    coldStartMs: performance.now() - begun,
    peak: (name) => field(name, 'VmHWM'),
    memory: (name) => field(name, 'VmRSS'),
    crash: (name) => {
      process.kill(idOf(name), 'SIGKILL');
    },
    ready: async () => {
      while (!(await isReady(url))) await new Promise((resolve) => setTimeout(resolve, 100));
    },
    stop: async () => {
      if (!hasEnded()) {
        const gone = new Promise((resolve) => child.once('exit', resolve));
        child.kill('SIGTERM');
        await gone;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const isReady = (url: string): Promise<boolean> =>
  fetch(url).then(
    (response) => response.ok,
    () => false,
  );

/** A plain HTTP client with kept connections: what it costs itself should not hide what is measured. */
export class Client {
  private readonly agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
  token = '';

  private readonly port: number;

  constructor(port: number) {
    this.port = port;
  }

  /** Sends a request and hands each chunk of the answer over as it comes. Answers the status. */
  send(method: string, path: string, body: unknown, onChunk: (chunk: Buffer) => void): Promise<number> {
    const payload = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
    return new Promise((resolve, reject) => {
      const request = http.request(
        {
          host: '127.0.0.1',
          port: this.port,
          method,
          path: `/api${path}`,
          agent: this.agent,
          headers: {
            ...(this.token ? { authorization: `Bearer ${this.token}` } : {}),
            ...(payload ? { 'content-type': 'application/json', 'content-length': payload.length } : {}),
          },
        },
        (response) => {
          response.on('data', onChunk);
          response.on('end', () => {
            resolve(response.statusCode ?? 0);
          });
          response.on('error', reject);
        },
      );
      request.on('error', reject);
      request.end(payload);
    });
  }

  async json<T>(method: string, path: string, body?: unknown): Promise<T> {
    const chunks: Buffer[] = [];
    const status = await this.send(method, path, body, (chunk) => chunks.push(chunk));
    const text = Buffer.concat(chunks).toString();
    if (status >= 400) throw new Error(`${method} ${path}: ${String(status)} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  close(): void {
    this.agent.destroy();
  }
}
