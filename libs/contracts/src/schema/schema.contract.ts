import * as z from 'zod';
import { operation } from '../operation.js';
import { flag, id, nothing, time } from '../shapes.js';
import { namesIn } from './names-in.js';
import { catalogEnum, catalogGap, catalogRoutine, catalogTable, relationCondition, tableKinds } from './catalog.js';

export const relationTypes = ['one-to-one', 'one-to-many', 'many-to-many', 'pk-fk'] as const;
export type RelationType = (typeof relationTypes)[number];
export const relationSources = ['declared', 'inferred'] as const;
/** What a person thinks of an inferred relation. A declared one is `accepted` by itself. */
export const relationStates = ['suggested', 'accepted', 'rejected'] as const;
export type RelationState = (typeof relationStates)[number];

/** One reason to believe in an inferred relation. `weight` is what it adds to (or takes from) the confidence. */
export const relationEvidence = z.strictObject({
  sign: z.enum(['name', 'type', 'unique', 'index', 'containment', 'history', 'polymorphic']),
  detail: z.string(),
  weight: z.number(),
});
export type RelationEvidence = z.output<typeof relationEvidence>;

/** `tableFrom.columnFrom` refers to `tableTo.columnTo`. Tables are qualified names, as the list of tables has them in `table`. */
export const relation = z.strictObject({
  id,
  tableFrom: z.string(),
  /** Of a composite relation: its columns, joined by `, `. */
  columnFrom: z.string(),
  columnsFrom: z.array(z.string()),
  tableTo: z.string(),
  columnTo: z.string(),
  columnsTo: z.array(z.string()),
  /** `pk-fk`: one of the keys that make up the primary key of a junction table. `many-to-many` leads through the table in `via`. */
  relationType: z.enum(relationTypes),
  source: z.enum(relationSources),
  /** 0…1; a declared one has 1. */
  confidence: z.number(),
  state: z.enum(relationStates),
  /** The junction table of a `many-to-many`; null of an array of references, which needs none. */
  via: z.string().nullable(),
  /** Of a polymorphic relation: the rows of `tableFrom` that it is true of. It has one relation for each table it may refer to. */
  condition: relationCondition.optional(),
  /** The name of the constraint of a declared one. */
  constraintName: z.string().nullable(),
  evidence: z.array(relationEvidence),
});
export type Relation = z.output<typeof relation>;

const ofConnection = { id };
/** A qualified name, as the list has it in `table`; a bare name is looked for in the default schema, then anywhere. */
const tableName = z.string().min(1).max(1_000);
/** Names as a list, or as one text in which commas part them; there `\` stands before a sign that means itself. */
const names = z
  .union([z.string().min(1).max(16_000).transform(namesIn), z.array(tableName)])
  .transform((list) => list.filter((name) => name !== ''));

export const crawlTriggers = ['request', 'first', 'schedule', 'ddl'] as const;

/** One line of the stream of a refresh. The last is `done`, or `error` where the crawl failed and what was cached stays. */
export const refreshLine = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('progress'), phase: z.string(), done: z.number(), total: z.number().nullable() }),
  z.strictObject({
    type: z.literal('done'),
    tables: z.number(),
    relations: z.number(),
    durationMs: z.number(),
    /** Grows with every crawl that found something changed. */
    version: z.number(),
    added: z.number(),
    changed: z.number(),
    removed: z.number(),
    gaps: z.array(catalogGap),
    /** Another refresh of the same connection was under way and this is its outcome. */
    joined: z.boolean(),
  }),
  z.strictObject({ type: z.literal('error'), error: z.strictObject({ code: z.string(), message: z.string() }) }),
]);
export type RefreshLine = z.output<typeof refreshLine>;

export const schemaRefresh = operation('schema.catalog.refresh', {
  access: 'write',
  http: {
    method: 'POST',
    path: '/connections/:id/schema/refresh',
    status: 200,
    perMinute: 60,
    summary: 'Crawl the catalog and stream the progress as NDJSON',
  },
  request: z.strictObject(ofConnection),
  response: refreshLine,
  stream: true,
  throws: ['connection_not_found'],
  timeoutMs: 75_000,
  lost: (fault): RefreshLine[] => [{ type: 'error', error: { code: fault.code, message: fault.message } }],
});

/** Stops the crawl of a connection that is under way, on the database's server too, whoever began it. What was cached stays. */
export const schemaRefreshCancel = operation('schema.catalog.cancel', {
  access: 'write',
  http: {
    method: 'DELETE',
    path: '/connections/:id/schema/refresh',
    status: 202,
    summary: 'Cancel the crawl that is under way; what was cached stays',
  },
  request: z.strictObject(ofConnection),
  response: z.strictObject({
    /** Whether one was under way. Its stream ends with the error `refresh_cancelled`. */
    cancelling: z.boolean(),
  }),
  throws: ['connection_not_found'],
});

export const tableSummary = z.strictObject({
  /** The qualified name, by which the other routes know it. */
  table: z.string(),
  name: z.string(),
  schema: z.string(),
  kind: z.enum(tableKinds),
  variant: z.string().optional(),
  columnCount: z.number(),
  rowEstimate: z.number().nullable(),
  sizeBytes: z.number().nullable(),
  comment: z.string().nullable(),
  /** With a search: columns whose names match. */
  matches: z.array(z.string()).optional(),
});
export type TableSummary = z.output<typeof tableSummary>;

export const catalogState = {
  lastFetchedAt: time.nullable(),
  version: z.number(),
  /** A crawl is under way. */
  refreshing: z.boolean(),
  /** Why the last crawl failed, where it did; what is shown is from the one before. */
  lastError: z.strictObject({ code: z.string(), message: z.string(), at: time }).nullable(),
};

export const schemaList = operation('schema.catalog.list', {
  access: 'read',
  http: {
    method: 'GET',
    path: '/connections/:id/schema',
    document: true,
    summary: 'The cached tables; crawls first where nothing is cached',
  },
  request: z.strictObject({
    ...ofConnection,
    /** Words that all stand in the name, the schema, the comment, or a column's name. */
    search: z.string().max(200).optional(),
    /** Opaque; what `nextCursor` said. Only catalogs of many thousand tables need it. */
    cursor: z.string().max(2_000).optional(),
    limit: z.coerce.number().int().min(1).max(20_000).default(20_000),
  }),
  response: z.strictObject({
    tables: z.array(tableSummary),
    nextCursor: z.string().nullable(),
    /** Tables that match, on all pages. */
    total: z.number(),
    ...catalogState,
    /** Every schema, also those without tables. */
    schemas: z.array(z.string()),
    defaultSchema: z.string(),
    /** What could not be read, and why. */
    gaps: z.array(catalogGap),
  }),
  stream: true,
  throws: ['connection_not_found', 'catalog_unreadable'],
  timeoutMs: 75_000,
});

export const schemaTable = operation('schema.table.get', {
  access: 'read',
  http: {
    method: 'GET',
    path: '/connections/:id/schema/tables/:table',
    summary: 'One table: columns, keys, indexes, relations, DDL, statistics',
  },
  request: z.strictObject({ ...ofConnection, table: tableName }),
  response: catalogTable.extend({
    table: z.string(),
    lastFetchedAt: time,
    /** Relations that begin or end here, rejected ones too. */
    relations: z.array(relation),
  }),
  throws: ['connection_not_found', 'table_not_found'],
});

/** Statements of the history that name the table, the most frequent first. */
export const schemaTableUsage = operation('schema.table.usage', {
  access: 'read',
  http: { method: 'GET', path: '/connections/:id/schema/tables/:table/usage', summary: 'Who queries a table, from your history' },
  request: z.strictObject({ ...ofConnection, table: tableName, limit: z.coerce.number().int().min(1).max(100).default(20) }),
  response: z.strictObject({
    queries: z.array(z.strictObject({ text: z.string(), runs: z.number(), lastRunAt: time, meanMs: z.number() })),
    runs: z.number(),
  }),
  throws: ['connection_not_found', 'table_not_found'],
  timeoutMs: 20_000,
});

/** Functions, procedures and enum types. */
export const schemaObjects = operation('schema.catalog.objects', {
  access: 'read',
  http: { method: 'GET', path: '/connections/:id/schema/objects', summary: 'Functions, procedures and enum types' },
  request: z.strictObject({ ...ofConnection, search: z.string().max(200).optional() }),
  response: z.strictObject({
    routines: z.array(catalogRoutine),
    enums: z.array(catalogEnum),
    /** There are more than fit into one answer: search for them. */
    cut: z.boolean(),
  }),
  throws: ['connection_not_found'],
});

export const schemaChange = z.strictObject({
  table: z.string(),
  change: z.enum(['added', 'changed', 'removed']),
  /** What changed, a phrase each: `column email added (text)`. */
  details: z.array(z.string()),
});
export type SchemaChange = z.output<typeof schemaChange>;
export const schemaCommit = z.strictObject({
  version: z.number(),
  at: time,
  trigger: z.enum(crawlTriggers),
  changes: z.array(schemaChange),
  /** There were more than are kept. */
  cut: z.boolean(),
});
export type SchemaCommit = z.output<typeof schemaCommit>;

export const schemaChanges = operation('schema.catalog.changes', {
  access: 'read',
  http: { method: 'GET', path: '/connections/:id/schema/changes', summary: 'What changed since a version or a time' },
  request: z.strictObject({
    ...ofConnection,
    /** A version, whose changes are not told, or a time. Left out: everything that is remembered. */
    since: z.union([z.coerce.number().int().min(0), time]).optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  response: z.strictObject({
    commits: z.array(schemaCommit),
    version: z.number(),
    lastFetchedAt: time.nullable(),
  }),
  throws: ['connection_not_found'],
});

export const schemaSettings = z.strictObject({
  /** Look at the data for relations: distinct values of one column are looked up in another. */
  measure: z.boolean(),
  /** Minutes between crawls while the connection is in use; null: only on demand and after DDL. */
  refreshEveryMinutes: z.number().int().min(5).max(10_080).nullable(),
});
export type SchemaSettings = z.output<typeof schemaSettings>;

export const schemaSettingsGet = operation('schema.settings.get', {
  access: 'read',
  http: { method: 'GET', path: '/connections/:id/schema/settings', summary: 'How the schema of a connection is kept' },
  request: z.strictObject(ofConnection),
  response: schemaSettings,
  throws: ['connection_not_found'],
});

export const schemaSettingsUpdate = operation('schema.settings.update', {
  access: 'write',
  http: { method: 'PATCH', path: '/connections/:id/schema/settings', summary: 'Change how the schema of a connection is kept' },
  request: z.strictObject({ ...ofConnection, ...schemaSettings.partial().shape }),
  response: schemaSettings,
  throws: ['connection_not_found'],
});

export const erdTable = z.strictObject({
  table: z.string(),
  name: z.string(),
  schema: z.string(),
  kind: z.enum(tableKinds),
  columnCount: z.number(),
  rowEstimate: z.number().nullable(),
  comment: z.string().nullable(),
  columns: z.array(
    z.strictObject({
      name: z.string(),
      dataType: z.string(),
      nullable: z.boolean(),
      isPrimaryKey: z.boolean(),
      /** Stands in a relation that leaves the table. */
      isForeignKey: z.boolean(),
    }),
  ),
});
export type ErdTable = z.output<typeof erdTable>;

export const schemaErd = operation('schema.erd.get', {
  access: 'read',
  http: {
    method: 'GET',
    path: '/connections/:id/erd',
    document: true,
    summary: 'Tables and relations: all of them, or some and their neighbours',
  },
  request: z.strictObject({
    ...ofConnection,
    /** Qualified names, parted by commas (`\,` where a comma is part of one), or the parameter repeated. Left out: the whole schema. */
    tables: names.optional(),
    /** Steps along relations from those tables. */
    depth: z.coerce.number().int().min(0).max(10).default(1),
    /** Also relations that were rejected. */
    rejected: flag.default(false),
    /** Inferred relations from this confidence on, accepted ones always. */
    minConfidence: z.coerce.number().min(0).max(1).default(0.6),
  }),
  response: z.strictObject({
    tables: z.array(erdTable),
    relations: z.array(relation.omit({ evidence: true })),
    /** `keys`: too many for every column to be told, so only those of keys and relations are there. */
    columns: z.enum(['all', 'keys']),
    /** There are more tables than the 20,000 that are told at once: ask for some of them. */
    cut: z.boolean(),
    lastFetchedAt: time.nullable(),
  }),
  stream: true,
  throws: ['connection_not_found', 'table_not_found', 'catalog_unreadable'],
  timeoutMs: 75_000,
});

/** The shortest way between two tables along relations; fewer and surer steps first. */
export const schemaErdPath = operation('schema.erd.path', {
  access: 'read',
  http: { method: 'GET', path: '/connections/:id/erd/path', summary: 'The shortest way of joins between two tables' },
  request: z.strictObject({ ...ofConnection, from: tableName, to: tableName }),
  response: z.strictObject({
    /** The relations to follow, in order; empty where there is no way. `forward`: from `tableFrom` to `tableTo`. */
    steps: z.array(z.strictObject({ relation: relation.omit({ evidence: true }), forward: z.boolean() })),
    /** The FROM … JOIN … of it in the connection's language; null where there is no way or no such language. */
    join: z.string().nullable(),
  }),
  throws: ['connection_not_found', 'table_not_found'],
});

export const schemaRelationUpdate = operation('schema.relation.update', {
  access: 'write',
  http: {
    method: 'PATCH',
    path: '/connections/:id/relations/:relationId',
    summary: 'Accept or reject an inferred relation, or make it a suggestion again',
  },
  request: z.strictObject({ ...ofConnection, relationId: id, state: z.enum(relationStates) }),
  response: relation,
  throws: ['connection_not_found', 'relation_not_found', 'relation_declared'],
});

export const schemaRelationExport = operation('schema.relation.export', {
  access: 'read',
  http: {
    method: 'GET',
    path: '/connections/:id/relations/export',
    summary: 'Inferred relations as ALTER TABLE … ADD FOREIGN KEY',
  },
  request: z.strictObject({
    ...ofConnection,
    /** Which of them: those that were accepted, or suggestions from a confidence on as well. */
    suggested: flag.default(false),
    minConfidence: z.coerce.number().min(0).max(1).default(0.8),
    tables: names.optional(),
  }),
  response: z.strictObject({
    statements: z.array(z.string()),
    /** The statements, and as comments what can't be declared and why. */
    text: z.string(),
    /** Relations that no foreign key can declare. */
    left: z.array(z.strictObject({ relation: z.string(), reason: z.string() })),
  }),
  throws: ['connection_not_found', 'query_unsupported'],
});

const layoutName = z.string().trim().min(1).max(120);
/** What a diagram looks like, in the words of whoever draws it. */
const layoutContent = z
  .record(z.string().max(200), z.unknown())
  .refine((content) => JSON.stringify(content).length <= 700_000, 'must be at most 700,000 characters of JSON');
export const erdLayoutSummary = z.strictObject({ id, name: layoutName, createdAt: time, updatedAt: time });
export const erdLayout = erdLayoutSummary.extend({ content: z.record(z.string(), z.unknown()) });
export type ErdLayout = z.output<typeof erdLayout>;
const ofLayout = { ...ofConnection, layoutId: id };

export const erdLayoutList = operation('schema.layout.list', {
  access: 'read',
  http: { method: 'GET', path: '/connections/:id/erd/layouts', summary: 'Saved layouts of the diagram, by name' },
  request: z.strictObject(ofConnection),
  response: z.strictObject({ items: z.array(erdLayoutSummary) }),
});
export const erdLayoutCreate = operation('schema.layout.create', {
  access: 'write',
  http: { method: 'POST', path: '/connections/:id/erd/layouts', status: 201, summary: 'Save a layout under a new name' },
  request: z.strictObject({ ...ofConnection, name: layoutName, content: layoutContent }),
  response: erdLayout,
  throws: ['connection_not_found', 'layout_name_taken'],
});
export const erdLayoutGet = operation('schema.layout.get', {
  access: 'read',
  http: { method: 'GET', path: '/connections/:id/erd/layouts/:layoutId', summary: 'One layout' },
  request: z.strictObject(ofLayout),
  response: erdLayout,
  throws: ['layout_not_found'],
});
export const erdLayoutUpdate = operation('schema.layout.update', {
  access: 'write',
  http: { method: 'PATCH', path: '/connections/:id/erd/layouts/:layoutId', summary: 'Rename a layout, or save it as it is now' },
  request: z.strictObject({ ...ofLayout, name: layoutName.optional(), content: layoutContent.optional() }),
  response: erdLayout,
  throws: ['layout_not_found', 'layout_name_taken'],
});
export const erdLayoutDelete = operation('schema.layout.delete', {
  access: 'write',
  http: { method: 'DELETE', path: '/connections/:id/erd/layouts/:layoutId', status: 204, summary: 'Remove a layout' },
  request: z.strictObject(ofLayout),
  response: nothing,
  throws: ['layout_not_found'],
});
