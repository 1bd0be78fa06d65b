import * as z from 'zod';
import { operation } from '../operation.js';
import { id, time } from '../shapes.js';
import { cells, ofTable, rowKey } from './table.js';

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
  exact: true,
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
