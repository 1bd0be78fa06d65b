import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Decimal128, Double, Long, MongoClient, ObjectId, type Document } from 'mongodb';
import { backEnds, startMongo, type MongoServer } from './index.js';

describe.each(backEnds())('the real client $name', ({ start }) => {
  let server: MongoServer;
  let client: MongoClient;

  beforeAll(async () => {
    server = await startMongo({
      backEnd: await start(),
      users: [{ name: 'ada', password: 'pencil', db: 'admin', role: 'readWrite' }],
    });
    client = await MongoClient.connect(`mongodb://ada:pencil@127.0.0.1:${String(server.port)}/?directConnection=true`);
  });
  afterAll(async () => {
    await client.close();
    await server.stop();
  });

  it('is not let in with a wrong password', async () => {
    const stranger = new MongoClient(`mongodb://ada:pen@127.0.0.1:${String(server.port)}/?directConnection=true`);
    await expect(stranger.connect()).rejects.toMatchObject({ code: 18 });
    await stranger.close();
  });

  it('finds what it has put in, with its types', async () => {
    const collection = client.db('shop').collection('orders', { promoteValues: false });
    const _id = new ObjectId();
    await collection.insertOne({ _id, n: Long.fromString('5'), d: new Double(1), x: Decimal128.fromString('0.10') });
    await expect(collection.findOne({ n: 5 })).resolves.toEqual({
      _id,
      n: Long.fromString('5'),
      d: new Double(1),
      x: Decimal128.fromString('0.10'),
    });
    await expect(collection.insertOne({ _id })).rejects.toThrow(/duplicate key/iu);
  });

  it('reads a long result batch by batch', async () => {
    const collection = client.db('shop').collection('many');
    await collection.insertMany(Array.from({ length: 1_000 }, (_none, n) => ({ n })));
    const seen: unknown[] = [];
    for await (const { n } of collection.find({ n: { $gte: 10 } }, { batchSize: 100 }).sort({ n: -1 })) seen.push(n);
    expect(seen).toHaveLength(990);
    expect(seen[0]).toBe(999);
    expect(server.cursors.size).toBe(0);
  });

  it('changes, counts, groups and removes', async () => {
    const collection = client.db('shop').collection('items');
    await collection.insertMany([
      { kind: 'a', n: 1 },
      { kind: 'a', n: 2 },
      { kind: 'b', n: 3 },
    ]);
    await expect(collection.updateMany({ kind: 'a' }, { $inc: { n: 10 } })).resolves.toMatchObject({
      matchedCount: 2,
      modifiedCount: 2,
    });
    await expect(collection.updateOne({ kind: 'c' }, { $set: { n: 7 } }, { upsert: true })).resolves.toMatchObject({
      upsertedCount: 1,
    });
    await expect(collection.countDocuments({ n: { $gt: 5 } })).resolves.toBe(3);
    await expect(collection.distinct('kind')).resolves.toEqual(['a', 'b', 'c']);
    await expect(
      collection.aggregate([{ $group: { _id: '$kind', n: { $sum: '$n' } } }, { $sort: { _id: 1 } }]).toArray(),
    ).resolves.toEqual([
      { _id: 'a', n: 23 },
      { _id: 'b', n: 3 },
      { _id: 'c', n: 7 },
    ]);
    await expect(collection.findOneAndDelete({ kind: 'b' })).resolves.toMatchObject({ n: 3 });
    await expect(collection.deleteMany({})).resolves.toMatchObject({ deletedCount: 3 });
  });

  it('keeps unique what an index says is', async () => {
    const collection = client.db('shop').collection('users');
    await collection.createIndex({ mail: 1 }, { unique: true }, {});
    await collection.insertOne({ mail: 'a@b' });
    await expect(collection.insertOne({ mail: 'a@b' })).rejects.toMatchObject({ code: 11_000 });
    expect((await collection.indexes()).map(({ name }) => name)).toEqual(['_id_', 'mail_1']);
  });

  it('sees what runs and can kill it', async () => {
    const admin = client.db('admin');
    await client.db('shop').collection('users').insertOne({ mail: 'c@d' });
    const slow = client.db('shop').collection('users').find({ $where: 'sleep(60000)' }, { comment: 'slow' }).toArray();
    slow.catch(() => undefined);
    let opid: unknown;
    while (opid === undefined) {
      const answer = (await admin.command({ currentOp: 1, 'command.comment': 'slow' })) as { inprog: Document[] };
      opid = answer.inprog[0]?.['opid'];
    }
    await admin.command({ killOp: 1, op: opid });
    await expect(slow).rejects.toMatchObject({ code: 11_601 });
  });

  it('meets maxTimeMS and failpoints', async () => {
    const users = client.db('shop').collection('users');
    await expect(users.find({ $where: 'sleep(60000)' }, { maxTimeMS: 5 }).toArray()).rejects.toMatchObject({ code: 50 });
    const admin = client.db('admin');
    await admin.command({
      configureFailPoint: 'failCommand',
      mode: { times: 1 },
      data: { failCommands: ['find'], errorCode: 13 },
    });
    await expect(users.find({}).toArray()).rejects.toMatchObject({ code: 13 });
    await expect(users.find({}).toArray()).resolves.toHaveLength(2);
  });
});
