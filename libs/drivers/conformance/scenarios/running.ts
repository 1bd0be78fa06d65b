import { describe, it } from '@jest/globals';
import type { Bench } from '../bench.js';
import type { Language } from '../subject.js';

/** TODO */
export const running = (bench: Bench, language: Language): void => {
  describe('running', () => {
    it('x', () => {
      void bench;
      void language;
    });
  });
};
