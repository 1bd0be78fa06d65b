import { Fault, queryRun } from '@orrery/contracts';
import { ByteStream } from '@orrery/runtime';
import { answering, type FakeService } from '@orrery/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect, type Socket } from 'node:net';
import { type House, json, openHouse, problemIn } from '../../test/house.js';

const connectionId = '0190b0a0-0000-7000-8000-000000000001';
const line = (value: unknown): Buffer => Buffer.from(`${JSON.stringify(value)}\n`);
const start = line({ type: 'start', queryId: connectionId, statements: 1 });
const done = line({ type: 'done', status: 'success', executionTime: 1 });
/** A batch of rows as large as they come. */
const batch = line({ type: 'rows', statement: 0, rows: Array.from({ length: 250 }, (_, i) => [i, 'x'.repeat(990)]) });

/** A source of lines that counts what is taken from it and tells when it is stopped. */
class Source implements AsyncIterable<Uint8Array> {
  taken = 0;
  readonly stopped: Promise<void>;
  private stop: () => void = () => undefined;
  private over = false;
  private wake: (() => void) | undefined;

  constructor(private readonly make: (index: number) => Buffer | undefined | Promise<Buffer | undefined> | 'wait') {
    this.stopped = new Promise((resolve) => (this.stop = resolve));
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return {
      next: async () => {
        const bytes = this.over ? undefined : await this.make(this.taken++);
        if (bytes === 'wait') {
          await new Promise<void>((resolve) => (this.wake = resolve));
          return { done: true, value: undefined };
        }
        return bytes === undefined ? { done: true, value: undefined } : { done: false, value: Buffer.from(bytes) };
      },
      return: () => {
        this.over = true;
        this.wake?.();
        this.stop();
        return Promise.resolve({ done: true, value: undefined });
      },
    };
  }
}

let house: House;
let runner: FakeService;
let headers: { authorization: string };
let source: Source;
beforeAll(async () => {
  house = await openHouse();
  headers = await house.signedIn();
  runner = await house.service(
    'query-runner',
    answering(queryRun, ({ text }) => {
      if (text === 'refuse') throw new Fault('query_empty', 'There is no statement in this text.');
      return new ByteStream(source);
    }),
  );
});
afterAll(() => house.close());

const run = (text = 'select 1'): Promise<Response> => house.fetch('/api/queries', json('POST', { connectionId, text }, headers));
const linesOf = (text: string): Record<string, unknown>[] =>
  text
    .trimEnd()
    .split('\n')
    .map((one) => JSON.parse(one) as Record<string, unknown>);

/** A client of its own over a bare socket, that reads only when it is told to. */
async function bareClient(): Promise<Socket> {
  const { hostname, port } = new URL(house.gateway.url);
  const body = JSON.stringify({ connectionId, text: 'select 1' });
  const socket = connect(Number(port), hostname);
  socket.write(
    [
      'POST /api/queries HTTP/1.1',
      `Host: ${hostname}:${port}`,
      `Authorization: ${headers.authorization}`,
      'Content-Type: application/json',
      `Content-Length: ${String(body.length)}`,
      '',
      body,
    ].join('\r\n'),
  );
  await new Promise<void>((resolve) => socket.once('readable', resolve));
  return socket;
}

/** Waits until a number stands still: nobody asks for more. */
async function untilStill(read: () => number): Promise<number> {
  for (let last = -1, still = 0; ;) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    const now = read();
    still = now === last ? still + 1 : 0;
    if (still >= 10) return now;
    last = now;
  }
}

describe('a stream', () => {
  it('is forwarded byte by byte as the service made it', async () => {
    source = new Source((i) => [start, batch, batch, batch, done][i]);
    const response = await run();
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/x-ndjson');
    expect(response.headers.get('x-accel-buffering')).toBe('no');
    expect(response.headers.get('content-encoding')).toBeNull();
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(bytes.equals(Buffer.concat([start, batch, batch, batch, done]))).toBe(true);
  });

  it('that can’t begin is a problem', async () => {
    const response = await run('refuse');
    expect([response.status, (await problemIn(response)).code]).toEqual([400, 'query_empty']);
  });

  it('that fails before its first byte is a problem', async () => {
    source = new Source(() => Promise.reject(new Fault('too_many_queries', 'Five queries of yours are running.')));
    const response = await run();
    expect([response.status, (await problemIn(response)).code]).toEqual([429, 'too_many_queries']);
  });

  it('that fails after its first byte says so in its last lines, and no more than may be said', async () => {
    source = new Source((i) => [start, batch][i] ?? Promise.reject(new Error('password=hunter2')));
    const text = await (await run()).text();
    const lines = linesOf(text);
    expect(text).not.toContain('hunter2');
    expect(lines.map(({ type }) => type)).toEqual(['start', 'rows', 'error', 'done']);
    expect(lines.at(-2)).toMatchObject({ statement: 0, error: { code: 'internal' } });
    expect(lines.at(-1)).toMatchObject({ status: 'error' });
    for (const one of lines) expect(queryRun.response.safeParse(one).success).toBe(true);
  });

  it('that fails in the middle of a line ends that line first', async () => {
    source = new Source((i) => [start, batch.subarray(0, 200_000)][i] ?? Promise.reject(new Error('gone')));
    const last = linesOf((await (await run()).text()).trimEnd().split('\n').slice(-2).join('\n'));
    expect(last.map(({ type }) => type)).toEqual(['error', 'done']);
  });

  it('ends when its client leaves, also while the database thinks', async () => {
    source = new Source((i) => [start][i] ?? 'wait');
    const socket = await bareClient();
    socket.destroy();
    await source.stopped;
    expect(runner.openStreams()).toBe(0);
  });

  it('is read no faster than its client reads, and nothing piles up', async () => {
    source = new Source((i) => (i === 0 ? start : i < 2_000 ? batch : done));
    const socket = await bareClient();
    const read = source.taken;
    const stalled = await untilStill(() => source.taken);
    // What the system's own socket buffers hold, and the few parts that are under way; not the 500 MB that there are.
    expect(stalled).toBeLessThan(read + 60);
    // It goes on where it stood.
    socket.resume();
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (source.taken > stalled + 100) resolve();
        else setImmediate(look);
      };
      look();
    });
    socket.destroy();
    await source.stopped;
  });

  it('whose service dies is told to be lost', async () => {
    const dying = await house.service(
      'query-runner',
      answering(queryRun, () => new ByteStream(source)),
    );
    await runner.die();
    source = new Source((i) => [start][i] ?? 'wait');
    const response = await run();
    await dying.die();
    const lines = linesOf(await response.text());
    expect(lines.map(({ type }) => type)).toEqual(['start', 'error', 'done']);
    expect(lines[1]).toMatchObject({ error: { code: 'query_lost' } });
    runner = await house.service(
      'query-runner',
      answering(queryRun, () => new ByteStream(source)),
    );
  }, 20_000);

  it('that is open when the gateway stops is told so, and its statement ends', async () => {
    source = new Source((i) => [start][i] ?? 'wait');
    const response = await run();
    const stopped = house.gateway.stop(0);
    const lines = linesOf(await response.text());
    expect(lines[1]).toMatchObject({ type: 'error', error: { code: 'retry_later' } });
    expect(lines[2]).toMatchObject({ type: 'done', status: 'error' });
    await source.stopped;
    await stopped;
    await expect(house.fetch('/api/version')).rejects.toThrow();
  });
});
