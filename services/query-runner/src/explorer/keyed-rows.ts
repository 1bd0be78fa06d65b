import { Fault } from '@orrery/contracts';
import {
  type Answer,
  BadValue,
  type ExplorerTable,
  parsedCell,
  type RawCell,
  type RawRow,
  type Statement,
  type TableAccess,
} from '@orrery/drivers';
import type { PlacedChange } from './change.js';
import { conflictOf, isConflict, rowChanged } from './conflicts.js';

/** Rows that are locked with one statement. */
const lockedAtOnce = 200;

const keyText = (cells: RawRow): string => JSON.stringify(cells.map((cell) => String(parsedKey(cell))));
const parsedKey = (cell: RawCell): unknown => {
  const value = parsedCell(cell);
  return typeof value === 'object' ? JSON.stringify(value) : value;
};

/** Rows of a table by their keys, inside the transaction that is to change them. */
export class KeyedRows {
  /** Whether one of them holds a cell that was too long to come whole. */
  cut = false;
  readonly #names: readonly string[];

  constructor(
    readonly access: TableAccess,
    readonly table: ExplorerTable,
    readonly ask: (statement: Statement) => Promise<Answer>,
  ) {
    this.#names = table.columns.map((column) => column.name);
  }

  /** Locks the rows in the order of their keys, so that two who change the same rows wait for each other instead of dying of it. */
  async lock(wanted: readonly PlacedChange[]): Promise<Map<number, RawRow>> {
    const found = await this.find(wanted, true);
    await this.#refuseUnchangeable(wanted.filter(({ index }) => !found.has(index)));
    this.#refuseConflicts(wanted, found);
    return found;
  }

  /** The rows that changes are of, by the places of the changes. */
  async find(wanted: readonly PlacedChange[], locks: boolean): Promise<Map<number, RawRow>> {
    const byColumns = Map.groupBy(wanted, (change) => JSON.stringify([...(change.key?.keys() ?? [])]));
    const found = new Map<number, RawRow>();
    for (const group of byColumns.values()) {
      const columns = [...(group[0]?.key?.keys() ?? [])];
      const ordered = group
        .map((change) => ({ change, values: [...(change.key?.values() ?? [])] }))
        .sort((a, b) => compareKeys(a.values, b.values));
      for (let at = 0; at < ordered.length; at += lockedAtOnce) {
        const part = ordered.slice(at, at + lockedAtOnce);
        const rows = await this.#rowsOf(columns, part, locks);
        for (const [place, { change }] of part.entries()) {
          const row = rows[place];
          if (row) found.set(change.index, row);
        }
      }
    }
    return found;
  }

  async #rowsOf(
    columns: readonly string[],
    part: readonly { readonly change: PlacedChange; readonly values: RawRow }[],
    locks: boolean,
  ): Promise<readonly (RawRow | undefined)[]> {
    const keys = part.map(({ values }) => values);
    try {
      return await this.byKeys(columns, keys, locks);
    } catch (error) {
      const index = part[0]?.change.index ?? 0;
      if (error instanceof BadValue)
        throw new Fault('change_invalid', `Change ${String(index + 1)} can’t be made: its key ${error.message}.`, {
          errors: [{ path: `changes.${String(index)}.key.${error.column}`, message: error.message }],
        });
      throw error;
    }
  }

  /** The row of each key, in the order of the keys; undefined where there is none. */
  async byKeys(columns: readonly string[], keys: readonly RawRow[], locks: boolean): Promise<(RawRow | undefined)[]> {
    const read = async (some: readonly RawRow[]): Promise<readonly RawRow[]> => {
      const answer = await this.ask(this.access.byKeys(this.table, columns, some, locks));
      if (answer.cut.length > 0) this.cut = true;
      return answer.rows;
    };
    const atOnce = this.access.mostKeys(columns);
    const rows: RawRow[] = [];
    for (let at = 0; at < keys.length; at += atOnce) rows.push(...(await read(keys.slice(at, at + atOnce))));
    const places = columns.map((column) => this.#names.indexOf(column));
    const byText = Map.groupBy(rows, (row) => keyText(places.map((place) => row[place] ?? 'null')));
    const found: (RawRow | undefined)[] = [];
    for (const key of keys) {
      // A key that the database writes in another way than it was given is looked up by itself.
      const [row, another] = byText.get(keyText(key)) ?? [];
      if (row && another && this.table.kind === 'collection') throw alike(columns, key);
      found.push(row ?? (rows.length < keys.length ? undefined : (await read([key]))[0]));
    }
    return found;
  }

  /** A row that can be read and not be locked is not gone: somebody keeps it from this login. */
  async #refuseUnchangeable(missing: readonly PlacedChange[]): Promise<void> {
    const seen = missing.length > 0 ? await this.find(missing, false) : new Map<number, RawRow>();
    const index = missing.find((change) => seen.has(change.index))?.index;
    if (index === undefined) return;
    const message = 'this login may see the row and not change it: a row-level policy stands in its way';
    throw new Fault('change_refused', `Change ${String(index + 1)} did not happen: ${message}.`, {
      errors: [{ path: `changes.${String(index)}`, message }],
      details: { index },
    });
  }

  #refuseConflicts(changes: readonly PlacedChange[], found: ReadonlyMap<number, RawRow>): void {
    const conflicts = changes.map((change) => conflictOf(this.table, change, found.get(change.index))).filter(isConflict);
    if (conflicts.length > 0) throw rowChanged(conflicts);
  }
}

/** An ObjectId and its text are two ids that read alike: which of the two was meant is not known. */
const alike = (columns: readonly string[], key: RawRow): Fault =>
  new Fault(
    'change_refused',
    `Two documents have the ${columns.join(', ')} ${key.map((cell) => String(parsedKey(cell))).join(', ')}, of two types. Nothing was changed; change it by a statement that names the type.`,
  );

const compareKeys = (a: RawRow, b: RawRow): number => {
  for (const [index, cell] of a.entries()) {
    const [left, right] = [parsedKey(cell), parsedKey(b[index] ?? 'null')];
    if (typeof left === 'number' && typeof right === 'number' && left !== right) return left - right;
    if (String(left) !== String(right)) return String(left) < String(right) ? -1 : 1;
  }
  return 0;
};
