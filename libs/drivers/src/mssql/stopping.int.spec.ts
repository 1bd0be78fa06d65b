import { afterEach, describe, expect, it } from '@jest/globals';
import { tds } from '@orrery/testing';
import { collect, connect, faultOf, flood, oneRow, rowsOf, sleep, start, tidyUp, until } from '../../test/tds-bench.js';

afterEach(tidyUp);

describe('holding back and stopping', () => {
  it('makes the server wait while its rows are not taken', async () => {
    const server = await start(flood);
    const session = await connect(server);
    const run = session.run({ language: 'sql', text: 'SELECT n FROM flood' });
    await run.next();
    await run.next();
    await until(() => server.peers[0]?.current?.held === true);
    await run.return();
    expect(session.alive).toBe(true);
    expect(server.peers[0]?.current).toBeUndefined();
  });

  it('cancels a statement that has nothing to say, and one that is held', async () => {
    const server = await start((request, reply, peer) =>
      (request.text === 'SELECT 2' ? oneRow : request.text === 'WAITFOR' ? sleep : flood)(request, reply, peer),
    );
    const session = await connect(server);
    const controller = new AbortController();
    const waiting = faultOf(collect(session, 'WAITFOR', { signal: controller.signal }));
    await until(() => server.peers[0]?.current !== undefined);
    controller.abort();
    expect(await waiting).toMatchObject({ kind: 'cancelled' });
    const second = new AbortController();
    const run = session.run({ language: 'sql', text: 'SELECT flood' }, { signal: second.signal });
    await run.next();
    await run.next();
    await until(() => server.peers[0]?.current?.held === true);
    second.abort();
    expect(await faultOf(run.next())).toMatchObject({ kind: 'cancelled' });
    expect(rowsOf(await collect(session, 'SELECT 2'))).toEqual([[1]]);
  });

  it('cuts a session whose server does not answer the attention', async () => {
    const server = await start(() => new Promise(() => undefined));
    const session = await connect(server);
    const controller = new AbortController();
    const waiting = faultOf(collect(session, 'SELECT never', { signal: controller.signal }));
    await until(() => server.peers[0]?.current !== undefined);
    controller.abort();
    expect(await waiting).toMatchObject({ kind: 'cancelled' });
    expect(session.alive).toBe(false);
  });

  it('takes a cancel that comes after the end', async () => {
    const server = await start(oneRow);
    const session = await connect(server);
    const controller = new AbortController();
    const run = session.run({ language: 'sql', text: 'SELECT a' }, { signal: controller.signal });
    await run.next();
    await run.next();
    controller.abort();
    await run.return();
    expect(rowsOf(await collect(session, 'SELECT b'))).toEqual([[1]]);
  });

  it('stops a query at the row limit', async () => {
    const server = await start(flood);
    const session = await connect(server);
    const events = await collect(session, 'SELECT n FROM flood', { maxRows: 3 });
    expect(rowsOf(events).map(([n]) => n)).toEqual([1, 2, 3]);
    expect(events.at(-1)).toMatchObject({ type: 'end', rowCount: 3, truncated: true });
    expect(session.alive).toBe(true);
  });

  it('runs the rest of a batch whose first result is cut at the row limit', async () => {
    const server = await start(async (_request, reply) => {
      for (const count of [50, 2]) {
        reply.columns([tds.int('n')]);
        for (let n = 1; n <= count; n += 1) await reply.row(n);
        reply.done({ selected: count });
      }
    });
    const events = await collect(await connect(server), 'SELECT a SELECT b', { maxRows: 3 });
    expect(rowsOf(events).flat()).toEqual([1, 2, 3, 1, 2]);
    expect(events.at(-1)).toMatchObject({ truncated: true });
  });

  it('tells of a server that drops in the middle of a result', async () => {
    const server = await start(async (_request, reply) => {
      reply.columns([tds.int('n')]);
      await reply.row(1);
      reply.drop();
    });
    const session = await connect(server);
    expect(await faultOf(collect(session, 'SELECT n'))).toMatchObject({ kind: 'connection-lost' });
    expect(session.alive).toBe(false);
  });

  it('cuts a session whose server speaks nonsense', async () => {
    const server = await start((_request, reply) => {
      reply.raw(Buffer.from([0x42, 1, 2, 3]));
    });
    const session = await connect(server);
    expect(await faultOf(collect(session, 'SELECT n'))).toMatchObject({ kind: 'connection-lost' });
    expect(session.alive).toBe(false);
  });
});
