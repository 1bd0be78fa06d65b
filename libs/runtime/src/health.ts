import type { Health } from '@orrery/contracts';
import { createServer, type Server } from 'node:http';
import { registry } from './metrics.js';

/** One thing that a process can't work without. `check` throws or answers false when it is not there. */
export interface Dependency {
  readonly name: string;
  readonly check: () => Promise<boolean>;
}

/** ms that a dependency has to answer. */
const checkTimeout = 2_000;

/** The state of a process: its dependencies, and whether it is going down. */
export class HealthState {
  draining = false;

  constructor(
    private readonly service: string,
    private readonly version: string,
    private readonly dependencies: readonly Dependency[],
  ) {}

  /** Asks every dependency, at most 2 s. */
  async ready(): Promise<Health> {
    const dependencies = await Promise.all(
      this.dependencies.map(async ({ name, check }) => {
        const late = new Promise<boolean>((resolve) => {
          setTimeout(resolve, checkTimeout, false).unref();
        });
        const ok = await Promise.race([check().catch(() => false), late]);
        return { name, ok };
      }),
    );
    return { ok: !this.draining && dependencies.every((d) => d.ok), service: this.service, version: this.version, dependencies };
  }
}

/** Serves `/health/live`, `/health/ready` and `/metrics` for probes and Prometheus. Not for the public. */
export function serveHealth(state: HealthState, host: string, port: number): Promise<Server> {
  const server = createServer((request, response) => {
    const answer = (status: number, type: string, body: string): void => {
      response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
    };
    if (request.method !== 'GET') answer(405, 'text/plain', 'GET only');
    else if (request.url === '/health/live') answer(200, 'application/json', '{"ok":true}');
    else if (request.url === '/health/ready')
      void state.ready().then((health) => {
        answer(health.ok ? 200 : 503, 'application/json', JSON.stringify(health));
      });
    else if (request.url === '/metrics')
      void registry.metrics().then((text) => {
        answer(200, registry.contentType, text);
      });
    else answer(404, 'text/plain', 'not found');
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      resolve(server);
    });
  });
}
