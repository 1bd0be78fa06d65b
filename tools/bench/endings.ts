import { type Kind, kinds } from '@orrery/contracts';
import { type BusyServer, busyServers } from '@orrery/testing';
import { figuresOf, ms, report } from './figures.ts';
import type { Client, Orrery } from './orrery.ts';

/** A server of a kind, as a connection of ours. */
interface Place {
  readonly kind: Kind;
  readonly server: BusyServer;
  readonly connectionId: string;
}

/** A long statement that its server lists as running. */
interface Running {
  readonly id: string;
  /** Resolves with the last line of its answer. */
  readonly ended: Promise<string>;
  /** Resolves when its server lists it no more. */
  gone(): Promise<void>;
}

const later = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Cancels and killed runners on every kind: how soon the person is told, and how soon the server has nothing left of it. */
export async function benchEndings(client: Client, orrery: Orrery, cancels = 40, crashes = 3): Promise<void> {
  const places: Place[] = [];
  try {
    for (const kind of kinds) {
      const server = await busyServers[kind]();
      if (typeof server === 'string') {
        process.stdout.write(`NOT RUN: ${server}\n`);
        continue;
      }
      const { id } = await client.json<{ id: string }>('POST', '/connections', { name: kind, ...server.connection });
      places.push({ kind, server, connectionId: id });
    }
    for (const place of places) await benchCancel(client, place, cancels);
    await benchCrash(client, orrery, places, crashes);
  } finally {
    for (const { server } of places) await server.stop();
  }
}

async function begin(client: Client, { server, connectionId }: Place, mark: string): Promise<Running> {
  const heard: { said: string; over: boolean } = { said: '', over: false };
  const ended = client
    .send(
      'POST',
      '/queries',
      { connectionId, text: server.slow(mark), timeoutMs: 600_000 },
      (chunk) => (heard.said += chunk.toString()),
    )
    .then(() => {
      heard.over = true;
      return heard.said.trimEnd().split('\n').at(-1) ?? '';
    });
  while (!heard.said.includes('\n') || (await server.running(mark)) !== 1) {
    if (heard.over) throw new Error(`${server.name}: the statement did not run: ${heard.said}`);
    await later(5);
  }
  const { queryId } = JSON.parse(heard.said.slice(0, heard.said.indexOf('\n'))) as { queryId: string };
  return {
    id: queryId,
    ended,
    gone: async () => {
      while ((await server.running(mark)) > 0) await later(2);
    },
  };
}

async function benchCancel(client: Client, place: Place, count: number): Promise<void> {
  const told: number[] = [];
  const gone: number[] = [];
  for (let round = 0; round < count; round++) {
    const run = await begin(client, place, `cancel${String(round)}x`);
    const begun = performance.now();
    const since = (into: number[]) => (): void => {
      into.push(performance.now() - begun);
    };
    const [last] = await Promise.all([
      run.ended.then((line) => (since(told)(), line)),
      run.gone().then(since(gone)),
      client.json('POST', `/queries/${run.id}/cancel`),
    ]);
    if (!last.includes('"cancelled"')) throw new Error(`${place.server.name}: a cancelled run ended with ${last}`);
  }
  const [a, b] = [figuresOf(told), figuresOf(gone)];
  report(`cancel on ${place.server.name}: told, p50`, ms(a.p50), `p95 ${ms(a.p95)}, of ${String(count)}`, 'aim p95 ≤ 1 s');
  report('  gone from the server, p50', ms(b.p50), `p95 ${ms(b.p95)}`, 'aim p95 ≤ 1 s');
}

async function benchCrash(client: Client, orrery: Orrery, places: readonly Place[], rounds: number): Promise<void> {
  const gone = new Map<Place, number[]>(places.map((place) => [place, []]));
  for (let round = 0; round < rounds; round++) {
    const runs: [number[], Running][] = [];
    for (const [place, times] of gone) runs.push([times, await begin(client, place, `crash${String(round)}x`)]);
    const begun = performance.now();
    orrery.crash('query-runner');
    await Promise.all(
      runs.map(async ([times, run]) => {
        await run.gone();
        times.push(performance.now() - begun);
        await run.ended;
      }),
    );
    await orrery.ready();
  }
  for (const [{ kind, server }, times] of gone) {
    report(
      `runner killed: gone from ${server.name}, worst`,
      ms(Math.max(...times)),
      `of ${String(rounds)}; best ${ms(Math.min(...times))}`,
      `aim ≤ ${kind === 'postgres' ? '3' : '15'} s`,
    );
  }
}
