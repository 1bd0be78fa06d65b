import type { Filter, Kind, ResultColumn, TableSummary } from '@orrery/contracts';
import type { PlainSelect, WrittenName } from '@orrery/dialects';

/** Something, or a sentence why it can't be had. */
type Or<T> = T | { readonly why: string };

/** What is known of the table that a result's rows are of. */
export interface KeyedTable {
  readonly columns: readonly { readonly name: string }[];
  readonly primaryKey: { readonly columns: readonly string[] } | null;
}

/** Rows that one filter names, with a key of one column; a condition for each row and column else. */
const most = 1_000;

const isScalar = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

/** Whether a name means that thing, as the kind of database reads names. */
const means = (kind: Kind, { text, quoted }: WrittenName, name: string): boolean => {
  if (kind === 'postgres') return quoted ? text === name : text.toLowerCase() === name;
  return text.toLowerCase() === name.toLowerCase();
};

/** The one table among all that a statement reads. Where a name could be two tables', none is guessed. */
export function tableAmong(kind: Kind, written: PlainSelect['table'], tables: readonly TableSummary[]): Or<TableSummary> {
  const called = written.map(({ text }) => text).join('.');
  const [name, schema, database] = written.toReversed();
  if (database) return { why: `${called} names its database too; only tables of the connection’s own are edited here.` };
  const found = tables.filter((table) => name && means(kind, name, table.name) && (!schema || means(kind, schema, table.schema)));
  const [only] = found;
  if (!only) return { why: `There is no table ${called} in the schema as it was last read.` };
  if (found.length > 1) return { why: `Several schemas have a table ${called}: write the schema before its name.` };
  if (only.kind !== 'table') return { why: `${called} is a view: its rows are not its own.` };
  return only;
}

/** A filter that finds exactly the rows of a result in their table, by the key. */
export function filterOfRows(
  kind: Kind,
  select: PlainSelect,
  table: KeyedTable,
  result: { readonly columns: readonly ResultColumn[]; readonly rows: readonly (readonly unknown[])[] },
): Or<{ readonly filter: Filter }> {
  const key = table.primaryKey?.columns ?? [];
  if (key.length === 0) return { why: 'The table has no primary key, so its rows can’t be told apart.' };
  const names = columnNames(kind, select, table, result.columns);
  if (!names) return { why: 'The table’s columns are others than when its schema was last read. Read the schema anew.' };
  const places = key.map((column) => names.indexOf(column));
  const missing = key.filter((_, at) => places[at] === -1);
  if (missing.length > 0) return { why: `The result lacks ${missing.join(' and ')} of the table’s key: select it too.` };
  const limit = key.length === 1 ? most : Math.floor((most - 1) / (key.length + 1));
  if (result.rows.length === 0) return { why: 'There are no rows.' };
  if (result.rows.length > limit)
    return {
      why: `At most ${limit.toLocaleString('en')} rows are handed over at once: narrow the statement, or browse the table.`,
    };
  const keys = result.rows.map((row) => places.map((place) => row[place]));
  if (!keys.every((values) => values.every(isScalar))) return { why: 'A value of the key can’t be written into a filter.' };
  const [column] = key;
  if (key.length === 1 && column !== undefined)
    return { filter: { column, operator: 'in', value: keys.flat().filter(isScalar) } };
  return {
    filter: {
      or: keys.map((values) => ({
        and: values.filter(isScalar).map((value, at): Filter => ({ column: key[at] ?? '', operator: '=', value })),
      })),
    },
  };
}

/** The table's column behind each column of the result, '' where there is none; undefined where `*` was other columns than are known. */
function columnNames(
  kind: Kind,
  select: PlainSelect,
  table: KeyedTable,
  columns: readonly ResultColumn[],
): readonly string[] | undefined {
  const known = table.columns.map(({ name }) => name);
  if (select.columns) return select.columns.map((written) => known.find((name) => means(kind, written, name)) ?? '');
  const same = known.length === columns.length && columns.every(({ name }, at) => name === known[at]);
  return same ? known : undefined;
}
