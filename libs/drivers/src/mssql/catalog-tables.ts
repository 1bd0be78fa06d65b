import type { CatalogForeignKey, CatalogIndex, CatalogTable } from '@orrery/contracts';
import { columnOf } from './catalog-columns.js';
import { ddlOf } from './catalog-ddl.js';
import type { Cells } from './session.js';

/** The answers to the questions about tables, by the views they come from. */
export interface CatalogRows {
  readonly tables: readonly Cells[];
  readonly columns: readonly Cells[];
  readonly indexes: readonly Cells[];
  readonly foreignKeys: readonly Cells[];
  readonly checks: readonly Cells[];
  readonly triggers: readonly Cells[];
  readonly rows: readonly Cells[];
  readonly sizes: readonly Cells[];
}

const text = (cell: Cells[number] | undefined): string => (cell == null ? '' : String(cell));

/** Rows by what stands in one of their cells, in their order. */
export const grouped = (rows: readonly Cells[], key: (row: Cells) => string = (row) => text(row[0])): Map<string, Cells[]> => {
  const groups = new Map<string, Cells[]>();
  for (const row of rows) {
    const name = key(row);
    const group = groups.get(name);
    if (group) group.push(row);
    else groups.set(name, [row]);
  }
  return groups;
};

/** Puts tables together one after the other. A table that was dropped meanwhile has no columns, and is left out. */
export function* tablesOf(rows: CatalogRows): Generator<CatalogTable> {
  const by = {
    columns: grouped(rows.columns),
    indexes: grouped(rows.indexes),
    foreignKeys: grouped(rows.foreignKeys),
    checks: grouped(rows.checks),
    triggers: grouped(rows.triggers),
    rows: grouped(rows.rows),
    sizes: grouped(rows.sizes),
  };
  for (const table of rows.tables) {
    const id = text(table[0]);
    const columns = by.columns.get(id);
    if (columns === undefined) continue;
    yield tableOf(table, {
      columns,
      indexes: by.indexes.get(id) ?? [],
      foreignKeys: by.foreignKeys.get(id) ?? [],
      checks: by.checks.get(id) ?? [],
      triggers: by.triggers.get(id) ?? [],
      rows: by.rows.get(id) ?? [],
      sizes: by.sizes.get(id) ?? [],
    });
  }
}

const tableOf = (row: Cells, rows: Omit<CatalogRows, 'tables'>): CatalogTable => {
  const [, schema, name, type, comment, definition] = row;
  const indexes = [...grouped(rows.indexes, (index) => text(index[1])).values()];
  const primary = indexes.find((parts) => parts[0]?.[4] === true);
  const primaryColumns = primary?.map((part) => text(part[8])) ?? [];
  const columns = rows.columns.map((column) => columnOf(column, new Set(primaryColumns)));
  const isView = type === 'V';
  const variant = isView ? undefined : variantOf(row);
  const [, count] = rows.rows[0] ?? [];
  const [, size, indexSize] = rows.sizes[0] ?? [];
  const table: Omit<CatalogTable, 'ddl'> = {
    schema: text(schema),
    name: text(name),
    // A view with a clustered index keeps its rows.
    kind: !isView ? 'table' : indexes.some((parts) => parts[0]?.[2] === 'CLUSTERED') ? 'materialized-view' : 'view',
    ...(variant === undefined ? {} : { variant }),
    comment: comment == null ? null : text(comment),
    columns: columns.map(({ column }) => column),
    primaryKey: primary === undefined ? null : { name: text(primary[0]?.[1]), columns: primaryColumns },
    foreignKeys: [...grouped(rows.foreignKeys, (key) => text(key[1])).values()].map(foreignKeyOf),
    uniques: indexes.filter(isUniqueKey).map((parts) => ({
      name: text(parts[0]?.[1]),
      columns: parts.filter((part) => part[9] !== true).map((part) => text(part[8])),
      nullsNotDistinct: true,
    })),
    indexes: indexes.map(indexOf),
    checks: rows.checks.map((check) => ({ name: text(check[1]), expression: text(check[2]) })),
    triggers: [...grouped(rows.triggers, (trigger) => text(trigger[1])).values()].map(triggerOf),
    statistics: {
      rowEstimate: count == null ? null : Number(count),
      sizeBytes: size == null ? null : Number(size),
      indexBytes: indexSize == null ? null : Number(indexSize),
    },
  };
  return { ...table, ddl: ddlOf(table, { columns, indexes, definition: definition == null ? null : text(definition) }) };
};

const variantOf = ([, , , , , , memory, external, temporal]: Cells): string | undefined => {
  if (external === true) return 'external';
  if (temporal === 2) return 'system versioned';
  if (temporal === 1) return 'history';
  return memory === true ? 'memory-optimized' : undefined;
};

/** A unique index with a condition holds for some rows only. */
const isUniqueKey = (parts: readonly Cells[]): boolean => {
  const [, , , unique, primary, , filter] = parts[0] ?? [];
  return unique === true && primary !== true && filter == null;
};

const action = (cell: Cells[number] | undefined): string => text(cell).replaceAll('_', ' ');

const foreignKeyOf = (parts: readonly Cells[]): CatalogForeignKey => {
  const [, name, , schema, table, , onUpdate, onDelete, distrusted, disabled] = parts[0] ?? [];
  return {
    name: text(name),
    columns: parts.map((part) => text(part[2])),
    refSchema: text(schema),
    refTable: text(table),
    refColumns: parts.map((part) => text(part[5])),
    onUpdate: action(onUpdate),
    onDelete: action(onDelete),
    ...(distrusted === true || disabled === true ? { validated: false } : {}),
  };
};

const indexOf = (parts: readonly Cells[]): CatalogIndex => {
  const [, name, type, unique, primary, , filter, disabled] = parts[0] ?? [];
  const included = parts.filter((part) => part[9] === true).map((part) => text(part[8]));
  const keys = parts.filter((part) => part[9] !== true).map((part) => text(part[8]));
  // The columns of a column store are all of them "included".
  const columnStore = keys.length === 0;
  return {
    name: text(name),
    columns: columnStore ? included : keys,
    ...(columnStore || included.length === 0 ? {} : { included }),
    unique: unique === true,
    primary: primary === true,
    method: text(type),
    ...(filter == null ? {} : { predicate: text(filter) }),
    ...(disabled === true ? { valid: false } : {}),
  };
};

const triggerOf = (events: readonly Cells[]): CatalogTable['triggers'][number] => {
  const [, name, instead, , disabled, definition] = events[0] ?? [];
  return {
    name: text(name),
    timing: instead === true ? 'INSTEAD OF' : 'AFTER',
    events: events.map((event) => text(event[3])),
    enabled: disabled !== true,
    definition: text(definition),
  };
};
