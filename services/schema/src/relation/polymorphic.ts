import type { CatalogTable, TableRef } from '@orrery/contracts';
import { between, type Candidate } from './candidate.js';
import { columnNameOf } from './column-name.js';
import { modelOf, type ModelColumn, type ModelTable } from './model.js';
import { type NameIndex, nearestOf } from './name-index.js';
import { singular, wordsOf } from './words.js';

/** The distinct values of a column, as texts; undefined where nobody looked. */
export type TypeValues = (table: CatalogTable, column: string) => readonly string[] | undefined;

/** Words for which sort of thing a column's neighbour refers to. */
const sorts = ['type', 'class', 'kind', 'model', 'table', 'entity'];
/** Columns that hold the key of a row of any table, beside one of those that name the table. */
const anyRow = new Set('id record row object item entity target subject resource foreign ref reference res'.split(' '));
const anyTable = new Set(
  'type table tablename entity entityname entitytype model modelname objecttype objectname recordtype resourcetype itemtype'.split(
    ' ',
  ),
);

/** The column beside this one that says what it refers to: `commentable_type` beside `commentable_id`. */
export function typeColumnOf(table: ModelTable, column: ModelColumn): ModelColumn | undefined {
  const { stem, isKeyLike } = columnNameOf(column, []);
  const isKeyAlone = table.keys.some((key) => key.column === column && key.isPrimary);
  if (isKeyAlone) return undefined;
  const beside = (names: (name: string) => boolean): ModelColumn | undefined =>
    table.columns.find((one) => one !== column && names(wordsOf(one.name).join('')));
  if (isKeyLike && stem.length > 0) {
    const wanted = new Set(sorts.map((word) => [...stem, word].join('')));
    const found = beside((name) => wanted.has(name));
    if (found) return found;
  }
  const own = column.words.filter((word) => word !== 'id').join('') || 'id';
  return column.words.includes('id') && anyRow.has(own) ? beside((name) => anyTable.has(name)) : undefined;
}

const isWords = ({ family, column }: ModelColumn): boolean => family === 'text' || column.enumValues !== undefined;

interface Pair {
  readonly table: ModelTable;
  readonly column: ModelColumn;
  readonly type: ModelColumn;
}

const pairsIn = (tables: readonly ModelTable[]): Pair[] =>
  tables.flatMap((table) =>
    table.columns.flatMap((column) => {
      const type = column.family === 'other' ? undefined : typeColumnOf(table, column);
      return type && isWords(type) ? [{ table, column, type }] : [];
    }),
  );

/** The columns whose values say what another column refers to, and must be looked at in the data. */
export const typeColumnsIn = (tables: readonly CatalogTable[]): (TableRef & { readonly column: string })[] =>
  pairsIn(modelOf(tables))
    .filter(({ type }) => type.column.enumValues === undefined)
    .map(({ table, type }) => ({ schema: table.table.schema, name: table.table.name, column: type.name }));

/** A relation to each table that the type column names, true of the rows whose type names it. */
export function polymorphicCandidates(index: NameIndex, typeValues: TypeValues = () => undefined): Candidate[] {
  return pairsIn(index.tables).flatMap(({ table, column, type }) => {
    const values = type.column.enumValues ?? typeValues(table.table, type.name) ?? [];
    const targets = new Map<ModelTable, string[]>();
    for (const value of values) {
      const target = tableNamed(value, table, index);
      if (target) targets.set(target, [...(targets.get(target) ?? []), value]);
    }
    const named = [...targets.values()].flat().length;
    const certainty = named * 2 >= values.length ? 0.8 : 0.52;
    return [...targets].flatMap(([target, of]): Candidate[] => {
      const key = target.keys.find((one) => one.isPrimary);
      if (key?.column.family !== column.family) return [];
      const detail = `where ${type.name} is ${of.map((value) => `“${value}”`).join(' or ')}, which names ${target.table.name}`;
      return [
        {
          ...between(table, column, target, key),
          condition: { column: type.name, values: of },
          evidence: [{ sign: 'polymorphic', detail, weight: certainty }],
        },
      ];
    });
  });
}

/** The table that a type names: by its class (`App\Models\Post`), by itself (`posts`), by a module and it (`res.partner`). */
function tableNamed(value: string, source: ModelTable, index: NameIndex): ModelTable | undefined {
  const words = wordsOf(value);
  const only = (tables: readonly ModelTable[]): ModelTable | undefined => {
    const near = nearestOf(
      source,
      tables.map((table) => ({ table })),
    );
    return near.length === 1 ? near[0]?.table : undefined;
  };
  for (let start = 0; start < Math.min(words.length, 6); start += 1) {
    const rest = words.slice(start);
    const last = singular(rest.at(-1) ?? '');
    const called = index.called([...rest.slice(0, -1), last].join(''));
    if (called.length > 0) return only(called);
    // `Order` of a shop whose tables all begin with the name of their part.
    const ending = start === words.length - 1 ? only(index.endingWith([last])) : undefined;
    if (ending) return ending;
  }
  return undefined;
}
