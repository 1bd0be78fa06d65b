import * as z from 'zod';
import { valueKinds } from '../queries/queries.contract.js';

/** What holds rows. A foreign or partitioned table is a `table`; `variant` says so. */
export const tableKinds = ['table', 'view', 'materialized-view', 'collection'] as const;
export type TableKind = (typeof tableKinds)[number];

/** A place in a database: `schema` is the database itself where a kind has no schemas in it (MySQL, MongoDB). */
export const tableRef = z.strictObject({ schema: z.string(), name: z.string() });
export type TableRef = z.output<typeof tableRef>;

export const generatedKinds = ['identity', 'identity-always', 'auto-increment', 'stored', 'virtual'] as const;

/** A column of a table; of a collection, a path (`address.city`, `tags[]`) seen in a sample of its documents. */
export const catalogColumn = z.strictObject({
  name: z.string(),
  /** The database's own name of the type, with its modifiers: `numeric(10,2)`. Of a path: the commonest type. */
  dataType: z.string(),
  kind: z.enum(valueKinds),
  nullable: z.boolean(),
  /** The default as the database writes it: an expression of its language. */
  default: z.string().nullable(),
  isPrimaryKey: z.boolean(),
  /** Who fills it in, where that is not whoever inserts. */
  generated: z.enum(generatedKinds).nullable(),
  /** The expression of a `stored` or `virtual` column. */
  expression: z.string().optional(),
  comment: z.string().nullable(),
  /** Characters that a text may have at most. */
  maxLength: z.number().optional(),
  collation: z.string().optional(),
  /** The values of an enum type, in order. */
  enumValues: z.array(z.string()).optional(),
  /** Of a path: the share of sampled documents that have it, 0…1. */
  presence: z.number().optional(),
  /** Of a path: every type seen and the share of its values, 0…1. */
  types: z.array(z.strictObject({ name: z.string(), share: z.number() })).optional(),
});
export type CatalogColumn = z.output<typeof catalogColumn>;

export const catalogKey = z.strictObject({ name: z.string().nullable(), columns: z.array(z.string()) });
export const catalogUnique = catalogKey.extend({
  /** Two nulls count as equal. */
  nullsNotDistinct: z.boolean().optional(),
});

export const catalogForeignKey = z.strictObject({
  name: z.string().nullable(),
  columns: z.array(z.string()),
  refSchema: z.string(),
  refTable: z.string(),
  refColumns: z.array(z.string()),
  /** In the words of SQL: `CASCADE`, `NO ACTION`, … */
  onUpdate: z.string(),
  onDelete: z.string(),
  deferrable: z.boolean().optional(),
  /** False where rows from before the key were never checked, or where it is switched off. */
  validated: z.boolean().optional(),
});
export type CatalogForeignKey = z.output<typeof catalogForeignKey>;

export const catalogIndex = z.strictObject({
  name: z.string(),
  /** Columns, or the text of an expression, in order. */
  columns: z.array(z.string()),
  /** Columns that are stored with it and not searched by. */
  included: z.array(z.string()).optional(),
  unique: z.boolean(),
  primary: z.boolean(),
  /** `btree`, `gin`, `FULLTEXT`, … */
  method: z.string(),
  /** The condition of a partial index. */
  predicate: z.string().optional(),
  /** One of its columns is an expression. */
  onExpression: z.boolean().optional(),
  /** False while the database does not use it. */
  valid: z.boolean().optional(),
  definition: z.string().optional(),
});
export type CatalogIndex = z.output<typeof catalogIndex>;

export const catalogTrigger = z.strictObject({
  name: z.string(),
  /** `BEFORE`, `AFTER`, `INSTEAD OF`. */
  timing: z.string(),
  /** `INSERT`, `UPDATE`, `DELETE`, `TRUNCATE`. */
  events: z.array(z.string()),
  enabled: z.boolean(),
  definition: z.string(),
});

export const catalogPartition = z.strictObject({
  /** How its rows are parted: `RANGE (at)`. */
  by: z.string().optional(),
  /** The table that this one is a partition of, and for which of its rows. */
  of: tableRef.optional(),
  bound: z.string().optional(),
  /** Partitions inside the table, where they are no tables of their own (MySQL). */
  parts: z.array(z.strictObject({ name: z.string(), bound: z.string() })).optional(),
});

/** Figures that change without anybody changing the schema. Estimates of the server's own, null where it has none. */
export const tableStatistics = z.strictObject({
  rowEstimate: z.number().nullable(),
  /** Bytes of everything, indexes included. */
  sizeBytes: z.number().nullable(),
  indexBytes: z.number().nullable(),
});
export type TableStatistics = z.output<typeof tableStatistics>;

/** A table, a view or a collection, whole. */
export const catalogTable = z.strictObject({
  schema: z.string(),
  name: z.string(),
  kind: z.enum(tableKinds),
  /** What makes it other than plain: `partitioned`, `partition`, `foreign`, `temporary`, `unlogged`, `capped`, `time series`, … */
  variant: z.string().optional(),
  comment: z.string().nullable(),
  columns: z.array(catalogColumn),
  primaryKey: catalogKey.nullable(),
  foreignKeys: z.array(catalogForeignKey),
  uniques: z.array(catalogUnique),
  indexes: z.array(catalogIndex),
  checks: z.array(z.strictObject({ name: z.string(), expression: z.string() })),
  triggers: z.array(catalogTrigger),
  partition: catalogPartition.optional(),
  /** Statements that make the table anew; null where they can't be told. */
  ddl: z.string().nullable(),
  /** Documents that were looked at (collections). */
  sampled: z.number().optional(),
  statistics: tableStatistics,
});
export type CatalogTable = z.output<typeof catalogTable>;

export const catalogEnum = z.strictObject({
  schema: z.string(),
  name: z.string(),
  values: z.array(z.string()),
  /** Of a domain, which lists no values: the statement that makes it. */
  domain: z.string().optional(),
});
export type CatalogEnum = z.output<typeof catalogEnum>;

export const catalogRoutine = z.strictObject({
  schema: z.string(),
  name: z.string(),
  kind: z.enum(['function', 'procedure', 'aggregate', 'window']),
  /** Its parameters as the database writes them. */
  arguments: z.string(),
  returns: z.string().nullable(),
  language: z.string(),
  comment: z.string().nullable(),
});
export type CatalogRoutine = z.output<typeof catalogRoutine>;

/** What could not be read, and why: a whole schema, or one table of it. */
export const catalogGap = z.strictObject({ schema: z.string(), name: z.string().nullable(), reason: z.string() });
export type CatalogGap = z.output<typeof catalogGap>;

/**
 * What reading a catalog yields, in order: one `database`, then anything, in batches, and one `end`. `progress` may come at any time:
 * `total` is null until it is known. A catalog without its `end` was cut, and nothing may be concluded from what is missing in it.
 */
export const catalogPart = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('database'),
    kind: z.string(),
    serverVersion: z.string(),
    name: z.string(),
    /** Where a name without a schema is looked for. */
    defaultSchema: z.string(),
    /** Every schema that may be looked into, also those without tables. */
    schemas: z.array(z.string()),
  }),
  z.strictObject({ type: z.literal('progress'), phase: z.string(), done: z.number(), total: z.number().nullable() }),
  z.strictObject({ type: z.literal('tables'), tables: z.array(catalogTable) }),
  z.strictObject({ type: z.literal('enums'), enums: z.array(catalogEnum) }),
  z.strictObject({ type: z.literal('routines'), routines: z.array(catalogRoutine) }),
  z.strictObject({ type: z.literal('gaps'), gaps: z.array(catalogGap) }),
  z.strictObject({ type: z.literal('end') }),
]);
export type CatalogPart = z.output<typeof catalogPart>;

const columnsOf = tableRef.extend({ columns: z.array(z.string()).min(1).max(16) });

/** The rows of a table whose column has one of these values, as texts: `commentable_type` is `Post`. */
export const relationCondition = z.strictObject({ column: z.string(), values: z.array(z.string()).min(1).max(100) });
export type RelationCondition = z.output<typeof relationCondition>;

/**
 * Two lists of columns whose values are held against each other; of `from` only the rows that `where` is true of. Without `to` the
 * values themselves are wanted, of the one column of `from`.
 */
export const containmentPair = z.strictObject({ from: columnsOf, to: columnsOf.optional(), where: relationCondition.optional() });
export type ContainmentPair = z.output<typeof containmentPair>;

/**
 * How many of a sample of distinct values of `from` stand in `to`. Rows with a null in `from` don't count. `index` is the place of the
 * pair in what was asked; a pair that could not be measured (no rights, no time, gone) says why in `skipped`.
 */
export const containment = z.strictObject({
  index: z.number(),
  /** Distinct values looked for. */
  sampled: z.number(),
  /** Of those, found. */
  found: z.number(),
  /** Where nothing was looked up: the values, as texts. */
  values: z.array(z.string()).optional(),
  skipped: z.string().optional(),
});
export type Containment = z.output<typeof containment>;
