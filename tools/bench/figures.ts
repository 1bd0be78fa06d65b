/** Times of one thing, in ms. */
export interface Figures {
  readonly p50: number;
  readonly p95: number;
  readonly mean: number;
  readonly count: number;
}

/** Middle and tail of some times. */
export function figuresOf(times: readonly number[]): Figures {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
  return { p50: at(0.5), p95: at(0.95), mean: sorted.reduce((sum, time) => sum + time, 0) / sorted.length, count: sorted.length };
}

/** Runs `work` `count` times after `warmUp` times that don't count, and answers each time in ms. */
export async function timesOf(count: number, warmUp: number, work: () => Promise<unknown>): Promise<number[]> {
  for (let i = 0; i < warmUp; i++) await work();
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    const begun = performance.now();
    await work();
    times.push(performance.now() - begun);
  }
  return times;
}

/** Runs two things in turn, A B A B …, so that a machine that changes its speed changes both. */
export async function inTurn(
  count: number,
  warmUp: number,
  a: () => Promise<unknown>,
  b: () => Promise<unknown>,
): Promise<[number[], number[]]> {
  for (let i = 0; i < warmUp; i++) {
    await a();
    await b();
  }
  const times: [number[], number[]] = [[], []];
  for (let i = 0; i < count; i++) {
    for (const [at, work] of [a, b].entries()) {
      const begun = performance.now();
      await work();
      times[at as 0 | 1].push(performance.now() - begun);
    }
  }
  return times;
}

const number = (value: number, digits = 2): string =>
  value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });

/** `1.23 ms`. */
export const ms = (value: number): string => `${number(value)} ms`;
/** `12,345`. */
export const whole = (value: number): string => number(value, 0);
/** `1.23×`. */
export const ratio = (value: number): string => `${number(value)}×`;

/** A line of the report: what, the figure, what it is held against, and the aim, if there is one. */
export function report(what: string, figure: string, against = '', aim = ''): void {
  process.stdout.write(`${what.padEnd(44)}${figure.padStart(16)}   ${against.padEnd(60)}${aim}\n`);
}
