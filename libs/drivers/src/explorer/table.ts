import type { CatalogColumn, TableKind } from '@orrery/contracts';
import { parsedCell, type RawRow } from './raw-json.js';

/** A column as statements on its table need it. */
export interface TableColumn extends Pick<
  CatalogColumn,
  'name' | 'dataType' | 'kind' | 'nullable' | 'default' | 'generated' | 'enumValues' | 'maxLength'
> {
  /** The bare name of its base type, without modifiers and domains: `int8`, `varchar`. */
  readonly baseType: string;
  /** The collation of a text, where the kind's statements have to name it. */
  readonly collation?: string;
  /** Significant digits of its numbers where the server writes fewer than it holds. */
  readonly shownDigits?: number;
  /** Whether it holds text that a search looks through. */
  readonly searchable: boolean;
}

/** Columns that hold what the columns of another table hold, pair by pair; `table`: the qualified name of that other one. */
export interface TableReference {
  readonly columns: readonly string[];
  readonly table: string;
  readonly refColumns: readonly string[];
}

/** A table, a view or a collection, as far as reading and editing its rows needs it. */
export interface ExplorerTable {
  readonly schema: string;
  readonly name: string;
  /** The name by which it is known outside: `public.orders`. */
  readonly qualified: string;
  readonly kind: TableKind;
  readonly columns: readonly TableColumn[];
  /** Unique, not null, immediate keys, the primary one first. */
  readonly keys: readonly (readonly string[])[];
  readonly foreignKeys: readonly TableReference[];
  /** What a change of a row does beyond it: a sentence each, and on which changes. */
  readonly sideEffects: readonly { readonly on: readonly ('insert' | 'update' | 'delete')[]; readonly note: string }[];
  /** Rows, by the server's own estimate; null where it has none. */
  readonly rowEstimate: number | null;
  /** Why its rows can't be changed whatever its keys are; absent where they can. */
  readonly locked?: {
    readonly code: 'no-key' | 'view' | 'no-rights' | 'unsupported';
    readonly reason: string;
    readonly hint: string;
  };
}

/** The column of that name; undefined where the table has none. */
export const columnOf = (table: ExplorerTable, name: string): TableColumn | undefined =>
  table.columns.find((column) => column.name === name);

/** A path of documents: names with dots between them, none of which could be an operator. */
const isPath = (name: string): boolean =>
  !name.includes('\0') && name.split('.').every((part) => part !== '' && !part.startsWith('$')) && name !== '__proto__';

/** The table with these columns too, where its kind knows a field only by the documents that have it; every other table as it is. */
export const withPaths = (table: ExplorerTable, names: Iterable<string>): ExplorerTable => {
  if (table.kind !== 'collection') return table;
  const fresh = [...new Set(names)].filter((name) => !columnOf(table, name) && isPath(name));
  const added = fresh.map((name): TableColumn => ({ ...anyColumn, name }));
  return added.length === 0 ? table : { ...table, columns: [...table.columns, ...added] };
};
const anyColumn = {
  ...{ dataType: '', baseType: '', kind: 'other' as const, nullable: true, default: null, generated: null },
  searchable: false,
};

/** References as statements answer them, a row for each pair of columns: constraint, schema, table, column, column referred to. */
export function referencesIn(rows: readonly RawRow[]): TableReference[] {
  const parts = rows.map((row) => row.map((cell) => String(parsedCell(cell))));
  return [...Map.groupBy(parts, (row) => JSON.stringify(row.slice(0, 3))).values()].map((pairs) => ({
    table: `${pairs[0]?.[1] ?? ''}.${pairs[0]?.[2] ?? ''}`,
    columns: pairs.map((pair) => pair[3] ?? ''),
    refColumns: pairs.map((pair) => pair[4] ?? ''),
  }));
}

/**
 * Where a qualified name may be cut into schema and table: every dot of it, then as a bare name. Quotes around a part are taken off. As the
 * list of tables writes a name, it comes before what that text would be without quotes: `a.b` and `"a.b"` may both be there.
 */
export const splitsOf = (name: string): { readonly schema: string | null; readonly name: string }[] => {
  const bare = (part: string): string =>
    /^".*"$/s.test(part)
      ? part.slice(1, -1).replaceAll('""', '"')
      : /^`.*`$/s.test(part)
        ? part.slice(1, -1).replaceAll('``', '`')
        : part;
  const found: { schema: string | null; name: string }[] = [];
  for (let at = name.indexOf('.'); at >= 0; at = name.indexOf('.', at + 1)) {
    const parts = [name.slice(0, at), name.slice(at + 1)] as const;
    if (parts[0] === '' || parts[1] === '') continue;
    const asIs = { schema: parts[0], name: parts[1] };
    const unquoted = { schema: bare(parts[0]), name: bare(parts[1]) };
    if (unquoted.schema === asIs.schema && unquoted.name === asIs.name) found.push(asIs);
    else if (parts.some((part) => part.startsWith('"'))) found.push(unquoted, asIs);
    else found.push(asIs, unquoted);
  }
  found.push({ schema: null, name });
  if (bare(name) !== name) found.push({ schema: null, name: bare(name) });
  return found.slice(0, 40);
};
