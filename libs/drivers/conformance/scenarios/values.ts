import { afterEach, describe, expect, it } from '@jest/globals';
import { type Bench, doAll, tell } from '../bench.js';
import type { Language } from '../subject.js';

/** What the server holds is what the driver emits, byte by byte. */
export const values = (bench: Bench, { values: table }: Language): void => {
  describe('values', () => {
    afterEach(() => {
      bench.dropSessions();
    });

    it.each(table)('$name: $json', async ({ before, statement, bound, json, dataType, kind }) => {
      const session = await bench.connect();
      await doAll(session, before);
      for (const ask of [statement, bound]) {
        if (ask === undefined) continue;
        const { sets } = await tell(session, ask);
        expect(sets).toHaveLength(1);
        expect(sets[0]).toMatchObject({ json: `[${json}]`, columns: [{ dataType, kind }], cut: [] });
      }
    });
  });
};
