import { expect, it } from '@jest/globals';
import { parseExact } from '@orrery/contracts';
import { type CellValue, type ColumnType, insertText } from '../index.js';

const written = (kind: Parameters<typeof insertText>[0], value: CellValue, type: Partial<ColumnType>): string =>
  insertText(kind, ['t'], ['a'], [[value]], [{ kind: 'string', dataType: '', ...type }]).split('\n')[1] ?? '';

it('writes an array as PostgreSQL reads one, whatever its elements hold', () => {
  const value = ['a,b', 'say "hi"', 'back\\slash', "it's", '', null, 'NULL', ['{x}', 1.5, true]];
  expect(written('postgres', value, { kind: 'array' })).toBe(
    String.raw`  (E'{"a,b","say \\"hi\\"","back\\\\slash","it''s","",NULL,"NULL",{"{x}",1.5,true}}');`,
  );
});

it('writes documents as texts that are documents, and numbers with all their digits', () => {
  expect(written('postgres', [1, 2], { kind: 'json' })).toBe("  ('[1,2]');");
  expect(written('postgres', 'a text', { kind: 'json' })).toBe(`  ('"a text"');`);
  expect(written('mysql', parseExact('12345678901234567890.10') as CellValue, { kind: 'number' })).toBe(
    "  ('12345678901234567890.10');",
  );
});

it('writes bits, bytes and vectors as MySQL reads them, and texts that look like them as texts', () => {
  expect(written('mysql', '0101', { dataType: 'bit(4)' })).toBe("  (b'0101');");
  expect(written('mysql', '\\x', { kind: 'binary' })).toBe("  (X'');");
  expect(written('mysql', '\\x00ff', { kind: 'binary' })).toBe("  (X'00ff');");
  expect(written('mysql', '[1,-2.5]', { dataType: 'vector(2)' })).toBe("  (STRING_TO_VECTOR('[1,-2.5]'));");
  expect(written('mysql', '\\x00ff', { dataType: 'varchar(9)' })).toBe(String.raw`  ('\\x00ff');`);
});
