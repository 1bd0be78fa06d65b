import type { ValueKind } from '@orrery/contracts';
import { sql } from '../sql.js';
import type { Golden } from '../subject.js';

/** A value in a column of a type: as text on the wire, and, with a parameter, in binary. */
const value = (type: string, literal: string, json: string, kind: ValueKind, more: Partial<Golden> = {}): Golden => ({
  name: `${type} ${literal.length > 60 ? `${literal.slice(0, 60)}…` : literal}`,
  before: [
    sql("SET sql_mode = ''"),
    sql(`CREATE TEMPORARY TABLE golden (v ${type})`),
    sql(`INSERT INTO golden VALUES (${literal})`),
  ],
  statement: sql('SELECT v FROM golden'),
  bound: sql('SELECT v FROM golden WHERE 1 = ?', [1]),
  json,
  dataType: type,
  kind,
  ...more,
});
const text = (type: string, literal: string, kind: ValueKind = 'string', more: Partial<Golden> = {}): Golden =>
  value(type, `'${literal}'`, JSON.stringify(literal), kind, more);

const numbers: readonly Golden[] = [
  value('tinyint', '-128', '-128', 'number'),
  value('tinyint unsigned', '255', '255', 'number'),
  value('tinyint(1)', '1', '1', 'number'),
  value('smallint', '-32768', '-32768', 'number'),
  value('smallint unsigned', '65535', '65535', 'number'),
  value('mediumint', '-8388608', '-8388608', 'number'),
  value('mediumint unsigned', '16777215', '16777215', 'number'),
  value('int', '-2147483648', '-2147483648', 'number'),
  value('int unsigned', '4294967295', '4294967295', 'number'),
  value('bigint', '9007199254740992', '9007199254740992', 'number'),
  value('bigint', '9007199254740993', '"9007199254740993"', 'number'),
  value('bigint', '-9223372036854775808', '"-9223372036854775808"', 'number'),
  value('bigint unsigned', '18446744073709551615', '"18446744073709551615"', 'number'),
  value('int', 'NULL', 'null', 'number'),
  value(
    'decimal(65,30)',
    '12345678901234567890123456789012345.123456789012345678901234567890',
    '"12345678901234567890123456789012345.123456789012345678901234567890"',
    'number',
  ),
  value('decimal(10,2)', '1.5', '"1.50"', 'number'),
  value('decimal(10,2)', '-12.25', '-12.25', 'number'),
  value('decimal(10,0) unsigned', '7', '7', 'number'),
  value('float', '0.1', '0.1', 'number'),
  value('float', '-1.5', '-1.5', 'number'),
  value('double', '0.1e0 + 0.2e0', '0.30000000000000004', 'number'),
  value('double', '1e300', '"1e300"', 'number'),
  value('bit(1)', "b'1'", '"1"', 'string'),
  value('bit(12)', "b'000011110000'", '"000011110000"', 'string'),
  value('bit(64)', "b'1'", `"${'0'.repeat(63)}1"`, 'string'),
  value('year', '1901', '1901', 'number'),
  value('year', '0', '0', 'number', { json: '"0000"' }),
  value('int(5) zerofill', '42', '"00042"', 'number', { dataType: 'int unsigned zerofill' }),
];

const times: readonly Golden[] = [
  text('date', '2026-02-28', 'date'),
  text('date', '1000-01-01', 'date'),
  text('date', '9999-12-31', 'date'),
  text('date', '0000-00-00', 'date'),
  text('date', '2026-00-00', 'date'),
  text('time', '-838:59:59', 'time'),
  text('time(6)', '23:59:59.999999', 'time'),
  text('time(3)', '-00:00:00.500', 'time'),
  text('datetime', '2026-02-28 12:34:56', 'datetime'),
  text('datetime', '0000-00-00 00:00:00', 'datetime'),
  text('datetime(6)', '9999-12-31 23:59:59.999999', 'datetime'),
  text('datetime(3)', '1883-11-18 12:00:00.500', 'datetime'),
  text('datetime(6)', '2026-02-28 00:00:00.000000', 'datetime'),
  text('timestamp(6)', '2026-02-28 12:34:56.789012', 'datetime'),
];

const latin = (literal: string, json: string): Golden =>
  value('varchar(10)', literal, json, 'string', {
    name: `a latin1 column ${json}`,
    before: [
      sql('CREATE TEMPORARY TABLE golden (v varchar(10) CHARACTER SET latin1)'),
      sql(`INSERT INTO golden VALUES (${literal})`),
    ],
  });

const texts: readonly Golden[] = [
  value('varchar(10)', "''", '""', 'string'),
  value('varchar(10)', 'NULL', 'null', 'string'),
  text('varchar(10)', 'NULL'),
  value('char(5)', "'ab'", '"ab"', 'string'),
  value('varchar(20)', "'\"\\\\\\n\\t\\0\\Z'", '"\\"\\\\\\n\\t\\u0000\\u001a"', 'string'),
  text('varchar(20)', '😀é\u2028'),
  text('tinytext', 'x'),
  text('text', 'x'),
  text('mediumtext', 'x'),
  text('longtext', 'x'),
  value('enum', "'so, so'", '"so, so"', 'string', {
    before: [sql("CREATE TEMPORARY TABLE golden (v enum('sad', 'so, so'))"), sql("INSERT INTO golden VALUES ('so, so')")],
  }),
  value('set', "'a,c'", '"a,c"', 'string', {
    before: [sql("CREATE TEMPORARY TABLE golden (v set('a', 'b', 'c'))"), sql("INSERT INTO golden VALUES ('c,a')")],
  }),
  latin("'é'", '"é"'),
  latin("_latin1 x'80'", '"€"'),
  value('varchar(10)', "'é'", '"�"', 'string', {
    name: 'a character set that was not agreed on: unreadable, and the rows stay JSON',
    unstorable: 'what can’t be read can’t be written',
    before: [
      sql('CREATE TEMPORARY TABLE golden (v varchar(10))'),
      sql("INSERT INTO golden VALUES ('é')"),
      sql("SET character_set_results = 'latin1'"),
    ],
  }),
];

const addresses: readonly Golden[] = [
  text('uuid', '0190a1b2-c3d4-7e5f-8091-a2b3c4d5e6f7', 'uuid'),
  text('inet6', '2001:db8::1'),
  text('inet4', '192.168.0.1'),
];

const bytes: readonly Golden[] = [
  value('binary(4)', "x'00ff'", '"\\\\x00ff0000"', 'binary'),
  value('varbinary(10)', "x'00ff22'", '"\\\\x00ff22"', 'binary'),
  value('varbinary(10)', "''", '"\\\\x"', 'binary'),
  value('tinyblob', "x'00ff'", '"\\\\x00ff"', 'binary'),
  value('blob', "x'00ff'", '"\\\\x00ff"', 'binary'),
  value('mediumblob', "x'00ff'", '"\\\\x00ff"', 'binary'),
  value('longblob', "x'00ff'", '"\\\\x00ff"', 'binary'),
];

/** MariaDB keeps a document as the text that it was given. */
const keptDocuments: readonly Golden[] = [
  value('json', `'{"a":1, "a":12345678901234567890.10}'`, '{"a":1, "a":12345678901234567890.10}', 'json'),
  value('json', `'{\\n"a": 1}'`, '{ "a": 1}', 'json'),
  value('json', `'null'`, 'null', 'json'),
  value('json', `'"x"'`, '"x"', 'json'),
  value('json', `'{"a": '`, '"{\\"a\\": "', 'json', {
    name: 'json that is none, since its check was dropped, as text',
    before: [
      sql('CREATE TEMPORARY TABLE golden (v json)'),
      sql('SET check_constraint_checks = OFF'),
      sql(`INSERT INTO golden VALUES ('{"a": ')`),
    ],
  }),
];

/** MySQL keeps what a document says: one member of a name, numbers as they are computed with, members in an order of its own. */
const readDocuments: readonly Golden[] = [
  value('json', `'{"long": 1, "a":1, "a":2.50}'`, '{"a": 2.5, "long": 1}', 'json'),
  value('json', `'9007199254740993'`, '9007199254740993', 'json'),
  value('json', `'18446744073709551615'`, '18446744073709551615', 'json'),
  value('json', `'null'`, 'null', 'json'),
  value('json', `'"x"'`, '"x"', 'json'),
  value('json', `'"é😀\\\\n"'`, '"é😀\\n"', 'json'),
  value('json', 'NULL', 'null', 'json'),
  value('json', "CAST(CAST('2026-02-28' AS DATE) AS JSON)", '"2026-02-28"', 'json'),
];

/** Only MariaDB says which shape it is. */
const point = (dataType: string): Golden =>
  value('point', "ST_GeomFromText('POINT(1 2)')", '"\\\\x000000000101000000000000000000f03f0000000000000040"', 'binary', {
    dataType,
  });

const common: readonly Golden[] = [...numbers, ...times, ...texts, ...bytes];

/** Every type of MariaDB, and what of it gets lost elsewhere. */
export const mariadbValues: readonly Golden[] = [...common, point('point'), ...addresses, ...keptDocuments];

/** Vectors, which MariaDB has from 11.7 on, and sends as bytes with nothing that tells them from others. */
export const mariadbVectors: readonly Golden[] = [
  value('vector(3)', "VEC_FromText('[1, -2.5, 0.1]')", '"\\\\x0000803f000020c0cdcccc3d"', 'binary', {
    dataType: 'varbinary(12)',
  }),
];

/** Every type of MySQL, and what of it gets lost elsewhere. */
export const mysqlValues: readonly Golden[] = [...common, point('geometry'), ...readDocuments];

/** Vectors, which MySQL has from 9.0 on. */
export const mysqlVectors: readonly Golden[] = [
  value('vector(3)', "STRING_TO_VECTOR('[1, -2.5, 0.1]')", '"[1,-2.5,0.1]"', 'string'),
  value('vector(2)', 'NULL', 'null', 'string'),
];
