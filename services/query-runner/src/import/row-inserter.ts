import { Fault } from '@orrery/contracts';
import { ask, BadFilter, firstCell, type RawCell, type RawRow, type Session, type Statement } from '@orrery/drivers';
import type { Images, RowImage } from '../explorer/change.js';
import { type Refusal, refusalOf } from '../explorer/refusal.js';
import type { OpenedTable } from '../explorer/tables.js';

/** A new row by the number that its sender gave it. */
export interface NumberedRow {
  readonly number: number;
  readonly cells: ReadonlyMap<string, RawCell>;
}

/** A row that the database refuses. */
export interface RefusedRow extends Refusal {
  readonly row: number;
  /** Where only the statement is known that it was in: the last row of it. */
  readonly until: number;
}

/** Thrown where a row is refused and the rest must not be tried. */
export class RowRefused extends Error {
  constructor(
    readonly refused: RefusedRow,
    options: ErrorOptions,
  ) {
    super(refused.message, options);
    this.name = 'RowRefused';
  }
}

/** Bytes of new rows that are kept, so that the import can be undone. */
const mostImageBytes = 5 * 1024 * 1024;
/** Keys that one statement removes. */
const removedAtOnce = 1_000;

/**
 * Puts new rows into a table, many in a statement, inside a transaction that somebody else begins and ends. A statement that is
 * refused is taken back and cut in half, again and again, until the refused row stands alone and can be named.
 */
export class RowInserter {
  taken = 0;
  /** The rows as they went in; undefined once they are too many to be kept, or where they can't be told. */
  images: RowImage[] | undefined = [];
  /** Why there are none. */
  lost: 'many' | 'untold' = 'many';
  readonly #names: readonly string[];
  #imageBytes = 0;
  /** Where there is no transaction: the keys of the rows that are in, by which they are removed again. */
  readonly #keys: RawCell[] = [];

  constructor(
    private readonly opened: OpenedTable,
    private readonly session: Session,
    /** For each statement: stops it when the import is stopped, or it takes too long. */
    private readonly signal: () => AbortSignal,
    /** Hears of a refused row, and lets the rest be tried; without it the first one ends the import. */
    private readonly onRefused?: (refused: RefusedRow) => void,
  ) {
    this.#names = opened.table.columns.map((column) => column.name);
  }

  /** Puts rows in; `told` hears how many after each statement. Throws RowRefused, and DriverFault where the session or its transaction failed. */
  async *insert(rows: readonly NumberedRow[]): AsyncGenerator<number, void, undefined> {
    for (const { columns, rows: alike } of runsOf(rows)) {
      this.#check(columns, alike[0]?.number ?? 1);
      const most = this.opened.access.mostRows(columns);
      for (let at = 0; at < alike.length; at += most) {
        await this.#part(columns, alike.slice(at, at + most));
        yield this.taken;
      }
    }
  }

  /** Everything that an undo needs; null where it can't be told, or is too much. */
  get kept(): Images | null {
    return this.images && this.images.length === this.taken ? { columns: this.#names, rows: this.images } : null;
  }

  /** Without a transaction: removes again what went in. Answers how many of the rows could not be removed. */
  async removeAll(signal: AbortSignal): Promise<number> {
    const { access, table } = this.opened;
    const { removal } = access;
    if (!removal) return 0;
    let left = this.#keys.length;
    for (let at = 0; at < this.#keys.length; at += removedAtOnce) {
      const part = this.#keys.slice(at, at + removedAtOnce);
      const answer = await ask(this.session, removal.remove(table, part), { signal });
      left -= answer.affected ?? 0;
    }
    return left;
  }

  #check(columns: readonly string[], row: number): void {
    const { table } = this.opened;
    for (const name of columns) {
      const column = table.columns.find((known) => known.name === name);
      // A document may have fields that no other has.
      if (!column && table.kind === 'collection') continue;
      if (!column)
        throw new Fault('column_not_found', `${table.qualified} has no column “${name}”. It may have been dropped or renamed.`, {
          details: { column: name, row },
        });
      if (column.generated === 'stored' || column.generated === 'virtual')
        throw new Fault('change_invalid', `“${name}” is computed by the database and can’t be written.`, {
          details: { column: name, row },
        });
    }
  }

  async #part(columns: readonly string[], rows: readonly NumberedRow[]): Promise<void> {
    const { access, table } = this.opened;
    const given = rows.map(({ cells }): RawRow => columns.map((column) => cells.get(column) ?? 'null'));
    const { removal } = access;
    const keys = removal && !columns.includes(removal.column) ? rows.map(() => removal.newKey()) : undefined;
    if (access.savepoint) await this.#ask(access.savepoint.set);
    try {
      const made =
        keys && removal
          ? access.insertRows(
              table,
              [removal.column, ...columns],
              given.map((row, at) => [keys[at] ?? 'null', ...row]),
              this.session.serverVersion,
              false,
            )
          : access.insertRows(table, columns, given, this.session.serverVersion, this.images !== undefined);
      if (made.before) await this.#ask(made.before);
      const answer = await this.#ask(made.statement);
      if (made.after) await this.#ask(made.after);
      this.#keep(made.returns ? answer.rows : await this.#readAgain(columns, given));
      const at = removal ? columns.indexOf(removal.column) : -1;
      this.#keys.push(...(keys ?? (at < 0 ? [] : given.map((row) => row[at] ?? 'null'))));
      this.taken += rows.length;
    } catch (error) {
      await this.#refused(error, columns, rows, keys);
    }
  }

  /** Takes a refused statement back and looks for the row behind it. */
  async #refused(
    error: unknown,
    columns: readonly string[],
    rows: readonly NumberedRow[],
    keys: readonly RawCell[] | undefined,
  ): Promise<void> {
    if (error instanceof BadFilter) throw error;
    const { access, table } = this.opened;
    const { removal, rollback, savepoint } = access;
    const [first] = rows;
    const isKept = savepoint !== undefined && (await this.#stands());
    // What is only tried can begin anew: the rows before are not in then, but those behind are still told.
    const canGoOn = isKept || removal !== undefined || (rollback !== undefined && this.onRefused !== undefined);
    const alone = rows.length === 1;
    const change = alone && first ? { values: first.cells } : {};
    // Where errors may end the transaction, no value is tried by itself while it stands.
    const recover = savepoint?.stands ? (isKept ? undefined : rollback) : savepoint?.back;
    const refusal = await refusalOf(error, change, { access, table, session: this.session, signal: this.signal(), recover });
    if (!refusal || !first || !this.session.alive) throw error;
    if (isKept) await this.#ask(savepoint.back);
    else if (removal && keys) await this.#ask(removal.remove(table, keys));
    else if (canGoOn) await this.#beginAnew();
    if (alone || !canGoOn) {
      const found = canGoOn ? undefined : await this.#searched(columns, rows);
      const refused = found ?? { ...refusal, row: first.number, until: rows.at(-1)?.number ?? first.number };
      if (!this.onRefused || !canGoOn) throw new RowRefused(refused, { cause: error });
      this.onRefused(refused);
      return;
    }
    const half = Math.ceil(rows.length / 2);
    await this.#part(columns, rows.slice(0, half));
    await this.#part(columns, rows.slice(half));
  }

  /** Whether the transaction has outlived an error. */
  async #stands(): Promise<boolean> {
    const stands = this.opened.access.savepoint?.stands;
    if (!this.session.alive) return false;
    return stands === undefined || firstCell((await this.#ask(stands)).rows) === 1;
  }

  async #beginAnew(): Promise<void> {
    const { begin, rollback } = this.opened.access;
    if (rollback) await this.#ask(rollback);
    for (const statement of begin) await this.#ask(statement);
  }

  /**
   * The row that is refused, where the error has ended the transaction: its neighbours are tried without it, in transactions that
   * are rolled back. Undefined where it is not refused by itself, without the rows that were in before.
   */
  async #searched(columns: readonly string[], rows: readonly NumberedRow[]): Promise<RefusedRow | undefined> {
    const { access, table } = this.opened;
    const { rollback } = access;
    if (!rollback) return undefined;
    const tried = async (part: readonly NumberedRow[]): Promise<unknown> => {
      await this.#beginAnew();
      const given = part.map(({ cells }): RawRow => columns.map((column) => cells.get(column) ?? 'null'));
      const made = access.insertRows(table, columns, given, this.session.serverVersion, false);
      try {
        if (made.before) await this.#ask(made.before);
        await this.#ask(made.statement);
        if (made.after) await this.#ask(made.after);
        return undefined;
      } catch (error) {
        return error;
      }
    };
    let left = rows;
    while (left.length > 1) {
      const half = left.slice(0, Math.ceil(left.length / 2));
      left = (await tried(half)) === undefined ? left.slice(half.length) : half;
    }
    const [only] = left;
    const error = only && (await tried(left));
    if (!only || error === undefined) return undefined;
    const where = { access, table, session: this.session, signal: this.signal(), recover: rollback };
    const refusal = await refusalOf(error, { values: only.cells }, where);
    return refusal && { ...refusal, row: only.number, until: only.number };
  }

  /** The rows as they went in, of a server whose INSERT returns none; undefined where their keys were not given. */
  async #readAgain(columns: readonly string[], given: readonly RawRow[]): Promise<readonly RawRow[] | undefined> {
    const { access, table } = this.opened;
    const [key] = table.keys;
    if (!this.images || !access.transactional || !key?.every((column) => columns.includes(column))) return undefined;
    const keys = given.map((row) => key.map((column) => row[columns.indexOf(column)] ?? 'null'));
    const { rows } = await this.#ask(access.byKeys(table, key, keys, false));
    return rows.length === given.length ? rows : undefined;
  }

  #keep(rows: readonly RawRow[] | undefined): void {
    if (!this.images) return;
    const [key] = this.opened.table.keys;
    if (!rows || !key) {
      this.images = undefined;
      this.lost = 'untold';
      return;
    }
    const places = key.map((column) => this.#names.indexOf(column));
    for (const row of rows) {
      this.#imageBytes += row.reduce((sum, cell) => sum + cell.length, 0);
      this.images.push({
        op: 'insert',
        key: key.map((column, at) => [column, row[places[at] ?? 0] ?? 'null'] as const),
        before: null,
        after: row,
      });
    }
    if (this.#imageBytes > mostImageBytes) this.images = undefined;
  }

  #ask(statement: Statement) {
    return ask(this.session, statement, { signal: this.signal() });
  }
}

/** Rows in a row that give the same columns. */
function* runsOf(rows: readonly NumberedRow[]): Generator<{ columns: readonly string[]; rows: readonly NumberedRow[] }> {
  let begin = 0;
  const nameOf = (row: NumberedRow | undefined): string => (row ? JSON.stringify([...row.cells.keys()]) : '');
  for (let at = 1; at <= rows.length; at += 1) {
    const first = rows[begin];
    if (!first || (at < rows.length && nameOf(rows[at]) === nameOf(first))) continue;
    yield { columns: [...first.cells.keys()], rows: rows.slice(begin, at) };
    begin = at;
  }
}
