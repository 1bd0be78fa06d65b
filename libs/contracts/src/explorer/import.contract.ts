import * as z from 'zod';
import { operation } from '../operation.js';
import { id } from '../shapes.js';
import { cells, ofTable } from './table.js';

/** Why an import ended without its rows. */
export const importError = z.strictObject({
  code: z.string(),
  message: z.string(),
  /** The row it is about, by the number that its sender gave it. */
  row: z.number().optional(),
  column: z.string().optional(),
  hint: z.string().optional(),
});
export type ImportError = z.output<typeof importError>;

/** One line of the NDJSON stream of an import. The last is always `done`. */
export const importLine = z.discriminatedUnion('type', [
  /** Its transaction is open: rows can be sent. */
  z.strictObject({ type: z.literal('ready'), importId: id, transactional: z.boolean() }),
  /** Rows that the database has taken, though nobody else sees them yet. */
  z.strictObject({ type: z.literal('progress'), rows: z.number() }),
  z.strictObject({ type: z.literal('error'), error: importError }),
  z.strictObject({
    type: z.literal('done'),
    status: z.enum(['success', 'error', 'cancelled']),
    /** Rows that are in the table now; of a dry run, that would be. */
    rows: z.number(),
    /** Null for a dry run, and where nothing was imported. */
    changeSetId: id.nullable(),
    undoable: z.boolean(),
    undoNotes: z.array(z.string()),
    executionTime: z.number(),
  }),
]);
export type ImportLine = z.output<typeof importLine>;

export const importRun = operation('query-runner.import.run', {
  access: 'write',
  http: {
    method: 'POST',
    path: '/connections/:id/tables/:table/imports',
    status: 200,
    summary: 'Begin an import: new rows in one transaction, sent in batches; closing this stream rolls it back',
  },
  request: z.strictObject({
    ...ofTable,
    /** Everything is sent and made, and rolled back in the end: what would fail, fails. */
    dryRun: z.boolean().default(false),
  }),
  response: importLine,
  stream: true,
  throws: ['connection_not_found', 'table_not_found', 'not_editable', 'read_only', 'query_unsupported', 'pool_busy'],
  timeoutMs: 75_000,
  lost: (fault, elapsedMs): ImportLine[] => [
    { type: 'error', error: { code: fault.code, message: fault.message } },
    {
      type: 'done',
      status: fault.kind === 'cancelled' ? 'cancelled' : 'error',
      rows: 0,
      changeSetId: null,
      undoable: false,
      undoNotes: [],
      executionTime: elapsedMs,
    },
  ],
});

const batch = {
  importId: id,
  /** Its place among the batches, from 0. One that is sent again is not taken twice. */
  sequence: z.number().int().min(0),
  /** The number of its first row, as errors are to name it. */
  first: z.number().int().min(1),
  /** A column that a row does not have gets its default. Null keeps a row out and the numbers of the others right. */
  rows: z.array(cells.nullable()).max(10_000),
  /** No batch follows: the import is committed. */
  last: z.boolean().default(false),
};
const batchAnswer = z.strictObject({
  /** False where the database is still busy with what came before: send it again. */
  accepted: z.boolean(),
});

export const importRows = operation('query-runner.import.rows', {
  access: 'write',
  http: {
    method: 'POST',
    path: '/imports/:importId/rows',
    status: 200,
    perMinute: 12_000,
    summary: 'Send the next rows of an import; the answer is the room for more',
  },
  request: z.strictObject(batch),
  response: batchAnswer,
  exact: true,
  throws: ['import_not_found', 'invalid_request'],
  timeoutMs: 20_000,
});

/** Hands rows to the instance that holds the import; every instance hears it, and one acts. */
export const importRowsHere = operation('query-runner.import.rows-here', {
  access: 'service',
  request: z.strictObject({ ...batch, userId: id }),
  response: batchAnswer,
  exact: true,
  broadcast: true,
  callers: ['query-runner'],
  timeoutMs: 10_000,
});
