import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { backEnds } from '@orrery/testing';
import {
  Binary,
  BSONRegExp,
  Code,
  Decimal128,
  Double,
  EJSON,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
  UUID,
} from 'bson';
import { MongoBench, told } from '../../test/mongo-bench.js';

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

  describe('documents as a table', () => {
    it('has a column for each field, for those of documents inside, and one for the whole', async () => {
      await bench.server.seed('shop', 'people', [
        { _id: new Int32(1), name: 'Ada', address: { city: 'Paris', geo: { lat: new Double(1) } }, tags: ['a'], mixed: 'x' },
        { _id: new Int32(2), address: { city: null }, age: Long.fromString('9007199254740993'), mixed: new Int32(5), empty: {} },
      ]);
      const session = await bench.connect();
      const answer = await told(session, 'db.people.find()');
      expect(answer.columns).toEqual([
        ...['_id', 'name', 'address.city', 'address.geo.lat', 'tags', 'mixed', 'age', 'empty', 'document'],
      ]);
      expect(answer.types).toEqual([
        ...[
          'int as number',
          'string as string',
          'string as string',
          'double as number',
          'array as json',
          'string | int as other',
        ],
        ...['long as number', 'object as json', 'document as json'],
      ]);
      expect(answer.rows.map((row) => row.slice(0, -1))).toEqual([
        [1, 'Ada', 'Paris', 1, ['a'], 'x', null, null],
        [2, null, null, null, null, 5, '9007199254740993', {}],
      ]);
      expect(answer.rows[1]?.at(-1)).toEqual({
        _id: 2,
        address: { city: null },
        age: { $numberLong: '9007199254740993' },
        mixed: 5,
        empty: {},
      });
      expect(answer.end).toEqual({ type: 'end', command: 'find', rowCount: 2, affectedRows: null, truncated: false });
    });

    it('has only the fields that a statement names', async () => {
      const session = await bench.connect();
      const project = await told(session, 'db.many.find({ n: { $lt: 2 } }, { _id: 0, n: 1 })');
      expect([project.columns, project.rows]).toEqual([['n'], [[0], [1]]]);
      const group = await told(session, 'db.many.aggregate([{ $group: { _id: null, most: { $max: "$n" } } }])');
      expect([group.columns, group.rows]).toEqual([['_id', 'most'], [[null, 4_999]]]);
      const none = await told(session, 'db.nothing.find({}, { a: 1 })');
      expect([none.columns, none.rows]).toEqual([['_id', 'a'], []]);
    });

    it('keeps a field in the whole document that only later documents have', async () => {
      await bench.server.seed('shop', 'later', [
        ...Array.from({ length: 150 }, (_none, n) => ({ _id: new Int32(n) })),
        { _id: new Int32(150), late: new Int32(7) },
      ]);
      const answer = await told(await bench.connect(), 'db.later.find()');
      expect(answer.columns).toEqual(['_id', 'document']);
      expect(answer.rows).toHaveLength(151);
      expect(answer.rows[150]).toEqual([150, { _id: 150, late: 7 }]);
    });
  });

  describe('values', () => {
    const id = new ObjectId('65f1a2b3c4d5e6f708192a3b');
    it.each<[unknown, cell: string, type: string]>([
      [new Int32(-5), '-5', 'int as number'],
      [Long.fromString('9007199254740991'), '9007199254740991', 'long as number'],
      [Long.fromString('9223372036854775807'), '"9223372036854775807"', 'long as number'],
      [new Double(1), '1', 'double as number'],
      [new Double(0.1), '0.1', 'double as number'],
      [new Double(Number.NaN), '"NaN"', 'double as number'],
      [new Double(-Infinity), '"-Infinity"', 'double as number'],
      [new Double(-0), '"-0"', 'double as number'],
      [
        Decimal128.fromString('12345678901234567890123456789.01234'),
        '"12345678901234567890123456789.01234"',
        'decimal as number',
      ],
      [Decimal128.fromString('0.10'), '"0.10"', 'decimal as number'],
      ['é"\\\n\u0001😀', '"é\\"\\\\\\n\\u0001😀"', 'string as string'],
      [true, 'true', 'bool as boolean'],
      [null, 'null', 'null as other'],
      [new Date('1850-01-02T03:04:05.006Z'), '"1850-01-02T03:04:05.006Z"', 'date as datetime'],
      [new Date(253_402_300_800_000), '"+010000-01-01T00:00:00.000Z"', 'date as datetime'],
      [id, '"65f1a2b3c4d5e6f708192a3b"', 'objectId as other'],
      [new UUID('00112233-4455-6677-8899-aabbccddeeff'), '"00112233-4455-6677-8899-aabbccddeeff"', 'binData as uuid'],
      [new Binary(Buffer.from([0, 255]), 0), '"\\\\x00ff"', 'binData as binary'],
      [new Binary(Buffer.from([1, 2, 3]), 2), '"HexData(2, \\"010203\\")"', 'binData as binary'],
      [new BSONRegExp('a"b', 'i'), '"/a\\"b/i"', 'regex as other'],
      [new Timestamp({ t: 5, i: 6 }), '"Timestamp(5, 6)"', 'timestamp as other'],
      [new MinKey(), '"MinKey"', 'minKey as other'],
      [new MaxKey(), '"MaxKey"', 'maxKey as other'],
      [new Code('f()'), '"f()"', 'javascript as other'],
      [[new Int32(1), new Double(1), id], '[1,1.0,{"$oid":"65f1a2b3c4d5e6f708192a3b"}]', 'array as json'],
    ])('%p is %s', async (value, cell, type) => {
      await bench.server.drop('shop', 'values');
      await bench.server.seed('shop', 'values', [{ _id: new Int32(1), v: value }]);
      const answer = await told(await bench.connect(), 'db.values.find({}, { _id: 0, v: 1 })');
      expect([answer.json, answer.types]).toEqual([`[${cell}]`, [type]]);
    });

    it('keep their types in the whole document', async () => {
      const document = {
        _id: new Int32(1),
        double: new Double(2),
        odd: [new Double(Number.NaN), new Double(-0), new Double(1e300)],
        long: Long.fromString('3'),
        decimal: Decimal128.fromString('1E+3'),
        date: new Date('2026-01-01T00:00:00.001Z'),
        far: new Date(-1e15),
        binary: new Binary(Buffer.from('abc'), 128),
        uuid: new UUID(),
        regex: new BSONRegExp('^a', 'im'),
        time: new Timestamp({ t: 1, i: 2 }),
        keys: [new MinKey(), new MaxKey(), null],
        code: new Code('f', { a: new Int32(1) }),
        'odd "name"': { '': new Int32(1), $x: id },
      };
      await bench.server.drop('shop', 'values');
      await bench.server.seed('shop', 'values', [document]);
      const { json } = await told(await bench.connect(), 'db.values.find()');
      const whole = json.slice(json.indexOf('{"_id"'), -1);
      // JSON alone can't tell 2.0 from 2: what is compared is what Extended JSON tells.
      expect(EJSON.parse(whole, { relaxed: true })).toEqual(EJSON.parse(EJSON.stringify(document, { relaxed: false })));
      expect(whole).toContain('"double":2.0');
      expect(whole).toContain('"long":{"$numberLong":"3"}');
    });

    it('are cut where they are too long, and said to be', async () => {
      await bench.server.drop('shop', 'values');
      await bench.server.seed('shop', 'values', [
        { _id: new Int32(1), text: 'x'.repeat(5_000), list: [new Binary(Buffer.alloc(5_000))] },
      ]);
      const answer = await told(await bench.connect(), 'db.values.find()', { maxCellBytes: 1_000 });
      expect(answer.cut).toBe(3);
      expect(String(answer.rows[0]?.[1])).toBe(`${'x'.repeat(1_000)}…`);
      expect(String(answer.rows[0]?.[2])).toMatch(/^\[\{"\$binary".*…$/u);
    });
  });
});
