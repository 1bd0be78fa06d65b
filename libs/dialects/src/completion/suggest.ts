import type { Typed } from './tokens.js';

/** A table by its name. */
export interface TableName {
  readonly schema: string;
  readonly name: string;
}

/** A table (a view, a collection) that can be suggested. */
export interface KnownTable extends TableName {
  /** Said beside it. */
  readonly detail: string;
}

/** The tables there are. */
export interface KnownTables {
  readonly tables: readonly KnownTable[];
  /** Where a name without a schema is looked for. */
  readonly defaultSchema: string;
}

/** How the rows of one table belong to those of another. */
export interface KnownReference {
  readonly from: TableName;
  readonly columnsFrom: readonly string[];
  readonly to: TableName;
  readonly columnsTo: readonly string[];
}

/** What is known of a table whose columns may be written. */
export interface TableDetails extends TableName {
  readonly columns: readonly { readonly name: string; readonly detail: string }[];
  /** From it and to it. */
  readonly references: readonly KnownReference[];
}

/** Something that can be written where the caret is. */
export interface Suggestion {
  readonly text: string;
  /** `operator` and `method` are written as they are; keywords and functions in the case that the person types in. */
  readonly kind: 'keyword' | 'function' | 'table' | 'column' | 'schema' | 'join' | 'operator' | 'method';
  /** Said beside it: the type of a column, the schema of a table. */
  readonly detail?: string | undefined;
  /** What the typed word is compared with, where that is not the text. */
  readonly filter?: string | undefined;
  /** Lower comes first. */
  readonly rank: number;
}

/** A place in a text where something can be suggested, before anything is known of the tables that it is about. */
export interface CompletionAsk {
  /** What is written of the word already; a suggestion takes its place. */
  readonly typed: Typed;
  /** The tables whose columns are asked for. */
  needs(known: KnownTables): readonly TableName[];
  suggest(known: KnownTables, details: readonly TableDetails[]): readonly Suggestion[];
}

/** The table that a written name means: with its schema, or in the default one, or the only one of that name. */
export function tableOf({ tables, defaultSchema }: KnownTables, path: readonly string[]): KnownTable | undefined {
  const name = path.at(-1)?.toLowerCase();
  const schema = path.at(-2);
  const namesakes = tables.filter((table) => table.name.toLowerCase() === name);
  const wanted = (schema ?? defaultSchema).toLowerCase();
  const inSchema = namesakes.filter((table) => table.schema.toLowerCase() === wanted);
  const exact = (list: readonly KnownTable[]): KnownTable | undefined =>
    list.find((table) => table.name === path.at(-1)) ?? list[0];
  return exact(inSchema) ?? (schema === undefined && namesakes.length === 1 ? namesakes[0] : undefined);
}

export const isSameTable = (a: TableName, b: TableName): boolean => a.schema === b.schema && a.name === b.name;

/** Tables that are looked through with each key at most: above it only those that what is typed leads to. */
const most = 2_000;

/** Of many tables those whose name has the typed letters in this order. */
export function narrowed(tables: readonly KnownTable[], typed: string): readonly KnownTable[] {
  if (tables.length <= most) return tables;
  const letters = typed.toLowerCase();
  return tables.filter(({ name }) => holds(name.toLowerCase(), letters)).slice(0, most);
}

function holds(name: string, letters: string): boolean {
  let from = 0;
  for (const letter of letters) {
    const at = name.indexOf(letter, from);
    if (at < 0) return false;
    from = at + 1;
  }
  return true;
}
