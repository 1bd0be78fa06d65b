import * as z from 'zod';
import { operation } from '../operation.js';
import { ofTable, rowKey } from './table.js';

/** What a cell is to whoever keeps it as a file. */
export const cellForms = {
  text: { type: 'text/plain; charset=utf-8', extension: 'txt' },
  json: { type: 'application/json', extension: 'json' },
  binary: { type: 'application/octet-stream', extension: 'bin' },
} as const;
export type CellForm = keyof typeof cellForms;

/**
 * One cell, whole, however long it is: a text in UTF-8, and what is binary as its own bytes. As `text`, bytes are written as rows have
 * them: `\x` and pairs of hex digits. NULL is a file without bytes. A client that leaves cancels the statement in the database.
 */
export const explorerCell = operation('query-runner.explorer.cell', {
  access: 'read',
  http: {
    method: 'POST',
    path: '/connections/:id/tables/:table/cell',
    status: 200,
    perMinute: 1_200,
    summary: 'One cell of a row, whole, as a file',
  },
  request: z.strictObject({
    ...ofTable,
    key: rowKey,
    column: z.string().min(1).max(1_000),
    as: z.enum(['text', 'json', 'binary']).default('text'),
    /** What the file is called, with its extension. */
    name: z.string().trim().min(1).max(200).optional(),
  }),
  response: z.string(),
  stream: true,
  exact: true,
  file: ({ table, column, as, name }) => ({
    name: name ?? `${table} ${column}.${cellForms[as].extension}`,
    type: cellForms[as].type,
  }),
  throws: [
    'invalid_request',
    'connection_not_found',
    'credential_unreadable',
    'table_not_found',
    'column_not_found',
    'row_not_found',
    'filter_invalid',
    'query_error',
    'query_timeout',
    'query_unsupported',
    'pool_busy',
  ],
  timeoutMs: 75_000,
});
