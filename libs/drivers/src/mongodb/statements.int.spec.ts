import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { backEnds } from '@orrery/testing';
import { fault, MongoBench, rows, told } from '../../test/mongo-bench.js';
import { type DriverFault, statementOf } from '../index.js';

describe.each(backEnds())('MongoDB $name', ({ start }) => {
  let bench: MongoBench;
  beforeAll(async () => {
    bench = await MongoBench.start(await start());
    await bench.fill();
  });
  afterEach(() => {
    bench.dropSessions();
  });
  afterAll(() => bench.stop());

  describe('statements', () => {
    it('write, and tell how much', async () => {
      const session = await bench.connect();
      const ends = async (text: string): Promise<unknown> => {
        const { rows: answer, end } = await told(session, text);
        return [answer, end.affectedRows];
      };
      expect(await ends('db.w.insertOne({ _id: 1, n: NumberLong("1") })')).toEqual([[[1]], 1]);
      expect(await ends('db.w.insertMany([{ _id: 2, n: 2 }, { _id: 3, n: 3 }])')).toEqual([[[2, [2, 3]]], 2]);
      expect(await ends('db.w.updateMany({ n: { $gte: 2 } }, { $inc: { n: 10 } })')).toEqual([[[2, 2, null]], 2]);
      expect(await ends('db.w.updateOne({ _id: 9 }, { $set: { n: 1 } }, { upsert: true })')).toEqual([[[0, 0, 9]], 1]);
      expect(await ends('db.w.replaceOne({ _id: 9 }, { n: 2 })')).toEqual([[[1, 1, null]], 1]);
      expect(await ends('db.w.findOneAndUpdate({ _id: 1 }, { $set: { n: 5 } }, { returnDocument: "after" })')).toEqual([
        [[1, 5, { _id: 1, n: 5 }]],
        1,
      ]);
      expect(await ends('db.w.countDocuments({ n: { $gt: 4 } })')).toEqual([[[3]], null]);
      expect(await ends('db.w.countDocuments({ n: 1000 })')).toEqual([[[0]], null]);
      expect(await ends('db.w.find({ n: 5 }).count()')).toEqual([[[1]], null]);
      expect(await ends('db.w.distinct("n")')).toEqual([[[2], [5], [12], [13]], null]);
      expect(await ends('db.w.deleteOne({ _id: 1 })')).toEqual([[[1]], 1]);
      expect(await ends('db.w.deleteMany({})')).toEqual([[[3]], 3]);
      expect(await ends('db.w.createIndex({ a: 1, b: -1 })')).toEqual([[['a_1_b_-1']], null]);
      expect((await rows(session, 'db.w.getIndexes()')).length).toBe(2);
      expect(await ends('db.w.renameCollection("w2")')).toMatchObject([expect.anything(), null]);
      expect(await ends('db.w2.drop()')).toMatchObject([expect.anything(), null]);
    });

    it('list, explain and ask the server', async () => {
      const session = await bench.connect();
      expect(await rows(session, 'show collections')).toContainEqual(['many', 'collection']);
      expect((await rows(session, 'show dbs')).map(([name]) => name)).toEqual(['shop']);
      expect(await rows(session, 'db.version()')).toEqual([['7.0.99']]);
      expect((await told(session, 'db.many.find({ n: 1 }).explain()')).json).toMatch(/"stage":"(?:COLLSCAN|FETCH)"/u);
      expect((await told(session, 'db.runCommand({ ping: 1 })')).json).toContain('"ok":1');
      expect((await told(session, 'db.getSiblingDB("other").many.countDocuments()')).rows).toEqual([[0]]);
      const cursor = await told(session, 'db.runCommand({ find: "many", batchSize: 2 })');
      expect(cursor.rows).toHaveLength(2);
      expect(cursor.notices).toHaveLength(1);
      expect(bench.server.cursors.size).toBe(0);
    });

    it.each<[string, DriverFault['kind'], code: string | undefined]>([
      ['db.one.insertOne({ _id: 1 })', 'constraint', '11000'],
      ['db.one.find({}, {}, { what: 1 })', 'syntax', undefined],
      ['db.one.updateOne({}, { a: 1 })', 'syntax', undefined],
      ['db.one.replaceOne({}, { $set: { a: 1 } })', 'syntax', undefined],
      ['db.one.dropIndex("none")', 'no-such-object', '27'],
      ['db.runCommand({ noSuchCommand: 1 })', 'unsupported', '59'],
      ['db.one.aggregate([{ $nope: {} }])', 'syntax', '40324'],
    ])('%s fails as %s', async (text, kind, code) => {
      const session = await bench.connect();
      const failed = await fault(told(session, text));
      expect([failed.kind, failed.native.nativeCode]).toEqual([kind, code]);
      expect(session.alive).toBe(true);
      await expect(rows(session, 'db.one.find({}, { _id: 1 })')).resolves.toBeTruthy();
    });

    it('say where they go wrong', () => {
      expect(() => statementOf('mongodb', 'db.one.find({ é: process })')).toThrow(
        expect.objectContaining({ kind: 'syntax', native: { position: 18 } }),
      );
      expect(() => statementOf('mongodb', 'db.one.find()', [1])).toThrow(expect.objectContaining({ kind: 'syntax' }));
    });

    it('are told a time limit, and a person may set a lower one', async () => {
      const session = await bench.connect();
      const late = await fault(told(session, 'db.one.find({ $where: "sleep(60000)" }).maxTimeMS(5)'));
      expect([late.kind, late.native.nativeCode]).toEqual(['timeout', '50']);
    });
  });

  describe('a read-only connection', () => {
    it.each([
      'db.one.insertOne({ a: 1 })',
      'db.one.aggregate([{ $out: "two" }])',
      'db.one.aggregate([{ $merge: "two" }])',
      'db.one.find({ $where: "sleep(1)" })',
      'db.one.find({ $expr: { $function: { body: "f", args: [], lang: "js" } } })',
      'db.runCommand({ drop: "one" })',
      'db.runCommand({ mapReduce: "one" })',
      'db.dropDatabase()',
    ])('refuses %s before it is sent', async (text) => {
      const { extraOptions } = bench.target();
      const session = await bench.connect({ extraOptions: { ...extraOptions, readOnly: true } });
      const before = bench.server.operations.size;
      expect((await fault(told(session, text))).kind).toBe('read-only');
      expect(bench.server.operations.size).toBe(before);
      await expect(rows(session, 'db.one.countDocuments()')).resolves.toEqual([[1]]);
      await expect(rows(session, 'db.runCommand({ ping: 1 })')).resolves.toBeTruthy();
    });

    it('or a single run is one', async () => {
      const session = await bench.connect();
      expect((await fault(told(session, 'db.one.drop()', { readOnly: true }))).kind).toBe('read-only');
    });

    it('is denied by the server too, where the user may only read', async () => {
      const reader = { username: 'rea', password: 'only', extraOptions: { ssl: { mode: 'disable' as const } } };
      const session = await bench.connect(reader);
      expect((await fault(told(session, 'db.one.insertOne({})'))).kind).toBe('denied');
      await expect(rows(session, 'db.one.countDocuments()')).resolves.toEqual([[1]]);
    });
  });
});
