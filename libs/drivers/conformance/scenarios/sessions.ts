import { afterEach, describe, expect, it } from '@jest/globals';
import { type Bench, doAll, faultOf, rowsOf, tell, until } from '../bench.js';
import type { Session, Statement } from '../../src/index.js';
import { isLack, type Language } from '../subject.js';
import { besideScratch } from './scratch.js';

/** The rows, or the kind of the fault. */
const seen = (session: Session, statement: Statement): Promise<unknown> =>
  rowsOf(session, statement).catch(async (error: unknown) => (await faultOf(Promise.reject(error as Error))).kind);

/** What a session keeps, and how it is made as new. */
export const sessions = (bench: Bench, language: Language): void => {
  describe('a session', () => {
    afterEach(() => {
      bench.dropSessions();
    });

    if (language.residues.length > 0)
      it.each(language.residues)('loses $name when it is made as new', async ({ leave, look, left, clean }) => {
        const session = await bench.connect();
        await expect(seen(session, look)).resolves.toEqual(clean);
        await doAll(session, leave);
        await expect(seen(session, look)).resolves.toEqual(left);
        await expect(session.reset()).resolves.toBe(true);
        await expect(seen(session, look)).resolves.toEqual(clean);
        expect(session).toMatchObject({ alive: true, inTransaction: false });
      });

    it('knows whether a transaction is open, and rolls it back when it is made as new', async () => {
      const session = await besideScratch(bench, language);
      const { transaction, scratch } = language;
      if (isLack(transaction)) {
        expect((await faultOf(tell(session, transaction.ask))).kind).toBe('unsupported');
        return;
      }
      await tell(session, transaction.begin);
      expect(session.inTransaction).toBe(true);
      await tell(session, scratch.insert);
      await tell(session, transaction.commit);
      expect(session.inTransaction).toBe(false);
      await doAll(session, [transaction.begin, scratch.insert]);
      await expect(session.reset()).resolves.toBe(true);
      expect(session.inTransaction).toBe(false);
      await expect(rowsOf(session, scratch.count)).resolves.toEqual([[3]]);
    });

    it('is made as new after a transaction that has failed', async () => {
      const session = await bench.connect();
      if (isLack(language.transaction)) return;
      await tell(session, language.transaction.begin);
      await faultOf(tell(session, language.faults.syntax.statement));
      await expect(session.reset()).resolves.toBe(true);
      expect(session.inTransaction).toBe(false);
      await expect(rowsOf(session, language.one)).resolves.toEqual([[1]]);
    });

    it('is not made as new while it is busy', async () => {
      const session = await bench.connect();
      const run = session.run(language.rows(10));
      await run.next();
      await expect(session.reset()).resolves.toBe(false);
      await run.return();
    });

    it('closes in order while a statement is on its way', async () => {
      const session = await bench.connect();
      const run = session.run(language.flood);
      await run.next();
      await session.close();
      expect(session.alive).toBe(false);
      await until(async () => !(await bench.server.watch.isBusy(session.backend)));
    });
  });
};
