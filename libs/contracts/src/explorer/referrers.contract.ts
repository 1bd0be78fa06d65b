import * as z from 'zod';
import { operation } from '../operation.js';
import { ofTable } from './table.js';

/** A declared key of another table (or of the same one) that refers to a table: `columns` of it hold what `refColumns` hold here. */
export const referrer = z.strictObject({
  table: z.string(),
  columns: z.array(z.string()).min(1),
  refColumns: z.array(z.string()).min(1),
});
export type Referrer = z.output<typeof referrer>;

/** Who refers to a table, as the database itself has it now: also from other schemas, and where no catalog was ever read. */
export const explorerReferrers = operation('query-runner.explorer.referrers', {
  access: 'read',
  http: {
    method: 'GET',
    path: '/connections/:id/tables/:table/referrers',
    perMinute: 1_200,
    summary: 'The declared keys that refer to a table',
  },
  request: z.strictObject(ofTable),
  response: z.strictObject({ referrers: z.array(referrer) }),
  stream: true,
  throws: [
    'connection_not_found',
    'credential_unreadable',
    'table_not_found',
    'query_error',
    'query_timeout',
    'query_unsupported',
    'pool_busy',
  ],
  timeoutMs: 75_000,
});
