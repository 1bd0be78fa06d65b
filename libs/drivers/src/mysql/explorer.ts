import { MysqlQueryCompiler, sql } from 'kysely';
import { firstCell } from '../explorer/ask.js';
import { pieceBytes, pieceNumbers } from '../explorer/cell-pieces.js';
import type { RawCell, RawRow } from '../explorer/raw-json.js';
import { SqlAccess } from '../explorer/sql-access.js';
import {
  BadValue,
  booleanOf,
  documentText,
  hexOf,
  isNumberText,
  isWholeText,
  plainText,
  type SqlFlavor,
  textOfCell,
} from '../explorer/sql-flavor.js';
import { type Bind, type Fragment, name, whole } from '../explorer/sql-text.js';
import type { TableColumn } from '../explorer/table.js';
import { describeMysqlTable, mysqlReferrers } from './explorer-table.js';

const isFloat = (column: TableColumn): boolean => /^(?:float|double)/.test(column.baseType);
const isBit = (column: TableColumn): boolean => column.baseType.startsWith('bit');
/** MySQL's vectors, which are shown as their text; MariaDB's are bytes like others. */
const isVector = (column: TableColumn): boolean => column.baseType === 'vector' && column.kind === 'string';
const isSingleFloat = (column: TableColumn): boolean => column.baseType.startsWith('float');
/** JSON is held against values as its text, as which MariaDB keeps it. */
const asItsText = (column: TableColumn): boolean => column.kind === 'json';

/** Bits as they are shown, and a boolean for a single one. CONV would read as far as it understands, and take the rest for nothing. */
const bitsOf = (column: TableColumn, text: string): string => {
  const truth = column.dataType === 'bit(1)' ? booleanOf(text) : undefined;
  if (truth !== undefined) return truth ? '1' : '0';
  const bits = /^(?:b'([01]+)'|(?:0b)?([01]+))$/.exec(text.trim());
  if (!bits) throw new BadValue(column.name, `is not bits: write it with 0 and 1, as in 101, not “${text.slice(0, 60)}”`);
  return bits[1] ?? bits[2] ?? '';
};

const numberText = (column: TableColumn, text: string): string => {
  if (isNumberText(text)) return text.trim();
  // TINYINT(1) is how MySQL keeps booleans.
  const truth = booleanOf(text);
  if (truth !== undefined && /^tinyint\(1\)/.test(column.dataType)) return truth ? '1' : '0';
  throw new BadValue(column.name, `is not a number: “${text.slice(0, 60)}”`);
};

/** A text that is no number would be taken for 0, and a text is compared as a double: numbers are cast to what the column is. */
const numberOperand = (column: TableColumn, text: string, bind: Bind): Fragment => {
  const number = numberText(column, text);
  // A single float is compared as a double, and equals none but that of its own bits.
  if (isSingleFloat(column)) return sql`(${bind(String(Math.fround(Number(number))))} + 0e0)`;
  if (isFloat(column)) return sql`(${bind(number)} + 0e0)`;
  if (isWholeText(number)) return sql`cast(${bind(number)} as signed)`;
  if (isWholeText(number, 20) && !number.startsWith('-') && column.baseType.endsWith('unsigned'))
    // MySQL takes a parameter that is cast to a number for a signed one, which ends at half of what an unsigned one holds.
    return sql`cast(cast(${bind(number)} as char) as unsigned)`;
  return /e/i.test(number) ? sql`(${bind(number)} + 0e0)` : sql`cast(${bind(number)} as decimal(65, 30))`;
};

const comparable = (column: TableColumn): Fragment =>
  asItsText(column) ? sql`cast(${name(column.name)} as char)` : name(column.name);

const operand = (column: TableColumn, cell: RawCell, bind: Bind): Fragment => {
  if (column.kind === 'json') return bind(documentText(cell));
  if (isVector(column)) return sql`string_to_vector(${bind(textOfCell(cell) ?? '')})`;
  const text = plainText(column, cell);
  if (column.kind === 'binary') return sql`unhex(${bind(hexOf(column, text))})`;
  if (isBit(column)) return sql`cast(conv(${bind(bitsOf(column, text))}, 2, 10) as unsigned)`;
  return column.kind === 'number' ? numberOperand(column, text, bind) : bind(text);
};

const stored = (column: TableColumn, cell: RawCell, bind: Bind): Fragment => {
  const text = textOfCell(cell);
  if (text === null) return sql`null`;
  if (column.kind === 'json') return bind(cell);
  if (isVector(column)) return sql`string_to_vector(${bind(text)})`;
  if (cell.startsWith('{') || cell.startsWith('['))
    throw new BadValue(column.name, 'takes a plain value, not a list or a document');
  if (column.kind === 'binary') return sql`unhex(${bind(hexOf(column, text))})`;
  if (isBit(column)) return sql`cast(conv(${bind(bitsOf(column, text))}, 2, 10) as unsigned)`;
  // In strict mode the server refuses a text that is no number, in words of its own.
  if (cell === 'true' || cell === 'false') return bind(cell === 'true' ? '1' : '0');
  return bind(text);
};

const asText = (column: TableColumn): Fragment =>
  isVector(column)
    ? sql`vector_to_string(${name(column.name)})`
    : column.kind === 'string'
      ? name(column.name)
      : sql`cast(${name(column.name)} as char)`;

const isGeometry = (column: TableColumn): boolean =>
  column.kind === 'binary' && !/^(?:tiny|medium|long)?(?:blob|binary|varbinary)/.test(column.baseType);

/**
 * A value as bytes: its own, or those of its text in UTF-8. By CONVERT, for CAST and most functions make NULL of what is longer than
 * the server's max_allowed_packet.
 */
const asBytes = (column: TableColumn): Fragment => {
  const own = name(column.name);
  if (column.kind === 'binary') return isGeometry(column) ? sql`convert(${own} using binary)` : own;
  const bits = /^bit\((\d+)\)/.exec(column.dataType)?.[1];
  const text =
    bits === undefined ? (isVector(column) ? asText(column) : own) : sql`lpad(bin(${own}), ${whole(Number(bits))}, '0')`;
  return sql`convert(convert(${text} using utf8mb4) using binary)`;
};

/** Zero dates can be stored and not be compared with in strict mode. */
const equalityHolds = (column: TableColumn): boolean =>
  (column.kind === 'number' && !isFloat(column)) || (column.kind === 'string' && !isBit(column)) || column.kind === 'uuid';

/** MySQL's and MariaDB's own ways in statements on one table. */
export const mysqlFlavor: SqlFlavor = {
  kind: 'mysql',
  compiler: () => new MysqlQueryCompiler(),
  comparable,
  operand,
  stored,
  equalityHolds,
  // ENUM and SET are ordered by their place and compared by their text.
  ordered: (column) =>
    ['number', 'string', 'datetime', 'date', 'time', 'uuid', 'binary'].includes(column.kind) &&
    !isSingleFloat(column) &&
    !/^(?:enum|set|vector|geometry|point|linestring|polygon|multi|geom)/.test(column.baseType),
  same: (column, cell, bind) =>
    cell === 'null' ? sql`${name(column.name)} is null` : sql`${name(column.name)} <=> ${operand(column, cell, bind)}`,
  like: (column, pattern, bind) => sql`lower(${asText(column)}) like lower(${bind(pattern)}) escape '!'`,
  likeSpecial: /[!%_]/g,
  cell: (column, from) => {
    const [bytes, size] = [asBytes(column), whole(pieceBytes)];
    // LIMIT keeps the value from being worked out again for each piece.
    return {
      select: sql`select substring(cell.bytes, piece.n * ${size} + 1, ${size}), cell.is_there from (select ${bytes} as bytes, length(${bytes}) as size, ${name(column.name)} is not null as is_there ${from} limit 1) as cell join ${pieceNumbers} as piece on piece.n = 0 or piece.n * ${size} < cell.size order by piece.n`,
      pieces: column.kind === 'binary' ? 'bytes' : 'utf8',
    };
  },
  roundsInText: isFloat,
  count: sql`count(*)`,
  matches: (column, pattern, bind) => sql`${asText(column)} regexp ${bind(pattern)}`,
  page: (limit, offset) => (offset === 0 ? sql`limit ${whole(limit)}` : sql`limit ${whole(limit)} offset ${whole(offset)}`),
  lock: { afterTable: sql``, atEnd: sql` for update` },
  rowComparison: false,
  returns: (version) => ({ insert: returnsRows(version), update: false }),
  countsOnlyChanged: true,
  // 1020: MariaDB's snapshot isolation noticed that the row is no longer the one that was read.
  contentionOf: (state, code) =>
    state === '40001' || code === '1213' || code === '1020' ? 'retry' : code === '1205' ? 'locked' : undefined,
  emptyInsert: (table, returning) => sql`insert into ${table} () values ()${returning}`,
  overriding: sql``,
  numbering: () => ({}),
  lastKey: sql`select last_insert_id()`,
  begin: [
    "SET SESSION sql_mode = CONCAT_WS(',', NULLIF(@@SESSION.sql_mode, ''), 'STRICT_ALL_TABLES', 'NO_AUTO_VALUE_ON_ZERO')",
    'SET SESSION innodb_lock_wait_timeout = 10',
    // A deadlock ends the transaction under statements that are on their way already: they must not be transactions of their own.
    'SET SESSION autocommit = 0',
    'START TRANSACTION',
  ],
  restoring: [
    // TRADITIONAL stands for the others, too.
    "SET SESSION sql_mode = REPLACE(REPLACE(REPLACE(@@SESSION.sql_mode, 'NO_ZERO_IN_DATE', ''), 'NO_ZERO_DATE', ''), 'TRADITIONAL', '')",
  ],
  commit: 'COMMIT',
  rollback: 'ROLLBACK',
  savepoint: { set: 'SAVEPOINT orrery', back: 'ROLLBACK TO SAVEPOINT orrery' },
  mostParams: 60_000,
};

/** INSERT … RETURNING came with MariaDB 10.5; MySQL has none. */
function returnsRows(version: string): boolean {
  if (!/mariadb/i.test(version)) return false;
  const [major, minor] = (/(\d+)\.(\d+)\.\d+-mariadb/i.exec(version) ?? /(\d+)\.(\d+)/.exec(version) ?? []).slice(1).map(Number);
  return (major ?? 0) > 10 || (major === 10 && (minor ?? 0) >= 5);
}

/** The optimizer's guess for the first table, less what it expects to be filtered out. */
const rowsInPlan = (rows: readonly RawRow[]): number | undefined => {
  const plan = firstCell(rows);
  const document = typeof plan === 'string' ? (JSON.parse(plan) as unknown) : plan;
  const find = (value: unknown): number | undefined => {
    if (typeof value !== 'object' || value === null) return undefined;
    const node = value as Record<string, unknown>;
    // The plan of MySQL 9, whose outermost step counts what is left after its filters.
    if (typeof node['estimated_rows'] === 'number') return Math.round(node['estimated_rows']);
    const seen = node['rows_produced_per_join'] ?? node['rows'] ?? node['rows_examined_per_scan'];
    if (typeof seen === 'number') {
      const share = Number(node['filtered'] ?? 100);
      return Math.round(node['rows_produced_per_join'] === undefined ? (seen * share) / 100 : seen);
    }
    for (const inner of Object.values(node)) {
      const rowsOf = find(inner);
      if (rowsOf !== undefined) return rowsOf;
    }
    return undefined;
  };
  return find(document);
};

/** How rows of one table are read and changed in MySQL and MariaDB. */
export const mysqlExplorer = new SqlAccess(mysqlFlavor, {
  describe: describeMysqlTable,
  referrers: mysqlReferrers,
  // The protocol names them.
  locate: (_session, origins) => {
    const of = origins.find((origin) => origin !== null);
    return Promise.resolve(
      of && { schema: of.schema ?? '', table: of.table, columns: origins.map((origin) => origin?.column ?? null) },
    );
  },
  explain: { before: 'EXPLAIN FORMAT=JSON ', rowsIn: rowsInPlan },
});
