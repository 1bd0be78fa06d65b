import type { Kind } from '@orrery/contracts';
import type { QueryCompiler } from 'kysely';
import type { CellRead, Contention } from './access.js';
import type { RawCell } from './raw-json.js';
import type { Bind, Fragment } from './sql-text.js';
import type { TableColumn } from './table.js';

/** What differs between the SQL kinds in statements on one table. */
export interface SqlFlavor {
  readonly kind: Kind;
  readonly compiler: () => QueryCompiler;
  /** The column as it can be held against others: cast to text where its type knows no equality. */
  comparable(column: TableColumn): Fragment;
  /** A value to hold a column against, of the column's type. `own`: it was read from the column, which so can hold it. Throws BadValue. */
  operand(column: TableColumn, cell: RawCell, bind: Bind, own?: boolean): Fragment;
  /** A value to store in a column; the server turns it into the column's type, so that its own messages appear. Throws BadValue. */
  stored(column: TableColumn, cell: RawCell, bind: Bind): Fragment;
  /** Whether an equality of this column with a value as a row shows it can be relied on. */
  equalityHolds(column: TableColumn): boolean;
  /** Whether the column's order agrees with its comparison, so that a page can begin after a value of it. */
  ordered(column: TableColumn): boolean;
  /** Equal, two nulls counting as equal. */
  same(column: TableColumn, cell: RawCell, bind: Bind): Fragment;
  /** The column as text holds the pattern of LIKE (escape character `!`), upper or lower case. */
  like(column: TableColumn, pattern: string, bind: Bind): Fragment;
  /** Characters with a meaning in a pattern of LIKE. */
  readonly likeSpecial: RegExp;
  /** The column as text matches a regular expression; undefined where the kind has none. */
  matches(column: TableColumn, pattern: string, bind: Bind): Fragment | undefined;
  /**
   * A statement for one value in pieces. `from`: FROM and WHERE, that lead to one row. The value is worked out once and cut as bytes, which
   * takes no longer at its end than at its beginning.
   */
  cell(column: TableColumn, from: Fragment): { readonly select: Fragment; readonly pieces: CellRead['pieces'] };
  /** Whether only a prepared statement answers the column's values as they are. Default: any does. */
  roundsInText?(column: TableColumn): boolean;
  /** A count of rows, of any number of them. */
  readonly count: Fragment;
  /** What follows ORDER BY for a page. */
  page(limit: number, offset: number): Fragment;
  /** What is ordered by where nothing is, for a kind whose pages need an order. */
  readonly orderless?: Fragment;
  /** What follows the table's name, and what ends the statement, so that the rows read are locked. */
  readonly lock: { readonly afterTable: Fragment; readonly atEnd: Fragment };
  /** Whether several columns can be held against several values at once, by index. */
  readonly rowComparison: boolean;
  /** Whether an INSERT and UPDATE can return rows, on a server of this version. */
  returns(serverVersion: string): { readonly insert: boolean; readonly update: boolean };
  /**
   * What follows a change of one row where the answer's own count can't be trusted: a row with the number of rows that were changed,
   * and of an INSERT the number that the server gave the new row.
   */
  readonly told?: { readonly insert: Fragment; readonly change: Fragment };
  readonly countsOnlyChanged: boolean;
  /** What an error's SQLSTATE and own code mean for a transaction among others. */
  contentionOf(sqlState: string, nativeCode: string): Contention | undefined;
  /** An INSERT without any value. */
  emptyInsert(table: Fragment, returning: Fragment): Fragment;
  /** What stands between the columns and VALUES to write a column that the server numbers itself. */
  readonly overriding: Fragment;
  /** Statements around an INSERT that writes a column that the server numbers itself. */
  numbering(table: Fragment): { readonly before?: Fragment; readonly after?: Fragment };
  /** The key that the last INSERT of this session made; undefined where it can't be asked. */
  readonly lastKey: Fragment | undefined;
  /** Statements that begin a transaction whose locks are waited for ten seconds at most. */
  readonly begin: readonly string[];
  /** Statements that let in what was in a row before, where it would not be taken as new. */
  readonly restoring?: readonly string[];
  readonly commit: string;
  readonly rollback: string;
  /** Sets a savepoint, and goes back to it. `stands`: answers 1 where that can be done, of a kind some of whose errors end the transaction. */
  readonly savepoint: { readonly set: string; readonly back: string; readonly stands?: string };
  /** Parameters that one statement takes. */
  readonly mostParams: number;
}

/** A value that its column can't be held against, or can't take: found before anything is sent. */
export class BadValue extends Error {
  constructor(
    readonly column: string,
    message: string,
  ) {
    super(message);
    this.name = 'BadValue';
  }
}

const numeric = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const odd = /^(?:nan|[+-]?inf(?:inity)?)$/i;

/** Whether a text is a number as every database writes it; with `special`, also NaN and the infinities. */
export const isNumberText = (text: string, special = false): boolean =>
  numeric.test(text.trim()) || (special && odd.test(text.trim()));
export const isWholeText = (text: string, digits = 18): boolean =>
  /^[+-]?\d+$/.test(text) && text.replace(/^[+-]/, '').length <= digits;

/** A cell as the text that a database reads: what a JSON string says, what a number or a JSON document is. Null stays null. */
export const textOfCell = (cell: RawCell): string | null => {
  if (cell === 'null') return null;
  return cell.startsWith('"') ? (JSON.parse(cell) as string) : cell;
};

/** The document that a filter names: what was typed or picked where that is JSON, and where it is not the text as a JSON string. */
export const documentText = (cell: RawCell): string => {
  const text = textOfCell(cell) ?? cell;
  try {
    JSON.parse(text);
    return text;
  } catch {
    return cell;
  }
};

/** The bytes of a binary cell, `\x…`, as hex digits. Throws BadValue. */
export const hexOf = (column: TableColumn, text: string): string => {
  const match = /^\\x((?:[0-9a-f]{2})*)$/i.exec(text);
  if (match?.[1] === undefined) throw new BadValue(column.name, 'is not binary: write it as \\x and pairs of hex digits');
  return match[1];
};

/** A boolean cell, however it is written; undefined where it is none. */
export const booleanOf = (text: string): boolean | undefined =>
  /^(?:true|t|1|yes|on)$/i.test(text) ? true : /^(?:false|f|0|no|off)$/i.test(text) ? false : undefined;

/** Refuses a document where a plain value is meant. */
export const plainText = (column: TableColumn, cell: RawCell): string => {
  const text = textOfCell(cell);
  if (text === null) throw new BadValue(column.name, 'is null; use “is null”');
  if (cell.startsWith('{') || cell.startsWith('['))
    throw new BadValue(column.name, 'takes a plain value, not a list or a document');
  return text;
};
