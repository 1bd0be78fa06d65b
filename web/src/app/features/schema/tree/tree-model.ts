import type { CatalogColumn, CatalogEnum, CatalogRoutine, TableKind, TableSummary } from '@orrery/contracts';

/** What stands together under a schema. */
export type GroupKind = TableKind | 'routine' | 'enum';

/** The columns of an opened table: on their way, there, or not to be had. */
export type ColumnsOf =
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly message: string }
  | { readonly state: 'ready'; readonly columns: readonly CatalogColumn[]; readonly foreign: ReadonlySet<string> };

/** A stretch of a name that was searched for, in UTF-16 code units. */
export interface Match {
  readonly start: number;
  readonly end: number;
}

interface Place {
  readonly key: string;
  /** 1 at the left edge. */
  readonly level: number;
}
/** What stands in the tree. `words` are what was searched for: where they are in a name is looked for when its row is drawn. */
export type TreeRow = Place &
  (
    | { readonly type: 'schema'; readonly name: string; readonly count: number; readonly open: boolean }
    | { readonly type: 'group'; readonly group: GroupKind; readonly count: number; readonly open: boolean }
    | { readonly type: 'table'; readonly table: TableSummary; readonly open: boolean; readonly words: readonly string[] }
    | {
        readonly type: 'column';
        readonly table: TableSummary;
        readonly column: CatalogColumn;
        readonly foreign: boolean;
        readonly words: readonly string[];
      }
    | { readonly type: 'found-column'; readonly table: TableSummary; readonly name: string; readonly words: readonly string[] }
    | { readonly type: 'routine'; readonly routine: CatalogRoutine; readonly words: readonly string[] }
    | { readonly type: 'enum'; readonly enum: CatalogEnum; readonly words: readonly string[] }
    | { readonly type: 'note'; readonly text: string; readonly wrong: boolean }
  );

export interface TreeInput {
  readonly tables: readonly TableSummary[];
  readonly routines: readonly CatalogRoutine[];
  readonly enums: readonly CatalogEnum[];
  readonly schemas: readonly string[];
  readonly defaultSchema: string;
  /** Keys of rows that were turned: opened where they would be closed, closed where they would be open. */
  readonly turned: ReadonlySet<string>;
  readonly columns: ReadonlyMap<string, ColumnsOf>;
  readonly search: string;
  /** With a search: columns that match, by their table. */
  readonly foundColumns: ReadonlyMap<string, readonly string[]>;
}

export const groupTitles: Readonly<Record<GroupKind, string>> = {
  table: 'Tables',
  view: 'Views',
  'materialized-view': 'Materialized views',
  collection: 'Collections',
  routine: 'Functions',
  enum: 'Enum types',
};
const groupOrder: readonly GroupKind[] = ['table', 'collection', 'view', 'materialized-view', 'routine', 'enum'];
const openAtFirst: ReadonlySet<GroupKind> = new Set(['table', 'collection', 'view']);

export const wordsOf = (search: string): readonly string[] =>
  search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');

/** Where the words stand in a text, from left to right and not over each other. */
export function matchesIn(text: string, words: readonly string[]): readonly Match[] {
  const lower = text.toLowerCase();
  // Lower case of a few letters is longer than the letter: then places can't be told.
  if (lower.length !== text.length) return [];
  const found: Match[] = [];
  for (const word of words) {
    const start = lower.indexOf(word);
    if (start >= 0 && !found.some((other) => start < other.end && other.start < start + word.length))
      found.push({ start, end: start + word.length });
  }
  return found.sort((a, b) => a.start - b.start);
}

type Leaf =
  | { readonly group: TableKind; readonly name: string; readonly table: TableSummary }
  | { readonly group: 'routine'; readonly name: string; readonly routine: CatalogRoutine }
  | { readonly group: 'enum'; readonly name: string; readonly enum: CatalogEnum };

/** What is searched of a thing in the list, in lower case: typing goes through all of them at each letter. */
const searched = new WeakMap<object, string>();
function searchedIn(of: { readonly schema: string; readonly name: string; readonly comment?: string | null }): string {
  const known = searched.get(of);
  if (known !== undefined) return known;
  const text = `${of.name}\n${of.schema}\n${of.comment ?? ''}`.toLowerCase();
  searched.set(of, text);
  return text;
}

function leavesOf(input: TreeInput, words: readonly string[]): Map<string, Leaf[]> {
  const bySchema = new Map<string, Leaf[]>();
  const holds = (text: string, columns?: readonly string[]): boolean =>
    words.every((word) => text.includes(word) || columns?.some((column) => column.toLowerCase().includes(word)) === true);
  const add = (schema: string, leaf: Leaf): void => {
    const known = bySchema.get(schema);
    if (known) known.push(leaf);
    else bySchema.set(schema, [leaf]);
  };
  for (const table of input.tables)
    if (holds(searchedIn(table), input.foundColumns.get(table.table)))
      add(table.schema, { group: table.kind, name: table.name, table });
  for (const routine of input.routines)
    if (holds(searchedIn(routine))) add(routine.schema, { group: 'routine', name: routine.name, routine });
  for (const one of input.enums) if (holds(searchedIn(one))) add(one.schema, { group: 'enum', name: one.name, enum: one });
  return bySchema;
}

/** The rows of the tree from top to bottom, those under closed rows left out. A single schema is not told: its groups stand alone. */
export function treeRows(input: TreeInput): readonly TreeRow[] {
  const words = wordsOf(input.search);
  const searching = words.length > 0;
  const leaves = leavesOf(input, words);
  const schemas = [...new Set([...input.schemas, ...leaves.keys()])]
    .filter((schema) => (searching ? leaves.has(schema) : true))
    .sort((a, b) => Number(b === input.defaultSchema) - Number(a === input.defaultSchema) || a.localeCompare(b));
  const alone = schemas.length < 2;
  const isOpen = (key: string, first: boolean): boolean => (first || searching) !== input.turned.has(key);
  const rows: TreeRow[] = [];
  for (const schema of schemas) {
    const inside = leaves.get(schema) ?? [];
    const key = `schema ${schema}`;
    if (!alone) {
      const open = isOpen(key, schema === input.defaultSchema);
      rows.push({ type: 'schema', key, level: 1, name: schema, count: inside.length, open });
      if (!open) continue;
      if (inside.length === 0) rows.push({ type: 'note', key: `${key} empty`, level: 2, text: 'Nothing in here', wrong: false });
    }
    for (const group of groupOrder) {
      const members = inside.filter((leaf) => leaf.group === group);
      if (members.length === 0) continue;
      const groupKey = `${group} ${schema}`;
      const level = alone ? 1 : 2;
      const open = isOpen(groupKey, openAtFirst.has(group));
      rows.push({ type: 'group', key: groupKey, level, group, count: members.length, open });
      if (open) for (const leaf of members) addLeaf(rows, leaf, level + 1, words, input);
    }
  }
  return rows;
}

function addLeaf(rows: TreeRow[], leaf: Leaf, level: number, words: readonly string[], input: TreeInput): void {
  if (leaf.group === 'routine') {
    const key = `routine ${leaf.routine.schema}.${leaf.name}(${leaf.routine.arguments})`;
    rows.push({ type: 'routine', key, level, routine: leaf.routine, words });
    return;
  }
  if (leaf.group === 'enum') {
    rows.push({ type: 'enum', key: `enum ${leaf.enum.schema}.${leaf.name}`, level, enum: leaf.enum, words });
    return;
  }
  const { table } = leaf;
  const key = `table ${table.table}`;
  // A search does not open tables: their columns aren't there yet.
  const open = input.turned.has(key);
  rows.push({ type: 'table', key, level, table, open, words });
  if (!open) {
    for (const name of (input.foundColumns.get(table.table) ?? []).slice(0, 4))
      rows.push({ type: 'found-column', key: `${key} ${name}`, level: level + 1, table, name, words });
    return;
  }
  const columns = input.columns.get(table.table);
  if (columns?.state !== 'ready') {
    const failed = columns?.state === 'failed';
    rows.push({
      type: 'note',
      key: `${key} note`,
      level: level + 1,
      text: failed ? columns.message : 'Reading the columns',
      wrong: failed,
    });
    return;
  }
  for (const column of columns.columns)
    rows.push({
      type: 'column',
      key: `${key} ${column.name}`,
      level: level + 1,
      table,
      column,
      foreign: columns.foreign.has(column.name),
      words,
    });
}

/** The name by which a row is found when it is typed. */
export function nameOf(row: TreeRow): string {
  switch (row.type) {
    case 'schema':
    case 'found-column':
      return row.name;
    case 'group':
      return groupTitles[row.group];
    case 'table':
      return row.table.name;
    case 'column':
      return row.column.name;
    case 'routine':
      return row.routine.name;
    case 'enum':
      return row.enum.name;
    case 'note':
      return '';
  }
}

export const opens = (row: TreeRow): boolean => row.type === 'schema' || row.type === 'group' || row.type === 'table';
export const isOpened = (row: TreeRow): boolean => 'open' in row && row.open;

/** The next row whose name begins with what was typed, round the end; the same row counts while more of it is typed. */
export function rowTyped(rows: readonly TreeRow[], at: number, typed: string): number {
  const wanted = typed.toLowerCase();
  const from = typed.length > 1 ? at : at + 1;
  for (let step = 0; step < rows.length; step++) {
    const index = (Math.max(from, 0) + step) % rows.length;
    const row = rows[index];
    if (row && nameOf(row).toLowerCase().startsWith(wanted)) return index;
  }
  return at;
}

/** The row that a row stands under; itself where it stands under none. */
export function parentOf(rows: readonly TreeRow[], at: number): number {
  const level = rows[at]?.level ?? 1;
  for (let index = at - 1; index >= 0; index--) if ((rows[index]?.level ?? 0) < level) return index;
  return at;
}
