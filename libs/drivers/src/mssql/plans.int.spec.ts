import { afterEach, describe, expect, it } from '@jest/globals';
import { keepHouse, startTdsServer, tds, type TdsServer } from '@orrery/testing';
import { collect, connect, faultOf, rowsOf, start, stopLater, tidyUp } from '../../test/tds-bench.js';

afterEach(tidyUp);

describe('asking for a plan', () => {
  it('succeeds on a server that makes plans from then on', async () => {
    let plans = false;
    const server: TdsServer = await startTdsServer({
      answer: async (request, reply, peer) => {
        if (plans) {
          reply.columns([tds.nvarcharMax('plan')]);
          await reply.row('<ShowPlanXML/>');
          reply.done({ selected: 1 });
        } else if (request.text === 'SET SHOWPLAN_XML ON') plans = true;
        else await keepHouse(request, reply, peer, server.peers);
      },
    });
    stopLater(server);
    const session = await connect(server);
    await collect(session, 'SET SHOWPLAN_XML ON');
    expect(rowsOf(await collect(session, 'DELETE FROM orders'))).toEqual([['<ShowPlanXML/>']]);
  });

  it('fails on a server that would run what comes after', async () => {
    const server = await start((_request, reply) => {
      reply.done();
    });
    const session = await connect(server);
    expect(await faultOf(collect(session, 'SET SHOWPLAN_XML ON'))).toMatchObject({
      kind: 'unsupported',
      message: expect.stringContaining('runs statements all the same'),
    });
    // It is no more than that: the session is still good.
    expect(rowsOf(await collect(session, 'SELECT 1'))).toEqual([[1]]);
  });

  it('fails where something else stands in the same batch, and sends nothing', async () => {
    const server = await start(() => undefined);
    const session = await connect(server);
    expect(await faultOf(collect(session, 'set showplan_all on; DELETE FROM orders'))).toMatchObject({ kind: 'syntax' });
    expect(server.requests.map(({ text }) => text)).not.toContainEqual(expect.stringContaining('DELETE'));
    await expect(collect(session, 'SELECT 1')).resolves.toBeDefined();
  });
});
