import { afterEach, describe, expect, it } from '@jest/globals';
import { type FaultProxy, startFaultProxy } from '@orrery/testing';
import { type Bench, faultOf, rowsOf, tell, until } from '../bench.js';
import type { Language } from '../subject.js';
import { titles } from '../titles.js';

/** Far more than any driver may read ahead: its own buffers, the sockets', and the proxy's. */
const readAhead = 48 * 1024 * 1024;

/** Readers that stop, leave or change their mind. */
export const stopping = (bench: Bench, language: Language): void => {
  describe('stopping', () => {
    const { watch } = bench.server;
    let proxy: FaultProxy | undefined;
    afterEach(async () => {
      bench.dropSessions();
      await proxy?.stop();
      proxy = undefined;
    });

    it('cancels on the server what is aborted, and goes on with the next statement', async () => {
      const session = await bench.connect();
      const giveUp = new AbortController();
      const fault = faultOf(tell(session, language.sleep, { signal: giveUp.signal }));
      await until(() => watch.isBusy(session.backend));
      giveUp.abort();
      expect((await fault).kind).toBe('cancelled');
      // A server says that it has ended a moment before it has.
      await until(async () => !(await watch.isBusy(session.backend)));
      expect(session.alive).toBe(true);
      await expect(rowsOf(session, language.one)).resolves.toEqual([[1]]);
    });

    it('sends nothing where it was aborted before', async () => {
      const session = await bench.connect();
      const fault = await faultOf(tell(session, language.sleep, { signal: AbortSignal.abort() }));
      expect(fault.kind).toBe('cancelled');
      await expect(rowsOf(session, language.one)).resolves.toEqual([[1]]);
    });

    it('never cancels the statement that comes after', async () => {
      const session = await bench.connect();
      for (let round = 0; round < 15; round += 1) {
        const giveUp = new AbortController();
        const run = tell(session, language.rows(2_000), { signal: giveUp.signal }).catch((error: unknown) => error);
        for (let turn = 0; turn < round; turn += 1) await new Promise(setImmediate);
        giveUp.abort();
        await run;
        await expect(rowsOf(session, language.one)).resolves.toEqual([[1]]);
      }
    });

    it('cancels on the server what a reader leaves early', async () => {
      const session = await bench.connect();
      for await (const event of session.run(language.flood)) if (event.type === 'rows') break;
      await until(async () => !(await watch.isBusy(session.backend)) && !(await watch.isHeld(session.backend)));
      await expect(rowsOf(session, language.one)).resolves.toEqual([[1]]);
    });

    it('cancels while the reader holds what it was given', async () => {
      const session = await bench.connect();
      const giveUp = new AbortController();
      const run = session.run(language.flood, { signal: giveUp.signal });
      await run.next();
      await run.next();
      giveUp.abort();
      await until(async () => !(await watch.isBusy(session.backend)) && !(await watch.isHeld(session.backend)));
      expect((await faultOf(run.next())).kind).toBe('cancelled');
      await expect(rowsOf(session, language.one)).resolves.toEqual([[1]]);
    });

    it(titles.held, async () => {
      proxy = await startFaultProxy(bench.server.target.port);
      const session = await bench.connect({ port: proxy.port });
      const run = session.run(language.flood);
      await run.next();
      await run.next();
      await until(() => watch.isHeld(session.backend));
      const carried = proxy.toClient;
      expect(carried).toBeLessThan(readAhead);
      // It is the reader who brings it on again.
      while (proxy.toClient < carried + 4 * 1024 * 1024) await run.next();
      await until(() => watch.isHeld(session.backend));
      await run.return();
      await expect(rowsOf(session, language.one)).resolves.toEqual([[1]]);
    });

    it('gives the session up where the server can not be told to cancel', async () => {
      proxy = await startFaultProxy(bench.server.target.port);
      const session = await bench.connect({ port: proxy.port });
      const giveUp = new AbortController();
      const fault = faultOf(tell(session, language.sleep, { signal: giveUp.signal }));
      await until(() => watch.isBusy(session.backend));
      proxy.set({ type: 'stall' });
      giveUp.abort();
      expect((await fault).kind).toBe('cancelled');
      expect(session.alive).toBe(false);
    });

    it('kills the backend that was left behind', async () => {
      const { applicationName } = bench.options();
      const left = await bench.connect();
      const { backend } = left;
      if (language.killsOnly !== undefined) {
        const ended = faultOf(rowsOf(left, language.killsOnly));
        await until(() => watch.isBusy(backend));
        await expect(bench.driver.killBackend(bench.target(), bench.options(), backend, applicationName)).resolves.toBe(true);
        expect((await ended).kind).toBe('cancelled');
        await until(async () => !(await watch.isBusy(backend)));
        await expect(bench.driver.killBackend(bench.target(), bench.options(), backend, applicationName)).resolves.toBe(false);
        return;
      }
      await expect(bench.driver.killBackend(bench.target(), bench.options(), backend, applicationName)).resolves.toBe(true);
      await until(async () => !(await watch.exists(backend)));
      expect((await faultOf(rowsOf(left, language.one))).kind).toBe('connection-lost');
      await expect(bench.driver.killBackend(bench.target(), bench.options(), backend, applicationName)).resolves.toBe(false);
    });

    it('kills no backend that only has the same number', async () => {
      const { applicationName } = bench.options();
      const other = await bench.connect();
      const backend = { id: other.backend.id, startedAt: '2001-01-01 00:00:00+00' };
      await expect(bench.driver.killBackend(bench.target(), bench.options(), backend, applicationName)).resolves.toBe(false);
      for (const id of ['999999', '0', '-1', "1' OR '1'='1", '']) {
        await expect(bench.driver.killBackend(bench.target(), bench.options(), { id }, applicationName)).resolves.toBe(false);
      }
      await expect(rowsOf(other, language.one)).resolves.toEqual([[1]]);
    });
  });
};
