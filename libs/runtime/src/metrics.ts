import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What this process measures, in Prometheus' form. */
export const registry = new Registry();
collectDefaultMetrics({ register: registry });

/** Seconds that a call of an operation took here. */
export const callDuration = new Histogram({
  name: 'orrery_call_duration_seconds',
  help: 'Time to answer a call on the bus',
  labelNames: ['operation', 'outcome'] as const,
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  registers: [registry],
});

/** Makes a counter of this process. */
export const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []): Counter<Label> =>
  new Counter({ name, help, labelNames: [...labelNames], registers: [registry] });

/** Makes a gauge of this process, read when asked. */
export const gauge = (name: string, help: string, read: () => number): Gauge =>
  new Gauge({
    name,
    help,
    registers: [registry],
    collect() {
      this.set(read());
    },
  });
