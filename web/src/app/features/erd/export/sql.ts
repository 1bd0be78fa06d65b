import type { ErdRelation } from '../diagram/geometry';

export interface TableDdl {
  readonly table: string;
  /** Null where the database can't tell it. */
  readonly ddl: string | null;
}

/** Tables so that each comes after those its declared keys refer to; where they refer to each other in a circle, by name. */
export function inOrderOfKeys(tables: readonly string[], relations: readonly ErdRelation[]): readonly string[] {
  const needs = new Map(tables.map((table) => [table, new Set<string>()]));
  for (const { tableFrom, tableTo, source } of relations)
    if (source === 'declared' && tableFrom !== tableTo && needs.has(tableTo)) needs.get(tableFrom)?.add(tableTo);
  const done = new Set<string>();
  const under = new Set<string>();
  const ordered: string[] = [];
  const visit = (table: string): void => {
    if (done.has(table) || under.has(table)) return;
    under.add(table);
    for (const other of [...(needs.get(table) ?? [])].toSorted()) visit(other);
    done.add(table);
    ordered.push(table);
  };
  for (const table of tables.toSorted()) visit(table);
  return ordered;
}

/** One script that makes the tables anew, with the keys that were accepted after them. */
export function sqlOf(tables: readonly TableDdl[], relations: readonly ErdRelation[], alters: readonly string[]): string {
  const byName = new Map(tables.map((table) => [table.table, table.ddl]));
  const order = inOrderOfKeys([...byName.keys()], relations);
  const parts = order.map((table) => byName.get(table)?.trim() ?? `-- ${table}: its definition can't be told`);
  const inferred = alters.length === 0 ? [] : [`-- Relations that were inferred and accepted\n${alters.join('\n')}`];
  return `${[...parts, ...inferred].join('\n\n')}\n`;
}
