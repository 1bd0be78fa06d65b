import { describe, expect, it } from '@jest/globals';
import { cursorAfter, idOf } from './cursor.js';

describe('a cursor', () => {
  it('stands for the id that a page ended with', () => {
    const id = '01890a5d-ac96-774b-bcce-b302099a8001';
    expect(idOf(cursorAfter(id))).toBe(id);
    expect(cursorAfter(id)).not.toContain('-ac96-');
  });

  it.each(['', 'x', '01890a5d-ac96-774b-bcce-b302099a8001', "' or 1=1 --"])('is not “%s”', (text) => {
    expect(() => idOf(text)).toThrow(
      expect.objectContaining({ code: 'invalid_request', errors: [expect.objectContaining({ path: 'cursor' })] }),
    );
  });
});
