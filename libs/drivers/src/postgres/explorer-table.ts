import type { TableKind, ValueKind } from '@orrery/contracts';
import { qualifiedName } from '@orrery/dialects';
import type { Session } from '../driver.js';
import { ask, firstCell } from '../explorer/ask.js';
import { type ExplorerTable, splitsOf, type TableColumn } from '../explorer/table.js';

interface ColumnRow {
  readonly number: number;
  readonly name: string;
  readonly type: string;
  readonly base: string;
  readonly category: string;
  readonly notNull: boolean;
  readonly default: string | null;
  readonly identity: string;
  readonly generated: string;
  readonly labels: string[] | null;
  readonly length: number;
}
interface TableRow {
  readonly schema: string;
  readonly name: string;
  readonly kind: string;
  readonly rows: number;
  readonly shown: boolean;
  readonly changes: boolean;
  readonly rules: boolean;
  /** Whether other tables inherit from it, other than its partitions. */
  readonly inherited: boolean;
  readonly columns: ColumnRow[];
  readonly keys: { readonly primary: boolean; readonly columns: number[] }[] | null;
  readonly parents: { readonly schema: string; readonly table: string; readonly from: number[]; readonly to: string[] }[] | null;
  readonly children: { readonly table: string; readonly onDelete: string; readonly onUpdate: string }[] | null;
  readonly triggers: { readonly name: string; readonly type: number }[] | null;
}

/** A key to a partitioned table is kept once more for each of its partitions: those are not what was declared. */
const isDeclared = `NOT EXISTS (SELECT FROM pg_catalog.pg_constraint p
      WHERE p.oid = (pg_catalog.to_json(k)->>'conparentid')::oid AND p.conrelid = k.conrelid)`;

/** Who refers to a table. The keys of partitions are those of the tables they are parts of. */
export const postgresReferrers = `
SELECT k.oid::text, n.nspname, c.relname, a.attname, ra.attname
FROM pg_catalog.pg_constraint k
JOIN pg_catalog.pg_class r ON r.oid = k.confrelid JOIN pg_catalog.pg_namespace rn ON rn.oid = r.relnamespace
JOIN pg_catalog.pg_class c ON c.oid = k.conrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN unnest(k.conkey, k.confkey) WITH ORDINALITY o(number, refnumber, at)
JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = o.number
JOIN pg_catalog.pg_attribute ra ON ra.attrelid = k.confrelid AND ra.attnum = o.refnumber
WHERE k.contype = 'f' AND COALESCE(pg_catalog.to_json(k)->>'conparentid', '0') = '0' AND rn.nspname = $1 AND r.relname = $2
ORDER BY n.nspname, c.relname, k.oid, o.at`;

/**
 * Everything about one table in one question. Domains are seen through to what they are over. Catalog columns that a version lacks are
 * asked for through the row as JSON (attgenerated came with 12).
 */
const question = `
SELECT row_to_json(t) FROM (
  SELECT n.nspname AS schema, c.relname AS name, c.relkind AS kind,
    CASE WHEN c.relpages > 0 AND c.relkind <> 'p' AND c.reltuples >= 0
      THEN c.reltuples / c.relpages * (pg_catalog.pg_relation_size(c.oid) / pg_catalog.current_setting('block_size')::int)
      ELSE c.reltuples END AS rows,
    pg_catalog.has_table_privilege(c.oid, 'SELECT') AS shown,
    (pg_catalog.has_any_column_privilege(c.oid, 'UPDATE') OR pg_catalog.has_any_column_privilege(c.oid, 'INSERT')
      OR pg_catalog.has_table_privilege(c.oid, 'DELETE')) AS changes,
    c.relhasrules AND c.relkind <> 'v' AS rules,
    c.relkind <> 'p' AND EXISTS (SELECT FROM pg_catalog.pg_inherits i WHERE i.inhparent = c.oid) AS inherited,
    (SELECT json_agg(x ORDER BY x.number) FROM (
      SELECT a.attnum AS number, a.attname AS name, pg_catalog.format_type(a.atttypid, a.atttypmod) AS type,
        b.typname AS base, b.typcategory AS category,
        a.attnotnull OR (d.typtype = 'd' AND d.typnotnull) AS "notNull",
        COALESCE(pg_catalog.pg_get_expr(f.adbin, f.adrelid), d.typdefault) AS "default",
        a.attidentity AS identity, COALESCE(pg_catalog.to_json(a)->>'attgenerated', '') AS generated,
        (SELECT json_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_catalog.pg_enum e WHERE e.enumtypid = b.oid) AS labels,
        CASE WHEN b.typname IN ('varchar', 'bpchar') THEN GREATEST(a.atttypmod, d.typtypmod) - 4 ELSE 0 END AS length
      FROM pg_catalog.pg_attribute a
      JOIN pg_catalog.pg_type d ON d.oid = a.atttypid
      JOIN pg_catalog.pg_type b ON b.oid = CASE WHEN d.typtype = 'd' THEN d.typbasetype ELSE d.oid END
      LEFT JOIN pg_catalog.pg_attrdef f ON f.adrelid = a.attrelid AND f.adnum = a.attnum
      WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        -- a login may have been given some columns only; where it has none, the server says so itself
        AND (pg_catalog.has_column_privilege(c.oid, a.attnum, 'SELECT') OR NOT pg_catalog.has_any_column_privilege(c.oid, 'SELECT'))) x) AS columns,
    (SELECT json_agg(json_build_object('primary', i.indisprimary, 'columns', (i.indkey::int2[])[0:i.indnkeyatts - 1])
        ORDER BY i.indisprimary DESC, i.indnkeyatts, i.indexrelid)
      FROM pg_catalog.pg_index i
      WHERE i.indrelid = c.oid AND i.indisunique AND i.indisvalid AND i.indimmediate AND i.indpred IS NULL AND i.indexprs IS NULL) AS keys,
    (SELECT json_agg(json_build_object('schema', rn.nspname, 'table', r.relname, 'from', k.conkey,
        'to', (SELECT json_agg(ra.attname ORDER BY o.at) FROM unnest(k.confkey) WITH ORDINALITY o(number, at)
               JOIN pg_catalog.pg_attribute ra ON ra.attrelid = k.confrelid AND ra.attnum = o.number)))
      FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class r ON r.oid = k.confrelid JOIN pg_catalog.pg_namespace rn ON rn.oid = r.relnamespace
      WHERE k.conrelid = c.oid AND k.contype = 'f' AND ${isDeclared}) AS parents,
    (SELECT json_agg(json_build_object('table', r.relname, 'onDelete', k.confdeltype, 'onUpdate', k.confupdtype))
      FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class r ON r.oid = k.conrelid
      WHERE k.confrelid = c.oid AND k.contype = 'f' AND (k.confdeltype IN ('c', 'n', 'd') OR k.confupdtype IN ('c', 'n', 'd'))) AS children,
    (SELECT json_agg(json_build_object('name', g.tgname, 'type', g.tgtype) ORDER BY g.tgname)
      FROM pg_catalog.pg_trigger g WHERE g.tgrelid = c.oid AND NOT g.tgisinternal AND g.tgenabled <> 'D') AS triggers
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN unnest($1::text[], $2::text[]) WITH ORDINALITY w(schema, name, place)
    ON c.relname = w.name AND CASE WHEN w.schema = '' THEN pg_catalog.pg_table_is_visible(c.oid) ELSE n.nspname = w.schema END
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
  ORDER BY w.place LIMIT 1
) t`;

const kinds: Readonly<Record<string, TableKind>> = { v: 'view', m: 'materialized-view' };

const kindOf = ({ base, category, labels }: ColumnRow): ValueKind => {
  if (labels) return 'string';
  const known: Readonly<Record<string, ValueKind>> = {
    bool: 'boolean',
    bytea: 'binary',
    json: 'json',
    jsonb: 'json',
    uuid: 'uuid',
    date: 'date',
    time: 'time',
    timetz: 'time',
    timestamp: 'datetime',
    timestamptz: 'datetime',
    money: 'string',
    inet: 'string',
    cidr: 'string',
    macaddr: 'string',
    macaddr8: 'string',
    bit: 'string',
    varbit: 'string',
    xml: 'string',
    citext: 'string',
    ltree: 'string',
  };
  const kind = known[base];
  if (kind) return kind;
  if (/^(?:int[248]|float[48]|numeric|oid)$/.test(base)) return 'number';
  return category === 'A' ? 'array' : category === 'S' ? 'string' : 'other';
};

const columnOf = (row: ColumnRow): TableColumn => ({
  name: row.name,
  dataType: row.type,
  kind: kindOf(row),
  nullable: !row.notNull,
  default: row.default,
  generated:
    row.identity === 'a'
      ? 'identity-always'
      : row.identity === 'd'
        ? 'identity'
        : row.generated === 's'
          ? 'stored'
          : row.generated === 'v'
            ? 'virtual'
            : null,
  ...(row.labels ? { enumValues: row.labels } : {}),
  ...(row.length > 0 ? { maxLength: row.length } : {}),
  baseType: row.base,
  searchable: row.category === 'S' || row.labels !== null || row.base === 'uuid' || row.base === 'citext',
});

const quotedArray = (parts: readonly string[]): string =>
  `{${parts.map((part) => `"${part.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;

/** Bits of tgtype: which changes a trigger runs on. */
const eventsOf = (type: number): ('insert' | 'update' | 'delete')[] => [
  ...((type & 4) !== 0 ? (['insert'] as const) : []),
  ...((type & 16) !== 0 ? (['update'] as const) : []),
  ...((type & 8) !== 0 ? (['delete'] as const) : []),
];

const sideEffectsOf = (row: TableRow): ExplorerTable['sideEffects'] => [
  ...(row.triggers ?? []).map(({ name, type }) => ({
    on: eventsOf(type),
    note: `The trigger “${name}” runs on this table: what it changes elsewhere is not undone.`,
  })),
  ...(row.children ?? []).flatMap(({ table, onDelete, onUpdate }) => [
    ...('cnd'.includes(onDelete)
      ? [
          {
            on: ['delete'] as const,
            note: `Deleting a row also ${onDelete === 'c' ? 'deletes' : 'changes'} rows of “${table}”: an undo does not bring those back.`,
          },
        ]
      : []),
    ...('cnd'.includes(onUpdate)
      ? [
          {
            on: ['update'] as const,
            note: `Changing a key also changes rows of “${table}”: an undo changes the key back, and them by the same rule.`,
          },
        ]
      : []),
  ]),
];

const lockedBecause = (row: TableRow): ExplorerTable['locked'] | undefined => {
  if (row.kind === 'v' || row.kind === 'm')
    return {
      code: 'view',
      reason:
        row.kind === 'v'
          ? 'This is a view: its rows come from other tables.'
          : 'This is a materialized view: its rows are kept copies.',
      hint: 'Open the table that the row comes from and change it there.',
    };
  if (row.rules)
    return {
      code: 'unsupported',
      reason: 'Rules rewrite the changes of this table.',
      hint: 'Change it with statements of your own in the editor.',
    };
  if (row.inherited)
    return {
      code: 'unsupported',
      reason:
        'Other tables inherit from this one and show their rows here too, so that its key does not tell one row from another.',
      hint: 'Change them where they are: in the tables that inherit from it, or with UPDATE ONLY … in the editor.',
    };
  if (!row.changes)
    return {
      code: 'no-rights',
      reason: 'This login may only read the table.',
      hint: 'Connect with a login that has INSERT, UPDATE or DELETE on it.',
    };
  return undefined;
};

const keyOfLists: ExplorerTable['locked'] = {
  code: 'no-key',
  reason: 'The key of this table holds lists or documents, and a row is told from another by plain values only.',
  hint: 'Add a unique constraint on columns of plain values that are NOT NULL, or change rows by statements in the editor.',
};

/** The table that a name means, in PostgreSQL's words. */
export async function describePostgresTable(session: Session, name: string): Promise<ExplorerTable | undefined> {
  const splits = splitsOf(name);
  const answer = await ask(session, {
    language: 'sql',
    text: question,
    params: [quotedArray(splits.map(({ schema }) => schema ?? '')), quotedArray(splits.map((split) => split.name))],
  });
  const row = firstCell(answer.rows) as TableRow | null;
  if (row === null) return undefined;
  const names = new Map(row.columns.map((column) => [column.number, column.name]));
  const nullable = new Set(row.columns.filter((column) => !column.notNull).map((column) => column.number));
  const namesOf = (numbers: readonly number[]): string[] => numbers.map((number) => names.get(number) ?? '');
  const columns = row.columns.map(columnOf);
  const isPlain = (key: readonly string[]): boolean =>
    key.every((name) => !columns.some((column) => column.name === name && (column.kind === 'array' || column.kind === 'json')));
  // A key is of the table itself and not of those that inherit from it.
  const keys = (row.inherited ? [] : (row.keys ?? []))
    .filter((key) => !key.columns.some((number) => nullable.has(number)))
    .map((key) => namesOf(key.columns));
  const inOrder = [...keys.filter(isPlain), ...keys.filter((key) => !isPlain(key))];
  const locked = lockedBecause(row) ?? (inOrder[0] && !isPlain(inOrder[0]) ? keyOfLists : undefined);
  return {
    schema: row.schema,
    name: row.name,
    qualified: qualifiedName(row.schema, row.name),
    kind: kinds[row.kind] ?? 'table',
    columns,
    keys: inOrder,
    foreignKeys: (row.parents ?? []).map(({ schema, table, from, to }) => ({
      columns: namesOf(from),
      table: `${schema}.${table}`,
      refColumns: to,
    })),
    sideEffects: sideEffectsOf(row),
    rowEstimate: row.kind === 'v' || row.kind === 'f' || row.rows < 0 ? null : Math.round(row.rows),
    ...(locked ? { locked } : {}),
  };
}
