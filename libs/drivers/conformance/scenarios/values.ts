import { afterEach, describe, expect, it } from '@jest/globals';
import { type Bench, doAll, tell } from '../bench.js';
import { parseExact } from '@orrery/contracts';
import { type CellValue, insertText } from '@orrery/dialects';
import { sql } from '../sql.js';
import type { Language } from '../subject.js';

/** What the server holds is what the driver emits, byte by byte. */
export const values = (bench: Bench, { values: table, keptLike }: Language): void => {
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

    const storable = table.filter(({ unstorable }) => unstorable === undefined);
    const readBack = keptLike === undefined ? it.skip : it;
    // What is exported as statements, or copied as them, makes the same rows again.
    readBack.each(storable)('$name, written as a statement that inserts it, is read back', async (golden) => {
      const { before, json, kind, dataType } = golden;
      const session = await bench.connect();
      await doAll(session, [...(before ?? []), ...(keptLike?.(golden) ?? [])]);
      const value = parseExact(json) as CellValue;
      await doAll(session, [sql(insertText(session.kind, ['kept'], ['v'], [[value]], [{ kind, dataType }]))]);
      const { sets } = await tell(session, sql('SELECT v FROM kept'));
      // Spaces between the words of a document, and a key that stands in it twice, are nothing that its value has.
      expect(exactText(sets[0]?.json)).toBe(exactText(`[${json}]`));
    });
  });
};

const exactText = (json = 'null'): string => JSON.stringify(parseExact(json));
