import * as z from 'zod';
import { operation } from '../operation.js';
import { resultColumn } from '../queries/queries.contract.js';
import { generatedKinds } from '../schema/catalog.js';
import { id, nothing, time } from '../shapes.js';
import { filter, sortKey } from './filter.js';

/** A qualified name, as the list of tables has it in `table`; a bare name is looked for in the default schema. */
const tableName = z.string().min(1).max(1_000);
const ofTable = { id, table: tableName };

/** A column of the table, with what an editor of its cells must know. */
export const explorerColumn = resultColumn.extend({
  nullable: z.boolean(),
  /** The default as the database writes it; null where there is none. */
  default: z.string().nullable(),
  isKey: z.boolean(),
  generated: z.enum(generatedKinds).nullable(),
  enumValues: z.array(z.string()).optional(),
  maxLength: z.number().optional(),
  /** The parent that its values refer to, where it is part of a declared key. */
  references: z.strictObject({ table: z.string(), column: z.string() }).optional(),
  /** Whether cells of it can be written. */
  writable: z.boolean(),
});
export type ExplorerColumn = z.output<typeof explorerColumn>;

/** Values by column. Taken as it is: a record would lose a column that is called `__proto__`. */
const cells = z.custom<Record<string, unknown>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'must be an object of columns and values',
);

/** A row's key: each key column and its value, as the row has it. It is handed back untouched. */
export const rowKey = cells;
export type RowKey = z.output<typeof rowKey>;

/** Whether rows can be changed here; if not, why, and what would help. */
export const editability = z.strictObject({
  editable: z.boolean(),
  /** `primary` or `unique`: the key by which rows are told apart; empty where there is none. */
  keyColumns: z.array(z.string()),
  code: z.enum(['no-key', 'view', 'read-only', 'no-rights', 'unsupported']).optional(),
  reason: z.string().optional(),
  hint: z.string().optional(),
});
export type Editability = z.output<typeof editability>;

export const explorerRows = operation('query-runner.explorer.rows', {
  access: 'read',
  http: {
    method: 'POST',
    path: '/connections/:id/tables/:table/rows',
    status: 200,
    perMinute: 3_000,
    document: true,
    summary: 'A page of a table’s rows: filtered, searched, sorted',
  },
  request: z.strictObject({
    ...ofTable,
    filter: filter.nullish(),
    sort: z.array(sortKey).max(32).nullish(),
    pagination: z
      .strictObject({
        page: z.number().int().min(1).max(1_000_000_000).default(1),
        limit: z.number().int().min(1).max(1_000).default(100),
        /** `next` or `previous` of a page that was answered with the same filter and sort. It wins over `page`. */
        cursor: z.string().max(20_000).nullish(),
      })
      .default({ page: 1, limit: 100 }),
    /** Columns to answer, in this order; left out: all of them. */
    columns: z.array(z.string().min(1).max(1_000)).min(1).max(2_000).nullish(),
    /** Text that some text column must hold, upper or lower case. */
    search: z.string().max(10_000).nullish(),
    count: z.enum(['none', 'estimate', 'exact']).default('none'),
  }),
  response: z.strictObject({
    columns: z.array(explorerColumn),
    rows: z.array(z.array(z.unknown())),
    /** One for each row; null where the table has no key. */
    rowKeys: z.array(rowKey.nullable()),
    total: z.number().optional(),
    totalIsEstimate: z.boolean().optional(),
    pagination: z.strictObject({
      page: z.number(),
      limit: z.number(),
      hasMore: z.boolean(),
      /** `keyset`: pages are found by the order's own values, as fast far in as at the front. */
      method: z.enum(['keyset', 'offset']),
      /** Cursors of the pages beside this one; null where there is none, or where pages are found by counting. */
      next: z.string().nullable(),
      previous: z.string().nullable(),
    }),
    /** The order that was used: what was asked for, and the key that makes it unique. */
    sort: z.array(sortKey),
    /** With a search: for each row, the columns that hold the text. */
    matches: z.array(z.array(z.string())).optional(),
    /** Cells that are longer than is sent, as [row, column]: they can't be edited here. */
    cutCells: z.array(z.tuple([z.number(), z.number()])),
    editability,
    /** The statement with its values written into it, to copy or to open in the editor; never what was run. */
    text: z.string(),
    /** ms */
    executionTime: z.number(),
  }),
  stream: true,
  throws: [
    'connection_not_found',
    'credential_unreadable',
    'table_not_found',
    'column_not_found',
    'filter_invalid',
    'query_error',
    'query_timeout',
    'query_unsupported',
    'pool_busy',
  ],
  timeoutMs: 75_000,
});

/** Counts exactly. A client that leaves cancels the count in the database. */
export const explorerCount = operation('query-runner.explorer.count', {
  access: 'read',
  http: {
    method: 'POST',
    path: '/connections/:id/tables/:table/count',
    status: 200,
    perMinute: 1_200,
    document: true,
    summary: 'How many rows match, exactly; closing the connection cancels it',
  },
  request: z.strictObject({ ...ofTable, filter: filter.nullish(), search: z.string().max(10_000).nullish() }),
  response: z.strictObject({ total: z.number(), executionTime: z.number() }),
  stream: true,
  throws: ['connection_not_found', 'table_not_found', 'column_not_found', 'filter_invalid', 'query_error', 'query_timeout'],
  timeoutMs: 75_000,
});

/** The distinct values of one column with how often each occurs, the most frequent first: a pick list. */
export const explorerDistinct = operation('query-runner.explorer.distinct', {
  access: 'read',
  http: {
    method: 'POST',
    path: '/connections/:id/tables/:table/distinct',
    status: 200,
    perMinute: 1_200,
    document: true,
    summary: 'A column’s distinct values with their counts',
  },
  request: z.strictObject({
    ...ofTable,
    column: z.string().min(1).max(1_000),
    filter: filter.nullish(),
    /** Only values that hold this text. */
    search: z.string().max(1_000).nullish(),
    limit: z.number().int().min(1).max(1_000).default(100),
  }),
  response: z.strictObject({
    values: z.array(z.strictObject({ value: z.unknown(), count: z.number() })),
    /** There are more than were asked for. */
    hasMore: z.boolean(),
    executionTime: z.number(),
  }),
  stream: true,
  throws: ['connection_not_found', 'table_not_found', 'column_not_found', 'filter_invalid', 'query_error', 'query_timeout'],
  timeoutMs: 75_000,
});

/**
 * One change of one row. `key` says which (update, delete); `before` holds the original value of every column that an update changes,
 * and of a delete as many as are known; `values` are the new ones, written as rows have them. `defaults` names columns that get their default.
 */
export const rowChange = z.strictObject({
  op: z.enum(['insert', 'update', 'delete']),
  key: rowKey.optional(),
  before: cells.optional(),
  values: cells.optional(),
  defaults: z.array(z.string()).max(2_000).optional(),
});
export type RowChange = z.output<typeof rowChange>;

/** A statement with its bound values apart. */
export const boundStatement = z.strictObject({ text: z.string(), params: z.array(z.unknown()) });
export type BoundStatement = z.output<typeof boundStatement>;

export const changesAnswer = z.strictObject({
  /** Null for a preview or a dry run, and where nothing could be kept of it. */
  changeSetId: id.nullable(),
  results: z.array(
    z.strictObject({
      op: z.enum(['insert', 'update', 'delete']),
      /** The row's key after the change; null where it can't be told. */
      key: rowKey.nullable(),
      /** The row after the change; null once it is deleted, or where it was not read again. */
      row: cells.nullable(),
    }),
  ),
  statements: z.array(boundStatement),
  undoable: z.boolean(),
  /** What an undo would not bring back, or why there can be none: a sentence each. */
  undoNotes: z.array(z.string()),
});
export type ChangesAnswer = z.output<typeof changesAnswer>;

export const explorerChange = operation('query-runner.explorer.change', {
  access: 'write',
  http: {
    method: 'POST',
    path: '/connections/:id/tables/:table/changes',
    status: 200,
    perMinute: 1_200,
    document: true,
    idempotent: true,
    summary: 'Change rows: all of them or none, and none that has changed meanwhile',
  },
  request: z.strictObject({
    ...ofTable,
    changes: z.array(rowChange).min(1).max(10_000),
    /** Answers the statements and changes nothing; nothing is sent to the database but questions. */
    preview: z.boolean().default(false),
    /** Runs everything and rolls it back: what would fail, fails. */
    dryRun: z.boolean().default(false),
    /** From the `Idempotency-Key` header. */
    idempotencyKey: z.string().min(1).max(200).optional(),
  }),
  response: changesAnswer,
  stream: true,
  throws: [
    'connection_not_found',
    'table_not_found',
    'column_not_found',
    'not_editable',
    'row_changed',
    'change_invalid',
    'change_refused',
    'read_only',
    'idempotency_key_reused',
    'change_outcome_unknown',
    'retry_later',
  ],
  timeoutMs: 75_000,
});

export const changeSet = z.strictObject({
  id,
  table: z.string(),
  inserts: z.number(),
  updates: z.number(),
  deletes: z.number(),
  undoable: z.boolean(),
  undoNotes: z.array(z.string()),
  /** The change set that this one undoes. */
  undoes: id.nullable(),
  /** The change set that undid this one. */
  undoneBy: id.nullable(),
  createdAt: time,
  /** Until when its images are kept. */
  expiresAt: time,
});
export type ChangeSet = z.output<typeof changeSet>;

export const changeSetList = operation('query-runner.explorer.change-sets', {
  access: 'read',
  http: {
    method: 'GET',
    path: '/connections/:id/tables/:table/changes',
    summary: 'The changes you applied to a table, newest first',
  },
  request: z.strictObject({
    ...ofTable,
    cursor: z.string().max(500).optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  response: z.strictObject({ items: z.array(changeSet), nextCursor: z.string().nullable() }),
  throws: ['connection_not_found'],
});

export const changeSetUndo = operation('query-runner.explorer.undo', {
  access: 'write',
  http: {
    method: 'POST',
    path: '/connections/:id/tables/:table/changes/:changeSetId/undo',
    status: 200,
    document: true,
    idempotent: true,
    summary: 'Undo an applied change set, where its rows are still as it left them',
  },
  request: z.strictObject({
    ...ofTable,
    changeSetId: id,
    preview: z.boolean().default(false),
    idempotencyKey: z.string().min(1).max(200).optional(),
  }),
  response: changesAnswer,
  stream: true,
  throws: ['connection_not_found', 'change_set_not_found', 'change_set_not_undoable', 'row_changed', 'change_refused'],
  timeoutMs: 75_000,
});

const looseJson = (most: number) =>
  z
    .record(z.string().max(200), z.unknown())
    .refine((value) => JSON.stringify(value).length <= most, `must be at most ${String(most)} characters of JSON`);

/** What a person last looked at in a table, and how. */
const stateParts = {
  filter: filter.nullable().default(null),
  sort: z.array(sortKey).max(32).default([]),
  pagination: z
    .strictObject({ page: z.number().int().min(1), limit: z.number().int().min(1).max(1_000) })
    .default({ page: 1, limit: 100 }),
  /** Hidden columns, their order, widths, pins and the like, in the words of whoever shows them. */
  viewPrefs: looseJson(100_000).default({}),
};
export const explorerState = z.strictObject({ ...stateParts, updatedAt: time.nullable() });
export type ExplorerState = z.output<typeof explorerState>;

export const explorerStateGet = operation('dashboards.explorer-state.get', {
  access: 'read',
  http: { method: 'GET', path: '/connections/:id/tables/:table/state', summary: 'How you last looked at a table' },
  request: z.strictObject(ofTable),
  response: explorerState,
  throws: ['connection_not_found'],
});

export const explorerStatePut = operation('dashboards.explorer-state.put', {
  access: 'write',
  http: {
    method: 'PUT',
    path: '/connections/:id/tables/:table/state',
    perMinute: 600,
    summary: 'Remember how you look at a table',
  },
  request: z.strictObject({ ...ofTable, ...stateParts }),
  response: explorerState,
  throws: ['connection_not_found'],
});

const viewName = z.string().trim().min(1).max(120);
export const explorerView = explorerState.extend({ name: viewName });
export type ExplorerView = z.output<typeof explorerView>;

export const explorerViewList = operation('dashboards.explorer-view.list', {
  access: 'read',
  http: { method: 'GET', path: '/connections/:id/tables/:table/views', summary: 'Your named views of a table, by name' },
  request: z.strictObject(ofTable),
  response: z.strictObject({ items: z.array(explorerView) }),
  throws: ['connection_not_found'],
});

export const explorerViewPut = operation('dashboards.explorer-view.put', {
  access: 'write',
  http: { method: 'PUT', path: '/connections/:id/tables/:table/views/:name', summary: 'Save a named view, new or as it is now' },
  request: z.strictObject({ ...ofTable, name: viewName, ...stateParts }),
  response: explorerView,
  throws: ['connection_not_found', 'too_many_views'],
});

export const explorerViewDelete = operation('dashboards.explorer-view.delete', {
  access: 'write',
  http: { method: 'DELETE', path: '/connections/:id/tables/:table/views/:name', status: 204, summary: 'Remove a named view' },
  request: z.strictObject({ ...ofTable, name: viewName }),
  response: nothing,
  throws: ['view_not_found'],
});
