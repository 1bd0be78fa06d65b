import { describe, expect, it } from '@jest/globals';
import { parseExact } from '@orrery/contracts';
import fc from 'fast-check';
import { type CellValue, insertText } from '../index.js';
import { StatementError } from '../statement-error.js';
import { classifyMongo } from './classify.js';
import { mongodb } from './index.js';
import { parseMongo } from './parse.js';
import { splitMongo } from './split.js';
import { shellText, type MongoValue } from './value.js';

const argOf = (text: string): MongoValue | undefined => parseMongo(`db.c.find(${text})`).args[0];
const valueOf = (text: string): MongoValue | undefined => {
  const document = argOf(`{ v: ${text} }`);
  return document?.type === 'document' ? document.fields[0]?.[1] : undefined;
};
const refusal = (text: string): StatementError => {
  try {
    parseMongo(text);
  } catch (error) {
    if (error instanceof StatementError) return error;
    throw error;
  }
  throw new Error(`${text} was taken`);
};

describe('a shell statement', () => {
  it('is a collection, a method, its arguments and what follows', () => {
    expect(parseMongo('db.orders.find({ total: { $gt: 10 } }).sort({ at: -1 }).limit(5)')).toEqual({
      collection: 'orders',
      method: 'find',
      args: [
        {
          type: 'document',
          fields: [['total', { type: 'document', fields: [['$gt', { type: 'int', value: '10' }]] }]],
        },
      ],
      chain: [
        { method: 'sort', args: [{ type: 'document', fields: [['at', { type: 'int', value: '-1' }]] }] },
        { method: 'limit', args: [{ type: 'int', value: '5' }] },
      ],
    });
  });

  it.each([
    ['db.getCollection("a b").drop()', { collection: 'a b', method: 'drop' }],
    ['db["a-b"].drop()', { collection: 'a-b', method: 'drop' }],
    ['db.system.profile.find()', { collection: 'system.profile', method: 'find' }],
    ['db.getSiblingDB("other").orders.countDocuments()', { database: 'other', collection: 'orders', method: 'countDocuments' }],
    ['db.orders.find().explain("executionStats")', { method: 'find', explain: 'executionStats' }],
    ['db.orders.explain().aggregate([])', { method: 'aggregate', explain: 'queryPlanner' }],
    ['show collections', { method: 'show', args: [{ type: 'string', value: 'collections' }] }],
    ['show databases;', { method: 'show', args: [{ type: 'string', value: 'dbs' }] }],
    ['db.runCommand({ ping: 1 });', { method: 'runCommand' }],
    ['db // a comment\n  .orders /* another */ .find()', { collection: 'orders', method: 'find' }],
  ])('%s', (text, expected) => {
    expect(parseMongo(text)).toMatchObject(expected);
  });

  it.each<[string, MongoValue]>([
    ['1', { type: 'int', value: '1' }],
    ['-2147483647', { type: 'int', value: '-2147483647' }],
    ['2147483648', { type: 'double', value: '2147483648' }],
    ['-0', { type: 'double', value: '-0' }],
    ['0x1F', { type: 'int', value: '31' }],
    ['1.5e3', { type: 'int', value: '1500' }],
    ['.5', { type: 'double', value: '0.5' }],
    ['-Infinity', { type: 'double', value: '-Infinity' }],
    ["'it\\'s \\u00e9\\x41\\u{1f600}'", { type: 'string', value: "it's éA😀" }],
    ['`two\nlines`', { type: 'string', value: 'two\nlines' }],
    ['/^a[/]b/i', { type: 'regex', pattern: '^a[/]b', flags: 'i' }],
    ['new RegExp("a", "mi")', { type: 'regex', pattern: 'a', flags: 'im' }],
    ['new Date("2026-01-31")', { type: 'date', value: Date.UTC(2026, 0, 31) }],
    ['ISODate("-271821-04-30T23:59:59.999Z")', { type: 'date', value: -8_639_999_049_600_001 }],
    ['ISODate("1850-02-28T23:59:59.123+02:00")', { type: 'date', value: Date.UTC(1850, 1, 28, 21, 59, 59, 123) }],
    ['new Date()', { type: 'now' }],
    ['ObjectId("65f1a2B3c4d5e6f708192a3b")', { type: 'objectId', value: '65f1a2b3c4d5e6f708192a3b' }],
    ['{ $oid: "65f1a2b3c4d5e6f708192a3b" }', { type: 'objectId', value: '65f1a2b3c4d5e6f708192a3b' }],
    ['NumberLong("9223372036854775807")', { type: 'long', value: '9223372036854775807' }],
    ['NumberDecimal("0.10")', { type: 'decimal', value: '0.10' }],
    ['UUID("00112233-4455-6677-8899-aabbccddeeff")', { type: 'binary', hex: '00112233445566778899aabbccddeeff', subType: 4 }],
    ['BinData(0, "AQID")', { type: 'binary', hex: '010203', subType: 0 }],
    ['{ $binary: { base64: "AQID", subType: "80" } }', { type: 'binary', hex: '010203', subType: 128 }],
    ['Timestamp({ t: 1, i: 2 })', { type: 'timestamp', seconds: 1, increment: 2 }],
    ['MinKey()', { type: 'minKey' }],
    ['null', { type: 'null' }],
  ])('reads %s', (text, expected) => {
    expect(valueOf(text)).toEqual(expected);
  });

  it('keeps the order of fields, whatever their names', () => {
    expect(argOf('{ b: 1, "2": 1, 1: 1, constructor: 1, "a.b": 1, toString: 1 }')).toMatchObject({
      fields: [['b'], ['2'], ['1'], ['constructor'], ['a.b'], ['toString']].map(([name]) => [name, { type: 'int' }]),
    });
  });
});

describe('a text that is no such statement is refused where it goes wrong', () => {
  it.each<[string, RegExp, at: string]>([
    ['db.x.find({ a: process.exit() })', /process is not a value.*not evaluated/, 'process'],
    ['db.x.find({ a: require("fs") })', /require is not a value/, 'require'],
    ['db.x.find({ a: (() => 1)() })', /A value is expected/, '(() '],
    ['db.x.find({ a: function () { return 1 } })', /function is not a value/, 'function'],
    ['db.x.find({ a: 1 + 1 })', /A comma or a closing brace is expected/, '+'],
    ['db.x.find({ a: this })', /this is not a value/, 'this'],
    ['db.x.find({ a: new Function("x") })', /Function is not a value/, 'new'],
    ['db.x.find({ a: `${process.env.HOME}` })', /can not hold an expression/, '${'],
    ['db.x.find({ [a]: 1 })', /The name of a field is expected/, '[a'],
    ['db.x.find({ ...a })', /The name of a field is expected/, '...'],
    ['db.x.find({ a })', /A colon and the value of a/, '})'],
    ['db.x.find({ get a() {} })', /A colon/, 'a()'],
    ['db.x.find({ __proto__: { a: 1 } })', /__proto__/, '__proto__'],
    ['db.x.find({ a: 1, a: 2 })', /given twice/, 'a: 2'],
    ['db.x.constructor("return 1")()', /There is no method constructor\(\)/, 'constructor'],
    ['db.x.__proto__.find.call()', /There is no method call\(\)/, 'call'],
    ['db.x.find({}).constructor()', /There is no method constructor/, 'constructor'],
    ['db.x.find({}).forEach(printjson)', /printjson is not a value/, 'printjson'],
    ['db["x"]["find"', /but the text ends/, ''],
    ['global.process.exit()', /A statement begins with db/, 'global'],
    ['db.x.Find({})', /It is written find/, 'Find'],
    ['db.x.find({', /the text ends/, ''],
    ['db.x.find("a")', /find\(\) takes a document/, '"a"'],
    ['db.x.updateOne({})', /updateOne\(\) needs a document .*then/, ')'],
    ['db.x.find({}).limit("5")', /limit\(\) takes a whole number/, '"5"'],
    ['db.x.find({}) db.y.find({})', /The statement ends here/, 'db.y'],
    ['db.x.find({ a: ObjectId("xyz") })', /24 hexadecimal digits/, 'ObjectId'],
    ['db.x.find({ a: objectid("xyz") })', /such as ObjectId/, 'objectid'],
    ['db.x.find({ a: ISODate("2026-02-30") })', /takes a time/, 'ISODate'],
    ['db.x.find({ a: 9007199254740993 })', /NumberLong/, '9007'],
    ['db.x.find({ a: "open })', /no closing quote/, '"open'],
    ['db.x.find({ a: /open })', /no closing slash/, '/open'],
    ['db.x.find({ "a\\0b": 1 })', /NUL/, '"a'],
    ['use shop', /getSiblingDB\("shop"\)/, 'use'],
    ['', /the text ends/, ''],
  ])('%s', (text, message, at) => {
    const error = refusal(text);
    expect(error.message).toMatch(message);
    expect(error.position).toBe((at === '' ? text.length : text.indexOf(at)) + 1);
  });

  it('values nested a hundred thousand levels deep', () => {
    expect(refusal(`db.x.find(${'{a:'.repeat(100_000)}`).message).toMatch(/deeper than 100/);
    expect(refusal(`db.x.find(${'['.repeat(100_000)}`).message).toMatch(/deeper than 100/);
    expect(refusal(`db.x.find(${'Date('.repeat(100_000)}`).message).toBeTruthy();
  });

  it('never throws anything else, whatever the text', () => {
    const token = fc.constantFrom(
      ...['db', '.', 'find', '(', ')', '{', '}', '[', ']', ':', ',', '"a"', "'", '`', '/', '/*', '*/', '//', '\n', '1', '-', '$'],
      ...['new', 'Date', 'ObjectId', '${', '\\', 'null', 'é', '\u2028', '__proto__', ';', '0x', '1e', '[/'],
    );
    fc.assert(
      fc.property(fc.array(token, { maxLength: 40 }), (tokens) => {
        const text = tokens.join('');
        for (const piece of splitMongo(text)) expect(text.slice(piece.start, piece.end)).toBe(piece.text);
        for (const tried of [text, `db.x.find({a:${text}`]) {
          try {
            parseMongo(tried);
          } catch (error) {
            expect(error).toBeInstanceOf(StatementError);
          }
        }
      }),
    );
  });
});

const scalar: fc.Arbitrary<MongoValue> = fc.oneof(
  fc.constantFrom<MongoValue>({ type: 'null' }, { type: 'minKey' }, { type: 'maxKey' }, { type: 'now' }, { type: 'newObjectId' }),
  fc.boolean().map((value): MongoValue => ({ type: 'boolean', value })),
  fc.string({ unit: 'binary' }).map((value): MongoValue => ({ type: 'string', value })),
  fc.integer().map((value): MongoValue => ({ type: 'int', value: String(value) })),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value): MongoValue => ({ type: 'long', value: String(value) })),
  fc.double().map((value): MongoValue => ({ type: 'double', value: Object.is(value, -0) ? '-0' : String(value) })),
  fc.integer({ min: -8_640_000_000_000_000, max: 8_640_000_000_000_000 }).map((value): MongoValue => ({ type: 'date', value })),
  fc.uint8Array({ minLength: 12, maxLength: 12 }).map((bytes): MongoValue => ({ type: 'objectId', value: hex(bytes) })),
  fc.tuple(fc.uint8Array(), fc.nat(255)).map(([bytes, subType]): MongoValue => ({ type: 'binary', hex: hex(bytes), subType })),
  fc.tuple(fc.nat(), fc.nat()).map(([seconds, increment]): MongoValue => ({ type: 'timestamp', seconds, increment })),
  fc
    .tuple(fc.string(), fc.constantFrom('', 'i', 'im', 'ims'))
    .map(([pattern, flags]): MongoValue => ({ type: 'regex', pattern, flags })),
);
const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
const name = fc
  .string({ unit: 'grapheme' })
  .filter((text) => text !== '__proto__' && !text.startsWith('$') && !text.includes('\0'));

const { value: anyValue } = fc.letrec<{ value: MongoValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }).map((items): MongoValue => ({ type: 'array', items })),
    fc
      .uniqueArray(fc.tuple(name, tie('value')), { selector: ([field]) => field, maxLength: 4 })
      .map((fields): MongoValue => ({ type: 'document', fields })),
  ),
}));

describe('a value that is printed', () => {
  it('is read as the same value', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        expect(valueOf(shellText(value))).toEqual(value);
      }),
    );
  });
});

describe('a text of several statements', () => {
  it.each<[string, string[]]>([
    ['db.a.find(); db.b.find()', ['db.a.find()', 'db.b.find()']],
    ['db.a.find()\n  .limit(1)\ndb.b.find()', ['db.a.find()\n  .limit(1)', 'db.b.find()']],
    ['show dbs\nshow collections', ['show dbs', 'show collections']],
    ['// first;\ndb.a.find({\n  a: "x;y" /* ; */\n})\n\n;;', ['db.a.find({\n  a: "x;y" /* ; */\n})']],
    ['db.a.find({ a: /;/ }); db.b.drop()', ['db.a.find({ a: /;/ })', 'db.b.drop()']],
    ['db.\na.find()', ['db.\na.find()']],
    ['db.a.find() /* over\nlines */ db.b.find()', ['db.a.find()', 'db.b.find()']],
  ])('%j', (text, expected) => {
    expect(splitMongo(text).map((piece) => piece.text)).toEqual(expected);
  });

  it('is cut in a time that grows with its length only', () => {
    for (const part of ['/', '/[', '"', '`', '/*', '//', '(', '\\', '{"', '.']) {
      const text = part.repeat(200_000);
      expect(() => splitMongo(text)).not.toThrow();
      expect(mongodb.classify(text).writes).toBe(true);
    }
  });
});

describe('what a statement does', () => {
  it.each([
    'db.a.find({ a: 1 })',
    'db.a.aggregate([{ $match: {} }, { $lookup: { from: "b", as: "b", localField: "x", foreignField: "y" } }])',
    'db.a.countDocuments()',
    'db.a.distinct("x")',
    'db.a.getIndexes()',
    'show collections',
    'db.runCommand({ ping: 1 })',
    'db.runCommand({ explain: { find: "a" } })',
    'db.runCommand({ aggregate: "a", pipeline: [], cursor: {} })',
  ])('%s reads', (text) => {
    expect(classifyMongo(text)).toMatchObject({ reads: true, writes: false, flagged: [], ddl: false });
  });

  it.each<[string, string[]]>([
    ['db.a.insertOne({ a: 1 })', []],
    ['db.a.updateMany({}, { $set: { a: 1 } })', []],
    ['db.a.deleteMany({})', []],
    ['db.a.findOneAndDelete({})', []],
    ['db.a.drop()', []],
    ['db.dropDatabase()', []],
    ['db.a.createIndex({ a: 1 })', []],
    ['db.a.aggregate([{ $match: {} }, { $out: "b" }])', ['$out']],
    ['db.a.aggregate([{ $merge: { into: "b" } }])', ['$merge']],
    ['db.a.aggregate([{ $notYetKnown: {} }])', []],
    ['db.a.find({ $where: "sleep(1000)" })', ['$where']],
    ['db.a.find({ $and: [{ "$where": "1" }] })', ['$where']],
    ['db.a.find({ $expr: { $function: { body: "x", args: [], lang: "js" } } })', ['$function']],
    ['db.a.find({}, { x: { $function: { body: "x", args: [], lang: "js" } } })', ['$function']],
    ['db.a.aggregate([{ $group: { _id: 1, x: { $accumulator: {} } } }])', ['$accumulator']],
    ['db.a.aggregate([{ $facet: { x: [{ $out: "b" }] } }])', ['$out']],
    ['db.runCommand({ drop: "a" })', []],
    ['db.runCommand({ mapReduce: "a", map: "f", reduce: "g", out: "b" })', []],
    ['db.runCommand({ aggregate: "a", pipeline: [{ $out: "b" }], cursor: {} })', ['$out']],
    ['db.runCommand({ explain: { delete: "a" } })', []],
    ['db.runCommand({ find: "a", filter: { $where: "1" } })', ['$where']],
    ['db.runCommand({})', []],
    ['db.adminCommand({ shutdown: 1 })', []],
    ['db.killOp(1)', []],
    ['db.a.find(', []],
    ['nonsense', []],
  ])('%s is not known to read only', (text, flagged) => {
    expect(classifyMongo(text)).toMatchObject({ reads: false, writes: true, flagged });
  });
});

describe('rows to copy', () => {
  it('are documents that can be inserted', () => {
    const text = insertText('mongodb', ['a b'], ['_id', 'x y'], [[{ $oid: '65f1a2b3c4d5e6f708192a3b' }, null]]);
    expect(text).toBe('db.getCollection("a b").insertMany([\n  { _id: {"$oid":"65f1a2b3c4d5e6f708192a3b"}, "x y": null }\n]);');
    expect(parseMongo(text)).toMatchObject({ collection: 'a b', method: 'insertMany' });
  });

  it('have each value as its type is written, of several types the first that it could be of', () => {
    const written = (dataType: string, value: CellValue): string =>
      insertText('mongodb', ['c'], ['v'], [[value]], [{ kind: 'other', dataType }]).split('\n')[1] ?? '';
    expect(written('long', '9007199254740993')).toBe('  { v: NumberLong("9007199254740993") }');
    expect(written('double', 3)).toBe('  { v: Double("3") }');
    expect(written('decimal', '1.50')).toBe('  { v: NumberDecimal("1.50") }');
    expect(written('binData', '\\x00ff')).toBe('  { v: HexData(0, "00ff") }');
    expect(written('binData', 'HexData(128, "00ff")')).toBe('  { v: HexData(128, "00ff") }');
    expect(written('string', '\\x00ff')).toBe(String.raw`  { v: "\\x00ff" }`);
    expect(written('regex', '/a\/"b/im')).toBe(String.raw`  { v: RegExp("a/\"b", "im") }`);
    expect(written('int | objectId | string', '65f1a2b3c4d5e6f708192a3b')).toBe('  { v: ObjectId("65f1a2b3c4d5e6f708192a3b") }');
    expect(written('int | objectId | string', 'a text')).toBe('  { v: "a text" }');
    expect(written('int | objectId | string', 7)).toBe('  { v: 7 }');
    expect(written('date', null)).toBe('  { v: null }');
  });

  it('are put together from paths, or taken from a column that holds them whole', () => {
    const types = (...names: readonly string[]) => names.map((dataType) => ({ kind: 'json' as const, dataType }));
    expect(insertText('mongodb', ['c'], ['a.b', 'n', 'a.c d', 'n.x', 'z.'], [['one', 1, true, 2, 3]])).toBe(
      'db.c.insertMany([\n  { n: 1, "n.x": 2, "z.": 3, a: { b: "one", "c d": true } }\n]);',
    );
    const whole = parseExact('{"a":{"b":1.0,"c":{"$numberLong":"1"}},"__proto__":[2]}') as CellValue;
    const text = insertText('mongodb', ['c'], ['a.b', 'document'], [[1, whole]], types('double', 'document'));
    expect(text).toBe('db.c.insertMany([\n  {"a":{"b":Double("1.0"),"c":{"$numberLong":"1"}},"__proto__":[2]}\n]);');
    // One that was cut is a text.
    expect(insertText('mongodb', ['c'], ['a.b', 'document'], [[1, '{"a']], types('double', 'document'))).toContain(
      'b: Double("1")',
    );
  });
});
