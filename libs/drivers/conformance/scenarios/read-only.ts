import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Bench, doAll, faultOf, rowsOf, tell } from '../bench.js';
import { DriverFault } from '../../src/index.js';
import type { Language } from '../subject.js';
import { titles } from '../titles.js';
import { besideThreeRows } from './scratch.js';

/** Reading, and nothing else: our own classification first, and the server's read-only mode behind it. */
export const readOnly = (bench: Bench, language: Language): void => {
  describe('read-only', () => {
    const { before, after, reads, payloads } = language.readOnly;
    beforeAll(async () => {
      await doAll(await besideThreeRows(bench, language), before);
      bench.dropSessions();
    });
    afterAll(async () => {
      await doAll(await bench.connect(), after);
      bench.dropSessions();
    });
    afterEach(() => {
      bench.dropSessions();
    });
    /** A session that is read-only as such, and one of which a run is. */
    const readers = async () =>
      [
        [await bench.connect(), { readOnly: true }],
        [await bench.connect({ extraOptions: { ...bench.server.target.extraOptions, readOnly: true } }), {}],
      ] as const;

    it.each(reads)('reads: $text', async (statement) => {
      for (const [session, options] of await readers()) {
        await tell(session, statement, options);
        expect(session.inTransaction).toBe(false);
      }
    });

    it.each(payloads)(`${titles.readOnly}: $name`, async ({ statement, by }) => {
      for (const [session, options] of await readers()) {
        const outcome = await tell(session, statement, options).catch((error: unknown) => error);
        if (by === 'server') expect(outcome).toBeInstanceOf(DriverFault);
        else expect(outcome).toMatchObject({ kind: 'read-only', native: { sqlState: '25006' } });
      }
      await expect(rowsOf(await bench.connect(), language.scratch.count)).resolves.toEqual([[3]]);
    });

    it('reads in a transaction of its own, not in one that is open', async () => {
      if ('lacks' in language.transaction) return;
      const session = await bench.connect();
      await tell(session, language.transaction.begin);
      expect((await faultOf(tell(session, language.scratch.count, { readOnly: true }))).kind).toBe('read-only');
    });

    it('changes again in the same session, once a run is not read-only', async () => {
      const session = await bench.connect();
      await tell(session, language.scratch.count, { readOnly: true });
      await tell(session, language.scratch.update);
      await expect(rowsOf(session, language.scratch.count)).resolves.toEqual([[3]]);
    });
  });
};
