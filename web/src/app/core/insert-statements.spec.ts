import { describe, expect, it } from '@jest/globals';
import type { ExplorerColumn, ResultColumn } from '@orrery/contracts';
import { keepDocuments } from '@orrery/dialects';
import { tableOf } from './table-of';
import { insertsFor } from './insert-statements';

const text = (name: string): ResultColumn => ({ name, dataType: 'text', kind: 'string' });
const own = (name: string, generated: ExplorerColumn['generated'] = null): ExplorerColumn => ({
  ...text(name),
  nullable: true,
  default: null,
  isKey: false,
  generated,
  writable: generated === null,
});

describe('the table that copied rows are of', () => {
  it('is the one that a statement’s rows are of, quoted or not', () => {
    expect(tableOf('postgres', 'SELECT *\nFROM "Shop" . "my ""table""" where true')).toEqual(['Shop', 'my "table"']);
    expect(tableOf('mysql', 'select * from `a`.b')).toEqual(['a', 'b']);
    expect(tableOf('mongodb', 'db.orders.find()')).toEqual(['orders']);
  });

  it('is none of several', () => {
    expect(tableOf('postgres', 'select * from orders o join x on true')).toBeUndefined();
    expect(tableOf('postgres', 'select 1')).toBeUndefined();
  });
});

describe('rows as INSERT statements', () => {
  it('are written in the language of the database', () => {
    const columns = [text('a b')];
    const insert = insertsFor('postgres', 'select * from t', columns, null);
    expect(insert?.({ columns, rows: [["it's"], [null]] })).toBe(`INSERT INTO "t" ("a b") VALUES\n  ('it''s'),\n  (NULL);`);
  });

  it('have the table’s own names, without what is computed', () => {
    const columns = [text('remark'), text('?column?'), text('twice')];
    const source = { columns: ['note', null, 'twice'], tableColumns: [own('note'), own('twice', 'stored')] };
    const insert = insertsFor('postgres', 'select note as remark, 1 + 1, twice from t', columns, source);
    expect(insert?.({ columns, rows: [['x', '2', '4']] })).toBe(`INSERT INTO "t" ("note") VALUES\n  ('x');`);
  });

  it('have documents as the database wrote them, where documents are texts', () => {
    const columns: ResultColumn[] = [{ name: 'a', dataType: 'json', kind: 'json' }];
    const rows = [[{ a: 2 }]];
    keepDocuments(columns, rows, [['{"a":1, "a":2}']]);
    expect(insertsFor('postgres', 'select a from t', columns, null)?.({ columns, rows })).toContain(`('{"a":1, "a":2}')`);
    expect(insertsFor('mongodb', 'db.t.find()', columns, null)?.({ columns, rows })).toContain('{ a: {"a":2} }');
  });

  it('say where a name has to be put, where no table is known', () => {
    const columns = [text('a')];
    const insert = insertsFor('postgres', 'select a from t join u on true', columns, null);
    expect(insert?.({ columns, rows: [['x']] })).toMatch(/^-- .*your_table\.\nINSERT INTO "your_table" /);
  });

  it('are not offered where the language is not known', () => {
    expect(insertsFor('elsewhere', '', [], null)).toBeNull();
    expect(insertsFor(undefined, '', [], null)).toBeNull();
  });
});
