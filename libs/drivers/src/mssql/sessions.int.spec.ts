import { afterEach, describe, expect, it } from '@jest/globals';
import { collect, connect, faultOf, oneRow, options, sleep, start, targetOf, tidyUp, until } from '../../test/tds-bench.js';
import { mssqlDriver } from './index.js';

afterEach(tidyUp);

describe('sessions', () => {
  it('knows itself as the server lists it from then on, so that it can be killed', async () => {
    const server = await start((_request, reply) => {
      reply.done();
    });
    const session = await connect(server);
    const before = session.backend;
    await collect(session, 'SET DATEFIRST 3');
    await expect(session.reset()).resolves.toBe(true);
    expect(session.backend.startedAt).not.toBe(before.startedAt);
    await expect(mssqlDriver.killBackend(targetOf(server), options, before, options.applicationName)).resolves.toBe(false);
    await expect(mssqlDriver.killBackend(targetOf(server), options, session.backend, options.applicationName)).resolves.toBe(
      true,
    );
  });

  it('keeps nothing of what a read-only run did, and sends nothing that may write', async () => {
    const server = await start(oneRow);
    const session = await connect(server, { extraOptions: { readOnly: true } });
    expect(server.peers[0]?.login.readOnlyIntent).toBe(true);
    const before = server.requests.length;
    await collect(session, 'SELECT a FROM t');
    expect(session.inTransaction).toBe(false);
    expect(await session.reset()).toBe(true);
    expect(server.requests.slice(before).map(({ text }) => text)).toEqual([
      'BEGIN TRANSACTION',
      'SELECT a FROM t',
      'IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION',
    ]);
    expect(server.requests.at(-2)?.transaction).not.toBe(0n);
    const sent = server.requests.length;
    expect(await faultOf(collect(session, 'SELECT 1 DELETE FROM t'))).toMatchObject({ kind: 'read-only' });
    expect(await faultOf(collect(session, 'EXEC p'))).toMatchObject({ kind: 'read-only' });
    expect(server.requests).toHaveLength(sent);
    expect(session.inTransaction).toBe(false);
  });

  it('is made as new by the server, and destroyed where the server does not say so', async () => {
    const server = await start(oneRow);
    const session = await connect(server);
    expect(await session.reset()).toBe(true);
    await collect(session, 'SET NOCOUNT ON');
    const before = server.requests.length;
    expect(await session.reset()).toBe(true);
    expect(server.requests.slice(before)).toMatchObject([{ reset: true }, { reset: false }]);
    const deaf = await start(oneRow, { ignoresReset: true });
    const other = await connect(deaf);
    await collect(other, 'SET NOCOUNT ON');
    expect(await other.reset()).toBe(false);
  });

  it('kills the very session that was left behind, and no other', async () => {
    const server = await start(sleep);
    const session = await connect(server);
    const { backend } = session;
    const kill = (parts: Partial<typeof backend>, name = 'orrery:test') =>
      mssqlDriver.killBackend(
        targetOf(server),
        { ...options, applicationName: 'orrery:sweeper' },
        { ...backend, ...parts },
        name,
      );
    expect(await kill({ startedAt: '2000-01-01T00:00:00.000' })).toBe(false);
    expect(await kill({}, 'somebody else')).toBe(false);
    expect(await kill({ id: '50; DROP TABLE t' })).toBe(false);
    expect(session.alive).toBe(true);
    expect(await kill({})).toBe(true);
    await until(() => !session.alive);
  });
});
