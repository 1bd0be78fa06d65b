import { type BoundStatement, Fault, type FaultCode } from '@orrery/contracts';
import {
  ask,
  BadValue,
  columnOf,
  DriverFault,
  type ExplorerTable,
  parsedCell,
  type RawCell,
  type RawRow,
  sameCell,
  type Session,
  type Statement,
  type TableAccess,
} from '@orrery/drivers';
import { inverseOf, type PlacedChange, type RowImage } from './change.js';
import { faultOfDriver } from './faults.js';

/** Rows that are locked with one statement. */
const lockedAtOnce = 200;
/** Conflicts that are told. */
const toldConflicts = 200;
/** A cell of an image is whole up to here. */
const imageCellBytes = 32 * 1024 * 1024;

interface Conflict {
  readonly index: number;
  readonly key: Readonly<Record<string, unknown>>;
  /** Null where the row is gone. */
  readonly current: Readonly<Record<string, unknown>> | null;
  readonly columns: readonly string[];
}

const parsedMap = (cells: Iterable<readonly [string, RawCell]>): Record<string, unknown> =>
  Object.fromEntries([...cells].map(([name, cell]) => [name, parsedCell(cell)]));

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
      if (answer.cutCells > 0) this.cut = true;
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
    const conflicts: Conflict[] = [];
    for (const { index, key, before } of changes) {
      const row = found.get(index);
      const at = (column: string): RawCell => row?.[this.#names.indexOf(column)] ?? 'null';
      const columns = [...(before ?? [])].filter(([column, cell]) => !sameCell(at(column), cell)).map(([column]) => column);
      if (row && columns.length === 0) continue;
      conflicts.push({
        index,
        key: parsedMap(key ?? []),
        current: row ? parsedMap(this.#names.map((name) => [name, at(name)])) : null,
        columns: row ? columns : [],
      });
    }
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
      throw await this.#told(error, change);
    }
  }

  async #conflictNow(change: PlacedChange): Promise<Conflict> {
    const [row] = (
      await this.#ask(this.access.byKeys(this.table, [...(change.key?.keys() ?? [])], [[...(change.key?.values() ?? [])]], false))
    ).rows;
    const at = (column: string): RawCell => row?.[this.#names.indexOf(column)] ?? 'null';
    return {
      index: change.index,
      key: parsedMap(change.key ?? []),
      current: row ? parsedMap(this.#names.map((name) => [name, at(name)])) : null,
      columns: row
        ? [...(change.before ?? [])].filter(([column, cell]) => !sameCell(at(column), cell)).map(([column]) => column)
        : [],
    };
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

  /** What a failed change is told as: its place, its column where that can be found, the database's own words. */
  async #told(error: unknown, change: PlacedChange): Promise<unknown> {
    const { index } = change;
    const number = String(index + 1);
    if (error instanceof BadValue)
      return new Fault('change_invalid', `Change ${number} can’t be made: “${error.column}” ${error.message}.`, {
        errors: [{ path: `changes.${String(index)}.values.${error.column}`, message: error.message }],
        details: { index, column: error.column },
      });
    if (!(error instanceof DriverFault) || this.access.contentionOf(error)) return error;
    if (!['constraint', 'unknown', 'syntax', 'denied', 'read-only'].includes(error.kind)) return error;
    const column = (error.kind === 'denied' ? undefined : columnNamed(this.table, error)) ?? (await this.#probed(error, change));
    const code: FaultCode =
      error.kind === 'constraint'
        ? 'change_refused'
        : error.kind === 'denied'
          ? 'query_denied'
          : error.kind === 'read-only'
            ? 'read_only'
            : 'change_invalid';
    const told = faultOfDriver(error, { index, ...(column === undefined ? {} : { column }) });
    return new Fault(code, error.message, {
      errors: [{ path: `changes.${String(index)}${column === undefined ? '' : `.values.${column}`}`, message: error.message }],
      ...(told.details ? { details: told.details } : {}),
      cause: error,
    });
  }

  /** Which value does not fit, where the database did not say: each is tried by itself, after the transaction was given up. */
  async #probed(error: DriverFault, change: PlacedChange): Promise<string | undefined> {
    const given = [...(change.values ?? [])];
    if (given.length === 1) return given[0]?.[0];
    if (error.kind === 'constraint' || !this.access.probe || !this.session.alive) return undefined;
    try {
      if (!this.access.rollback) return undefined;
      await this.#ask(this.access.rollback);
      for (const [column, cell] of given) {
        const probe = this.access.probe(this.table, column, cell);
        if (!probe) return undefined;
        const fits = await this.#ask(probe).then(
          () => true,
          () => false,
        );
        if (!fits) return column;
      }
    } catch {
      // What can't be found out is left out.
    }
    return undefined;
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

/** The column that the database's own words name. */
function columnNamed(table: ExplorerTable, error: DriverFault): string | undefined {
  const words = `${error.message}\n${error.native.detail ?? ''}`;
  const named = [
    ...words.matchAll(/column ["'`“](?:[^"'`“”]*?["'`]\.["'`])*([^"'`“”]+)["'`”]/gi),
    ...words.matchAll(/for column `[^`]*`\.`[^`]*`\.`([^`]+)`/gi),
    ...words.matchAll(/^Key \((.+?)\)=/gm),
    ...words.matchAll(/FOREIGN KEY \(`([^`]+)`\)/g),
    ...words.matchAll(/field '([^']+)'/gi),
  ].map((match) => match[1] ?? '');
  return named.map((name) => name.split(', ')[0]?.replace(/^"|"$/g, '') ?? '').find((name) => columnOf(table, name));
}

function rowChanged(conflicts: readonly Conflict[]): Fault {
  const gone = conflicts.filter(({ current }) => current === null).length;
  const many = conflicts.length === 1 ? 'A row' : `${String(conflicts.length)} rows`;
  const what = gone === conflicts.length ? 'no longer there' : 'no longer as you saw';
  return new Fault(
    'row_changed',
    `${many} ${conflicts.length === 1 ? 'is' : 'are'} ${what}. Nothing was changed. Look at what is there now and decide.`,
    {
      errors: conflicts.slice(0, toldConflicts).map(({ index, current }) => ({
        path: `changes.${String(index)}`,
        message: current ? 'the row was changed meanwhile' : 'the row was deleted meanwhile',
      })),
      details: { conflicts: conflicts.slice(0, toldConflicts), conflictCount: conflicts.length },
    },
  );
}
