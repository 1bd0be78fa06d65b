import { describe, expect, it } from '@jest/globals';
import { insertsFor, tableOf } from './insert-statements';

describe('tableOf', () => {
  it('finds the first table of a statement, quoted or not', () => {
    expect(tableOf('select * from orders o join x on true')).toEqual(['orders']);
    expect(tableOf('SELECT 1\nFROM "Shop" . "my ""table"""')).toEqual(['Shop', 'my "table"']);
    expect(tableOf('select * from `a`.b')).toEqual(['a', 'b']);
  });

  it('has a name to replace where there is none', () => {
    expect(tableOf('select 1')).toEqual(['table_name']);
  });
});

describe('insertsFor', () => {
  it('writes in the language of the database', () => {
    const insert = insertsFor('postgres', 'select * from t');
    const block = { columns: [{ name: 'a b', dataType: 'text', kind: 'string' as const }], rows: [["it's"], [null]] };
    expect(insert?.(block)).toBe(`INSERT INTO "t" ("a b") VALUES\n  ('it''s'),\n  (NULL);`);
  });

  it('is not offered where the language is not known', () => {
    expect(insertsFor('elsewhere', '')).toBeNull();
    expect(insertsFor(undefined, '')).toBeNull();
  });
});
