import { describe, expect, it } from '@jest/globals';
import type { Kind } from '@orrery/contracts';
import { complete, type KnownReference, type KnownTables, nameText, type Suggestion, type TableDetails } from '../index.js';

const table = (name: string, schema = 'public') => ({ schema, name, detail: 'table' });
const known: KnownTables = {
  tables: [table('customers'), table('orders'), table('Order Lines'), table('staff'), table('orders', 'archive'), table('user')],
  defaultSchema: 'public',
};
const reference = (from: string, columnFrom: string, to: string): KnownReference => ({
  from: { schema: 'public', name: from },
  columnsFrom: [columnFrom],
  to: { schema: 'public', name: to },
  columnsTo: ['id'],
});
const toCustomers = reference('orders', 'customer_id', 'customers');
const boss = reference('staff', 'boss_id', 'staff');
const columns = (...names: string[]) => names.map((name) => ({ name, detail: 'int' }));
const details: readonly TableDetails[] = [
  { schema: 'public', name: 'customers', columns: columns('id', 'name'), references: [toCustomers] },
  { schema: 'public', name: 'orders', columns: columns('id', 'customer_id', 'Total'), references: [toCustomers] },
  { schema: 'public', name: 'staff', columns: columns('id', 'boss_id'), references: [boss] },
  { schema: 'archive', name: 'orders', columns: columns('old_id'), references: [] },
];

/** What is suggested where `|` stands, the best first, without keywords and functions; the tables that were asked about are known. */
function suggested(kind: Kind, marked: string, tables = known, about = details): readonly Suggestion[] {
  const ask = complete(kind, marked.replace('|', ''), marked.indexOf('|'));
  if (!ask) return [];
  const needs = ask.needs(tables);
  const found = ask.suggest(
    tables,
    about.filter((one) => needs.some(({ schema, name }) => schema === one.schema && name === one.name)),
  );
  return found.filter(({ kind: what }) => what !== 'keyword' && what !== 'function').toSorted((a, b) => a.rank - b.rank);
}
const texts = (marked: string, kind: Kind = 'postgres'): string[] => suggested(kind, marked).map(({ text }) => text);
const ofKind = (kind: Suggestion['kind'], marked: string): string[] =>
  suggested('postgres', marked)
    .filter((one) => one.kind === kind)
    .map(({ text }) => text);

describe('tables', () => {
  it('are those of the default schema, then the others with theirs', () => {
    expect(texts('select * from |')).toEqual([
      'customers',
      'orders',
      '"Order Lines"',
      'staff',
      '"user"',
      'archive.orders',
      'public',
      'archive',
    ]);
  });

  it('are those of the schema that is written', () => {
    expect(texts('select * from archive.|')).toEqual(['orders']);
    expect(texts('select * from ARCHIVE.or|')).toEqual(['orders']);
  });

  it('come with what WITH names', () => {
    expect(texts('with recent as (select 1) select * from |')[0]).toBe('recent');
  });

  it('are quoted where that was begun', () => {
    const [first] = suggested('postgres', 'select * from "cu|');
    expect(first).toMatchObject({ text: '"customers"', filter: '"customers"' });
  });

  it('of a database with very many are those that what is typed leads to', () => {
    const many: KnownTables = { ...known, tables: Array.from({ length: 5_000 }, (_, at) => table(`t_${String(at)}`)) };
    const found = suggested('postgres', 'select * from t49|', many);
    expect(found.map(({ text }) => text)).toContain('t_4987');
    expect(found.every(({ text }) => /4.*9/.test(text))).toBe(true);
    expect(suggested('postgres', 'select * from |', many)).toHaveLength(2_000);
  });
});

describe('columns', () => {
  it('are those of the relations of the query, ambiguous ones with the name of theirs', () => {
    expect(ofKind('column', 'select | from orders o join customers c on true')).toEqual([
      'o.id',
      'customer_id',
      '"Total"',
      'c.id',
      'name',
    ]);
  });

  it('are those of the alias, the table or the schema before the dot', () => {
    expect(texts('select o.| from orders o')).toEqual(['id', 'customer_id', '"Total"']);
    expect(texts('select orders.| from orders')).toEqual(['id', 'customer_id', '"Total"']);
    expect(texts('select archive.orders.| from archive.orders')).toEqual(['old_id']);
    expect(texts('select x.| from orders o')).toEqual([]);
  });

  it('of a query in FROM are those that it calls so', () => {
    expect(texts('select x.| from (select o.*, 1 as one from orders o) x')).toEqual(['id', 'customer_id', '"Total"', 'one']);
    expect(texts('with a as (select name from customers) select a.| from a')).toEqual(['name']);
  });

  it('of queries around come after the own', () => {
    expect(ofKind('column', 'select * from orders o where exists (select 1 from customers where |)')).toEqual([
      'id',
      'name',
      'o.id',
      'o.customer_id',
      'o."Total"',
    ]);
  });

  it('alone stand in the list of an INSERT', () => {
    expect(texts('insert into orders (|')).toEqual(['id', 'customer_id', '"Total"']);
    expect(complete('postgres', 'insert into orders (', 20)?.suggest(known, details)).toHaveLength(3);
  });
});

describe('joins', () => {
  it('come with their condition', () => {
    expect(ofKind('join', 'select * from orders o join |')).toEqual(['customers on customers.id = o.customer_id']);
    expect(ofKind('join', 'SELECT * FROM orders o JOIN |')).toEqual(['customers ON customers.id = o.customer_id']);
    expect(ofKind('join', 'select * from customers join |')).toEqual(['orders on orders.customer_id = customers.id']);
  });

  it('of a table with itself have another name', () => {
    expect(ofKind('join', 'select * from staff join |')).toEqual(['staff staff_2 on staff_2.id = staff.boss_id']);
  });

  it('are completed behind ON, in both directions where a table refers to itself', () => {
    expect(ofKind('join', 'select * from orders o join customers c on |')).toEqual(['c.id = o.customer_id']);
    expect(ofKind('join', 'select * from staff a join staff b on |')).toEqual(['b.boss_id = a.id', 'b.id = a.boss_id']);
    expect(ofKind('join', 'select * from staff a join orders b on |')).toEqual([]);
  });
});

describe('words', () => {
  const words = (marked: string): string[] => {
    const ask = complete('postgres', marked.replace('|', ''), marked.indexOf('|'));
    return (ask?.suggest(known, details) ?? []).filter(({ kind }) => kind === 'keyword').map(({ text }) => text);
  };

  it('do not take the place of an alias of one letter', () => {
    expect(words('select * from orders o|')).toEqual([]);
    expect(words('select * from orders wh|')).toEqual(['WHEN', 'WHERE'].filter((word) => words('|').includes(word)));
    expect(words('select * from orders wh|')).toContain('WHERE');
  });

  it('are not offered behind a dot or AS', () => {
    expect(words('select o.| from orders o')).toEqual([]);
    expect(words('select id as | from orders')).toEqual([]);
  });
});

describe.each(['postgres', 'mysql', 'mssql'] as const)('a name on %s', (kind) => {
  it('is quoted where it needs it', () => {
    expect(nameText(kind, 'orders_2')).toBe('orders_2');
    for (const name of ['order', 'a b', '2x', 'a"b', 'ö'.normalize('NFD'), 'select']) expect(nameText(kind, name)).not.toBe(name);
    expect(nameText(kind, 'Orders')).toBe(kind === 'postgres' ? '"Orders"' : 'Orders');
  });
});

describe('MongoDB', () => {
  const documents: KnownTables = {
    tables: [table('orders', 'shop'), table('order lines', 'shop')],
    defaultSchema: 'shop',
  };
  const about: readonly TableDetails[] = [
    {
      schema: 'shop',
      name: 'orders',
      columns: columns('_id', 'address', 'address.city', 'address.geo.lat', 'to-do'),
      references: [],
    },
  ];
  const found = (marked: string): string[] =>
    suggested('mongodb', marked, documents, about)
      .filter(({ kind }) => kind !== 'operator')
      .map(({ text }) => text);

  it('names collections behind db, and methods', () => {
    expect(found('db.|').slice(0, 2)).toEqual(['orders', 'getCollection("order lines")']);
    expect(found('db.|')).toContain('createCollection');
    expect(found('db.orders.|')).toEqual(expect.arrayContaining(['find', 'aggregate', 'updateOne']));
    expect(found('db.getCollection("order lines").|')).toContain('find');
    expect(found('db.orders.fi|')).toContain('find');
  });

  it('goes on behind a call', () => {
    expect(found('db.orders.find({ a: 1 }).|')).toEqual(expect.arrayContaining(['sort', 'limit', 'explain']));
    expect(found('db.orders.find({}).sort({ a: 1 }).|')).toContain('limit');
    expect(found('db.orders.find({})\n  .|')).toContain('sort');
    expect(found('db.orders.find({}).|')).not.toContain('insertOne');
  });

  it('names the fields of the collection where a key stands, by what they stand in', () => {
    expect(found('db.orders.find({ | })')).toEqual(['_id', 'address', '"address.city"', '"address.geo.lat"', '"to-do"']);
    expect(found('db.orders.find({ a: 1, ad|')).toContain('address');
    expect(found('db.orders.insertOne({ address: { |')).toEqual(['city', '"geo.lat"']);
    expect(found('db.orders.insertOne({ address: { geo: { |')).toEqual(['lat']);
    expect(found('db.orders.aggregate([{ $match: { |')).toContain('_id');
    expect(found('db.customers.find({ |')).toEqual([]);
  });

  it('offers operators where a key stands, and constructors where a value does', () => {
    const all = (marked: string): string[] => suggested('mongodb', marked, documents, about).map(({ text }) => text);
    expect(all('db.orders.find({ a: { $|')).toContain('$gte');
    const ask = complete('mongodb', 'db.orders.find({ a: ', 20);
    expect(ask?.suggest(documents, about).map(({ text }) => text)).toContain('ObjectId');
  });

  it('says nothing in text and comments', () => {
    for (const text of ['db.orders.find({ a: "|', '// |', 'db.orders.find(/a|/)', '/* |', 'db.a.find({ b: 1|'])
      expect(complete('mongodb', text.replace('|', ''), text.indexOf('|'))).toBeUndefined();
  });

  it('begins anew on a new line', () => {
    const texts = complete('mongodb', 'db.a.find()\n', 12)?.suggest(documents, about);
    expect(texts?.map(({ text }) => text)).toEqual(['db', 'show collections', 'show dbs']);
    expect(complete('mongodb', 'db.a.find();  ', 14)?.suggest(documents, about)).toHaveLength(3);
  });
});
