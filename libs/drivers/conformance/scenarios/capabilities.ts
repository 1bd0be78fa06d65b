import { afterEach, describe, expect, it } from '@jest/globals';
import { capabilityNames, dialectOf } from '@orrery/dialects';
import { type Bench, faultOf, rowsOf, tell } from '../bench.js';
import type { Language } from '../subject.js';

/** What the dialect says of its kind, and what the server shows. */
export const capabilities = (bench: Bench, language: Language): void => {
  describe('capabilities', () => {
    afterEach(() => {
      bench.dropSessions();
    });

    it.each(capabilityNames)('%s is as the dialect says', async (name) => {
      const said = dialectOf(bench.driver.kind)?.capabilities[name];
      const proof = language.capabilities[name];
      if ('ask' in proof) {
        expect(said?.able).toBe(false);
        const session = await bench.connect();
        expect((await faultOf(tell(session, proof.ask))).kind).toBe(proof.answers);
      } else if ('statements' in proof) {
        const session = await bench.connect();
        let rows: unknown;
        for (const statement of proof.statements) rows = await rowsOf(session, statement);
        expect(rows).toEqual(proof.rows);
      }
      // A lack without a consequence would tell nobody anything.
      expect(said?.able === false ? said.consequence : 'able').not.toBe('');
    });
  });
};
