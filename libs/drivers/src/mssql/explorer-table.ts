import type { ValueKind } from '@orrery/contracts';
import { qualifiedName } from '@orrery/dialects';
import type { Session } from '../driver.js';
import { ask } from '../explorer/ask.js';
import { parsedCell } from '../explorer/raw-json.js';
import { type ExplorerTable, splitsOf, type TableColumn } from '../explorer/table.js';

type Cells = readonly (string | number | boolean | null)[];

const kinds: Readonly<Record<string, ValueKind>> = {
  bit: 'boolean',
  uniqueidentifier: 'uuid',
  date: 'date',
  time: 'time',
  datetime: 'datetime',
  datetime2: 'datetime',
  smalldatetime: 'datetime',
  datetimeoffset: 'datetime',
  binary: 'binary',
  varbinary: 'binary',
  image: 'binary',
  timestamp: 'binary',
  rowversion: 'binary',
  json: 'json',
};
const kindOf = (type: string): ValueKind => {
  if (/^(?:tinyint|smallint|int|bigint|decimal|numeric|money|smallmoney|float|real)$/.test(type)) return 'number';
  if (/^(?:n?(?:var)?char|n?text|xml|sysname)$/.test(type)) return 'string';
  return kinds[type] ?? 'other';
};

const table = `
SELECT o.object_id, s.name, o.name, o.type,
  (SELECT SUM(p.rows) FROM sys.partitions p WHERE p.object_id = o.object_id AND p.index_id IN (0, 1)),
  OBJECTPROPERTY(o.object_id, 'TableIsMemoryOptimized'), OBJECTPROPERTY(o.object_id, 'TableTemporalType')
FROM sys.objects o JOIN sys.schemas s ON s.schema_id = o.schema_id
WHERE o.type IN ('U', 'V') AND s.name = COALESCE(NULLIF(@p1, N''), SCHEMA_NAME()) AND o.name = @p2`;

// The types that are objects, such as hierarchyid, are one system type that has no name: theirs is that of the type as it is used.
const columns = `
SELECT c.name, COALESCE(TYPE_NAME(c.system_type_id), TYPE_NAME(c.user_type_id)), c.max_length, c.precision, c.scale, c.is_nullable, c.is_identity, c.is_computed,
  OBJECT_DEFINITION(c.default_object_id), COLUMNPROPERTY(c.object_id, c.name, 'GeneratedAlwaysType'),
  c.collation_name
FROM sys.columns c WHERE c.object_id = CAST(@p1 AS int) ORDER BY c.column_id`;

const keys = `
SELECT i.index_id, i.is_primary_key, c.name
FROM sys.indexes i JOIN sys.index_columns x ON x.object_id = i.object_id AND x.index_id = i.index_id AND x.key_ordinal > 0
JOIN sys.columns c ON c.object_id = i.object_id AND c.column_id = x.column_id
WHERE i.object_id = CAST(@p1 AS int) AND i.is_unique = 1 AND i.has_filter = 0 AND i.is_disabled = 0
ORDER BY i.is_primary_key DESC, i.index_id, x.key_ordinal`;

const parents = `
SELECT k.object_id, pc.name, SCHEMA_NAME(r.schema_id), r.name, rc.name
FROM sys.foreign_keys k JOIN sys.foreign_key_columns x ON x.constraint_object_id = k.object_id
JOIN sys.columns pc ON pc.object_id = x.parent_object_id AND pc.column_id = x.parent_column_id
JOIN sys.objects r ON r.object_id = x.referenced_object_id
JOIN sys.columns rc ON rc.object_id = x.referenced_object_id AND rc.column_id = x.referenced_column_id
WHERE k.parent_object_id = CAST(@p1 AS int) ORDER BY k.object_id, x.constraint_column_id`;

/** Who refers to a table. */
export const mssqlReferrers = `
SELECT k.object_id, SCHEMA_NAME(c.schema_id), c.name, pc.name, rc.name
FROM sys.foreign_keys k JOIN sys.foreign_key_columns x ON x.constraint_object_id = k.object_id
JOIN sys.objects c ON c.object_id = x.parent_object_id
JOIN sys.objects r ON r.object_id = x.referenced_object_id JOIN sys.schemas s ON s.schema_id = r.schema_id
JOIN sys.columns pc ON pc.object_id = x.parent_object_id AND pc.column_id = x.parent_column_id
JOIN sys.columns rc ON rc.object_id = x.referenced_object_id AND rc.column_id = x.referenced_column_id
WHERE s.name = @p1 AND r.name = @p2 ORDER BY SCHEMA_NAME(c.schema_id), c.name, k.object_id, x.constraint_column_id`;

const children = `
SELECT OBJECT_NAME(k.parent_object_id), k.delete_referential_action, k.update_referential_action
FROM sys.foreign_keys k WHERE k.referenced_object_id = CAST(@p1 AS int)`;

const triggers = `
SELECT t.name, e.type_desc FROM sys.triggers t JOIN sys.trigger_events e ON e.object_id = t.object_id
WHERE t.parent_id = CAST(@p1 AS int) AND t.is_disabled = 0`;

const text = (cell: Cells[number] | undefined): string => (cell === null || cell === undefined ? '' : String(cell));
const flag = (cell: Cells[number] | undefined): boolean => cell === true || cell === 1;

const typeText = (type: string, length: number, precision: number, scale: number): string => {
  if (/^(?:n?varchar|varbinary)$/.test(type) && length < 0) return `${type}(max)`;
  if (/^n(?:var)?char$/.test(type)) return `${type}(${String(length / 2)})`;
  if (/^(?:(?:var)?char|(?:var)?binary)$/.test(type)) return `${type}(${String(length)})`;
  if (/^(?:decimal|numeric)$/.test(type)) return `${type}(${String(precision)}, ${String(scale)})`;
  return /^(?:datetime2|time|datetimeoffset)$/.test(type) ? `${type}(${String(scale)})` : type;
};

const columnOf = (row: Cells): TableColumn => {
  const [name, type, length, precision, scale] = row;
  const base = text(type);
  const kind = kindOf(base);
  const isVersion = base === 'timestamp' || base === 'rowversion';
  // The period columns of a temporal table are written by the server, as computed ones are.
  const isPeriod = Number(row[9] ?? 0) > 0;
  const size = Number(length);
  return {
    name: text(name),
    dataType: typeText(base, size, Number(precision), Number(scale)),
    kind,
    nullable: flag(row[5]),
    default: row[8] === null ? null : text(row[8]),
    generated: flag(row[6]) ? 'identity' : flag(row[7]) || isVersion || isPeriod ? 'virtual' : null,
    ...(kind === 'string' && size > 0 && base !== 'xml' ? { maxLength: base.startsWith('n') ? size / 2 : size } : {}),
    baseType: base,
    ...(typeof row[10] === 'string' && /^\w+$/.test(row[10]) ? { collation: row[10] } : {}),
    searchable: kind === 'string' || kind === 'uuid',
  };
};

const event: Readonly<Record<string, 'insert' | 'update' | 'delete'>> = { INSERT: 'insert', UPDATE: 'update', DELETE: 'delete' };

/** Why the rows of a table can't be changed here; undefined where they can. */
const lockedBy = (isView: boolean, inMemory: boolean, isHistory: boolean): ExplorerTable['locked'] => {
  if (isView)
    return {
      code: 'view',
      reason: 'This is a view: its rows come from other tables.',
      hint: 'Open the table that the row comes from and change it there.',
    };
  if (isHistory)
    return {
      code: 'unsupported',
      reason: 'This table is the history of another one: the server alone writes it.',
      hint: 'Change the row in the table that this is the history of.',
    };
  if (inMemory)
    return {
      code: 'unsupported',
      reason: 'This table is kept in memory: its rows can’t be locked while they are held against what you saw.',
      hint: 'Change it with a statement in the editor.',
    };
  return undefined;
};

/** The table that a name means, in SQL Server's words: its catalog views, as they are documented. */
export async function describeMssqlTable(session: Session, name: string): Promise<ExplorerTable | undefined> {
  const query = async (sql: string, params: readonly string[]): Promise<readonly Cells[]> =>
    (await ask(session, { language: 'sql', text: sql, params })).rows.map((row) =>
      row.map((cell) => parsedCell(cell) as Cells[number]),
    );
  for (const split of splitsOf(name)) {
    const [found] = await query(table, [split.schema ?? '', split.name]);
    if (!found) continue;
    const id = text(found[0]);
    const shown = (await query(columns, [id])).map(columnOf);
    const nullable = new Set(shown.filter((column) => column.nullable).map((column) => column.name));
    const unique = [...Map.groupBy(await query(keys, [id]), (row) => text(row[0])).values()].map((rows) =>
      rows.map((row) => text(row[2])),
    );
    const foreign = [...Map.groupBy(await query(parents, [id]), (row) => text(row[0])).values()];
    const isView = text(found[3]).trim() === 'V';
    const locked = lockedBy(isView, flag(found[5]), Number(found[6] ?? 0) === 1);
    return {
      schema: text(found[1]),
      name: text(found[2]),
      qualified: qualifiedName(text(found[1]), text(found[2])),
      kind: isView ? 'view' : 'table',
      columns: shown,
      keys: unique.filter((parts) => !parts.some((part) => nullable.has(part))),
      foreignKeys: foreign.map((rows) => ({
        columns: rows.map((row) => text(row[1])),
        table: `${text(rows[0]?.[2])}.${text(rows[0]?.[3])}`,
        refColumns: rows.map((row) => text(row[4])),
      })),
      sideEffects: [
        ...shown
          .filter((column) => column.baseType === 'sql_variant')
          .map((column) => ({
            on: ['update', 'delete'] as const,
            note: `“${column.name}” holds values of any type: what is written to it, and what an undo puts back, is text.`,
          })),
        ...(await query(triggers, [id])).flatMap(([trigger, on]) => {
          const op = event[text(on)];
          return op
            ? [{ on: [op], note: `The trigger “${text(trigger)}” runs on this table: what it changes elsewhere is not undone.` }]
            : [];
        }),
        ...(await query(children, [id])).flatMap(([child, onDelete, onUpdate]) => [
          ...(Number(onDelete) > 0
            ? [
                {
                  on: ['delete'] as const,
                  note: `Deleting a row also changes or deletes rows of “${text(child)}”: an undo does not bring those back.`,
                },
              ]
            : []),
          ...(Number(onUpdate) > 0
            ? [
                {
                  on: ['update'] as const,
                  note: `Changing a key also changes rows of “${text(child)}”, and an undo changes them back by the same rule.`,
                },
              ]
            : []),
        ]),
      ],
      rowEstimate: isView || found[4] === null ? null : Number(found[4]),
      ...(locked ? { locked } : {}),
    };
  }
  return undefined;
}
