import { MssqlQueryCompiler, sql } from 'kysely';
import type { RawCell } from '../explorer/raw-json.js';
import { SqlAccess } from '../explorer/sql-access.js';
import { BadValue, booleanOf, hexOf, isNumberText, plainText, type SqlFlavor, textOfCell } from '../explorer/sql-flavor.js';
import { type Bind, type Fragment, name, whole } from '../explorer/sql-text.js';
import type { TableColumn } from '../explorer/table.js';
import { describeMssqlTable } from './explorer-table.js';

/** Its parameters are called `@p1`, as the driver declares them. */
class Compiler extends MssqlQueryCompiler {
  protected override getCurrentParameterPlaceholder(): string {
    return `@p${String(this.numParameters)}`;
  }
}

/** Types that can't be compared, or not as what they are. */
const unequal = new Set(['xml', 'text', 'ntext', 'image', 'geography', 'geometry', 'sql_variant', 'json']);

const asText = (column: TableColumn): Fragment => sql`cast(${name(column.name)} as nvarchar(max))`;
const comparable = (column: TableColumn): Fragment => (unequal.has(column.baseType) ? asText(column) : name(column.name));

/** A parameter is a text; where the column is none, it is converted as the column's type asks, and dates by their ISO form. */
const converted = (column: TableColumn, text: string, bind: Bind): Fragment => {
  if (column.kind === 'binary') return sql`convert(varbinary(max), ${bind(hexOf(column, text))}, 2)`;
  if (column.kind === 'boolean') {
    const truth = booleanOf(text);
    return truth === undefined ? bind(text) : sql`cast(${bind(truth ? '1' : '0')} as bit)`;
  }
  return bind(text);
};

const operand = (column: TableColumn, cell: RawCell, bind: Bind): Fragment => {
  const text = column.kind === 'json' ? cell : plainText(column, cell);
  if (column.kind === 'number') {
    if (!isNumberText(text)) throw new BadValue(column.name, `is not a number: “${text.slice(0, 60)}”`);
    // A text is converted to the column's type, where 1.5 is no integer: as a number of its own it compares with any.
    if (/e/i.test(text)) return sql`cast(${bind(text.trim())} as float)`;
    return /^[+-]?\d{1,9}$/.test(text)
      ? sql`cast(${bind(text)} as int)`
      : sql`cast(${bind(text.trim())} as decimal(38, ${whole(scaleOf(text))}))`;
  }
  return converted(column, text, bind);
};

/** Digits after the point, so that a decimal is taken whole. */
const scaleOf = (text: string): number => Math.min(30, /\.(\d*)/.exec(text)?.[1]?.length ?? 0);

const stored = (column: TableColumn, cell: RawCell, bind: Bind): Fragment => {
  const text = textOfCell(cell);
  if (text === null) return sql`null`;
  if (column.kind !== 'json' && /^[[{]/.test(cell))
    throw new BadValue(column.name, 'takes a plain value, not a list or a document');
  return converted(column, text, bind);
};

const comparesWell = ['number', 'string', 'boolean', 'datetime', 'date', 'time', 'uuid', 'binary'];
const isFloat = (column: TableColumn): boolean => column.baseType === 'real' || column.baseType === 'float';

/** SQL Server's own ways in statements on one table. */
export const mssqlFlavor: SqlFlavor = {
  kind: 'mssql',
  compiler: () => new Compiler(),
  comparable,
  operand,
  stored,
  equalityHolds: (column) => comparesWell.includes(column.kind) && !unequal.has(column.baseType) && !isFloat(column),
  ordered: (column) => comparesWell.includes(column.kind) && !unequal.has(column.baseType) && column.baseType !== 'real',
  same: (column, cell, bind) =>
    cell === 'null' ? sql`${name(column.name)} is null` : sql`${name(column.name)} = ${operand(column, cell, bind)}`,
  like: (column, pattern, bind) => sql`lower(${asText(column)}) like lower(${bind(pattern)}) escape '!'`,
  likeSpecial: /[![\]%_^-]/g,
  matches: () => undefined,
  page: (limit, offset) => sql`offset ${whole(offset)} rows fetch next ${whole(limit)} rows only`,
  orderless: sql`(select null)`,
  lock: { afterTable: sql` with (updlock, rowlock, holdlock)`, atEnd: sql`` },
  rowComparison: false,
  // OUTPUT is refused on tables with triggers: rows are read again.
  returns: () => ({ insert: false, update: false }),
  countsOnlyChanged: false,
  contentionOf: (_state, code) => (code === '1205' || code === '3960' ? 'retry' : code === '1222' ? 'locked' : undefined),
  emptyInsert: (table) => sql`insert into ${table} default values`,
  overriding: sql``,
  numbering: (table) => ({ before: sql`set identity_insert ${table} on`, after: sql`set identity_insert ${table} off` }),
  lastKey: sql`select cast(@@identity as bigint)`,
  begin: ['SET XACT_ABORT ON', 'SET LOCK_TIMEOUT 10000', 'SET TRANSACTION ISOLATION LEVEL READ COMMITTED', 'BEGIN TRANSACTION'],
  commit: 'COMMIT TRANSACTION',
  rollback: 'IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION',
  // With XACT_ABORT the first error ends the transaction; without it some errors do and some don't.
  savepoint: undefined,
  mostParams: 2_000,
};

/** How rows of one table are read and changed in SQL Server. */
export const mssqlExplorer = new SqlAccess(mssqlFlavor, {
  describe: describeMssqlTable,
  probe: (column, cell) => sql`select cast(${textOfCell(cell)} as ${sql.raw(column.dataType)})`,
});
