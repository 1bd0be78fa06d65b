import * as z from 'zod';
import { operation } from '../operation.js';
import { columnOrigin } from '../queries/queries.contract.js';
import { id } from '../shapes.js';
import { editability, explorerColumn } from './rows.contract.js';

/** Whether a result's rows can be edited: as for a table, and whether it is one table's rows with its key at all. */
export const resultEditability = editability.extend({
  code: z
    .enum(['no-key', 'view', 'read-only', 'no-rights', 'unsupported', 'not-one-table', 'no-such-table', 'key-not-selected'])
    .optional(),
});
export type ResultEditability = z.output<typeof resultEditability>;

export const resultSource = z.strictObject({
  editability: resultEditability,
  /** The table's qualified name; null where the rows are not those of one table, or it could not be found. */
  table: z.string().nullable(),
  /** All of the table's columns: what a new row needs is found here. */
  tableColumns: z.array(explorerColumn),
  /** For each column of the result, the name of the table's column behind it; null for one that is computed. */
  columns: z.array(z.string().nullable()),
  /** Columns that would have to be selected too, as the language writes them: the rest of the key. */
  add: z.array(z.string()),
});
export type ResultSource = z.output<typeof resultSource>;

/**
 * Which table the rows of a result are of, and whether they can be edited in place. Nothing of the statement is run; the table is asked
 * for in the database's catalog. Changes go the way of every change of a table, and are checked there.
 */
export const resultSourceFind = operation('query-runner.explorer.result-source', {
  access: 'read',
  http: {
    method: 'POST',
    path: '/connections/:id/result-source',
    status: 200,
    perMinute: 3_000,
    document: true,
    summary: 'Which table a result’s rows are of, and whether they can be edited',
  },
  request: z.strictObject({
    id,
    /** The one statement that brought the result. */
    text: z.string().min(1).max(1_000_000),
    columns: z.array(z.strictObject({ name: z.string().max(10_000), dataType: z.string().max(10_000) })).max(5_000),
    /** As the result's `columns` line told them. */
    origins: z.array(columnOrigin.nullable()).max(5_000).optional(),
  }),
  response: resultSource,
  stream: true,
  throws: ['connection_not_found', 'credential_unreadable', 'query_error', 'query_timeout', 'query_unsupported', 'pool_busy'],
  timeoutMs: 75_000,
});
