import { Fault, isExactNumber, type RowChange, type RowKey } from '@orrery/contracts';
import { columnOf, type ExplorerTable, type RawCell, type RawChange, type RawRow, sameCell, typesIn } from '@orrery/drivers';

/** A change at its place in the request. */
export interface PlacedChange extends RawChange {
  readonly index: number;
}

const cellsOf = (values: Readonly<Record<string, unknown>> | undefined): Map<string, RawCell> =>
  new Map(Object.entries(values ?? {}).map(([name, value]) => [name, JSON.stringify(value ?? null)]));

const invalid = (index: number, part: string, message: string): Fault =>
  new Fault('change_invalid', `Change ${String(index + 1)} can’t be made: ${message}.`, {
    errors: [{ path: `changes.${String(index)}${part}`, message }],
    details: { index },
  });

/** A number of many digits, or an id of MongoDB as JSON writes it. Any other document could be an operator in disguise. */
const isPlainInside = (value: unknown): boolean => {
  if (isExactNumber(value)) return true;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const [entry, ...more] = Object.entries(value);
  return entry !== undefined && more.length === 0 && /^\$(?:oid|uuid|numberLong|numberDecimal|numberInt|date)$/.test(entry[0]);
};

/** A document as the id of another: names with a dollar would be operators. */
const isDocument = (value: object): boolean => !Array.isArray(value) && !Object.keys(value).some((name) => name.startsWith('$'));

/** The cells of a row's key, which must be one of the table's own. Throws what `refuse` makes of a part of the key and what is wrong with it. */
export function keyCells(
  table: ExplorerTable,
  key: RowKey | undefined,
  refuse: (part: string, message: string) => Fault,
): ReadonlyMap<string, RawCell> {
  const names = Object.keys(key ?? {});
  const known = table.keys.find(
    (columns) => columns.length === names.length && columns.every((column) => names.includes(column)),
  );
  if (!key || !known)
    throw refuse('.key', `it needs a value for each column of the key (${(table.keys[0] ?? []).join(', ')}) and nothing else`);
  for (const column of known) {
    const value = Object.hasOwn(key, column) ? key[column] : undefined;
    const isTaken = typeof value !== 'object' || value === null || isPlainInside(value);
    if (value === null || value === undefined || !(isTaken || (table.kind === 'collection' && isDocument(value))))
      throw refuse(`.key.${column}`, 'a key is a plain value');
  }
  const cells = cellsOf(key);
  return new Map(known.map((column) => [column, cells.get(column) ?? 'null']));
}

/**
 * The changes of a request as they can be made on this table. Throws `change_invalid` and `column_not_found`, both of which name the
 * change and the column.
 */
export function checkedChanges(table: ExplorerTable, changes: readonly RowChange[]): PlacedChange[] {
  const seen = new Set<string>();
  return changes.map((change, index) => {
    const changed = [...Object.keys(change.values ?? {}), ...(change.defaults ?? [])];
    for (const name of [...changed, ...Object.keys(change.before ?? {})])
      if (!columnOf(table, name))
        throw new Fault('column_not_found', `${table.qualified} has no column “${name}”. It may have been dropped or renamed.`, {
          errors: [{ path: `changes.${String(index)}.values.${name}`, message: 'is not a column of this table' }],
          details: { index, column: name },
        });
    for (const name of changed) {
      const { generated } = columnOf(table, name) ?? {};
      if (generated === 'stored' || generated === 'virtual')
        throw invalid(index, `.values.${name}`, `“${name}” is computed by the database and can’t be written`);
    }
    if (new Set(changed).size < changed.length) throw invalid(index, '.defaults', 'a column can’t get a value and its default');
    if (change.op === 'insert') {
      if (change.key !== undefined) throw invalid(index, '.key', 'a new row has no key yet');
      return { index, op: 'insert', values: cellsOf(change.values), defaults: change.defaults ?? [] };
    }
    const key = keyCells(table, change.key, (part, message) => invalid(index, part, message));
    const place = JSON.stringify([...key]);
    if (seen.has(place)) throw invalid(index, '.key', 'another change of the same request is about this row');
    seen.add(place);
    if (change.op === 'delete') return { index, op: 'delete', key, before: cellsOf(change.before) };
    if (changed.length === 0) throw invalid(index, '.values', 'it changes nothing');
    const missing = changed.filter((name) => !Object.hasOwn(change.before ?? {}, name));
    if (missing.length > 0)
      throw invalid(index, '.before', `it must bring the original value of each column it changes (${missing.join(', ')})`);
    return {
      index,
      op: 'update',
      key,
      before: cellsOf(change.before),
      values: cellsOf(change.values),
      defaults: change.defaults ?? [],
    };
  });
}

/** What a row was and what it became, all columns of the table in order. */
export interface RowImage {
  readonly op: RawChange['op'];
  /** The columns and values that name the row now; null where it can't be told. */
  readonly key: readonly (readonly [string, RawCell])[] | null;
  readonly before: RawRow | null;
  readonly after: RawRow | null;
}

/** Everything that an undo needs. */
export interface Images {
  readonly columns: readonly string[];
  readonly rows: readonly RowImage[];
}

const rowMap = (columns: readonly string[], row: RawRow): Map<string, RawCell> =>
  new Map(columns.map((column, index) => [column, row[index] ?? 'null']));

/** The changes that bring back what was, last one first. Throws `change_set_not_undoable` where a row can't be named any more. */
export function inverseOf(table: ExplorerTable, { columns, rows }: Images): PlacedChange[] {
  const writable = (name: string): boolean => {
    const column = columnOf(table, name);
    return column !== undefined && column.generated !== 'stored' && column.generated !== 'virtual';
  };
  return rows.toReversed().flatMap((image, index): PlacedChange[] => {
    const key = image.key === null ? undefined : new Map(image.key);
    if (image.op === 'delete') {
      const before = rowMap(columns, image.before ?? []);
      return [
        { index, op: 'insert', restores: true, values: new Map([...before].filter(([name]) => writable(name))), defaults: [] },
      ];
    }
    if (!key || !image.after)
      throw new Fault(
        'change_set_not_undoable',
        'One of its rows has no key by which it could be found again. Change it by hand.',
      );
    const after = rowMap(columns, image.after);
    if (image.op === 'insert') return [{ index, op: 'delete', key, before: after, seen: typesIn(columns, image.after) }];
    const before = rowMap(columns, image.before ?? []);
    const [types, seen] = [typesIn(columns, image.before), typesIn(columns, image.after)];
    const isSame = (name: string): boolean =>
      sameCell(before.get(name) ?? 'null', after.get(name) ?? 'null') && types?.get(name) === seen?.get(name);
    const changed = columns.filter((name) => writable(name) && !isSame(name));
    if (changed.length === 0) return [];
    const only = (cells: ReadonlyMap<string, RawCell>): Map<string, RawCell> =>
      new Map(changed.map((name) => [name, cells.get(name) ?? 'null']));
    return [{ index, op: 'update', key, before: only(after), values: only(before), defaults: [], types, seen }];
  });
}
