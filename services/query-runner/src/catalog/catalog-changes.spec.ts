import { describe, expect, it } from '@jest/globals';
import { splitStatements } from '@orrery/dialects';
import { defines } from './catalog-changes.js';

describe('a run', () => {
  it.each([
    ['CREATE TABLE a (b int)', true],
    ['select 1; drop table a', true],
    ['ALTER TABLE a ADD c int', true],
    ['SELECT 1; UPDATE a SET b = 2', false],
  ])('of “%s” tells of a changed catalog: %s', (text, told) => {
    expect(defines({ kind: 'postgres', statements: splitStatements('postgres', text) })).toBe(told);
  });
});
