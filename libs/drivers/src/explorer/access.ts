import type { ColumnOrigin, Filter, Kind, SortKey } from '@orrery/contracts';
import type { DriverFault, RunOptions, Session, Statement } from '../driver.js';
import { parsedCell, type RawCell, type RawRow } from './raw-json.js';
import type { ExplorerTable, TableReference } from './table.js';

/** Which rows of a table. */
export interface RowsOf {
  readonly filter?: Filter | undefined;
  readonly search?: string | undefined;
}

/** Where a page begins when it is found by values: after (or before) a row with these values of the order's columns. */
export interface Boundary {
  readonly direction: 'next' | 'previous';
  readonly values: RawRow;
}

export interface PageAsk extends RowsOf {
  /** The whole order, made unique where the table has a key. */
  readonly sort: readonly SortKey[];
  readonly limit: number;
  readonly offset: number;
  readonly boundary?: Boundary | undefined;
  /** Names of the columns to answer. */
  readonly columns: readonly string[];
}

/** A page as a statement: its rows hold the columns, and for each of `searched` whether that column holds the searched text (1 or 0). */
export interface PageStatement {
  readonly statement: Statement;
  readonly searched: readonly string[];
}

/** One change, its values as JSON text. */
export interface RawChange {
  readonly op: 'insert' | 'update' | 'delete';
  /** Of an update or a delete. */
  readonly key?: ReadonlyMap<string, RawCell>;
  readonly before?: ReadonlyMap<string, RawCell>;
  readonly values?: ReadonlyMap<string, RawCell>;
  readonly defaults?: readonly string[];
  /** A row is put back as it was: also what the server would number itself is written. */
  readonly restores?: boolean;
  /** Of a kind whose rows carry the types of their values: those of the row as it was read last, by column, … */
  readonly seen?: ReadonlyMap<string, string> | undefined;
  /** … and those of the values, where they are put back as they were. */
  readonly types?: ReadonlyMap<string, string> | undefined;
}

/** The types that a row read by its key carries behind its columns, by their names; undefined where its kind has no need of them. */
export const typesIn = (columns: readonly string[], row: RawRow | null | undefined): ReadonlyMap<string, string> | undefined => {
  const types = row && row.length > columns.length ? parsedCell(row[columns.length] ?? 'null') : undefined;
  return Array.isArray(types) ? new Map(columns.map((column, at) => [column, String(types[at])])) : undefined;
};

/** The statement of a change. */
export interface ChangeStatement {
  readonly statement: Statement;
  /** Its rows are the changed row, all columns in order. */
  readonly returns: boolean;
  /** The same without the original values, for a row that is locked and was compared already. */
  readonly byKey?: () => Statement;
  /** Rows that were changed, where the answer's rows say so and not its count. */
  readonly countIn?: (rows: readonly RawRow[]) => number;
  /** The key of the new row, where the answer's rows tell it. */
  readonly keyIn?: (rows: readonly RawRow[]) => RawRow | undefined;
  readonly before?: Statement;
  readonly after?: Statement;
}

/** The table behind a result, and which of its columns stands behind each column; null where none does. */
export interface Located {
  readonly schema: string;
  readonly table: string;
  readonly columns: readonly (string | null)[];
}

/** How one cell is read whole. */
export interface CellRead {
  /**
   * Its rows are the value in pieces, in order, all of one moment. No row: the row is gone. A null: so is the value, unless a second
   * column says 1: then the server could not work it out.
   * Each row is short, however long the value is, where the kind can cut values at all.
   */
  readonly statement: Statement;
  /** What the pieces are: bytes (the value's own, or of a text in UTF-8 or UTF-16), or the value as rows show it. */
  readonly pieces: 'bytes' | 'utf8' | 'utf16' | 'shown';
}

/** Why a change failed that could not be told beforehand: `retry`, it was given up for others and can be made again; `locked`, others held its rows too long. */
export type Contention = 'retry' | 'locked';

/** How one kind of database is asked about, and changes, the rows of one table. Statements only: it opens nothing and runs nothing. */
export interface TableAccess {
  readonly kind: Kind;
  /** Whether several changes can be made all or nothing. */
  readonly transactional: boolean;
  /** Which changes can be undone from the images of their rows. */
  readonly undoes: readonly RawChange['op'][];
  /** An UPDATE that stores what was there already counts no row. */
  readonly countsOnlyChanged: boolean;
  contentionOf(fault: DriverFault): Contention | undefined;
  /** The table that a name means; undefined where there is none. */
  describe(session: Session, name: string): Promise<ExplorerTable | undefined>;
  /** The declared keys, of any schema, that refer to a table: `table` is the one that refers, by its `columns`. */
  referrers(session: Session, table: ExplorerTable, options: RunOptions): Promise<readonly TableReference[]>;
  /** Which table and columns a result's origins mean, all of which are of one table; undefined where it is gone. */
  readonly locate?: ((session: Session, origins: readonly (ColumnOrigin | null)[]) => Promise<Located | undefined>) | undefined;
  /** Whether pages in this order can be found by values. */
  canKeyset(table: ExplorerTable, sort: readonly SortKey[]): boolean;
  page(table: ExplorerTable, ask: PageAsk): PageStatement;
  /** The page as text for people, its values written into it. */
  pageText(table: ExplorerTable, ask: PageAsk): string;
  count(table: ExplorerTable, rows: RowsOf): Statement;
  /** A statement whose answer tells about how many rows match; undefined where only the table's own estimate can be told. */
  estimate(table: ExplorerTable, rows: RowsOf): Statement | undefined;
  /** The estimate in that answer. */
  estimateIn(rows: readonly RawRow[]): number | undefined;
  /** Values of one column and how often each occurs, the most frequent first. */
  distinct(
    table: ExplorerTable,
    column: string,
    ask: RowsOf & { readonly holding?: string | undefined; readonly limit: number },
  ): Statement;
  /**
   * The rows with these keys, all columns in order, and behind them a list of the types of their values where the kind needs it
   * (`typesIn`). A key whose type is not known may be several rows'. `locks`: until the transaction ends
   * nobody else changes them.
   */
  byKeys(table: ExplorerTable, key: readonly string[], keys: readonly RawRow[], locks: boolean): Statement;
  /** One cell of the row with this key. Throws BadValue, BadFilter. */
  cell(table: ExplorerTable, column: string, key: ReadonlyMap<string, RawCell>): CellRead;
  change(table: ExplorerTable, change: RawChange, serverVersion: string): ChangeStatement;
  /** How many keys of these columns `byKeys` takes. */
  mostKeys(columns: readonly string[]): number;
  /** How many new rows with these columns one statement takes. */
  mostRows(columns: readonly string[]): number;
  /** New rows with the same columns, in one statement; `returning`: that answers them, where the kind can. Throws BadValue. */
  insertRows(
    table: ExplorerTable,
    columns: readonly string[],
    rows: readonly RawRow[],
    serverVersion: string,
    returning: boolean,
  ): ChangeStatement;
  /**
   * Statements around a part of a transaction that can be given up by itself; undefined where there is no transaction. `stands` answers 1
   * where the transaction has outlived an error, of a kind some of whose errors end it; absent where all errors leave it.
   */
  readonly savepoint: { readonly set: Statement; readonly back: Statement; readonly stands?: Statement } | undefined;
  /** Of a kind without transactions: the key that each new row is given here, by which it can be removed again. */
  readonly removal?: {
    readonly column: string;
    newKey(): RawCell;
    remove(table: ExplorerTable, keys: readonly RawCell[]): Statement;
  };
  /** Answers the key that the last INSERT of the session was given by the server, in one cell. */
  readonly lastKey: Statement | undefined;
  readonly begin: readonly Statement[];
  /** Follow `begin` where rows are put back as they were, though the server may no longer take such values as new ones. */
  readonly restoring?: readonly Statement[];
  /** Absent where changes are not made in a transaction. */
  readonly commit: Statement | undefined;
  readonly rollback: Statement | undefined;
  /** Finds which of a change's values its column can't take, where the error did not say: one statement a value, that fails where it does not fit. */
  probe?(table: ExplorerTable, column: string, cell: RawCell): Statement | undefined;
}
