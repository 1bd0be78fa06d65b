import { type BoundStatement, Fault } from '@orrery/contracts';
import {
  ask,
  BadValue,
  type ChangeStatement,
  columnOf,
  DriverFault,
  type ExplorerTable,
  firstCell,
  type RawCell,
  type RawRow,
  rawRows,
  type Session,
  type ShortAnswer,
  type Statement,
  type TableAccess,
  typesIn,
} from '@orrery/drivers';
import { inverseOf, type PlacedChange, type RowImage } from './change.js';
import { type Conflict, conflictOf, parsedMap, rowChanged } from './conflicts.js';
import { KeyedRows } from './keyed-rows.js';
import { toldRefusal } from './refusal.js';

/** Changes that are sent at once. */
const pipelinedAtOnce = 500;
/** A cell of an image is whole up to here. */
const imageCellBytes = 32 * 1024 * 1024;

export const boundOf = (statement: Statement): BoundStatement => ({
  text: statement.text,
  params: statement.language === 'sql' ? [...(statement.params ?? [])] : [],
});

/** Rows that a change has changed. */
const countIn = (made: ChangeStatement, rows: readonly RawRow[], affected: number | null | undefined): number =>
  made.countIn ? made.countIn(rows) : made.returns ? rows.length : (affected ?? 0);

/**
 * The changes of one request inside a transaction that somebody else begins and ends. First every row that is changed or deleted is
 * locked and held against what its reader saw; then the changes are made, one after the other, each of exactly one row.
 */
export class ChangeTransaction {
  readonly images: RowImage[] = [];
  readonly statements: BoundStatement[] = [];
  #cut = false;
  readonly #names: readonly string[];
  readonly #rows: KeyedRows;

  constructor(
    readonly access: TableAccess,
    readonly table: ExplorerTable,
    readonly session: Session,
    readonly signal: AbortSignal,
  ) {
    this.#names = table.columns.map((column) => column.name);
    this.#rows = new KeyedRows(access, table, (statement) => this.#ask(statement));
  }

  /** Whether an image holds a cell that was too long to be kept whole. */
  get cut(): boolean {
    return this.#cut || this.#rows.cut;
  }

  /** Throws `row_changed`, `change_invalid`, `change_refused`, and DriverFault where the transaction as a whole failed. */
  async make(changes: readonly PlacedChange[]): Promise<void> {
    const originals = await this.#locked(changes);
    for (let at = 0; at < changes.length; at += pipelinedAtOnce) {
      const part = changes.slice(at, at + pipelinedAtOnce);
      const outcome = await this.#together(part, originals);
      if (outcome === 'ended') return this.#anew(changes);
      if (outcome === 'untold') await this.#apart(part, originals);
    }
  }

  #locked(changes: readonly PlacedChange[]): Promise<ReadonlyMap<number, RawRow>> {
    return this.#rows.lock(changes.filter(({ op }) => op !== 'insert'));
  }

  /** All changes one by one, in a transaction in the place of one that an error has ended. */
  async #anew(changes: readonly PlacedChange[]): Promise<void> {
    this.images.length = 0;
    this.statements.length = 0;
    if (this.access.rollback) await this.#ask(this.access.rollback);
    for (const statement of this.access.begin) await this.#ask(statement);
    await this.#apart(changes, await this.#locked(changes));
  }

  async #apart(changes: readonly PlacedChange[], originals: ReadonlyMap<number, RawRow>): Promise<void> {
    for (const change of changes) {
      try {
        await this.#one(change, originals.get(change.index) ?? null);
      } catch (error) {
        if (!this.access.transactional) await this.#takeBack();
        throw error;
      }
    }
  }

  /**
   * The statements of several changes on one round trip, each still of exactly one row. Where anything is out of the ordinary they are
   * taken back, and it is `untold` what: made one by one, each tells what is wrong with it. An error may also have `ended` the transaction.
   */
  async #together(
    changes: readonly PlacedChange[],
    originals: ReadonlyMap<number, RawRow>,
  ): Promise<'made' | 'untold' | 'ended'> {
    const { access, session } = this;
    const { savepoint } = access;
    const made = changes.length > 1 && savepoint && session.runPipelined ? this.#plain(changes) : undefined;
    if (!made || !savepoint) return 'untold';
    await this.#ask(savepoint.set);
    try {
      const answers = await this.#answers(made);
      const rows = answers.map(({ json }) => rawRows(json));
      const isOne = made.every((one, at) => countIn(one, rows[at] ?? [], answers[at]?.affected) === 1);
      if (isOne) {
        if (answers.some(({ cut }) => cut)) this.#cut = true;
        const afters = await this.#rowsAfter(changes, made, rows);
        this.statements.push(...made.map(({ statement }) => boundOf(statement)));
        for (const [at, change] of changes.entries()) {
          const after = afters[at] ?? null;
          const before = originals.get(change.index) ?? null;
          this.images.push({ op: change.op, key: this.#keyNow(change, after), before, after });
        }
        return 'made';
      }
    } catch (error) {
      const mayGoOn = error instanceof DriverFault && session.alive && !this.signal.aborted && !access.contentionOf(error);
      if (!mayGoOn) throw error;
      if (savepoint.stands && firstCell((await this.#ask(savepoint.stands)).rows) !== 1) return 'ended';
    }
    await this.#ask(savepoint.back);
    return 'untold';
  }

  /** What the statements answered, with what some of them need around them. */
  async #answers(made: readonly ChangeStatement[]): Promise<readonly ShortAnswer[]> {
    const around = made.find(({ before }) => before);
    if (around?.before) await this.#ask(around.before);
    try {
      const statements = made.map(({ statement }) => statement);
      return (await this.session.runPipelined?.(statements, { signal: this.signal, maxCellBytes: imageCellBytes })) ?? [];
    } finally {
      if (around?.after && this.session.alive && !this.signal.aborted) await this.#ask(around.after);
    }
  }

  /** The statements of changes that can be sent together; undefined where one can't, or has a value that does not fit. */
  #plain(changes: readonly PlacedChange[]): readonly ChangeStatement[] | undefined {
    const made: ChangeStatement[] = [];
    try {
      for (const change of changes) {
        const one = this.access.change(this.table, change, this.session.serverVersion);
        // A new row that is not answered and whose key the server makes is found by asking right behind it.
        const isFound = one.returns || change.op !== 'insert' || one.keyIn || this.#keyAfter(change) !== undefined;
        if (!isFound) return undefined;
        made.push(one);
      }
    } catch (error) {
      if (error instanceof BadValue) return undefined;
      throw error;
    }
    return made;
  }

  /** The rows after changes that were made together: as they were answered, or read again by their keys. */
  async #rowsAfter(
    changes: readonly PlacedChange[],
    made: readonly ChangeStatement[],
    answered: readonly (readonly RawRow[])[],
  ): Promise<(RawRow | null)[]> {
    const rows = changes.map(({ op }, at) => (op !== 'delete' && made[at]?.returns ? (answered[at]?.[0] ?? null) : null));
    const untold = [...changes.entries()].filter(([at, { op }]) => op !== 'delete' && made[at]?.returns !== true);
    const wanted = untold.map(([at, change]) => ({ at, key: this.#keyMade(change, made[at]?.keyIn?.(answered[at] ?? [])) }));
    for (const group of Map.groupBy(wanted, ({ key }) => JSON.stringify([...key.keys()])).values()) {
      const columns = [...(group[0]?.key.keys() ?? [])];
      if (columns.length === 0) continue;
      const found = await this.#rows.byKeys(
        columns,
        group.map(({ key }) => [...key.values()]),
        false,
      );
      for (const [place, { at }] of group.entries()) rows[at] = found[place] ?? null;
    }
    return rows;
  }

  /** The key of the row after a change; empty where nobody knows it. `told`: as the database told it. */
  #keyMade(change: PlacedChange, told: RawRow | undefined): ReadonlyMap<string, RawCell> {
    if (told) return new Map((this.table.keys[0] ?? []).map((column, at) => [column, told[at] ?? 'null']));
    return this.#keyAfter(change) ?? new Map<string, RawCell>();
  }

  /** The key of the row after a change, as far as the change itself tells it; undefined where the server makes it. */
  #keyAfter(change: PlacedChange): ReadonlyMap<string, RawCell> | undefined {
    const columns = change.key ? [...change.key.keys()] : (this.table.keys[0] ?? []);
    const cells = columns.map((column) => [column, change.values?.get(column) ?? change.key?.get(column) ?? 'null'] as const);
    return columns.length === 0 || cells.some(([, cell]) => cell === 'null') ? undefined : new Map(cells);
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

  async #one(change: PlacedChange, original: RawRow | null): Promise<void> {
    try {
      const seen = typesIn(this.#names, original) ?? change.seen;
      const made = this.access.change(this.table, { ...change, seen }, this.session.serverVersion);
      this.statements.push(boundOf(made.statement));
      if (made.before) await this.#ask(made.before);
      let answer = await this.#ask(made.statement);
      const count = (): number => countIn(made, answer.rows, answer.affected);
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
      const read =
        change.op === 'delete'
          ? null
          : made.returns
            ? (answer.rows[0] ?? null)
            : await this.#readAgain(change, made.keyIn?.(answer.rows));
      const after = this.access.transactional ? read : this.#ours(change, original, read);
      this.images.push({ op: change.op, key: this.#keyNow(change, after), before: original, after });
    } catch (error) {
      const { access, table, session, signal } = this;
      throw await toldRefusal(error, change, { access, table, session, signal, recover: access.rollback });
    }
  }

  /** Without locks, what others changed of the row meanwhile is not ours: it is in no image, and no undo takes it back. */
  #ours(change: PlacedChange, original: RawRow | null, read: RawRow | null): RawRow | null {
    if (change.op !== 'update' || !original || !read) return read;
    const changed = new Set([...(change.values?.keys() ?? []), ...(change.defaults ?? [])]);
    const isOurs = this.#names.map((name) => changed.has(name));
    const [now, then] = [typesIn(this.#names, read), typesIn(this.#names, original)];
    const types = this.#names.map((name, at) => (isOurs[at] ? now : then)?.get(name));
    const cells = isOurs.map((ours, at) => (ours ? read : original)[at] ?? 'null');
    return now && then ? [...cells, JSON.stringify(types)] : cells;
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
