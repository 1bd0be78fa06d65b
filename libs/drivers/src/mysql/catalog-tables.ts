import type { CatalogForeignKey, CatalogIndex, CatalogTable } from '@orrery/contracts';
import { quoteIdentifier } from '@orrery/dialects';
import { columnOf, unescaped } from './catalog-columns.js';
import { ddlOf, type TableTexts, text } from './catalog-ddl.js';

type Cells = (string | null)[];

/** The answers to the questions about tables, by the views they come from. */
export interface CatalogRows {
  readonly tables: readonly Cells[];
  readonly columns: readonly Cells[];
  readonly indexes: readonly Cells[];
  readonly keys: readonly Cells[];
  readonly rules: readonly Cells[];
  readonly checks: readonly Cells[];
  readonly triggers: readonly Cells[];
  readonly views: readonly Cells[];
  readonly partitions: readonly Cells[];
}

/** Puts tables together one after the other. A table that was dropped meanwhile has no columns, and is left out. */
export function* tablesOf(rows: CatalogRows, isMariadb: boolean): Generator<CatalogTable> {
  const columns = grouped(rows.columns);
  const indexes = grouped(rows.indexes);
  const keys = grouped(rows.keys);
  const rules = grouped(rows.rules);
  const checks = grouped(rows.checks);
  const triggers = grouped(rows.triggers);
  const views = grouped(rows.views);
  const partitions = grouped(rows.partitions);
  for (const table of rows.tables) {
    const key = keyOf(table);
    const found = columns.get(key);
    if (!found || table[2] === 'SEQUENCE') continue;
    const own = {
      columns: found,
      indexes: indexes.get(key) ?? [],
      keys: keys.get(key) ?? [],
      rules: rules.get(key) ?? [],
      checks: checks.get(key) ?? [],
      triggers: triggers.get(key) ?? [],
      views: views.get(key) ?? [],
      partitions: partitions.get(key) ?? [],
    };
    yield tableOf(table, own, isMariadb);
  }
}

const keyOf = ([schema, table]: Cells): string => JSON.stringify([schema, table]);

const grouped = (rows: readonly Cells[], key: (row: Cells) => string = keyOf): Map<string, Cells[]> => {
  const groups = new Map<string, Cells[]>();
  for (const row of rows) {
    const name = key(row);
    const group = groups.get(name);
    if (group) group.push(row);
    else groups.set(name, [row]);
  }
  return groups;
};

const tableOf = (row: Cells, rows: Omit<CatalogRows, 'tables'>, isMariadb: boolean): CatalogTable => {
  const [schema, name, type, engine, count, dataBytes, indexBytes, collation, options, comment] = row;
  const indexes = [...grouped(rows.indexes, (index) => index[2] ?? '')];
  const primary = indexes.find(([index]) => index === 'PRIMARY')?.[1].map((part) => part[4] ?? '');
  // MariaDB's JSON is text that a check looks at.
  const json = new Set(rows.checks.flatMap((check) => /^json_valid\(`((?:[^`]|``)+)`\)$/.exec(check[3] ?? '')?.[1] ?? []));
  const primaryNames = new Set(primary);
  const columns = rows.columns.map((column) => columnOf(column, primaryNames, json, isMariadb));
  const isView = type?.endsWith('VIEW') === true;
  const partition = rows.partitions.length > 0 ? partitionOf(rows.partitions) : undefined;
  const variant = type === 'SYSTEM VERSIONED' ? 'system versioned' : partition ? 'partitioned' : undefined;
  const table: Omit<CatalogTable, 'ddl'> = {
    schema: schema ?? '',
    name: name ?? '',
    kind: isView ? 'view' : 'table',
    ...(variant === undefined ? {} : { variant }),
    comment: isView || !comment ? null : comment,
    columns: columns.map(({ column }) => column),
    primaryKey: primary ? { name: null, columns: primary } : null,
    foreignKeys: [...grouped(rows.keys, (key) => key[2] ?? '').values()].map((key) => foreignKeyOf(key, rows.rules)),
    uniques: indexes
      .filter(([index, parts]) => index !== 'PRIMARY' && parts[0]?.[3] === '0' && parts.every((part) => part[4] != null))
      .map(([index, parts]) => ({ name: index, columns: parts.map((part) => part[4] ?? '') })),
    indexes: indexes.map(([index, parts]) => indexOf(index, parts, isMariadb)),
    // What the server added of its own accord for JSON comes back by itself.
    checks: rows.checks
      .filter((check) => !(isMariadb && json.has(check[2] ?? '')))
      .map((check) => ({
        name: check[2] ?? '',
        expression: isMariadb ? (check[3] ?? '') : unescaped(check[3] ?? ''),
      })),
    triggers: rows.triggers.map(triggerOf),
    ...(partition ? { partition: { by: partition.by, parts: partition.parts } } : {}),
    statistics: {
      rowEstimate: isView || count == null ? null : Number(count),
      sizeBytes: isView || dataBytes == null ? null : Number(dataBytes) + Number(indexBytes ?? 0),
      indexBytes: isView || indexBytes == null ? null : Number(indexBytes),
    },
  };
  const texts: TableTexts = {
    engine: engine ?? null,
    collation: collation ?? null,
    // That it is partitioned says the partition itself.
    options: options?.replace(/\bpartitioned\b/i, '').trim() ?? null,
    view: viewOf(rows.views[0]),
    systemVersioned: type === 'SYSTEM VERSIONED',
    columns: new Map(
      columns.map(({ column, type: own, onUpdate, hidden }) => [
        column.name,
        { type: json.has(column.name) && isMariadb ? 'json' : own, onUpdate, hidden },
      ]),
    ),
    keys: indexes.map(([index, parts]) => keyText(index, parts, isMariadb)),
    unenforced: new Set(rows.checks.filter((check) => check[4] === 'NO').map((check) => check[2] ?? '')),
    partitionBy: partition?.text ?? null,
  };
  return { ...table, ddl: ddlOf(table, texts) };
};

const viewOf = (row: Cells | undefined): TableTexts['view'] =>
  row?.[2] == null ? null : { text: row[2], check: row[3] ?? 'NONE', security: row[4] ?? 'DEFINER' };

const foreignKeyOf = (parts: readonly Cells[], rules: readonly Cells[]): CatalogForeignKey => {
  const name = parts[0]?.[2] ?? null;
  const rule = rules.find((row) => row[2] === name);
  return {
    name,
    columns: parts.map((part) => part[3] ?? ''),
    refSchema: parts[0]?.[4] ?? '',
    refTable: parts[0]?.[5] ?? '',
    refColumns: parts.map((part) => part[6] ?? ''),
    onUpdate: rule?.[3] ?? 'NO ACTION',
    onDelete: rule?.[4] ?? 'NO ACTION',
  };
};

/** Of its expressions, which only MySQL has, the text as it was written. */
const expressionOf = (part: Cells, isMariadb: boolean): string =>
  isMariadb ? (part[9] ?? '(expression)') : unescaped(part[9] ?? '(expression)');

/** MySQL calls an index that it leaves alone invisible, MariaDB ignored. */
const isLeftAlone = (parts: readonly Cells[]): boolean => parts[0]?.[10] === '0';

const indexOf = (name: string, parts: readonly Cells[], isMariadb: boolean): CatalogIndex => ({
  name,
  columns: parts.map((part) => part[4] ?? expressionOf(part, isMariadb)),
  unique: parts[0]?.[3] === '0',
  primary: name === 'PRIMARY',
  method: parts[0]?.[6] ?? '',
  ...(parts.some((part) => part[4] == null) ? { onExpression: true } : {}),
  ...(isLeftAlone(parts) ? { valid: false } : {}),
});

const keyText = (name: string, parts: readonly Cells[], isMariadb: boolean): TableTexts['keys'][number] => {
  const method = parts[0]?.[6] ?? '';
  const special = method === 'FULLTEXT' || method === 'SPATIAL' || method === 'VECTOR';
  const columns = parts.map((part) => {
    const [, , , , column, length, , order] = part;
    const what = column == null ? `(${expressionOf(part, isMariadb)})` : quoteIdentifier('mysql', column);
    return `${what}${length == null || special ? '' : `(${length})`}${order === 'D' ? ' DESC' : ''}`;
  });
  return {
    name,
    noun: special ? `${method} KEY` : parts[0]?.[3] === '0' ? 'UNIQUE KEY' : 'KEY',
    columns: `(${columns.join(', ')})`,
    more: [
      method === 'HASH' ? ' USING HASH' : '',
      parts[0]?.[8] ? ` COMMENT ${text(parts[0][8])}` : '',
      isLeftAlone(parts) ? (isMariadb ? ' IGNORED' : ' INVISIBLE') : '',
    ].join(''),
  };
};

const triggerOf = ([schema, table, name, timing, event, body]: Cells): CatalogTable['triggers'][number] => ({
  name: name ?? '',
  timing: timing ?? '',
  events: [event ?? ''],
  enabled: true,
  definition: `CREATE TRIGGER ${quoteIdentifier('mysql', name ?? '')} ${timing ?? ''} ${event ?? ''} ON ${quoteIdentifier('mysql', schema ?? '')}.${quoteIdentifier('mysql', table ?? '')} FOR EACH ROW ${body ?? ''}`,
});

const partitionOf = (rows: readonly Cells[]) => {
  const [, , , method, expression] = rows[0] ?? [];
  const by = `${method ?? ''} (${expression ?? ''})`;
  const parts = rows.map((row) => ({ name: row[2] ?? '', bound: boundOf(method ?? '', row[5]) }));
  const listed = parts.map(
    (part) => `PARTITION ${quoteIdentifier('mysql', part.name)}${part.bound === '' ? '' : ` ${part.bound}`}`,
  );
  // Those that only count are told by their number, as the server does.
  const counts = parts.every((part, at) => part.bound === '' && part.name === `p${String(at)}`);
  return { by, parts, text: `PARTITION BY ${by} ${counts ? `PARTITIONS ${String(parts.length)}` : `(${listed.join(', ')})`}` };
};

const boundOf = (method: string, description: string | null | undefined): string => {
  if (description == null) return '';
  if (method.startsWith('RANGE')) return `VALUES LESS THAN ${description === 'MAXVALUE' ? description : `(${description})`}`;
  return method.startsWith('LIST') ? `VALUES IN (${description})` : '';
};
