import type { Filter } from '@orrery/contracts';
import type { OpenTab, Workspace } from './workspace';

/** A table of a connection. `table` is its qualified name, as the list of tables has it. */
export interface TablePlace {
  readonly connectionId: string;
  readonly table: string;
}

/** The tab in which a table's rows are explored: `workspace.open(explorerTab({ connectionId, table }))`. */
export const explorerTab = ({ connectionId, table }: TablePlace, data?: Readonly<Record<string, string>>): OpenTab => ({
  kind: 'explorer',
  ref: `${connectionId}/${table}`,
  title: titleOfTable(table),
  connectionId,
  ...(data ? { data } : {}),
});

/** Opens the explorer of a table with a filter, also where it is open already. */
export function openFiltered(workspace: Workspace, place: TablePlace, filter: Filter): void {
  const text = JSON.stringify(filter);
  const tab = workspace.open(explorerTab(place, { filter: text }));
  if (tab.data['filter'] !== text) workspace.change(tab.id, { data: { ...tab.data, filter: text } });
}

/** The tab that tells a table's structure: columns, keys, relations, DDL. */
export const tableTab = (place: TablePlace): OpenTab => ({ ...explorerTab(place), kind: 'table' });

/** The tab with the diagram of a connection's tables, beginning from one of them where that is told. */
export const erdTab = (connectionId: string, from?: string): OpenTab => ({
  kind: 'erd',
  ref: connectionId,
  title: 'Diagram',
  connectionId,
  ...(from === undefined ? {} : { data: { from } }),
});

/** The table that the tab of an explorer or of a structure is about; null for an address that names none. */
export function tableOfTab(ref: string): TablePlace | null {
  const at = ref.indexOf('/');
  return at < 1 || at === ref.length - 1 ? null : { connectionId: ref.slice(0, at), table: ref.slice(at + 1) };
}

/** The last part of a table's name, as it is written: a quoted part may hold dots of its own. */
const nameOf = (table: string): string => /(?:^|\.)("(?:[^"]|"")*"|[^.]+)$/.exec(table)?.[1] ?? table;
const unquoted = (part: string): string =>
  part.length > 2 && part.startsWith('"') && part.endsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part;

/** A table's name without its schema, where that can be told. */
export const titleOfTable = (table: string): string => unquoted(nameOf(table));

/** The schema of a table's name; empty where it has none. */
export const schemaOfTable = (table: string): string => unquoted(table.slice(0, -nameOf(table).length - 1));
