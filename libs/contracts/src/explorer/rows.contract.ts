import * as z from 'zod';
import { operation } from '../operation.js';
import { resultColumn, serverRole } from '../queries/queries.contract.js';
import { generatedKinds } from '../schema/catalog.js';
import { filter, sortKey } from './filter.js';
import { ofTable, rowKey } from './table.js';

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
  references: z
    .strictObject({
      table: z.string(),
      column: z.string(),
      /** Of a key of several columns: its other columns, each with the parent’s column that it refers to. */
      others: z.array(z.strictObject({ column: z.string(), refColumn: z.string() })).optional(),
    })
    .optional(),
  /** Whether cells of it can be written. */
  writable: z.boolean(),
});
export type ExplorerColumn = z.output<typeof explorerColumn>;

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
    /** Paths of documents to answer besides all columns: a field may be in documents that were not looked at, or in none yet. */
    also: z.array(z.string().min(1).max(1_000)).max(100).nullish(),
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
    /** The same for every row that matches, to export them. */
    wholeText: z.string(),
    server: serverRole.optional(),
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
  response: z.strictObject({ total: z.number(), server: serverRole.optional(), executionTime: z.number() }),
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
    server: serverRole.optional(),
    executionTime: z.number(),
  }),
  stream: true,
  throws: ['connection_not_found', 'table_not_found', 'column_not_found', 'filter_invalid', 'query_error', 'query_timeout'],
  timeoutMs: 75_000,
});
