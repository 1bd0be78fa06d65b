import { figuresOf, inTurn, ms, ratio, report, timesOf, whole } from './figures.ts';
import type { Client, Orrery } from './orrery.ts';

/** A large result on one kind of database, and the raw client that it is held against. */
export interface LargeResult {
  readonly connectionId: string;
  /** Yields all rows. */
  readonly text: string;
  readonly rows: number;
  readonly columns: number;
  readonly raw: {
    /** `a raw pg-cursor`. */
    readonly name: string;
    /** Asks for the first hundred rows. */
    first(): Promise<unknown>;
    /** Reads all rows as they come, and answers how many there were. */
    drain(): Promise<number>;
  };
}

/** How soon the first row is there, and how fast all of them come. `kind`: as it stands in the report. */
export async function benchStreaming(client: Client, orrery: Orrery, kind: string, result: LargeResult): Promise<void> {
  await benchFirstRow(client, kind, result);
  const { connectionId, text, rows, columns, raw } = result;
  let bytes = 0;
  let tail = '';
  const all = async (): Promise<void> => {
    bytes = 0;
    const status = await client.send('POST', '/queries', { connectionId, text, timeoutMs: 600_000 }, (chunk) => {
      bytes += chunk.length;
      tail = (tail + chunk.subarray(-400).toString()).slice(-800);
    });
    const told = Number(/"rowCount":(\d+)/.exec(tail)?.[1]);
    if (status !== 200 || told !== rows)
      throw new Error(`${kind}: the stream told ${String(told)} rows, status ${String(status)}`);
  };
  const drain = async (): Promise<void> => {
    const seen = await raw.drain();
    if (seen !== rows) throw new Error(`${raw.name} saw ${String(seen)} rows`);
  };
  const before = { gateway: orrery.memory('gateway'), runner: orrery.memory('query-runner') };
  const [ours, theirs] = await inTurn(3, 1, all, drain);
  const [a, t] = [figuresOf(ours).p50, figuresOf(theirs).p50];
  report(
    `${kind}: ${whole(rows)} rows × ${String(columns)} over HTTP`,
    `${whole(rows / (a / 1_000))}/s`,
    `${ratio(a / t)} of draining ${raw.name} (${whole(rows / (t / 1_000))}/s)`,
    'aim ≤ 2×',
  );
  report('  bytes', `${whole(bytes / 2 ** 20)} MB`, `${whole(bytes / 2 ** 20 / (a / 1_000))} MB/s`);
  for (const [name, was] of [
    ['gateway', before.gateway],
    ['query-runner', before.runner],
  ] as const) {
    const peak = orrery.peak(name);
    report(`  memory of ${name}, grown by`, `${whole(Math.max(0, peak - was))} MB`, `peak ${whole(peak)} MB`, 'aim < 60 MB');
  }
}

async function benchFirstRow(client: Client, kind: string, { connectionId, text, raw }: LargeResult): Promise<void> {
  const first: number[] = [];
  for (let i = 0; i < 40; i++) {
    const begun = performance.now();
    let seen = false;
    await client.send('POST', '/queries', { connectionId, text, maxRows: 1_000 }, (chunk) => {
      if (!seen && chunk.includes('"type":"rows"')) {
        seen = true;
        first.push(performance.now() - begun);
      }
    });
  }
  const theirs = figuresOf(await timesOf(40, 5, () => raw.first()));
  const ours = figuresOf(first.slice(5));
  report(`${kind}: first row of a large result, p50`, ms(ours.p50), `${raw.name}, 100 rows: ${ms(theirs.p50)}`, 'aim ≤ 15 ms');
}
