import { describe, expect, it } from '@jest/globals';
import { namesIn, namesText } from './names-in.js';
import { schemaErd } from './schema.contract.js';

describe('names in one text', () => {
  it('are parted by commas, spaces beside them left out', () => {
    expect(namesIn('public.orders, public.customers ,x')).toEqual(['public.orders', 'public.customers', 'x']);
  });

  it('may hold a comma or a backslash after a backslash', () => {
    expect(namesIn('public.a\\,b,public.c\\\\,d')).toEqual(['public.a,b', 'public.c\\', 'd']);
  });

  it.each([
    [['public.a,b']],
    [['public.a,b', 'public.\\,', 'c\\']],
    [[' leading', 'trailing ', 'ends with\\ ', 'two\nlines\n']],
    [['\\\\', ',', ',,', '😀,😀']],
  ])('come back as they were: %j', (names) => {
    expect(namesIn(namesText(names))).toEqual(names);
  });
});

describe('the tables of a diagram', () => {
  const tables = (given: string | string[]): unknown =>
    schemaErd.request.parse({ id: '01939d0a-7c1e-7b3a-9c55-000000000001', tables: given }).tables;

  it('are one text, or a parameter that is repeated and taken as it is', () => {
    expect(tables('public.a,public.b')).toEqual(['public.a', 'public.b']);
    expect(tables(['public.a,b', ' public.c'])).toEqual(['public.a,b', ' public.c']);
    expect(tables('public.a\\,b')).toEqual(['public.a,b']);
  });
});
