import { registry } from '@orrery/runtime';
import type { Request, Response } from 'express';
import { Histogram } from 'prom-client';
import type { Visit } from './http/visit.js';

const duration = new Histogram({
  name: 'http_request_duration_seconds',
  help: 'Time from a request’s arrival to the end of its answer',
  labelNames: ['route', 'method', 'status'] as const,
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
  registers: [registry],
});

/** Measures a request when its answer is over. */
export function observe(request: Request, response: Response, visit: Visit): void {
  response.once('close', () => {
    duration.observe(
      { route: visit.route ?? 'unmatched', method: request.method, status: String(response.statusCode) },
      (performance.now() - visit.arrived) / 1_000,
    );
  });
}
