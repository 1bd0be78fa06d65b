import type { CatalogEnum, TableKind } from '@orrery/contracts';
import { quoteIdentifier, quoteLiteral } from '@orrery/dialects';
import type { ErdRelation } from '../diagram/geometry';

export interface TableDdl {
  readonly table: string;
  readonly schema: string;
  readonly name: string;
  readonly kind: TableKind;
  /** Null where the database can't tell it. */
  readonly ddl: string | null;
}

/** Names so that each comes after those that it needs; where they need each other in a circle, by name. */
function inOrder(names: readonly string[], needs: (name: string) => Iterable<string>): readonly string[] {
  const known = new Set(names);
  const done = new Set<string>();
  const under = new Set<string>();
  const ordered: string[] = [];
  const visit = (name: string): void => {
    if (done.has(name) || under.has(name)) return;
    under.add(name);
    for (const other of [...needs(name)].toSorted()) if (known.has(other)) visit(other);
    done.add(name);
    ordered.push(name);
  };
  for (const name of names.toSorted()) visit(name);
  return ordered;
}

/** Tables so that each comes after those its declared keys refer to. */
export function inOrderOfKeys(tables: readonly string[], relations: readonly ErdRelation[]): readonly string[] {
  const needs = new Map<string, Set<string>>();
  for (const { tableFrom, tableTo, source } of relations)
    if (source === 'declared' && tableFrom !== tableTo)
      needs.set(tableFrom, (needs.get(tableFrom) ?? new Set<string>()).add(tableTo));
  return inOrder(tables, (table) => needs.get(table) ?? []);
}

/** One of our own statements about rights; the last line of a text that only looks like one ends otherwise. */
const ofRights = /^(?:ALTER TABLE .* OWNER TO |GRANT .* TO |REVOKE .* FROM )(?:PUBLIC|"(?:[^"]|"")+")(?: WITH GRANT OPTION)?;$/;

/** A definition without who owns the table and who may use it: elsewhere there are other roles. */
function withoutRights(ddl: string): string {
  const lines = ddl.trim().split('\n');
  while (ofRights.test(lines.at(-1) ?? '')) lines.pop();
  return lines.join('\n');
}

const plainName = /^[a-z_][a-z0-9_$]*$/;
const written = (name: string): string => (plainName.test(name) ? name : quoteIdentifier('postgres', name));

/** Whether a definition names something, as its kind of database writes names. */
const mentions = (text: string, { schema, name }: { readonly schema: string; readonly name: string }): boolean =>
  [`${written(schema)}.${written(name)}`, `\`${schema}\`.\`${name}\``, `[${schema}].[${name}]`].some((one) => text.includes(one));

/** Schemas, enum types and domains that definitions of PostgreSQL need: without them the script would stop at its first table. */
export function neededBy(tables: readonly TableDdl[], enums: readonly CatalogEnum[]): readonly string[] {
  const text = [...tables.map(({ ddl }) => ddl ?? ''), ...enums.map(({ domain }) => domain ?? '')].join('\n');
  const types = enums.filter((type) => mentions(text, type));
  const schemas = new Set([...tables, ...types].map(({ schema }) => schema).filter((schema) => schema !== 'public'));
  const quoted = (name: string): string => quoteIdentifier('postgres', name);
  return [
    ...[...schemas].toSorted().map((schema) => `CREATE SCHEMA IF NOT EXISTS ${quoted(schema)};`),
    ...types.map(
      ({ schema, name, values, domain }) =>
        domain ??
        `CREATE TYPE ${quoted(schema)}.${quoted(name)} AS ENUM (${values.map((value) => quoteLiteral('postgres', value)).join(', ')});`,
    ),
  ];
}

/** One script that makes the tables anew after what they need, then the views on them, then the keys that were accepted. */
export function sqlOf(
  tables: readonly TableDdl[],
  relations: readonly ErdRelation[],
  alters: readonly string[],
  needed: readonly string[] = [],
): string {
  const byName = new Map(tables.map((table) => [table.table, table]));
  const isView = ({ kind }: TableDdl): boolean => kind === 'view' || kind === 'materialized-view';
  const [views, others] = [tables.filter(isView), tables.filter((table) => !isView(table))];
  const reads = (table: string): string[] =>
    views.filter((view) => view.table !== table && mentions(byName.get(table)?.ddl ?? '', view)).map((view) => view.table);
  const order = [
    ...inOrderOfKeys(
      others.map(({ table }) => table),
      relations,
    ),
    ...inOrder(
      views.map(({ table }) => table),
      reads,
    ),
  ];
  const parts = order.map((table) => {
    const ddl = byName.get(table)?.ddl ?? null;
    return ddl === null ? `-- ${table}: its definition can't be told` : withoutRights(ddl);
  });
  const before = needed.length === 0 ? [] : [needed.join('\n')];
  const inferred = alters.length === 0 ? [] : [`-- Relations that were inferred and accepted\n${alters.join('\n')}`];
  return `${[...before, ...parts, ...inferred].join('\n\n')}\n`;
}
