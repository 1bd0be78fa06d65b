import type { ValueKind } from '@orrery/contracts';
import type { Golden } from '../subject.js';
import { mongo } from './mongo.js';

/** A value in a field of a document. */
const value = (dataType: string, literal: string, json: string, kind: ValueKind): Golden => ({
  name: `${dataType} ${literal.length > 60 ? `${literal.slice(0, 60)}…` : literal}`,
  before: [mongo('db.golden.drop()'), mongo(`db.golden.insertOne({ _id: 1, v: ${literal} })`)],
  statement: mongo('db.golden.find({}, { _id: 0, v: 1 })'),
  json,
  dataType,
  kind,
});

const numbers: readonly Golden[] = [
  value('int', '0', '0', 'number'),
  value('int', '-2147483648', '-2147483648', 'number'),
  value('int', 'NumberInt(2147483647)', '2147483647', 'number'),
  value('long', 'NumberLong("9007199254740991")', '9007199254740991', 'number'),
  value('long', 'NumberLong("9007199254740993")', '"9007199254740993"', 'number'),
  value('long', 'NumberLong("-9223372036854775808")', '"-9223372036854775808"', 'number'),
  value('long', 'NumberLong("9223372036854775807")', '"9223372036854775807"', 'number'),
  value('double', '0.1', '0.1', 'number'),
  value('double', 'Double("3")', '3', 'number'),
  value('double', '0.30000000000000004', '0.30000000000000004', 'number'),
  value('double', '2147483648', '2147483648', 'number'),
  value('double', '1e300', '"1e+300"', 'number'),
  value('double', '5e-324', '"5e-324"', 'number'),
  value('double', '-0', '"-0"', 'number'),
  value('double', 'NaN', '"NaN"', 'number'),
  value('double', 'Infinity', '"Infinity"', 'number'),
  value('double', '-Infinity', '"-Infinity"', 'number'),
  value('decimal', 'NumberDecimal("1.50")', '"1.50"', 'number'),
  value('decimal', 'NumberDecimal("-12.25")', '-12.25', 'number'),
  value('decimal', 'NumberDecimal("1234567890123456789012345678901234")', '"1234567890123456789012345678901234"', 'number'),
  value('decimal', 'NumberDecimal("1E+6144")', '"1.000000000000000000000000000000000E+6144"', 'number'),
  value('decimal', 'NumberDecimal("NaN")', '"NaN"', 'number'),
  value('decimal', 'NumberDecimal("-Infinity")', '"-Infinity"', 'number'),
];

const texts: readonly Golden[] = [
  value('string', '""', '""', 'string'),
  value('string', '"null"', '"null"', 'string'),
  value('string', '"\\"\\\\\\n\\t\\0\\u001a"', '"\\"\\\\\\n\\t\\u0000\\u001a"', 'string'),
  value('string', '"😀é\\u2028"', '"😀é\u2028"', 'string'),
  value('bool', 'true', 'true', 'boolean'),
  value('bool', 'false', 'false', 'boolean'),
  value('null', 'null', 'null', 'other'),
  value('objectId', 'ObjectId("65f1a2b3c4d5e6f708192a3b")', '"65f1a2b3c4d5e6f708192a3b"', 'other'),
  value('regex', '/a"b/im', '"/a\\"b/im"', 'other'),
  value('timestamp', 'Timestamp(4294967295, 1)', '"Timestamp(4294967295, 1)"', 'other'),
  value('minKey', 'MinKey()', '"MinKey"', 'other'),
  value('maxKey', 'MaxKey()', '"MaxKey"', 'other'),
];

const times: readonly Golden[] = [
  value('date', 'ISODate("2026-02-28T12:34:56.789Z")', '"2026-02-28T12:34:56.789Z"', 'datetime'),
  value('date', 'ISODate("2026-02-28T12:34:56+05:30")', '"2026-02-28T07:04:56.000Z"', 'datetime'),
  value('date', 'new Date(0)', '"1970-01-01T00:00:00.000Z"', 'datetime'),
  value('date', 'ISODate("1883-11-18")', '"1883-11-18T00:00:00.000Z"', 'datetime'),
  value('date', 'ISODate("0001-01-01")', '"0001-01-01T00:00:00.000Z"', 'datetime'),
  value('date', 'ISODate("+010000-01-01")', '"+010000-01-01T00:00:00.000Z"', 'datetime'),
  value('date', 'new Date(-8640000000000000)', '"-271821-04-20T00:00:00.000Z"', 'datetime'),
];

const bytes: readonly Golden[] = [
  value('binData', 'HexData(0, "00ff22")', '"\\\\x00ff22"', 'binary'),
  value('binData', 'HexData(0, "")', '"\\\\x"', 'binary'),
  value('binData', 'BinData(128, "AQID")', '"HexData(128, \\"010203\\")"', 'binary'),
  value(
    'binData',
    'HexData(3, "00112233445566778899aabbccddeeff")',
    '"HexData(3, \\"00112233445566778899aabbccddeeff\\")"',
    'binary',
  ),
  value('binData', 'UUID("0190a1b2-c3d4-7e5f-8091-a2b3c4d5e6f7")', '"0190a1b2-c3d4-7e5f-8091-a2b3c4d5e6f7"', 'uuid'),
];

const documents: readonly Golden[] = [
  value('object', '{}', '{}', 'json'),
  value('object', '{ b: 1, a: { "": [] } }', '{"b":1,"a":{"":[]}}', 'json'),
  value('object', '{ n: NumberLong("1"), d: Double("1") }', '{"n":{"$numberLong":"1"},"d":1.0}', 'json'),
  value('array', '[]', '[]', 'json'),
  value('array', '[1, "a", null, [true]]', '[1,"a",null,[true]]', 'json'),
  value('array', '[ObjectId("65f1a2b3c4d5e6f708192a3b")]', '[{"$oid":"65f1a2b3c4d5e6f708192a3b"}]', 'json'),
  value(
    'array',
    '[ISODate("2026-01-01"), HexData(0, "ff")]',
    '[{"$date":"2026-01-01T00:00:00.000Z"},{"$binary":{"base64":"/w==","subType":"00"}}]',
    'json',
  ),
  value('array', '[NumberDecimal("0.10"), NaN]', '[{"$numberDecimal":"0.10"},{"$numberDouble":"NaN"}]', 'json'),
  value(
    'array',
    '[/a/i, Timestamp(1, 2), MinKey()]',
    '[{"$regularExpression":{"pattern":"a","options":"i"}},{"$timestamp":{"t":1,"i":2}},{"$minKey":1}]',
    'json',
  ),
];

/** Every type of BSON that a statement can write. */
export const values: readonly Golden[] = [...numbers, ...texts, ...times, ...bytes, ...documents];
