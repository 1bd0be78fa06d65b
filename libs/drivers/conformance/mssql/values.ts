import type { ValueKind } from '@orrery/contracts';
import { latin1, tds, uint, utf16, type TdsColumn } from '@orrery/testing';
import { sql } from '../sql.js';
import type { Golden } from '../subject.js';

/** A value as the statement yields it, and as SQL Server puts it on the wire. */
export interface WireGolden extends Golden {
  readonly column: TdsColumn;
  readonly value: unknown;
}

type ColumnOf = (name: string) => TdsColumn;

const golden = (
  name: string,
  expression: string,
  column: ColumnOf,
  value: unknown,
  json: string,
  dataType: string,
  kind: ValueKind,
): WireGolden => ({ name, statement: sql(`SELECT ${expression} AS v`), column: column('v'), value, json, dataType, kind });

const number = (expression: string, column: ColumnOf, value: unknown, json: string, dataType: string): WireGolden =>
  golden(`${dataType} ${expression}`, expression, column, value, json, dataType, 'number');

const numbers: readonly WireGolden[] = [
  number('CAST(255 AS tinyint)', tds.tinyint, 255, '255', 'tinyint'),
  number('CAST(-32768 AS smallint)', tds.smallint, -32_768, '-32768', 'smallint'),
  number('2147483647', tds.intNotNull, 2_147_483_647, '2147483647', 'int'),
  number('-2147483648 + 0', tds.int, -2_147_483_648, '-2147483648', 'int'),
  number('CAST(9007199254740992 AS bigint)', tds.bigint, 9_007_199_254_740_992n, '9007199254740992', 'bigint'),
  number('CAST(9007199254740993 AS bigint)', tds.bigint, 9_007_199_254_740_993n, '"9007199254740993"', 'bigint'),
  number('-9223372036854775808', tds.bigintNotNull, -(2n ** 63n), '"-9223372036854775808"', 'bigint'),
  number('99999999999999999999999999999999999999.', tds.decimal(38, 0), 10n ** 38n - 1n, `"${'9'.repeat(38)}"`, 'decimal(38,0)'),
  number('-0.00000000000000000000000000000000000001', tds.numeric(38, 38), -1n, `"-0.${'0'.repeat(37)}1"`, 'numeric(38,38)'),
  number('CAST(1.50 AS decimal(10,2))', tds.decimal(10, 2), 150n, '"1.50"', 'decimal(10,2)'),
  number('CAST(12.25 AS decimal(9,2))', tds.decimal(9, 2), 1_225n, '12.25', 'decimal(9,2)'),
  number('CAST(-0.5 AS decimal(19,1))', tds.decimal(19, 1), -5n, '-0.5', 'decimal(19,1)'),
  number(
    'CAST(12345678901234567890.12345678 AS decimal(28,8))',
    tds.decimal(28, 8),
    1_234_567_890_123_456_789_012_345_678n,
    '"12345678901234567890.12345678"',
    'decimal(28,8)',
  ),
  number('CAST(0 AS decimal(5,3))', tds.decimal(5, 3), 0n, '"0.000"', 'decimal(5,3)'),
  number('922337203685477.5807', tds.money, 2n ** 63n - 1n, '"922337203685477.5807"', 'money'),
  number('CAST(-922337203685477.5808 AS money)', tds.money, -(2n ** 63n), '"-922337203685477.5808"', 'money'),
  number('CAST(-0.0001 AS money)', tds.money, -1n, '-0.0001', 'money'),
  number('CAST(12.5 AS smallmoney)', tds.smallmoney, 125_000n, '"12.5000"', 'smallmoney'),
  number('CAST(-214748.3648 AS smallmoney)', tds.smallmoney, -(2n ** 31n), '-214748.3648', 'smallmoney'),
  number('0.1e0 + 0.2e0', tds.float, 0.1 + 0.2, '0.30000000000000004', 'float'),
  number('1.7976931348623157e308', tds.floatNotNull, Number.MAX_VALUE, '"1.7976931348623157e+308"', 'float'),
  number('5e-324', tds.float, 5e-324, '"5e-324"', 'float'),
  number('-0e0', tds.float, -0, '"-0"', 'float'),
  number('CAST(0.1 AS real)', tds.real, 0.1, '0.1', 'real'),
  number('CAST(16777216 AS real)', tds.real, 16_777_216, '16777216', 'real'),
  number('CAST(3.4028235e38 AS real)', tds.real, 3.4028234663852886e38, '"3.4028235e+38"', 'real'),
];

const clock = (
  expression: string,
  column: ColumnOf,
  value: unknown,
  text: string,
  dataType: string,
  kind: ValueKind,
): WireGolden => golden(`${dataType} ${text}`, expression, column, value, `"${text}"`, dataType, kind);

const days = { first: 0, last: 3_652_058, leap2000: 730_178, of1752: 639_796 };
const dayUnits = 864_000_000_000n;
const clocks: readonly WireGolden[] = [
  clock("CAST('0001-01-01' AS date)", tds.date, days.first, '0001-01-01', 'date', 'date'),
  clock("CAST('9999-12-31' AS date)", tds.date, days.last, '9999-12-31', 'date', 'date'),
  clock("CAST('2000-02-29' AS date)", tds.date, days.leap2000, '2000-02-29', 'date', 'date'),
  clock("CAST('1752-09-14' AS date)", tds.date, days.of1752, '1752-09-14', 'date', 'date'),
  clock("CAST('23:59:59.9999999' AS time)", tds.time(7), dayUnits - 1n, '23:59:59.9999999', 'time(7)', 'time'),
  clock("CAST('00:00:00' AS time(0))", tds.time(0), 0n, '00:00:00', 'time(0)', 'time'),
  clock("CAST('12:34:56.789' AS time(3))", tds.time(3), 45_296_789n, '12:34:56.789', 'time(3)', 'time'),
  clock(
    "CAST('9999-12-31 23:59:59.9999999' AS datetime2)",
    tds.datetime2(7),
    [dayUnits - 1n, days.last],
    '9999-12-31 23:59:59.9999999',
    'datetime2(7)',
    'datetime',
  ),
  clock("CAST('0001-01-01' AS datetime2(0))", tds.datetime2(0), [0n, 0], '0001-01-01 00:00:00', 'datetime2(0)', 'datetime'),
  clock(
    "CAST('2000-02-29 01:02:03.0000004 +05:30' AS datetimeoffset)",
    tds.datetimeoffset(7),
    // 19:32:03.0000004 of the day before, in UTC.
    [703_230_000_004n, days.leap2000 - 1, 330],
    '2000-02-29 01:02:03.0000004 +05:30',
    'datetimeoffset(7)',
    'datetime',
  ),
  clock(
    "CAST('2000-02-28 23:59:59 -14:00' AS datetimeoffset(0))",
    tds.datetimeoffset(0),
    [50_399n, days.leap2000, -840],
    '2000-02-28 23:59:59 -14:00',
    'datetimeoffset(0)',
    'datetime',
  ),
  clock("CAST('1753-01-01' AS datetime)", tds.datetime, [-53_690, 0], '1753-01-01 00:00:00.000', 'datetime', 'datetime'),
  clock(
    "CAST('9999-12-31 23:59:59.997' AS datetime)",
    tds.datetime,
    [2_958_463, 25_919_999],
    '9999-12-31 23:59:59.997',
    'datetime',
    'datetime',
  ),
  clock("CAST('1900-01-01 00:00:00.003' AS datetime)", tds.datetime, [0, 1], '1900-01-01 00:00:00.003', 'datetime', 'datetime'),
  clock(
    "CAST('2079-06-06 23:59' AS smalldatetime)",
    tds.smalldatetime,
    [65_535, 1_439],
    '2079-06-06 23:59:00',
    'smalldatetime',
    'datetime',
  ),
];

const string = (expression: string, column: ColumnOf, value: unknown, text: string, dataType: string): WireGolden => {
  const made = golden(`${dataType} ${expression}`, expression, column, value, JSON.stringify(text), dataType, 'string');
  const [collation] = /COLLATE \w+/.exec(expression) ?? [];
  return collation === undefined ? made : { ...made, keptAs: `${dataType} ${collation}` };
};

const cyrillic = Buffer.from([0x19, 0x04, 0xd0, 0x00, 0x00]);
const japanese = Buffer.from([0x11, 0x04, 0xd0, 0x00, 0x00]);
const dos437 = Buffer.from([0x09, 0x04, 0x00, 0x00, 0x20]);
const utf8 = Buffer.from([0x09, 0x04, 0xd0, 0x04, 0x00]);
const strange = '"\\\n\u0001 😀 äöü 日本';
const strings: readonly WireGolden[] = [
  string("N''", tds.nvarchar(1), '', '', 'nvarchar(1)'),
  string("N'…'", tds.nvarchar(50), strange, strange, 'nvarchar(50)'),
  string("CAST(N'ab' AS nchar(4))", tds.nchar(4), 'ab  ', 'ab  ', 'nchar(4)'),
  string("CAST(N'' AS nvarchar(max))", tds.nvarcharMax, '', '', 'nvarchar(max)'),
  string(
    "REPLICATE(CAST(N'ü' AS nvarchar(max)), 40000)",
    tds.nvarcharMax,
    'ü'.repeat(40_000),
    'ü'.repeat(40_000),
    'nvarchar(max)',
  ),
  string('NCHAR(0xD800)', tds.nvarchar(1), '\ud800', '\ufffd', 'nvarchar(1)'),
  string("'é€' COLLATE Latin1_General_CI_AS", tds.varchar(2), Buffer.from([0xe9, 0x80]), 'é€', 'varchar(2)'),
  string("'Ж' COLLATE Cyrillic_General_CI_AS", tds.varchar(1, cyrillic), Buffer.from([0xc6]), 'Ж', 'varchar(1)'),
  string("'日本' COLLATE Japanese_CI_AS", tds.char(4, japanese), Buffer.from([0x93, 0xfa, 0x96, 0x7b]), '日本', 'char(4)'),
  string("'é' COLLATE SQL_Latin1_General_CP437_CI_AS", tds.varchar(1, dos437), Buffer.from([0x82]), 'é', 'varchar(1)'),
  string("'ü😀' COLLATE Latin1_General_100_CI_AS_SC_UTF8", tds.varchar(6, utf8), Buffer.from('ü😀'), 'ü😀', 'varchar(6)'),
  string("CAST('x' AS varchar(max))", tds.varcharMax(), Buffer.from('x'), 'x', 'varchar(max)'),
  string("CAST('é' AS text)", tds.text, Buffer.from([0xe9]), 'é', 'text'),
  string("CAST(N'日' AS ntext)", tds.ntext, '日', '日', 'ntext'),
  string('CAST(N\'<a b="1"/>\' AS xml)', tds.xml, '\ufeff<a b="1"/>', '<a b="1"/>', 'xml'),
];

const binary = (expression: string, column: ColumnOf, value: Buffer, dataType: string): WireGolden =>
  golden(`${dataType} ${expression}`, expression, column, value, `"\\\\x${value.toString('hex')}"`, dataType, 'binary');

const bytes = Buffer.from('00ff0a5c22', 'hex');
const others: readonly WireGolden[] = [
  golden('bit', 'CAST(1 AS bit)', tds.bit, true, 'true', 'bit', 'boolean'),
  golden('a bit that is never NULL', 'ISNULL(CAST(0 AS bit), 0)', tds.bitNotNull, false, 'false', 'bit', 'boolean'),
  golden(
    'uniqueidentifier',
    "CAST('6F9619FF-8B86-D011-B42D-00C04FC964FF' AS uniqueidentifier)",
    tds.uniqueidentifier,
    Buffer.from('ff19966f868b11d0b42d00c04fc964ff', 'hex'),
    '"6F9619FF-8B86-D011-B42D-00C04FC964FF"',
    'uniqueidentifier',
    'uuid',
  ),
  binary('CAST(0x00FF0A5C22 AS varbinary(5))', tds.varbinary(5), bytes, 'varbinary(5)'),
  binary('CAST(0x00FF0A5C22 AS binary(5))', tds.binary(5), bytes, 'binary(5)'),
  binary('CAST(0x AS varbinary(max))', tds.varbinaryMax, Buffer.alloc(0), 'varbinary(max)'),
  binary('CAST(0x00FF0A5C22 AS image)', tds.image, bytes, 'image'),
  {
    ...binary('CAST(0x00000000000007D1 AS rowversion)', tds.rowversion, Buffer.from('00000000000007d1', 'hex'), 'rowversion'),
    unstorable: 'the server alone writes them',
  },
  binary("hierarchyid::Parse('/1/2/')", tds.udt('hierarchyid'), Buffer.from('5b40', 'hex'), 'hierarchyid'),
  binary(
    'geometry::Point(1, 2, 0)',
    tds.udt('geometry'),
    Buffer.from('00000000010c000000000000f03f0000000000000040', 'hex'),
    'geometry',
  ),
  binary(
    'geography::Point(2, 1, 4326)',
    tds.udt('geography'),
    Buffer.from('e6100000010c0000000000000040000000000000f03f', 'hex'),
    'geography',
  ),
];

const variant = (expression: string, base: number, properties: Buffer, value: Buffer, json: string): WireGolden =>
  golden(
    `sql_variant of ${expression}`,
    `CAST(${expression} AS sql_variant)`,
    tds.variant,
    Buffer.concat([Buffer.from([base, properties.length]), properties, value]),
    json,
    'sql_variant',
    'other',
  );
const none = Buffer.alloc(0);
const float64 = (value: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return bytes;
};
const collated = Buffer.concat([cyrillic, Buffer.from([10, 0])]);
const variants: readonly WireGolden[] = [
  variant('1', 0x38, none, uint(1n, 4), '1'),
  variant('CAST(9007199254740993 AS bigint)', 0x7f, none, uint(9_007_199_254_740_993n, 8), '"9007199254740993"'),
  variant('CAST(1 AS bit)', 0x32, none, uint(1n, 1), 'true'),
  variant('1.50', 0x6c, Buffer.from([3, 2]), Buffer.concat([uint(1n, 1), uint(150n, 4)]), '"1.50"'),
  variant("N'ü'", 0xe7, Buffer.concat([latin1, Buffer.from([2, 0])]), utf16('ü'), '"ü"'),
  variant("'Ж'", 0xa7, collated, Buffer.from([0xc6]), '"Ж"'),
  variant('0x0A', 0xa5, Buffer.from([1, 0]), Buffer.from([10]), '"\\\\x0a"'),
  variant("CAST('12:00' AS time(0))", 0x29, Buffer.from([0]), uint(43_200n, 3), '"12:00:00"'),
  variant("CAST('2000-02-29' AS date)", 0x28, none, uint(BigInt(days.leap2000), 3), '"2000-02-29"'),
  variant("CAST(N'ab' AS nchar(4))", 0xef, Buffer.concat([latin1, Buffer.from([8, 0])]), utf16('ab  '), '"ab  "'),
  variant("CAST('ab' AS char(4))", 0xaf, Buffer.concat([latin1, Buffer.from([4, 0])]), Buffer.from('ab  '), '"ab  "'),
  variant('CAST(0x0A AS binary(2))', 0xad, Buffer.from([2, 0]), Buffer.from([10, 0]), '"\\\\x0a00"'),
  variant('CAST(12.5 AS money)', 0x3c, none, Buffer.concat([uint(0n, 4), uint(125_000n, 4)]), '"12.5000"'),
  variant('0.1e0', 0x3e, none, float64(0.1), '0.1'),
  variant(
    "CAST('1900-01-02T00:00:00.003' AS datetime)",
    0x3d,
    none,
    Buffer.concat([uint(1n, 4), uint(1n, 4)]),
    '"1900-01-02 00:00:00.003"',
  ),
  variant(
    "CAST('2000-02-29 12:00' AS datetime2(0))",
    0x2a,
    Buffer.from([0]),
    Buffer.concat([uint(43_200n, 3), uint(BigInt(days.leap2000), 3)]),
    '"2000-02-29 12:00:00"',
  ),
  variant(
    "CAST('2000-02-29 12:00 +01:30' AS datetimeoffset(0))",
    0x2b,
    Buffer.from([0]),
    Buffer.concat([uint(37_800n, 3), uint(BigInt(days.leap2000), 3), uint(90n, 2)]),
    '"2000-02-29 12:00:00 +01:30"',
  ),
  variant(
    'NEWID()',
    0x24,
    none,
    Buffer.from('ff19966f868b11d0b42d00c04fc964ff', 'hex'),
    '"6F9619FF-8B86-D011-B42D-00C04FC964FF"',
  ),
];

/** NULL, in every way a type has of saying it. */
const nulls: readonly WireGolden[] = (
  [
    [tds.int, 'int', 'number'],
    [tds.decimal(38, 10), 'decimal(38,10)', 'number'],
    [tds.money, 'money', 'number'],
    [tds.float, 'float', 'number'],
    [tds.bit, 'bit', 'boolean'],
    [tds.date, 'date', 'date'],
    [tds.datetime2(7), 'datetime2(7)', 'datetime'],
    [tds.datetimeoffset(7), 'datetimeoffset(7)', 'datetime'],
    [tds.uniqueidentifier, 'uniqueidentifier', 'uuid'],
    [tds.nvarchar(5), 'nvarchar(5)', 'string'],
    [tds.nvarcharMax, 'nvarchar(max)', 'string'],
    [tds.varbinary(5), 'varbinary(5)', 'binary'],
    [tds.text, 'text', 'string'],
    [tds.xml, 'xml', 'string'],
    [tds.udt('geometry'), 'geometry', 'binary'],
    [tds.variant, 'sql_variant', 'other'],
  ] as const
).map(([column, dataType, kind]) =>
  golden(`a NULL of ${dataType}`, `CAST(NULL AS ${dataType})`, column, null, 'null', dataType, kind),
);

export const values: readonly WireGolden[] = [...numbers, ...clocks, ...strings, ...others, ...variants, ...nulls];
