import { afterEach, describe, expect, it } from '@jest/globals';
import { tds, type TdsScript } from '@orrery/testing';
import { collect, connect, faultOf, rowsOf, sleep, start, tidyUp, until } from '../../test/tds-bench.js';
import type { Session, ShortAnswer, Statement } from '../driver.js';

afterEach(tidyUp);

/** Changes as many rows as it is told, answers their number, and refuses to change none. */
const change: TdsScript['answer'] = async (request, reply) => {
  const rows = Number(request.params.get('@p1') ?? 1);
  if (rows === 0) {
    reply.error({ number: 547, text: 'The statement conflicted with a constraint.' });
    reply.done({ failed: true });
    return;
  }
  reply.done({ changed: rows });
  if (!request.text.includes('@@rowcount')) return;
  reply.columns([tds.int('')]);
  await reply.row(rows);
  reply.done({ selected: 1 });
};
const update = (rows: number, more = ''): Statement => ({
  language: 'sql',
  text: `UPDATE t SET n = @p1${more}`,
  params: [rows],
});
const together = async (session: Session, statements: readonly Statement[], signal?: AbortSignal) =>
  ((await session.runPipelined?.(statements, signal ? { signal } : {})) ?? []).map(({ json, affected }: ShortAnswer) => [
    json,
    affected,
  ]);

describe('statements that are sent together', () => {
  it('go in one message, each with its parameters, and are answered one by one', async () => {
    const server = await start(change);
    const session = await connect(server);
    const { length } = server.requests;
    const answers = await together(session, [
      update(3),
      update(1, '; select @@rowcount'),
      { language: 'sql', text: 'DELETE FROM t' },
      ...Array.from({ length: 300 }, (_, at) => update(at + 1)),
    ]);
    expect(answers.slice(0, 4)).toEqual([
      ['', 3],
      ['[1]', 1],
      ['', 1],
      ['', 1],
    ]);
    expect(answers).toHaveLength(303);
    expect(server.requests.slice(length).map(({ place }) => place)).toEqual(answers.map((_, at) => at));
    expect(await together(session, [])).toEqual([]);
  });

  it('tell the first fault, and leave the session as it was', async () => {
    const server = await start(change);
    const session = await connect(server);
    const { length } = server.requests;
    expect(await faultOf(together(session, [update(1), update(0), update(0), update(1)]))).toMatchObject({
      kind: 'constraint',
      native: { nativeCode: '547' },
    });
    // The server goes on behind an error.
    expect(server.requests.length - length).toBe(4);
    expect(await together(session, [update(2)])).toEqual([['', 2]]);
  });

  it('do nothing once their transaction has ended', async () => {
    const server = await start(change);
    const session = await connect(server);
    await collect(session, 'BEGIN TRANSACTION');
    await together(session, [update(1), update(2)]);
    const [first, second] = server.requests.slice(-2);
    expect([first?.text, second?.text]).toEqual(Array(2).fill('IF @@TRANCOUNT = 0 RETURN; UPDATE t SET n = @p1'));
    expect(second?.transaction).not.toBe(0n);
  });

  it('are cancelled on the server, and leave the session as it was', async () => {
    const server = await start((request, reply, peer) =>
      request.text === 'WAITFOR' ? sleep(request, reply, peer) : change(request, reply, peer),
    );
    const session = await connect(server);
    const stop = new AbortController();
    const running = faultOf(together(session, [update(1), { language: 'sql', text: 'WAITFOR' }, update(1)], stop.signal));
    await until(() => server.peers[0]?.statement === 'WAITFOR');
    stop.abort();
    expect(await running).toMatchObject({ kind: 'cancelled' });
    expect(session.alive).toBe(true);
    expect(await together(session, [update(4)])).toEqual([['', 4]]);
    expect(await faultOf(together(session, [update(1)], AbortSignal.abort()))).toMatchObject({ kind: 'cancelled' });
    expect(rowsOf(await collect(session, 'SELECT 1'))).toEqual([[1]]);
  });

  it('are told as lost where the server drops, answers too few of them, or speaks nonsense', async () => {
    const dropping = await connect(
      await start(async (request, reply, peer) => {
        if (Number(request.params.get('@p1')) === 9) reply.drop();
        else await change(request, reply, peer);
      }),
    );
    expect(await faultOf(together(dropping, [update(1), update(9), update(1)]))).toMatchObject({ kind: 'connection-lost' });
    expect(dropping.alive).toBe(false);
    // Where the calls of one message are not told apart.
    const deaf = await connect(
      await start((_request, reply) => {
        reply.finish('rpc');
      }),
    );
    expect(await faultOf(together(deaf, [update(1), update(1)]))).toMatchObject({ kind: 'unknown' });
    const mad = await connect(
      await start((_request, reply) => {
        reply.raw(Buffer.from([0x42, 1, 2, 3]));
      }),
    );
    expect(await faultOf(together(mad, [update(1)]))).toMatchObject({ kind: 'connection-lost' });
    expect(mad.alive).toBe(false);
  });

  it('are refused where the connection may only read, and while a statement runs', async () => {
    const server = await start(change);
    const reader = await connect(server, { extraOptions: { readOnly: true } });
    expect(await faultOf(together(reader, [update(1)]))).toMatchObject({ kind: 'read-only' });
    const session = await connect(server);
    const run = session.run({ language: 'sql', text: 'UPDATE t SET n = 1' });
    await run.next();
    expect(await faultOf(together(session, [update(1)]))).toMatchObject({ kind: 'unsupported' });
    await run.return();
  });
});
