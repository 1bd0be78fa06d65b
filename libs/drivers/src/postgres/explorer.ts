import { PostgresQueryCompiler, sql } from 'kysely';
import { firstCell } from '../explorer/ask.js';
import { pieceBytes } from '../explorer/cell-pieces.js';
import type { RawCell, RawRow } from '../explorer/raw-json.js';
import { SqlAccess } from '../explorer/sql-access.js';
import {
  BadValue,
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
import { describePostgresTable, postgresReferrers } from './explorer-table.js';
import { locatePostgres } from './locate.js';

/** Types without an equality of their own, or with one that means something else (boxes of the same area). */
const unequal = new Set([
  'json',
  'xml',
  'point',
  'line',
  'lseg',
  'box',
  'path',
  'polygon',
  'circle',
  'jsonpath',
  'txid_snapshot',
  'pg_snapshot',
]);
const digitsOf: Readonly<Record<string, number>> = { int2: 4, int4: 9, int8: 18, oid: 9 };

/** The text of an array as array_in reads it. */
const arrayText = (value: unknown): string => {
  if (Array.isArray(value)) return `{${value.map(arrayText).join(',')}}`;
  if (value === null) return 'NULL';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
};

/** The list that a text says as JSON, as cells and pick lists show arrays; undefined where it is an array in PostgreSQL's own words. */
const listIn = (text: string): readonly unknown[] | undefined => {
  if (!text.startsWith('[')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

/** A cell as the text of its column's type. */
const inputText = (column: TableColumn, cell: RawCell): string | null => {
  if (cell === 'null') return null;
  if (column.kind === 'json') return cell;
  if (column.kind === 'array') {
    const list = listIn(textOfCell(cell) ?? '');
    return list ? arrayText(list) : textOfCell(cell);
  }
  const text = textOfCell(cell);
  if (cell.startsWith('{') || cell.startsWith('['))
    throw new BadValue(column.name, 'takes a plain value, not a list or a document');
  if (column.kind === 'binary' && text !== null) hexOf(column, text);
  return text;
};

const comparable = (column: TableColumn): Fragment =>
  unequal.has(column.baseType) ? sql`${name(column.name)}::text` : name(column.name);

const operand = (column: TableColumn, cell: RawCell, bind: Bind): Fragment => {
  if (column.kind === 'json') return bind(documentText(cell));
  if (column.kind === 'array') return bind(inputText(column, cell));
  const text = plainText(column, cell);
  if (column.kind === 'number') {
    if (!isNumberText(text, true)) throw new BadValue(column.name, `is not a number: “${text.slice(0, 60)}”`);
    // Bound as the column's own type, an index can be used; a number that the type can't hold is held against it all the same.
    const digits = digitsOf[column.baseType];
    if (digits !== undefined && !isWholeText(text, digits))
      return column.baseType === 'oid' && isWholeText(text, 18) ? sql`${bind(text)}::int8` : sql`${bind(text)}::numeric`;
  }
  // Some can't be read from a text whose type is left open (composite types), and some are held against others as another type (regclass).
  if (column.kind === 'other' && !unequal.has(column.baseType)) return sql`cast(${bind(text)} as ${sql.raw(column.dataType)})`;
  if (column.kind === 'binary') hexOf(column, text);
  return unequal.has(column.baseType) ? sql`${bind(text)}::text` : bind(text);
};

const asText = (column: TableColumn): Fragment => sql`${name(column.name)}::text`;

/**
 * A value as the server writes it, in the session's own character set. A cast would take the spaces off the end of char(n), and write
 * booleans in full.
 */
const written = (column: TableColumn): Fragment =>
  /^(?:bpchar|bool)$/.test(column.baseType)
    ? sql`case when ${name(column.name)} is not null then textsend(concat(${name(column.name)})) end`
    : sql`textsend(${asText(column)})`;

/** PostgreSQL's own ways in statements on one table. */
export const postgresFlavor: SqlFlavor = {
  kind: 'postgres',
  compiler: () => new PostgresQueryCompiler(),
  comparable,
  operand,
  stored: (column, cell, bind) => bind(inputText(column, cell)),
  // Collations that call different texts equal and char(n), which ignores spaces, are compared again under the row's lock.
  equalityHolds: (column) =>
    !unequal.has(column.baseType) &&
    ['number', 'string', 'boolean', 'datetime', 'date', 'time', 'uuid', 'binary'].includes(column.kind),
  ordered: (column) =>
    ['number', 'string', 'boolean', 'datetime', 'date', 'time', 'uuid', 'binary'].includes(column.kind) &&
    !unequal.has(column.baseType),
  same: (column, cell, bind) => sql`${name(column.name)} is not distinct from ${bind(inputText(column, cell))}`,
  like: (column, pattern, bind) => sql`${asText(column)} ilike ${bind(pattern)} escape '!'`,
  likeSpecial: /[!%_]/g,
  cell: (column, from) => {
    const isBytes = column.kind === 'binary';
    const size = whole(pieceBytes);
    // OFFSET 0 keeps the value from being worked out, or unpacked, again for each piece.
    return {
      select: sql`select substring(cell.bytes from piece for ${size}) from (select ${isBytes ? name(column.name) : written(column)} as bytes ${from} offset 0) as cell, generate_series(1, greatest(octet_length(cell.bytes), 1), ${size}) as piece`,
      pieces: isBytes ? 'bytes' : 'utf8',
    };
  },
  count: sql`count(*)`,
  matches: (column, pattern, bind) => sql`${asText(column)} ~ ${bind(pattern)}`,
  page: (limit, offset) => (offset === 0 ? sql`limit ${whole(limit)}` : sql`limit ${whole(limit)} offset ${whole(offset)}`),
  lock: { afterTable: sql``, atEnd: sql` for update` },
  rowComparison: true,
  returns: () => ({ insert: true, update: true }),
  countsOnlyChanged: false,
  contentionOf: (state) => (state === '40001' || state === '40P01' ? 'retry' : state === '55P03' ? 'locked' : undefined),
  emptyInsert: (table, returning) => sql`insert into ${table} default values${returning}`,
  overriding: sql` overriding system value`,
  numbering: () => ({}),
  lastKey: undefined,
  begin: ['BEGIN ISOLATION LEVEL READ COMMITTED', "SET LOCAL lock_timeout = '10s'"],
  commit: 'COMMIT',
  rollback: 'ROLLBACK',
  savepoint: { set: 'SAVEPOINT orrery', back: 'ROLLBACK TO SAVEPOINT orrery' },
  mostParams: 60_000,
};

/** EXPLAIN's own guess: the rows of the topmost node. */
const rowsInPlan = (rows: readonly RawRow[]): number | undefined => {
  const plan = firstCell(rows) as readonly { readonly Plan?: { readonly 'Plan Rows'?: number } }[] | null;
  return plan?.[0]?.Plan?.['Plan Rows'];
};

/** How rows of one table are read and changed in PostgreSQL. */
export const postgresExplorer = new SqlAccess(postgresFlavor, {
  describe: describePostgresTable,
  referrers: postgresReferrers,
  locate: locatePostgres,
  explain: { before: 'EXPLAIN (FORMAT JSON) ', rowsIn: rowsInPlan },
  // The type's name is the server's own (format_type), quoted by it where that is needed.
  probe: (column, cell) => sql`select cast(${inputText(column, cell)} as ${sql.raw(column.dataType)})`,
});
