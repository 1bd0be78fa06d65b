import type { CatalogColumn, CatalogTable } from '@orrery/contracts';
import { isAffix, isKeyWord, isTableSort, singular, Vocabulary, wordsOf } from './words.js';

/** What sort of value a column holds, as far as it decides what can refer to what. */
export type Family = 'integer' | 'uuid' | 'text' | 'object-id' | 'binary' | 'other';

export interface ModelColumn {
  readonly name: string;
  readonly words: readonly string[];
  readonly family: Family;
  readonly column: CatalogColumn;
}

/** A column by which a row of its table is known: its primary key, or a unique column. */
export interface ModelKey {
  readonly column: ModelColumn;
  readonly isPrimary: boolean;
  /** What the key calls the thing it is the key of: `term` of `term_id`; empty of `id`. */
  readonly stem: string;
}

/** Several columns by which a row of its table is known together. */
export interface CompositeKey {
  readonly columns: readonly ModelColumn[];
  readonly isPrimary: boolean;
}

export interface ModelTable {
  readonly table: CatalogTable;
  /** The name's words without what all names share and without what only says that it is a table, the last in the singular. */
  readonly words: readonly string[];
  /** Its words as one. */
  readonly entity: string;
  readonly columns: readonly ModelColumn[];
  readonly keys: readonly ModelKey[];
  readonly compositeKeys: readonly CompositeKey[];
  /** Whether a column stands in its primary key, or first in an index. */
  readonly isIndexed: (column: string) => boolean;
  /** Words that most of its columns begin with, because they repeat its name. */
  readonly ownPrefix: readonly string[];
}

/** What kind of value a column holds. */
export function familyOf(column: CatalogColumn): Family {
  const type = column.dataType.toLowerCase();
  if (column.kind === 'uuid' || /uniqueidentifier|uuid/.test(type)) return 'uuid';
  if (/objectid/.test(type)) return 'object-id';
  if (/^(?:tiny|small|medium|big)?int|^int\d|^(?:big)?serial|^long|^integer|^year/.test(type))
    return type.startsWith('tinyint(1)') ? 'other' : 'integer';
  if (/^(?:decimal|numeric|number)(?:\(\d+(?:,\s*0)?\))?$/.test(type)) return 'integer';
  if (/^(?:binary|varbinary|bytea)/.test(type)) return 'binary';
  return column.kind === 'string' && column.enumValues === undefined ? 'text' : 'other';
}

/** The tables of a schema, with their names as words. Views and partitions take no part: what they hold is another table's. */
export function modelOf(tables: readonly CatalogTable[]): readonly ModelTable[] {
  const known = models.get(tables) ?? made(tables);
  models.set(tables, known);
  return known;
}

/** A crawl asks for the same model twice: for what the data is asked first, and for what it is asked then. */
const models = new WeakMap<readonly CatalogTable[], readonly ModelTable[]>();

function made(tables: readonly CatalogTable[]): ModelTable[] {
  const real = tables.filter(
    (table) => (table.kind === 'table' || table.kind === 'collection') && table.partition?.of === undefined,
  );
  const vocabulary = new Vocabulary();
  const names = new Map(real.map((table) => [table, wordsOf(table.name)]));
  const shared = sharedPrefix([...names.values()]);
  for (const [table, written] of names) names.set(table, written.slice(startOf(written, shared)));
  const taken = new Set([...names.values()].map(inOne));
  for (const [table, words] of names) {
    const bare = bareName(table, words);
    if (!taken.has(inOne(bare))) names.set(table, bare);
  }
  for (const words of names.values()) vocabulary.learn(words);
  for (const table of real) for (const key of singleKeys(table)) learnKey(vocabulary, key.column);
  return real.map((table) => modelTable(table, names.get(table) ?? [], vocabulary));
}

/** `customer_entity` and `cust_mst` are tables of customers; `BusinessEntity` is what its key calls it. */
function bareName(table: CatalogTable, words: readonly string[]): string[] {
  const isCalledSo = singleKeys(table).some(({ column }) => wordsOf(column.name).slice(0, -1).join('') === words.join(''));
  return words.length > 1 && isTableSort(words.at(-1) ?? '') && !isCalledSo ? words.slice(0, -1) : [...words];
}

const inOne = (words: readonly string[]): string => words.map(singular).join('');

const startOf = (words: readonly string[], shared: ReadonlySet<string>): number =>
  words.length > 1 && shared.has(words[0] ?? '') ? 1 : 0;

/** First words that say nothing since most names begin with them: `wp_`, `tbl`. */
function sharedPrefix(names: readonly (readonly string[])[]): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const [first] of names) if (first !== undefined) counts.set(first, (counts.get(first) ?? 0) + 1);
  const isAlone = (word: string): boolean =>
    names.some((words) => words.length === 1 && singular(words[0] ?? '') === singular(word));
  return new Set(
    [...counts]
      .filter(([word, count]) => isAffix(word) || (names.length >= 4 && count / names.length >= 0.7 && !isAlone(word)))
      .map(([word]) => word),
  );
}

/** Columns that alone identify a row: the primary key first. */
function singleKeys(table: CatalogTable): { column: CatalogColumn; isPrimary: boolean }[] {
  const found = new Map<string, boolean>();
  if (table.primaryKey?.columns.length === 1) found.set(table.primaryKey.columns[0] ?? '', true);
  const uniqueIndexes = table.indexes.filter(
    (index) => index.unique && index.predicate === undefined && index.onExpression !== true,
  );
  for (const { columns } of [...table.uniques, ...uniqueIndexes]) {
    const [only] = columns;
    if (columns.length === 1 && only !== undefined && !found.has(only)) found.set(only, false);
  }
  return [...found].flatMap(([name, isPrimary]) => {
    const column = table.columns.find((one) => one.name === name);
    return column ? [{ column, isPrimary }] : [];
  });
}

/** Columns that identify a row together, at most four of them: the primary key first. */
function compositeKeys(table: CatalogTable, columns: readonly ModelColumn[]): CompositeKey[] {
  const plain = table.indexes.filter((index) => index.unique && index.predicate === undefined && index.onExpression !== true);
  const found = new Map<string, CompositeKey>();
  for (const [at, key] of [table.primaryKey ?? undefined, ...table.uniques, ...plain].entries()) {
    if (!key || key.columns.length < 2 || key.columns.length > 4) continue;
    const own = key.columns.flatMap((name) => columns.find((column) => column.name === name) ?? []);
    const text = [...key.columns].sort().join('\0');
    if (own.length === key.columns.length && !found.has(text)) found.set(text, { columns: own, isPrimary: at === 0 });
  }
  return [...found.values()];
}

function learnKey(vocabulary: Vocabulary, column: CatalogColumn): void {
  const words = wordsOf(column.name);
  const stem = /^(.{2,})id$/.exec(words.join(''))?.[1];
  if (stem !== undefined) vocabulary.learn([stem]);
  if (words.length > 0) {
    const written = /^(.{2,})id$/.exec(words.at(-1) ?? '')?.[1];
    if (written !== undefined) vocabulary.learn([written]);
  }
}

function modelTable(table: CatalogTable, kept: readonly string[], vocabulary: Vocabulary): ModelTable {
  const words = kept.map((word, at) => (at === kept.length - 1 ? singular(word) : word));
  const columns = table.columns.map((column) => ({
    name: column.name,
    words: vocabulary
      .wordsOf(column.name)
      .filter((word, at, all) => all.length === 1 || !(isAffix(word) && (at === 0 || at === all.length - 1))),
    family: familyOf(column),
    column,
  }));
  const keys = singleKeys(table).flatMap(({ column, isPrimary }) => {
    const found = columns.find((one) => one.column === column);
    return found && found.family !== 'other' ? [{ column: found, isPrimary, stem: stemOf(found.words) }] : [];
  });
  const indexed = new Set([
    ...(table.primaryKey?.columns ?? []),
    ...table.uniques.map((unique) => unique.columns[0]),
    ...table.indexes.map((index) => index.columns[0]),
  ]);
  return {
    table,
    words,
    entity: words.join(''),
    columns,
    keys,
    compositeKeys: compositeKeys(table, columns),
    isIndexed: (column) => indexed.has(column),
    ownPrefix: ownPrefixOf(words, columns),
  };
}

/** What stands before the words that mark a key; empty where nothing does, or where the column does not look like a key at all. */
export const stemOf = (words: readonly string[]): string =>
  words.length > 1 && isKeyWord(words.at(-1) ?? '') ? words.slice(0, -1).map(singularLast).join('') : '';

const singularLast = (word: string, at: number, all: readonly string[]): string =>
  at === all.length - 1 ? singular(word) : word;

/** `comment` in a table of comments whose columns are `comment_ID`, `comment_date`, `comment_post_ID`, … */
function ownPrefixOf(table: readonly string[], columns: readonly ModelColumn[]): readonly string[] {
  const first = columns[0]?.words[0];
  if (first === undefined || columns.length < 4) return [];
  const sharing = columns.filter(({ words }) => words.length > 1 && words[0] === first).length;
  return sharing / columns.length >= 0.6 && table.some((word) => singular(word) === singular(first))
    ? [first]
    : mostlyOwn(table, columns);
}

function mostlyOwn(table: readonly string[], columns: readonly ModelColumn[]): readonly string[] {
  const own = table.at(-1) ?? '';
  const sharing = columns.filter(({ words }) => words.length > 1 && singular(words[0] ?? '') === singular(own)).length;
  return sharing >= 4 && sharing / columns.length >= 0.4 ? [own] : [];
}
