import { describe, expect, it } from '@jest/globals';
import { inCaseOf } from './completion';

describe('inCaseOf', () => {
  it('writes keywords as the person does', () => {
    expect(inCaseOf('SEL', 'SELECT')).toBe('SELECT');
    expect(inCaseOf('sel', 'SELECT')).toBe('select');
    expect(inCaseOf('Sel', 'SELECT')).toBe('select');
    expect(inCaseOf('', 'SELECT')).toBe('select');
  });
});
