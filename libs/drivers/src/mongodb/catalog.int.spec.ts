import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { catalogPart, type CatalogPart, type Containment } from '@orrery/contracts';
import { splitStatements } from '@orrery/dialects';
import { backEnds, companyTables, documentsOf } from '@orrery/testing';
import { MongoBench, told, until } from '../../test/mongo-bench.js';
import { statementOf } from '../index.js';

describe.each(backEnds())('MongoDB $name', ({ start }) => {
  let bench: MongoBench;
  beforeAll(async () => {
    bench = await MongoBench.start(await start());
  });
  afterEach(() => {
    bench.dropSessions();
  });
  afterAll(() => bench.stop());

  describe('the catalog', () => {
    it('tells collections, sampled paths, indexes, validators and views', async () => {
      const session = await bench.connect({ dbName: 'books' });
      for (const text of [
        'db.createCollection("authors", { validator: { name: { $exists: true } } })',
        'db.authors.insertMany([{ _id: 1, name: "a", tags: ["x", 1] }, { _id: 2, name: null, address: { city: "p" } }])',
        'db.authors.createIndex({ name: 1 }, { unique: true })',
        'db.books.insertMany([{ author: 1, pages: [{ n: 1 }] }, { author: 2 }, { author: 9 }])',
        'db.createView("seen", "books", [{ $match: { author: 1 } }])',
      ])
        await told(session, text);
      const parts: CatalogPart[] = [];
      for await (const part of session.catalog()) parts.push(catalogPart.parse(part));
      expect(parts.map(({ type }) => type)).toEqual(['database', 'progress', 'tables', 'end']);
      const tables = parts.flatMap((part) => (part.type === 'tables' ? part.tables : []));
      expect(tables.map(({ name, kind, sampled }) => [name, kind, sampled])).toEqual([
        ['authors', 'collection', 2],
        ['books', 'collection', 3],
        ['seen', 'view', 1],
      ]);
      const [authors, books, seen] = tables;
      expect(authors?.columns.map(({ name, dataType, nullable, presence }) => [name, dataType, nullable, presence])).toEqual([
        ['_id', 'int', false, 1],
        ['name', 'string', true, 1],
        ['tags', 'array', true, 0.5],
        ['tags[]', 'string', true, 0.5],
        ['address', 'object', true, 0.5],
        ['address.city', 'string', true, 0.5],
      ]);
      expect(authors?.columns[3]?.types).toEqual([
        { name: 'string', share: 0.5 },
        { name: 'int', share: 0.5 },
      ]);
      expect(authors).toMatchObject({
        uniques: [{ name: 'name_1', columns: ['name'] }],
        indexes: [
          { name: '_id_', primary: true },
          { name: 'name_1', unique: true, method: 'btree' },
        ],
        checks: [{ name: 'validator', expression: '{"name":{"$exists":true}}' }],
        statistics: { rowEstimate: 2 },
      });
      expect(books?.columns.map(({ name }) => name)).toContain('pages[].n');
      // What is told to make it anew is understood.
      for (const { ddl } of tables) for (const { text } of splitStatements('mongodb', ddl ?? '')) statementOf('mongodb', text);
      expect(seen?.ddl).toBe('db.createView("seen", "books", [{"$match":{"author":1}}]);');
      await session.close();
    });

    it('measures whether values stand in another collection', async () => {
      const session = await bench.connect({ dbName: 'books' });
      const place = (name: string, ...columns: string[]) => ({ schema: 'books', name, columns });
      const pairs = [
        { from: place('books', 'author'), to: place('authors', '_id') },
        { from: place('books', 'pages[].n'), to: place('authors', '_id') },
        { from: place('books', 'a', 'b'), to: place('authors', 'a', 'b') },
      ];
      const answers: unknown[] = [];
      for await (const answer of session.measure(pairs, { sample: 100, budgetMs: 5_000 })) answers.push(answer);
      expect(answers).toEqual([
        { index: 0, sampled: 3, found: 2 },
        { index: 1, sampled: 1, found: 1 },
        { index: 2, sampled: 0, found: 0, skipped: expect.any(String) },
      ]);
    });

    it('measures arrays of ids, and only the documents that a condition is true of, and tells values', async () => {
      const session = await bench.connect({ dbName: 'shelf' });
      for (const text of [
        'db.tags.insertMany([{ _id: 1 }, { _id: 2 }, { _id: 3 }])',
        'db.likes.insertMany([{ model: "Tag", on: 1 }, { model: "Tag", on: 2 }, { model: "Page", on: 77 }, { on: 1 }])',
        'db.pages.insertMany([{ tagIds: [1, 2], lines: [{ tag: 3 }, { tag: 9 }] }, { tagIds: [] }, { tagIds: [2, 3] }])',
      ])
        await told(session, text);
      const place = (name: string, ...columns: string[]) => ({ schema: 'shelf', name, columns });
      const to = place('tags', '_id');
      const pairs = [
        { from: place('pages', 'tagIds[]'), to },
        { from: place('pages', 'lines[].tag'), to },
        { from: place('likes', 'on'), to, where: { column: 'model', values: ['Tag'] } },
        { from: place('likes', 'on'), to, where: { column: 'model', values: ['Page', 'Gone'] } },
        { from: place('likes', 'model') },
      ];
      const answers: Containment[] = [];
      for await (const answer of session.measure(pairs, { sample: 100, budgetMs: 5_000 })) answers.push(answer);
      expect(answers.slice(0, 4)).toEqual([
        { index: 0, sampled: 3, found: 3 },
        { index: 1, sampled: 2, found: 1 },
        { index: 2, sampled: 2, found: 2 },
        { index: 3, sampled: 1, found: 0 },
      ]);
      expect(answers[4]?.values?.toSorted()).toEqual(['Page', 'Tag']);
    });
  });
});

describe('the catalog of a server with special collections', () => {
  it('says which are capped and which are time series, and how each is made', async () => {
    const bench = await MongoBench.start();
    const session = await bench.connect({ dbName: 'special' });
    await told(session, 'db.createCollection("log", { capped: true, size: 4096 })');
    await told(session, 'db.createCollection("readings", { timeseries: { timeField: "at" } })');
    const tables: unknown[] = [];
    for await (const part of session.catalog())
      if (part.type === 'tables') tables.push(...part.tables.map(({ name, variant, ddl }) => [name, variant, ddl]));
    expect(tables).toEqual([
      ['log', 'capped', 'db.createCollection("log", {"capped":true,"size":4096});'],
      ['readings', 'time series', 'db.createCollection("readings", {"timeseries":{"timeField":"at"}});'],
    ]);
    await session.close();
    await bench.stop();
  });
});

describe('the catalog of a server with hundreds of collections', () => {
  const count = 300;
  it('asks three things of each, over sockets that then serve statements', async () => {
    const bench = await MongoBench.start();
    const { server } = bench;
    for (const [name, documents] of documentsOf(companyTables(count, ['']))) server.data.seed('many', name, documents);
    const session = await bench.connect({ dbName: 'many' });
    server.counts.clear();
    const before = server.accepted;
    const names: string[] = [];
    let rows = 0;
    for await (const part of session.catalog()) {
      if (part.type !== 'tables') continue;
      expect(part.tables.length).toBeLessThanOrEqual(50);
      names.push(...part.tables.map(({ name }) => name));
      rows += part.tables.reduce((sum, { sampled = 0 }) => sum + sampled, 0);
    }
    expect(names).toEqual([...companyTables(count, [''])].map(({ name }) => name));
    expect(rows).toBe(3 * count);
    expect(Object.fromEntries(server.counts)).toEqual({
      listCollections: 1,
      ...Object.fromEntries(['collStats', 'listIndexes', 'find'].map((command) => [command, count])),
      // Of long lists.
      getMore: expect.any(Number),
    });
    expect(server.counts.get('getMore')).toBeLessThan(8);
    expect(server.accepted - before).toBeLessThanOrEqual(3);
    expect((await told(session, 'db.order_customer.find({})')).rows).toHaveLength(3);
    await session.close();
    await bench.stop();
  });

  it('asks of four at a time, and stops all of it when it is cancelled', async () => {
    const bench = await MongoBench.start();
    const { server } = bench;
    for (const [name, documents] of documentsOf(companyTables(40, ['']))) server.data.seed('many', name, documents);
    const session = await bench.connect({ dbName: 'many' });
    server.failPoints.add({ times: 1_000, data: { failCommands: ['find'], blockConnection: true, blockTimeMS: 60_000 } });
    const abort = new AbortController();
    const read = (async () => {
      for await (const part of session.catalog({ signal: abort.signal })) expect(part.type).not.toBe('tables');
    })();
    await until(() => [...server.operations.values()].filter(({ command }) => 'find' in command).length === 4);
    expect(server.mostAtOnce).toBe(4);
    abort.abort();
    await expect(read).rejects.toBeDefined();
    expect([...server.operations.values()].filter(({ command }) => 'find' in command)).toEqual([]);
    await session.close();
    await bench.stop();
  });
});
