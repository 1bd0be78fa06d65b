import { expect, it } from '@jest/globals';
import { parseExact } from '@orrery/contracts';
import { insertText, insertValue } from '../index.js';

it('writes an array as PostgreSQL reads one, whatever its elements hold', () => {
  const value = ['a,b', 'say "hi"', 'back\\slash', '', null, 'NULL', ['{x}', 1.5, true]];
  expect(insertValue('postgres', value, 'array')).toBe(
    String.raw`{"a,b","say \"hi\"","back\\slash","",NULL,"NULL",{"{x}",1.5,true}}`,
  );
  expect(insertText('postgres', ['t'], ['a'], [[insertValue('postgres', ["it's"], 'array')]])).toBe(
    `INSERT INTO "t" ("a") VALUES\n  ('{"it''s"}');`,
  );
});

it('leaves documents alone, and numbers with all their digits', () => {
  expect(insertValue('postgres', [1, 2], 'json')).toEqual([1, 2]);
  expect(insertValue('mysql', parseExact('12345678901234567890.10'), 'number')).toBe('12345678901234567890.10');
  expect(insertValue('mongodb', ['a'], 'array')).toEqual(['a']);
  expect(insertValue('mssql', undefined, 'string')).toBeNull();
});
