import type { ValueKind } from '@orrery/contracts';
import { qualifiedName } from '@orrery/dialects';
import type { Session } from '../driver.js';
import { ask } from '../explorer/ask.js';
import { parsedCell, type RawRow } from '../explorer/raw-json.js';
import { type ExplorerTable, splitsOf, type TableColumn } from '../explorer/table.js';

type Cells = readonly (string | number | null)[];

const textOf = (cell: string | number | null | undefined): string => (cell === null || cell === undefined ? '' : String(cell));
const cellsOf = (row: RawRow): Cells => row.map((cell) => parsedCell(cell) as string | number | null);

/** Tells names apart that differ in upper and lower case only, on a server that does; MariaDB's catalog compares them as one. */
const isExactly = (column: string, other: string): string =>
  `(@@lower_case_table_names > 0 OR CAST(${column} AS BINARY) = CAST(${other} AS BINARY))`;

/** The table that a name means: parted at a dot as database and table, or in the database of the connection. */
const found = (splits: number): string => `
SELECT t.TABLE_SCHEMA, t.TABLE_NAME, t.TABLE_TYPE, t.ENGINE, t.TABLE_ROWS, w.place
FROM information_schema.TABLES t JOIN (${Array.from({ length: splits }, (_, place) => `SELECT ${String(place)} AS place, ? AS s, ? AS n`).join(' UNION ALL ')}) w
  ON t.TABLE_SCHEMA = CASE WHEN w.s = '' THEN DATABASE() ELSE w.s END AND t.TABLE_NAME = w.n
  AND ${isExactly('t.TABLE_NAME', 'w.n')}
ORDER BY w.place LIMIT 1`;

const columns = `
SELECT COLUMN_NAME, COLUMN_TYPE, DATA_TYPE, IS_NULLABLE, COLUMN_DEFAULT, EXTRA, CHARACTER_MAXIMUM_LENGTH, COLLATION_NAME
FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? ORDER BY ORDINAL_POSITION`;

const indexes = `
SELECT INDEX_NAME, COLUMN_NAME, SUB_PART, SEQ_IN_INDEX
FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? AND NON_UNIQUE = 0 ORDER BY INDEX_NAME = 'PRIMARY' DESC, INDEX_NAME, SEQ_IN_INDEX`;

const keys = `
SELECT k.CONSTRAINT_NAME, k.COLUMN_NAME, k.REFERENCED_TABLE_SCHEMA, k.REFERENCED_TABLE_NAME, k.REFERENCED_COLUMN_NAME
FROM information_schema.KEY_COLUMN_USAGE k WHERE k.TABLE_SCHEMA = ? AND k.TABLE_NAME = ? AND k.REFERENCED_TABLE_NAME IS NOT NULL
ORDER BY k.CONSTRAINT_NAME, k.ORDINAL_POSITION`;

/** Who refers to a table, of whichever database. */
export const mysqlReferrers = `
SELECT k.CONSTRAINT_NAME, k.TABLE_SCHEMA, k.TABLE_NAME, k.COLUMN_NAME, k.REFERENCED_COLUMN_NAME
FROM information_schema.KEY_COLUMN_USAGE k JOIN (SELECT ? AS s, ? AS n) w
  ON k.REFERENCED_TABLE_SCHEMA = w.s AND k.REFERENCED_TABLE_NAME = w.n AND ${isExactly('k.REFERENCED_TABLE_NAME', 'w.n')}
ORDER BY k.TABLE_SCHEMA, k.TABLE_NAME, k.CONSTRAINT_NAME, k.ORDINAL_POSITION`;

const children = `
SELECT TABLE_NAME, DELETE_RULE, UPDATE_RULE FROM information_schema.REFERENTIAL_CONSTRAINTS
WHERE UNIQUE_CONSTRAINT_SCHEMA = ? AND REFERENCED_TABLE_NAME = ? AND ${isExactly('REFERENCED_TABLE_NAME', '?')}`;

const triggers = `
SELECT TRIGGER_NAME, EVENT_MANIPULATION FROM information_schema.TRIGGERS WHERE EVENT_OBJECT_SCHEMA = ? AND EVENT_OBJECT_TABLE = ?`;

/** The checks by which MariaDB, whose JSON is text, tells JSON columns. */
const jsonChecks = `
SELECT CHECK_CLAUSE FROM information_schema.CHECK_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = ? AND TABLE_NAME = ? AND CHECK_CLAUSE LIKE 'json_valid(%'`;

/** A vector is shown as its session sends it: MySQL says what it is, and MariaDB sends bytes. */
const kindOf = (type: string, collation: string, isMaria: boolean): ValueKind => {
  if (/^(?:tinyint|smallint|mediumint|int|bigint|decimal|float|double|year)$/.test(type)) return 'number';
  if (type === 'datetime' || type === 'timestamp') return 'datetime';
  if (type === 'date' || type === 'time' || type === 'json' || type === 'uuid') return type;
  if (/blob$|binary$/.test(type)) return 'binary';
  if (/^(?:geometry|point|linestring|polygon|multi.*|geometrycollection|geomcollection)$/.test(type)) return 'binary';
  if (type === 'vector') return isMaria ? 'binary' : 'string';
  return collation !== '' || type === 'bit' || /^inet[46]$/.test(type) ? 'string' : 'other';
};

const labelsOf = (type: string): string[] =>
  [...type.matchAll(/'((?:[^']|'')*)'/g)].map((match) => (match[1] ?? '').replaceAll("''", "'"));

const columnOf = (row: Cells, json: ReadonlySet<string>, isMaria: boolean): TableColumn => {
  const [name, fullType, dataType, isNullable, fallback, extra, length, collation] = row.map(textOf);
  const base = json.has(name ?? '') ? 'json' : (dataType ?? '').toLowerCase();
  const kind = kindOf(base, collation ?? '', isMaria);
  const extras = (extra ?? '').toLowerCase();
  const enumerated = base === 'enum' ? labelsOf(fullType ?? '') : undefined;
  return {
    name: name ?? '',
    dataType: json.has(name ?? '') ? 'json' : (fullType ?? ''),
    kind,
    nullable: isNullable === 'YES',
    default: row[4] === null || fallback === 'NULL' ? null : (fallback ?? null),
    generated: extras.includes('auto_increment')
      ? 'auto-increment'
      : /stored generated|persistent/.test(extras)
        ? 'stored'
        : /virtual/.test(extras)
          ? 'virtual'
          : null,
    ...(enumerated ? { enumValues: enumerated } : {}),
    ...(row[6] !== null && kind === 'string' && base !== 'vector' && enumerated === undefined && Number(length) > 0
      ? { maxLength: Number(length) }
      : {}),
    ...(base === 'float' ? { shownDigits: 6 } : {}),
    baseType: base + (/unsigned/i.test(fullType ?? '') ? ' unsigned' : ''),
    searchable: kind === 'string' && base !== 'bit' && base !== 'vector',
  };
};

const grouped = (rows: readonly Cells[]): Map<string, Cells[]> => {
  const groups = new Map<string, Cells[]>();
  for (const row of rows) groups.set(textOf(row[0]), [...(groups.get(textOf(row[0])) ?? []), row]);
  return groups;
};

const event = { INSERT: 'insert', UPDATE: 'update', DELETE: 'delete' } as const;

/** The table that a name means, in the words of MySQL and MariaDB. */
export async function describeMysqlTable(session: Session, name: string): Promise<ExplorerTable | undefined> {
  const query = async (text: string, params: readonly string[]): Promise<readonly Cells[]> =>
    (await ask(session, { language: 'sql', text, params })).rows.map(cellsOf);
  const splits = splitsOf(name);
  const [row] = await query(
    found(splits.length),
    splits.flatMap((split) => [split.schema ?? '', split.name]),
  );
  if (!row) return undefined;
  const [schema, table, type, engine] = row.map(textOf) as [string, string, string, string];
  const of = [schema, table] as const;
  const isMaria = /mariadb/i.test(session.serverVersion);
  const checks = isMaria ? await query(jsonChecks, of).catch(() => []) : [];
  const json = new Set(
    checks.map(([clause]) =>
      textOf(clause)
        .replace(/^json_valid\(`/, '')
        .replace(/`\)$/, '')
        .replaceAll('``', '`'),
    ),
  );
  const shown = (await query(columns, of)).map((column) => columnOf(column, json, isMaria));
  const nullable = new Set(shown.filter((column) => column.nullable).map((column) => column.name));
  const unique = [...grouped(await query(indexes, of)).values()].filter(
    (parts) => !parts.some((part) => part[2] !== null || part[1] === null || nullable.has(textOf(part[1]))),
  );
  const parents = [...grouped(await query(keys, of)).values()];
  const runs = await query(triggers, of);
  const cascades = await query(children, [...of, table]);
  const isView = type.includes('VIEW');
  const locked: ExplorerTable['locked'] | undefined = isView
    ? {
        code: 'view',
        reason: 'This is a view: its rows come from other tables.',
        hint: 'Open the table that the row comes from and change it there.',
      }
    : type === 'BASE TABLE' && !/^(?:innodb|ndbcluster|rocksdb|tokudb)$/i.test(engine)
      ? {
          code: 'unsupported',
          reason: `The engine of this table, ${engine}, has no transactions, so that several changes could not be made all or nothing.`,
          hint: 'ALTER TABLE … ENGINE = InnoDB makes it editable here.',
        }
      : undefined;
  return {
    schema,
    name: table,
    qualified: qualifiedName(schema, table),
    kind: isView ? 'view' : 'table',
    columns: shown,
    keys: unique.map((parts) => parts.map((part) => textOf(part[1]))),
    foreignKeys: parents.map((parts) => ({
      columns: parts.map((part) => textOf(part[1])),
      table: `${textOf(parts[0]?.[2])}.${textOf(parts[0]?.[3])}`,
      refColumns: parts.map((part) => textOf(part[4])),
    })),
    sideEffects: [
      ...runs.map(([trigger, on]) => ({
        on: [event[textOf(on) as keyof typeof event]],
        note: `The trigger “${textOf(trigger)}” runs on this table: what it changes elsewhere is not undone.`,
      })),
      ...cascades.flatMap(([child, onDelete, onUpdate]) => [
        ...(/CASCADE|SET/.test(textOf(onDelete))
          ? [
              {
                on: ['delete'] as const,
                note: `Deleting a row also ${onDelete === 'CASCADE' ? 'deletes' : 'changes'} rows of “${textOf(child)}”: an undo does not bring those back.`,
              },
            ]
          : []),
        ...(/CASCADE|SET/.test(textOf(onUpdate))
          ? [
              {
                on: ['update'] as const,
                note: `Changing a key also changes rows of “${textOf(child)}”, and an undo changes them back by the same rule.`,
              },
            ]
          : []),
      ]),
    ],
    rowEstimate: isView || row[4] === null ? null : Number(row[4]),
    ...(locked ? { locked } : {}),
  };
}
