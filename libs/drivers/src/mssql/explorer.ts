import { MssqlQueryCompiler, sql } from 'kysely';
import { pieceBytes, pieceNumbers } from '../explorer/cell-pieces.js';
import { SqlAccess } from '../explorer/sql-access.js';
import type { SqlFlavor } from '../explorer/sql-flavor.js';
import { asParam, whole } from '../explorer/sql-text.js';
import { describeMssqlTable, mssqlReferrers } from './explorer-table.js';
import {
  asBytes,
  asText,
  comparable,
  equalityHolds,
  isBytes,
  mostBytes,
  operand,
  ordered,
  same,
  stored,
} from './explorer-values.js';

/** Its parameters are called `@p1`, as the driver declares them. */
class Compiler extends MssqlQueryCompiler {
  protected override getCurrentParameterPlaceholder(): string {
    return `@p${String(this.numParameters)}`;
  }
}

/** SQL Server's own ways in statements on one table. */
export const mssqlFlavor: SqlFlavor = {
  kind: 'mssql',
  compiler: () => new Compiler(),
  comparable,
  operand,
  stored,
  equalityHolds,
  ordered,
  same,
  like: (column, pattern, bind) => sql`lower(${asText(column)}) like lower(${bind(pattern)}) escape '!'`,
  likeSpecial: /[![\]%_^-]/g,
  matches: () => undefined,
  cell: (column, from) => {
    const size = whole(pieceBytes);
    return {
      select: sql`select substring(cell.bytes, cast(piece.n as bigint) * ${size} + 1, ${size}) from (select ${asBytes(column)} as bytes, ${mostBytes(column)} as size ${from}) as cell cross join ${pieceNumbers} as piece where piece.n = 0 or cast(piece.n as bigint) * ${size} < cell.size order by piece.n`,
      pieces: isBytes(column) ? 'bytes' : 'utf16',
    };
  },
  count: sql`count_big(*)`,
  page: (limit, offset) => sql`offset ${whole(offset)} rows fetch next ${whole(limit)} rows only`,
  orderless: sql`(select null)`,
  lock: { afterTable: sql` with (updlock, rowlock, holdlock)`, atEnd: sql`` },
  rowComparison: false,
  // OUTPUT is refused on tables with triggers: rows are read again.
  returns: () => ({ insert: false, update: false }),
  // What triggers change is counted in the answer too, and @@IDENTITY may be theirs: both are asked for within the statement's scope.
  told: { insert: sql`; select @@rowcount, cast(scope_identity() as bigint)`, change: sql`; select @@rowcount` },
  countsOnlyChanged: false,
  contentionOf: (_state, code) => (code === '1205' || code === '3960' ? 'retry' : code === '1222' ? 'locked' : undefined),
  emptyInsert: (table) => sql`insert into ${table} default values`,
  overriding: sql``,
  numbering: (table) => ({ before: sql`set identity_insert ${table} on`, after: sql`set identity_insert ${table} off` }),
  lastKey: undefined,
  begin: ['SET XACT_ABORT ON', 'SET LOCK_TIMEOUT 10000', 'SET TRANSACTION ISOLATION LEVEL READ COMMITTED', 'BEGIN TRANSACTION'],
  commit: 'COMMIT TRANSACTION',
  rollback: 'IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION',
  // With XACT_ABORT the first error would end the transaction; without it those of constraints end their statement only, and others
  // (values that can't be converted, what a trigger throws) still end all of it.
  savepoint: {
    set: 'SET XACT_ABORT OFF; SAVE TRANSACTION orrery',
    back: 'ROLLBACK TRANSACTION orrery',
    stands: 'SELECT XACT_STATE()',
  },
  mostParams: 2_000,
};

/** How rows of one table are read and changed in SQL Server. */
export const mssqlExplorer = new SqlAccess(mssqlFlavor, {
  describe: describeMssqlTable,
  referrers: mssqlReferrers,
  probe: (column, cell) => sql`select cast(${stored(column, cell, asParam)} as ${sql.raw(column.dataType)})`,
});
