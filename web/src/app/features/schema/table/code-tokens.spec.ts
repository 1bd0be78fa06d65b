import { describe, expect, it } from '@jest/globals';
import { codeTokens } from './code-tokens';

describe('codeTokens', () => {
  it('tells keywords, strings, numbers and comments of the language', () => {
    const tokens = codeTokens('postgres', "CREATE TABLE t (a int DEFAULT 12); -- it's\n'x'");
    expect(tokens.filter(({ kind }) => kind !== 'plain').map(({ kind, text }) => `${kind} ${text}`)).toEqual(
      expect.arrayContaining(['keyword CREATE', 'keyword TABLE', 'number 12', "comment -- it's\n", "string 'x'"]),
    );
    expect(tokens.map(({ text }) => text).join('')).toBe("CREATE TABLE t (a int DEFAULT 12); -- it's\n'x'");
  });

  it('leaves an unknown language as it is', () => {
    expect(codeTokens('other', 'select 1')).toEqual([{ text: 'select 1', kind: 'plain' }]);
  });
});
