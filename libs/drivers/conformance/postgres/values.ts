import type { ValueKind } from '@orrery/contracts';
import { sql } from '../sql.js';
import type { Golden } from '../subject.js';

/** The value of an expression, which names its own type. */
const value = (name: string, expression: string, json: string, dataType: string, kind: ValueKind): Golden => ({
  name,
  statement: sql(`SELECT ${expression} AS v`),
  json,
  dataType,
  kind,
});
const after = (before: readonly string[], golden: Golden): Golden => ({ ...golden, before: before.map((text) => sql(text)) });
const pseudo = (golden: Golden): Golden => ({ ...golden, unstorable: 'no table has a column of this type' });
/** What comes as text, just as the server writes it. */
const text = (dataType: string, literal: string, kind: ValueKind = 'other'): Golden =>
  value(`${dataType} ${literal}`, `'${literal}'::${dataType}`, JSON.stringify(literal), dataType, kind);

const numbers: readonly Golden[] = [
  value('the least int2', "'-32768'::int2", '-32768', 'int2', 'number'),
  value('the greatest int4', '2147483647::int4', '2147483647', 'int4', 'number'),
  value('an int8 that a double holds', '9007199254740992::int8', '9007199254740992', 'int8', 'number'),
  value('an int8 that no double holds', '9007199254740993::int8', '"9007199254740993"', 'int8', 'number'),
  value('the least int8', "'-9223372036854775808'::int8", '"-9223372036854775808"', 'int8', 'number'),
  value('the greatest oid', '4294967295::oid', '4294967295', 'oid', 'number'),
  value(
    'a numeric of 47 digits',
    '12345678901234567890123456789012345678.123456789',
    '"12345678901234567890123456789012345678.123456789"',
    'numeric',
    'number',
  ),
  value('a numeric with zeros at its end', '1.50::numeric(10,2)', '"1.50"', 'numeric(10,2)', 'number'),
  value('a numeric that a double holds', '12.25::numeric', '12.25', 'numeric', 'number'),
  value('a numeric of negative scale', '12345::numeric(3,-2)', '12300', 'numeric(3,-2)', 'number'),
  value('a numeric NaN', "'NaN'::numeric", '"NaN"', 'numeric', 'number'),
  value('an infinite numeric', "'-Infinity'::numeric", '"-Infinity"', 'numeric', 'number'),
  value('a float4', "'0.1'::float4", '0.1', 'float4', 'number'),
  value('a float4 of nine digits', "'16777216.0'::float4", '"1.6777216e+07"', 'float4', 'number'),
  value('a float8', '0.1::float8 + 0.2::float8', '0.30000000000000004', 'float8', 'number'),
  value('the least float8 above zero', "'5e-324'::float8", '"5e-324"', 'float8', 'number'),
  value('a large float8', "'1e300'::float8", '"1e+300"', 'float8', 'number'),
  value('a negative zero', "'-0'::float8", '"-0"', 'float8', 'number'),
  value('a float8 NaN', "'NaN'::float8", '"NaN"', 'float8', 'number'),
  value('an infinite float8', "'Infinity'::float8", '"Infinity"', 'float8', 'number'),
  value('money', "'1234.50'::money", '"$1,234.50"', 'money', 'string'),
];

const texts: readonly Golden[] = [
  value('an empty text', "''::text", '""', 'text', 'string'),
  value('NULL', 'NULL::text', 'null', 'text', 'string'),
  value('the text NULL', "'NULL'::text", '"NULL"', 'text', 'string'),
  value('quotes, backslashes and control characters', "E'\"\\\\\\n\\t\\x01'::text", '"\\"\\\\\\n\\t\\u0001"', 'text', 'string'),
  value('characters beyond the BMP, and what breaks lines in scripts', "'😀é\u2028'::text", '"😀é\u2028"', 'text', 'string'),
  value('a long text with a quote at its end', "repeat('é', 200) || '\"'", `"${'é'.repeat(200)}\\""`, 'text', 'string'),
  value('a padded char', "'ab'::char(5)", '"ab   "', 'char(5)', 'string'),
  value('a varchar with its length', "'ab'::varchar(10)", '"ab"', 'varchar(10)', 'string'),
  value('a name', "'pg_class'::name", '"pg_class"', 'name', 'string'),
  value('a "char"', `'x'::"char"`, '"x"', '"char"', 'string'),
  after(
    ["SET client_encoding TO 'LATIN1'"],
    value(
      'an encoding that was not agreed on: unreadable, and the rows stay JSON',
      'chr(233) || chr(34)',
      '"�\\""',
      'text',
      'string',
    ),
  ),
  value('a truth', 'true', 'true', 'bool', 'boolean'),
  value('an untruth', 'false', 'false', 'bool', 'boolean'),
  value('bytes', "'\\x00ff10'::bytea", '"\\\\x00ff10"', 'bytea', 'binary'),
  value('no bytes', "''::bytea", '"\\\\x"', 'bytea', 'binary'),
  text('bit(4)', '1010', 'string'),
  text('varbit(8)', '101', 'string'),
  text('uuid', '0190a1b2-c3d4-7e5f-8091-a2b3c4d5e6f7', 'uuid'),
  text('inet', '192.168.0.1/24', 'string'),
  text('cidr', '10.0.0.0/8', 'string'),
  text('macaddr', '08:00:2b:01:02:03', 'string'),
  text('macaddr8', '08:00:2b:01:02:03:04:05', 'string'),
];

const times: readonly Golden[] = [
  text('date', '2026-02-28', 'date'),
  text('date', '0001-01-01', 'date'),
  text('date', '1883-11-18', 'date'),
  text('date', '12345-06-07', 'date'),
  text('date', '0044-03-15 BC', 'date'),
  text('date', '-infinity', 'date'),
  text('time', '23:59:59.999999', 'time'),
  text('time', '24:00:00', 'time'),
  text('time(3)', '01:02:03.456', 'time'),
  text('timetz', '12:34:56.789+05:30', 'time'),
  text('timestamp', '2026-02-28 12:34:56.789012', 'datetime'),
  text('timestamp', '294276-12-31 23:59:59.999999', 'datetime'),
  text('timestamp', '4713-01-01 00:00:00 BC', 'datetime'),
  text('timestamp', 'infinity', 'datetime'),
  text('timestamp(0)', '2026-02-28 12:34:56', 'datetime'),
  text('timestamptz', '2026-02-28 12:34:56.789012+00', 'datetime'),
  after(
    ["SET TIME ZONE 'Asia/Kolkata'"],
    value(
      'a timestamptz in the zone of the session',
      "'2026-01-01 00:00:00+00'::timestamptz",
      '"2026-01-01 05:30:00+05:30"',
      'timestamptz',
      'datetime',
    ),
  ),
  after(
    ["SET TIME ZONE 'Europe/Berlin'"],
    value(
      'a timestamptz of local mean time',
      "'1883-11-18 12:00:00+00'::timestamptz",
      '"1883-11-18 12:53:28+00:53:28"',
      'timestamptz',
      'datetime',
    ),
  ),
  value(
    'an interval of all units',
    "'1 year 2 months -3 days 04:05:06.789'::interval",
    '"1 year 2 mons -3 days +04:05:06.789"',
    'interval',
    'other',
  ),
];

const documents: readonly Golden[] = [
  value(
    'json as it was written: double keys and large numbers',
    `'{"a":1, "a":12345678901234567890.10}'::json`,
    '{"a":1, "a":12345678901234567890.10}',
    'json',
    'json',
  ),
  value('json over several lines, on one', `E'{\\n\\t"a": "x\\\\ny"}'::json`, '{  "a": "x\\ny"}', 'json', 'json'),
  value(
    'jsonb with a number that no double holds',
    `'{"b":9007199254740993,"a":[1.10]}'::jsonb`,
    '{"a": [1.10], "b": 9007199254740993}',
    'jsonb',
    'json',
  ),
  value('a json text', `'"x"'::jsonb`, '"x"', 'jsonb', 'json'),
  value('a json null, which reads as NULL does', `'null'::jsonb`, 'null', 'jsonb', 'json'),
  text('jsonpath', '$."a"[*]'),
  value('a tsvector', "'a b'::tsvector", `"'a' 'b'"`, 'tsvector', 'other'),
  value('a tsquery', "'a & b'::tsquery", `"'a' & 'b'"`, 'tsquery', 'other'),
];

const arrays: readonly Golden[] = [
  value('an array with NULL', "'{1,2,NULL}'::int4[]", '[1,2,null]', 'int4[]', 'array'),
  value('an empty array', "'{}'::int4[]", '[]', 'int4[]', 'array'),
  value('an array in an array', 'ARRAY[[1,2],[3,4]]', '[[1,2],[3,4]]', 'int4[]', 'array'),
  value(
    'texts that look like syntax',
    `ARRAY['NULL','a,b','c"d','e\\f','','{}',' x ']`,
    '["NULL","a,b","c\\"d","e\\\\f","","{}"," x "]',
    'text[]',
    'array',
  ),
  value(
    'an array of numbers that no double holds',
    'ARRAY[9007199254740993, 1]::int8[]',
    '["9007199254740993",1]',
    'int8[]',
    'array',
  ),
  value('an array of numerics', "'{1.50,NaN,2}'::numeric[]", '["1.50","NaN",2]', 'numeric[]', 'array'),
  value('an array of truth values', 'ARRAY[true,false,NULL]', '[true,false,null]', 'bool[]', 'array'),
  value('an array of json', `ARRAY['{"a":"b,c"}','1']::jsonb[]`, '[{"a": "b,c"},1]', 'jsonb[]', 'array'),
  value('an array of bytes', "ARRAY['\\x00ff']::bytea[]", '["\\\\x00ff"]', 'bytea[]', 'array'),
  value(
    'an array of times',
    "ARRAY['2026-01-01 00:00:00.5+00']::timestamptz[]",
    '["2026-01-01 00:00:00.5+00"]',
    'timestamptz[]',
    'array',
  ),
  value('an array with bounds of its own stays text', "'[2:3]={1,2}'::int4[]", '"[2:3]={1,2}"', 'int4[]', 'array'),
  value(
    'an array of boxes stays text: semicolons part them',
    "'{(1,1),(0,0);(2,2),(1,1)}'::box[]",
    '"{(1,1),(0,0);(2,2),(1,1)}"',
    '_box',
    'other',
  ),
  value('an array of a range', `ARRAY['[1,5)','empty']::int4range[]`, '["[1,5)","empty"]', 'int4range[]', 'array'),
];

const made: readonly Golden[] = [
  after(
    ["CREATE TYPE pg_temp.mood AS ENUM ('sad', 'so, so')"],
    value('an enum', "'so, so'::pg_temp.mood", '"so, so"', 'mood', 'string'),
  ),
  after(
    ["CREATE TYPE pg_temp.mood AS ENUM ('sad', 'so, so')"],
    value('an array of an enum', "ARRAY['so, so', 'sad']::pg_temp.mood[]", '["so, so","sad"]', 'mood[]', 'array'),
  ),
  after(
    ['CREATE TYPE pg_temp.pair AS (a int, b text)'],
    value('a composite', `ROW(1, 'a "b"')::pg_temp.pair`, '"(1,\\"a \\"\\"b\\"\\"\\")"', 'pair', 'other'),
  ),
  pseudo(value('a row without a name', "ROW(1, NULL, 'x')", '"(1,,x)"', 'record', 'other')),
  after(
    ['CREATE DOMAIN pg_temp.natural AS int8 CHECK (value > 0)'],
    value('a domain, of which the server tells only what it is over', '7::pg_temp.natural', '7', 'int8', 'number'),
  ),
  after(
    ['CREATE DOMAIN pg_temp.price AS numeric(10,2)', 'CREATE DOMAIN pg_temp.list_price AS pg_temp.price'],
    value('a domain over a domain', '7.5::pg_temp.list_price', '"7.50"', 'numeric(10,2)', 'number'),
  ),
  after(
    ['CREATE DOMAIN pg_temp.natural AS int8 CHECK (value > 0)'],
    value('an array of a domain', "'{7,9007199254740993}'::pg_temp.natural[]", '[7,"9007199254740993"]', 'natural[]', 'array'),
  ),
  text('int4range', '[1,5)'),
  text('numrange', '(,10.5]'),
  text('daterange', '[2026-01-01,infinity)'),
  text('tstzrange', '["2026-01-01 00:00:00+00",)'),
  text('int4multirange', '{[1,3),[7,9)}'),
  text('point', '(1.5,-2)'),
  text('line', '{1,-1,0}'),
  text('lseg', '[(0,0),(1,1)]'),
  text('box', '(1,1),(0,0)'),
  text('path', '((0,0),(1,1))'),
  text('polygon', '((0,0),(1,1),(1,0))'),
  text('circle', '<(0,0),5>'),
  text('pg_lsn', '16/B374D848'),
  text('xid8', '18446744073709551615'),
  text('tid', '(0,1)'),
  text('regclass', 'pg_class'),
  text('regtype', 'timestamp with time zone'),
  pseudo(value('void', 'pg_sleep(0)', '""', 'void', 'other')),
];

/** Every type of PostgreSQL, and what of it gets lost elsewhere. */
export const values: readonly Golden[] = [...numbers, ...texts, ...times, ...documents, ...arrays, ...made];
