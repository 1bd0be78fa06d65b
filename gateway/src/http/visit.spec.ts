import { describe, expect, it } from '@jest/globals';
import { requestIdOf } from './visit.js';

describe('the request id', () => {
  it('is the client’s where it has the form of one', () => {
    expect(requestIdOf('abc_DEF-123')).toBe('abc_DEF-123');
  });

  it('is a new one where it has not', () => {
    for (const odd of [undefined, '', 'short', 'x'.repeat(65), 'with space 1', 'line\nbreak', 'ä'.repeat(10), ['abcdefgh', 'x']])
      expect(requestIdOf(odd)).toMatch(/^[0-9a-f-]{36}$/);
  });
});
