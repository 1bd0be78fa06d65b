import { type BoundStatement, Fault } from '@orrery/contracts';
import {
  ask,
  BadValue,
  columnOf,
  type ExplorerTable,
  parsedCell,
  type RawCell,
  type RawRow,
  type Session,
  type Statement,
  type TableAccess,
} from '@orrery/drivers';
import { inverseOf, type PlacedChange, type RowImage } from './change.js';
import { type Conflict, conflictOf, isConflict, parsedMap, rowChanged } from './conflicts.js';
import { toldRefusal } from './refusal.js';

/** Rows that are locked with one statement. */
const lockedAtOnce = 200;
/** A cell of an image is whole up to here. */
const imageCellBytes = 32 * 1024 * 1024;

const keyText = (cells: RawRow): string => JSON.stringify(cells.map((cell) => String(parsedKey(cell))));
const parsedKey = (cell: RawCell): unknown => {
  const value = parsedCell(cell);
  return typeof value === 'object' ? JSON.stringify(value) : value;
};

export const boundOf = (statement: Statement): BoundStatement => ({
  text: statement.text,
  params: statement.language === 'sql' ? [...(statement.params ?? [])] : [],
});

/**
 * The changes of one request inside a transaction that somebody else begins and ends. First every row that is changed or deleted is
 * locked and held against what its reader saw; then the changes are made, one after the other, each of exactly one row.
 */
export class ChangeTransaction {
  readonly images: RowImage[] = [];
  readonly statements: BoundStatement[] = [];
  /** Whether an image holds a cell that was too long to be kept whole. */
  cut = false;
  readonly #names: readonly string[];

  constructor(
    readonly access: TableAccess,
    readonly table: ExplorerTable,
    readonly session: Session,
    readonly signal: AbortSignal,
  ) {
    this.#names = table.columns.map((column) => column.name);
  }

  /** Throws `row_changed`, `change_invalid`, `change_refused`, and DriverFault where the transaction as a whole failed. */
  async make(changes: readonly PlacedChange[]): Promise<void> {
    const originals = await this.#lock(changes);
    for (const change of changes) {
      try {
        await this.#one(change, originals.get(change.index) ?? null);
      } catch (error) {
        if (!this.access.transactional) await this.#takeBack();
        throw error;
      }
    }
  }

  /** Without a transaction, what was made before a refusal is changed back, unless others went on with it. */
  async #takeBack(): Promise<void> {
    if (this.images.length === 0) return;
    const back = new ChangeTransaction(this.access, this.table, this.session, AbortSignal.timeout(10_000));
    try {
      if (this.images.some(({ op }) => !this.access.undoes.includes(op))) throw new Error('not undoable');
      for (const change of inverseOf(this.table, { columns: this.#names, rows: this.images })) await back.#one(change, null);
    } catch (cause) {
      throw new Fault(
        'change_outcome_unknown',
        `One of the changes was refused, and not all of the ${String(this.images.length)} before it could be changed back. Look at the rows.`,
        { details: { made: this.images.map(({ op, key }) => ({ op, key: key ? parsedMap(key) : null })) }, cause },
      );
    }
  }

  #ask(statement: Statement) {
    return ask(this.session, statement, { signal: this.signal, maxCellBytes: imageCellBytes });
  }

  /** Locks the rows in the order of their keys, so that two who change the same rows wait for each other instead of dying of it. */
  async #lock(changes: readonly PlacedChange[]): Promise<Map<number, RawRow>> {
    const wanted = changes.filter((change) => change.op !== 'insert');
    const byColumns = Map.groupBy(wanted, (change) => JSON.stringify([...(change.key?.keys() ?? [])]));
    const found = new Map<number, RawRow>();
    for (const group of byColumns.values()) {
      const columns = [...(group[0]?.key?.keys() ?? [])];
      const ordered = group
        .map((change) => ({ change, values: [...(change.key?.values() ?? [])] }))
        .sort((a, b) => compareKeys(a.values, b.values));
      for (let at = 0; at < ordered.length; at += lockedAtOnce) {
        const part = ordered.slice(at, at + lockedAtOnce);
        const rows = await this.#rowsOf(
          columns,
          part.map(({ values }) => values),
          part[0]?.change.index ?? 0,
        );
        const places = columns.map((column) => this.#names.indexOf(column));
        const byKey = new Map(rows.map((row) => [keyText(places.map((place) => row[place] ?? 'null')), row]));
        for (const { change, values } of part) {
          // A key that the database writes in another way than it was given is looked up by itself.
          const row =
            byKey.get(keyText(values)) ??
            (rows.length < part.length ? undefined : (await this.#rowsOf(columns, [values], change.index))[0]);
          if (row) found.set(change.index, row);
        }
      }
    }
    this.#refuseConflicts(wanted, found);
    return found;
  }

  async #rowsOf(columns: readonly string[], keys: readonly RawRow[], index: number): Promise<readonly RawRow[]> {
    try {
      const answer = await this.#ask(this.access.byKeys(this.table, columns, keys, true));
      if (answer.cut.length > 0) this.cut = true;
      return answer.rows;
    } catch (error) {
      if (error instanceof BadValue)
        throw new Fault('change_invalid', `Change ${String(index + 1)} can’t be made: its key ${error.message}.`, {
          errors: [{ path: `changes.${String(index)}.key.${error.column}`, message: error.message }],
        });
      throw error;
    }
  }

  #refuseConflicts(changes: readonly PlacedChange[], found: ReadonlyMap<number, RawRow>): void {
    const conflicts = changes.map((change) => conflictOf(this.table, change, found.get(change.index))).filter(isConflict);
    if (conflicts.length > 0) throw rowChanged(conflicts);
  }

  async #one(change: PlacedChange, original: RawRow | null): Promise<void> {
    try {
      const made = this.access.change(this.table, change, this.session.serverVersion);
      this.statements.push(boundOf(made.statement));
      if (made.before) await this.#ask(made.before);
      let answer = await this.#ask(made.statement);
      const count = (): number =>
        made.countIn ? made.countIn(answer.rows) : made.returns ? answer.rows.length : (answer.affected ?? 0);
      // The row is locked and was compared: an equality that the database sees otherwise (collations, floats) is no conflict.
      if (count() === 0 && made.byKey) answer = await this.#ask(made.byKey());
      if (made.after) await this.#ask(made.after);
      // Without locks the original values in the statement are the check itself.
      if (count() === 0 && !made.byKey && change.op !== 'insert') throw rowChanged([await this.#conflictNow(change)]);
      const unchanged = count() === 0 && this.access.countsOnlyChanged && change.op === 'update';
      if (count() !== 1 && !unchanged)
        throw new Fault(
          'change_refused',
          `Change ${String(change.index + 1)} did not happen: the database changed ${String(count())} rows instead of one. A trigger or a row-level policy may stand in its way.`,
          { details: { index: change.index } },
        );
      const after =
        change.op === 'delete'
          ? null
          : made.returns
            ? (answer.rows[0] ?? null)
            : await this.#readAgain(change, made.keyIn?.(answer.rows));
      this.images.push({ op: change.op, key: this.#keyNow(change, after), before: original, after });
    } catch (error) {
      const { access, table, session, signal } = this;
      throw await toldRefusal(error, change, { access, table, session, signal, recover: access.rollback });
    }
  }

  async #conflictNow(change: PlacedChange): Promise<Conflict> {
    const [columns, values] = [[...(change.key?.keys() ?? [])], [...(change.key?.values() ?? [])]];
    const [row] = (await this.#ask(this.access.byKeys(this.table, columns, [values], false))).rows;
    return conflictOf(this.table, change, row);
  }

  #keyNow(change: PlacedChange, after: RawRow | null): RowImage['key'] {
    if (change.op === 'delete') return [...(change.key ?? [])];
    const columns = change.key ? [...change.key.keys()] : (this.table.keys[0] ?? []);
    if (!after || columns.length === 0) return null;
    return columns.map((column) => [column, after[this.#names.indexOf(column)] ?? 'null'] as const);
  }

  /** The row after the change, where the statement could not return it. Null where nobody knows its key. */
  async #readAgain(change: PlacedChange, told: RawRow | undefined): Promise<RawRow | null> {
    const columns = change.key ? [...change.key.keys()] : (this.table.keys[0] ?? []);
    if (columns.length === 0) return null;
    const values: RawCell[] = [...(told ?? [])];
    for (const column of told ? [] : columns) {
      const given = change.values?.get(column) ?? change.key?.get(column);
      if (given !== undefined && given !== 'null') values.push(given);
      else if (this.access.lastKey && columnOf(this.table, column)?.generated) {
        values.push((await this.#ask(this.access.lastKey)).rows[0]?.[0] ?? 'null');
      } else return null;
    }
    return (await this.#ask(this.access.byKeys(this.table, columns, [values], false))).rows[0] ?? null;
  }
}

const compareKeys = (a: RawRow, b: RawRow): number => {
  for (const [index, cell] of a.entries()) {
    const [left, right] = [parsedKey(cell), parsedKey(b[index] ?? 'null')];
    if (typeof left === 'number' && typeof right === 'number' && left !== right) return left - right;
    if (String(left) !== String(right)) return String(left) < String(right) ? -1 : 1;
  }
  return 0;
};
