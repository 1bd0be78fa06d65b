import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Decimal128, Int32, MaxKey, MinKey, MongoClient, type Document } from 'mongodb';
import { backEnds, startMongo, type MongoServer } from './index.js';

/** What a command is refused for by a real server, as far as both back ends know it. */
const refused: readonly (readonly [what: string, command: Document])[] = [
  ['a field that find does not have', { find: 't', filtre: {} }],
  ['a limit below zero of a batch', { find: 't', batchSize: -1 }],
  ['a limit that is no number', { find: 't', limit: 'all' }],
  ['a filter that is a text', { find: 't', filter: 'all' }],
  ['an order that is none', { find: 't', sort: { a: 2 } }],
  ['an order that is a word', { find: 't', sort: { a: 'asc' } }],
  ['an index that is not there', { find: 't', hint: 'none' }],
  ['an empty $or', { find: 't', filter: { $or: [] } }],
  ['$and of a document', { find: 't', filter: { $and: {} } }],
  ['$in of a number', { find: 't', filter: { a: { $in: 1 } } }],
  ['an operator within $in', { find: 't', filter: { a: { $in: [{ $gt: 1 }] } } }],
  ['$options alone', { find: 't', filter: { a: { $options: 'i' } } }],
  ['a pattern that is a number', { find: 't', filter: { a: { $regex: 1 } } }],
  ['a pattern that is none', { find: 't', filter: { a: { $regex: '(' } } }],
  ['a flag that is none', { find: 't', filter: { a: { $regex: 'a', $options: 'q' } } }],
  ['fields that are shown and others hidden', { find: 't', projection: { a: 1, b: 0 } }],
  ['a path and one within it', { find: 't', projection: { a: 1, 'a.b': 1 } }],
  ['a pipeline without a cursor', { aggregate: 't', pipeline: [] }],
  ['a stage of two', { aggregate: 't', pipeline: [{ $match: {}, $limit: 1 }], cursor: {} }],
  ['a stage that is none', { aggregate: 't', pipeline: [{ $nope: {} }], cursor: {} }],
  ['a limit of zero', { aggregate: 't', pipeline: [{ $limit: 0 }], cursor: {} }],
  ['a skip below zero', { aggregate: 't', pipeline: [{ $skip: -1 }], cursor: {} }],
  ['an empty $sort', { aggregate: 't', pipeline: [{ $sort: {} }], cursor: {} }],
  ['a group of nothing', { aggregate: 't', pipeline: [{ $group: { n: { $sum: 1 } } }], cursor: {} }],
  ['a group that counts by a number', { aggregate: 't', pipeline: [{ $group: { _id: 1, n: 1 } }], cursor: {} }],
  ['a path without its sign', { aggregate: 't', pipeline: [{ $unwind: 'a' }], cursor: {} }],
  ['a sample of none', { aggregate: 't', pipeline: [{ $sample: { size: 0 } }], cursor: {} }],
  ['the values of no path', { distinct: 't', key: '' }],
  ['a write of nothing', { insert: 't', documents: [] }],
  ['a removal that updates', { findAndModify: 't', query: {}, remove: true, update: { a: 1 } }],
  ['a deletion of two', { delete: 't', deletes: [{ q: {}, limit: 2 }] }],
  ['a collection without a name', { create: '' }],
  ['a collection with a sign in its name', { create: 'a$b' }],
  ['an index without fields', { createIndexes: 't', indexes: [{ key: {}, name: 'none' }] }],
  ['an index without an order', { createIndexes: 't', indexes: [{ key: { a: 0 }, name: 'a_0' }] }],
  ['the indexes of a view', { listIndexes: 'view' }],
];

/** Updates of a document that are refused, one by one in a reply that is otherwise well. */
const refusedUpdates: readonly (readonly [what: string, update: Document])[] = [
  ['another id', { $set: { _id: 2 } }],
  ['another id by replacing', { _id: 2, a: 1 }],
  ['a path twice', { $set: { a: 1 }, $unset: { a: '' } }],
  ['a path and one within it', { $set: { a: 1, 'a.b': 2 } }],
  ['an operator that is none', { $nope: { a: 1 } }],
  ['a name that begins with a sign', { $set: { $a: 1 } }],
  ['a path with nothing in it', { $set: { 'a..b': 1 } }],
];

describe.each(backEnds())('a server $name', ({ start }) => {
  let server: MongoServer;
  let client: MongoClient;
  beforeAll(async () => {
    server = await startMongo({ backEnd: await start() });
    client = await MongoClient.connect(`mongodb://127.0.0.1:${String(server.port)}/?directConnection=true`);
    await server.seed('shop', 't', [{ _id: 1, a: 1 }]);
    await client.db('shop').createCollection('view', { viewOn: 't', pipeline: [{ $project: { a: 1 } }] });
  });
  afterAll(async () => {
    await client.close();
    await server.stop();
  });

  it.each(refused)('refuses %s', async (_what, command) => {
    await expect(client.db('shop').command(command)).rejects.toMatchObject({ ok: 0, code: expect.any(Number) });
  });

  it.each(refusedUpdates)('refuses to change a document by %s', async (_what, u) => {
    await expect(
      client
        .db('shop')
        .command({ update: 't', updates: [{ q: { _id: 1 }, u }] })
        .then(({ writeErrors }: Document) => {
          if (Array.isArray(writeErrors) && writeErrors.length > 0) throw new Error('refused');
        }),
    ).rejects.toThrow(/./u);
    await expect(client.db('shop').collection('t').findOne({})).resolves.toEqual({ _id: 1, a: 1 });
  });

  it('reads a view, and writes to none', async () => {
    const view = client.db('shop').collection('view');
    await expect(
      view
        .find({}, { projection: { _id: 0 } })
        .sort({ a: -1 })
        .limit(1)
        .toArray(),
    ).resolves.toEqual([{ a: 1 }]);
    await expect(view.insertOne({ a: 2 })).rejects.toMatchObject({ code: 166 });
    await expect(view.find().toArray()).resolves.toEqual([{ _id: 1, a: 1 }]);
  });

  it('sorts values of different types by their types', async () => {
    const values = [new MaxKey(), true, 'b', null, new Date(0), 2, { a: 1 }, new MinKey(), Decimal128.fromString('1.5'), [0]];
    await server.seed(
      'shop',
      'mixed',
      values.map((a, at) => ({ _id: new Int32(at), a })),
    );
    const sorted = await client.db('shop').collection<{ _id: number }>('mixed').find({}).sort({ a: 1 }).toArray();
    expect(sorted.map(({ _id }) => _id)).toEqual([7, 3, 9, 8, 5, 2, 6, 1, 4, 0]);
    const staged = client
      .db('shop')
      .collection('mixed')
      .aggregate([{ $sort: { a: -1 } }, { $project: { _id: 1 } }]);
    expect((await staged.toArray()).map(({ _id }) => Number(_id))).toEqual([0, 4, 1, 6, 2, 5, 8, 9, 3, 7]);
  });

  it('shows the id alone, and first', async () => {
    const t = client.db('shop').collection('t');
    await expect(t.find({}, { projection: { _id: 1 } }).toArray()).resolves.toEqual([{ _id: 1 }]);
    expect(Object.keys((await t.findOne({}, { projection: { b: '$a' } })) ?? {})).toEqual(['_id', 'b']);
  });

  it('replaces with $merge what is there, and tells sizes', async () => {
    const t = client.db('shop').collection('t');
    await t.aggregate([{ $set: { a: 2 } }, { $merge: 'merged' }]).toArray();
    await t.aggregate([{ $set: { a: 3 } }, { $merge: 'merged' }]).toArray();
    const merged = client.db('shop').collection('merged');
    await expect(merged.find().toArray()).resolves.toEqual([{ _id: 1, a: 3 }]);
    const [sizes] = await merged.aggregate([{ $collStats: { count: {} } }]).toArray();
    expect(sizes).toMatchObject({ count: 1 });
    await expect(merged.aggregate([{ $indexStats: {} }, { $project: { name: 1 } }]).toArray()).resolves.toEqual([
      { name: '_id_' },
    ]);
  });
});
