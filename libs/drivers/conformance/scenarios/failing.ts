import { parseMongo } from '@orrery/dialects';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type Bench, doAll, faultOf, rowsOf, tell } from '../bench.js';
import { faultCases, type Language } from '../subject.js';
import { titles } from '../titles.js';

/** What a person is told when a statement fails. */
export const failing = (bench: Bench, language: Language): void => {
  describe('a statement that fails', () => {
    afterEach(() => {
      bench.dropSessions();
    });

    it.each(faultCases)(`${titles.failing}: %s`, async (faultCase) => {
      const expected = language.faults[faultCase];
      const session = await bench.connect();
      await doAll(session, expected.before);
      const fault = await faultOf(tell(session, expected.statement));
      expect(fault.kind).toBe(expected.kind);
      expect(fault.message).toMatch(expected.message);
      if (expected.nativeCode !== undefined) expect(fault.native.nativeCode).toBe(expected.nativeCode);
      if (expected.position !== undefined) expect(fault.native.position).toBe(expected.position);
      if (expected.line !== undefined) expect(fault.native.line).toBe(expected.line);
      if (expected.hint !== undefined) expect(fault.native.hint).toMatch(expected.hint);
    });

    it.each(faultCases)('leaves a session that goes on: %s', async (faultCase) => {
      const { before, statement } = language.faults[faultCase];
      const session = await bench.connect();
      await doAll(session, before);
      await faultOf(tell(session, statement));
      expect(session.alive).toBe(true);
      await expect(rowsOf(session, language.one)).resolves.toEqual([[1]]);
    });

    it('refuses a statement in a language of another kind as unsupported', async () => {
      const session = await bench.connect();
      const foreign =
        language.one.language === 'sql'
          ? ({ language: 'mongo', text: 'db.x.find()', call: parseMongo('db.x.find()') } as const)
          : ({ language: 'sql', text: 'SELECT 1' } as const);
      expect((await faultOf(tell(session, foreign))).kind).toBe('unsupported');
    });

    it('refuses a second statement while one is running', async () => {
      const session = await bench.connect();
      const first = session.run(language.rows(10));
      await first.next();
      expect((await faultOf(tell(session, language.one))).kind).toBe('unsupported');
      await first.return();
      await expect(rowsOf(session, language.one)).resolves.toEqual([[1]]);
    });
  });
};
