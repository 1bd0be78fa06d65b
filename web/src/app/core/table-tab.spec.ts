import { describe, expect, it } from '@jest/globals';
import { schemaOfTable, titleOfTable } from './table-tab';

describe('a qualified name', () => {
  it.each([
    ['public.orders', 'public', 'orders'],
    ['orders', '', 'orders'],
    ['public."Odd ""name"" <b>"', 'public', 'Odd "name" <b>'],
    ['"a.b"."c.d"', 'a.b', 'c.d'],
    ['"a ""x"""."c"', 'a "x"', 'c'],
  ])('%s is of schema %s and table %s', (table, schema, title) => {
    expect([schemaOfTable(table), titleOfTable(table)]).toEqual([schema, title]);
  });
});
