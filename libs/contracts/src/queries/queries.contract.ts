import * as z from 'zod';
import { operation } from '../operation.js';
import { connectionDraft, sealedOptions, testLine } from '../connections/connections.contract.js';
import { flag, id, nothing, pageOf, paging, time } from '../shapes.js';

export const valueKinds = [
  'number',
  'string',
  'boolean',
  'datetime',
  'date',
  'time',
  'json',
  'binary',
  'uuid',
  'array',
  'other',
] as const;
/** How a value is shown and edited, whatever the database calls its type. */
export type ValueKind = (typeof valueKinds)[number];

export const resultColumn = z.strictObject({
  name: z.string(),
  /** The database's own name of the type, with its modifiers: `numeric(10,2)`. */
  dataType: z.string(),
  kind: z.enum(valueKinds),
});
export type ResultColumn = z.output<typeof resultColumn>;

/**
 * Where a column of a result comes from, in the database's own numbers or words. It means something to the runner alone, and is handed
 * back to it untouched.
 */
export const columnOrigin = z.strictObject({
  schema: z.string().max(1_000).optional(),
  table: z.string().max(1_000),
  column: z.string().max(1_000),
});
export type ColumnOrigin = z.output<typeof columnOrigin>;

export const queryStatuses = ['running', 'success', 'error', 'cancelled'] as const;
export type QueryStatus = (typeof queryStatuses)[number];
export const querySources = ['editor', 'ai', 'dashboard', 'api'] as const;

export const statementError = z.strictObject({
  code: z.string(),
  /** What sort of error it was, in words common to every kind of database. */
  kind: z.string().optional(),
  message: z.string(),
  sqlState: z.string().optional(),
  /** The database's own code, where it has one besides the SQLSTATE. */
  nativeCode: z.string().optional(),
  /** 1-based offset, in characters of the whole text that was sent, of where the database saw the error. */
  position: z.number().optional(),
  line: z.number().optional(),
  hint: z.string().optional(),
  detail: z.string().optional(),
});
export type StatementError = z.output<typeof statementError>;

/** Which of a connection's servers answered; said where it has a read replica. */
export const serverRole = z.enum(['primary', 'replica']);

/** One line of the NDJSON stream of a run. The last is always `done`. */
export const queryLine = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('start'), queryId: id, statements: z.number() }),
  z.strictObject({
    type: z.literal('columns'),
    statement: z.number(),
    columns: z.array(resultColumn),
    /** For each column, what the database tells of where it comes from; left out where it tells nothing. */
    origins: z.array(columnOrigin.nullable()).optional(),
  }),
  z.strictObject({
    type: z.literal('rows'),
    statement: z.number(),
    rows: z.array(z.array(z.unknown())),
    /** Cells that are longer than is sent, as [row, column] within these rows; left out where there is none. */
    cut: z.array(z.tuple([z.number(), z.number()])).optional(),
  }),
  z.strictObject({
    type: z.literal('notice'),
    statement: z.number(),
    message: z.string(),
    severity: z.string().optional(),
  }),
  z.strictObject({
    type: z.literal('end'),
    statement: z.number(),
    command: z.string(),
    rowCount: z.number(),
    affectedRows: z.number().nullable(),
    truncated: z.boolean(),
    executionTime: z.number(),
    server: serverRole.optional(),
  }),
  z.strictObject({ type: z.literal('error'), statement: z.number(), error: statementError }),
  z.strictObject({ type: z.literal('done'), status: z.enum(['success', 'error', 'cancelled']), executionTime: z.number() }),
]);
export type QueryLine = z.output<typeof queryLine>;

export const queryEntry = z.strictObject({
  id,
  connectionId: id,
  queryText: z.string(),
  /** Only the beginning of a long text stands here: `GET /queries/:id` has all of it. Left out where it is whole. */
  textCut: z.literal(true).optional(),
  rowCount: z.number().nullable(),
  /** ms */
  executionTime: z.number().nullable(),
  status: z.enum(queryStatuses),
  /** In a list, of a long one its beginning, which then ends with “…”. */
  errorMessage: z.string().nullable(),
  source: z.enum(querySources),
  isSaved: z.boolean(),
  savedName: z.string().nullable(),
  createdAt: time,
});
export type QueryEntry = z.output<typeof queryEntry>;

/** The first rows of a run, kept with it: bounded in rows and bytes. */
export const rawResult = z.strictObject({
  statements: z.array(
    z.strictObject({
      statement: z.number(),
      columns: z.array(resultColumn),
      rows: z.array(z.array(z.unknown())),
      cut: z.boolean(),
    }),
  ),
  /** True where anything of the result was left out. */
  cut: z.boolean(),
});
export type RawResult = z.output<typeof rawResult>;

/** A bound parameter. */
const param = z.union([z.string(), z.number(), z.boolean(), z.null()]);

export const queryRunRequest = z.strictObject({
  connectionId: id,
  text: z.string().min(1).max(1_000_000),
  params: z.array(param).max(1_000).optional(),
  maxRows: z.number().int().min(1).max(100_000_000).optional(),
  timeoutMs: z.number().int().min(100).max(3_600_000).optional(),
  readOnly: z.boolean().optional(),
  source: z.enum(querySources).default('api'),
  stopOnError: z.boolean().default(true),
});

const byId = z.strictObject({ id });

export const queryRun = operation('query-runner.query.run', {
  access: 'write',
  http: {
    method: 'POST',
    path: '/queries',
    status: 200,
    perMinute: 6_000,
    summary: 'Run statements and stream their results as NDJSON',
  },
  request: queryRunRequest,
  response: queryLine,
  stream: true,
  throws: ['connection_not_found', 'query_empty', 'too_many_queries'],
  timeoutMs: 75_000,
  lost: (fault, elapsedMs): QueryLine[] => [
    { type: 'error', statement: 0, error: { code: fault.code, message: fault.message } },
    { type: 'done', status: fault.kind === 'cancelled' ? 'cancelled' : 'error', executionTime: elapsedMs },
  ],
});

/** What an operation tells as its fault that runs one statement and answers no lines of it. */
const runFaults = [
  'connection_not_found',
  'query_empty',
  'too_many_queries',
  'query_syntax_error',
  'query_error',
  'query_timeout',
  'query_cancelled',
  'query_unsupported',
  'read_only',
  'unreachable',
  'connection_lost',
] as const;

/** The files that a result can be written into, with what each is to a browser and to a person. */
export const exportFormats = {
  csv: { type: 'text/csv; charset=utf-8', extension: 'csv', label: 'CSV' },
  json: { type: 'application/json; charset=utf-8', extension: 'json', label: 'JSON' },
  ndjson: { type: 'application/x-ndjson; charset=utf-8', extension: 'ndjson', label: 'JSON, a row a line' },
  xlsx: { type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', extension: 'xlsx', label: 'Excel' },
  sql: { type: 'text/plain; charset=utf-8', extension: 'sql', label: 'Insert statements' },
  markdown: { type: 'text/markdown; charset=utf-8', extension: 'md', label: 'Markdown' },
} as const;
export type ExportFormat = keyof typeof exportFormats;

/** Runs one statement and writes all rows of its result, every cell whole, into a file of any length. */
export const queryExport = operation('query-runner.query.export', {
  access: 'write',
  http: {
    method: 'POST',
    path: '/queries/export',
    status: 200,
    perMinute: 600,
    summary: 'Run a statement and stream its result as a file',
  },
  request: z.strictObject({
    ...queryRunRequest.pick({ connectionId: true, text: true, params: true, timeoutMs: true, readOnly: true, source: true })
      .shape,
    format: z.enum(['csv', 'json', 'ndjson', 'xlsx', 'sql', 'markdown']),
    /** What the file is called, without its extension. */
    name: z.string().trim().min(1).max(200).default('result'),
    /** Of INSERT statements: the table that they are into, part by part. Without it a name is left to be put in. */
    table: z.array(z.string().min(1).max(1_000)).min(1).max(3).optional(),
    /** Of CSV and Excel: a text that a spreadsheet would run as a formula is left as it is. */
    raw: z.boolean().default(false),
  }),
  response: z.string(),
  stream: true,
  file: ({ format, name }) => ({ name: `${name}.${exportFormats[format].extension}`, type: exportFormats[format].type }),
  throws: [...runFaults],
  timeoutMs: 75_000,
});

/** One step of a plan. Numbers are of all its executions together where the statement was run, else the planner's of one. */
export interface PlanNode {
  /** What is done, in the database's own words: `Hash Join`. */
  readonly node: string;
  /** To what and how: tables, indexes, conditions. */
  readonly detail: string;
  /** The planner's estimate for it and all below it, in the database's own unit. */
  readonly cost?: number | undefined;
  /** Rows that the planner expects it to yield. */
  readonly rows?: number | undefined;
  /** Rows that it has yielded. */
  readonly actualRows?: number | undefined;
  /** ms that it and all below it took. */
  readonly actualMs?: number | undefined;
  /** How often it was executed. */
  readonly loops?: number | undefined;
  readonly children: readonly PlanNode[];
}

const planFields = {
  node: z.string(),
  detail: z.string(),
  cost: z.number().optional(),
  rows: z.number().optional(),
  actualRows: z.number().optional(),
  actualMs: z.number().optional(),
  loops: z.number().optional(),
};
export const planNode: z.ZodType<PlanNode> = z.lazy(() => z.strictObject({ ...planFields, children: z.array(planNode) }));

/**
 * Asks how the database would run one statement, or, with `analyze`, runs it and tells how that went. Only what reads is run. SQL Server
 * estimates for parameters of any values: only where it is measured does it look at these.
 */
export const queryExplain = operation('query-runner.query.explain', {
  access: 'write',
  http: {
    method: 'POST',
    path: '/queries/explain',
    status: 200,
    perMinute: 600,
    document: true,
    summary: 'The plan of a statement as a tree, estimated or measured',
  },
  request: z.strictObject({
    ...queryRunRequest.pick({ connectionId: true, text: true, params: true, timeoutMs: true, source: true }).shape,
    analyze: z.boolean().default(false),
  }),
  response: z.strictObject({
    ...planFields,
    children: z.array(planNode),
    /** The run that asked for it. */
    queryId: id,
    /** What was sent to the database. */
    text: z.string(),
    /** Whether the statement was run, so that there are numbers of what happened. */
    analyzed: z.boolean(),
    /** The database's own form of the plan, as text. */
    source: z.string(),
    /** ms */
    executionTime: z.number(),
    server: serverRole.optional(),
  }),
  throws: [...runFaults],
  stream: true,
  timeoutMs: 75_000,
});

export const queryCancel = operation('query-runner.query.cancel', {
  access: 'write',
  http: {
    method: 'POST',
    path: '/queries/:id/cancel',
    status: 202,
    perMinute: 600,
    summary: 'Cancel a run on the database server itself',
  },
  request: byId,
  response: z.strictObject({ id, status: z.enum(queryStatuses) }),
  throws: ['query_not_found'],
});

/** Cancels a run in the instance that holds it; every instance hears it, and one acts. */
export const queryCancelHere = operation('query-runner.query.cancel-here', {
  access: 'service',
  request: z.strictObject({ id, userId: id }),
  response: z.strictObject({ cancelled: z.boolean() }),
  broadcast: true,
  callers: ['query-runner'],
});

export const queryList = operation('query-runner.query.list', {
  access: 'read',
  http: {
    method: 'GET',
    path: '/queries',
    summary: 'Query history and saved queries, newest first, without results; of long texts the beginning',
  },
  request: z.strictObject({
    ...paging,
    connectionId: id.optional(),
    status: z.enum(queryStatuses).optional(),
    source: z.enum(querySources).optional(),
    saved: flag.optional(),
    search: z.string().max(500).optional(),
  }),
  response: pageOf(queryEntry),
});

export const queryGet = operation('query-runner.query.get', {
  access: 'read',
  http: {
    method: 'GET',
    path: '/queries/:id',
    document: true,
    summary: 'One run, its text whole, with the first rows of its result',
  },
  stream: true,
  request: byId,
  response: queryEntry.extend({ rawResult: rawResult.nullable() }),
  throws: ['query_not_found'],
});

export const queryUpdate = operation('query-runner.query.update', {
  access: 'write',
  http: { method: 'PATCH', path: '/queries/:id', summary: 'Save under a name, rename, or unsave' },
  request: z.strictObject({
    id,
    isSaved: z.boolean().optional(),
    savedName: z.string().trim().min(1).max(200).nullable().optional(),
  }),
  response: queryEntry,
  throws: ['query_not_found', 'saved_name_required'],
});

export const queryDelete = operation('query-runner.query.delete', {
  access: 'write',
  http: { method: 'DELETE', path: '/queries/:id', status: 204, summary: 'Remove a run from the history' },
  request: byId,
  response: nothing,
  throws: ['query_not_found'],
});

/** Tries to reach a database, stage by stage. Asked by connections, which has no way out. */
export const targetTest = operation('query-runner.target.test', {
  stream: true,
  access: 'write',
  request: z.strictObject({
    draft: connectionDraft,
    /** Where the secrets are already sealed, they come sealed, with what binds them. */
    sealed: z.strictObject({ connectionId: id, userId: id, sealedPassword: z.string(), sealedOptions }).optional(),
  }),
  response: testLine,
  callers: ['connections'],
  throws: ['unknown_type', 'credential_unreadable'],
  timeoutMs: 70_000,
});

/** What each driver can do, described by the drivers themselves. */
export const driverList = operation('query-runner.driver.list', {
  access: 'service',
  request: nothing,
  response: z.strictObject({
    items: z.array(
      z.strictObject({
        type: z.string(),
        label: z.string(),
        defaultPort: z.number(),
        available: z.boolean(),
        extraOptionsSchema: z.record(z.string(), z.unknown()),
      }),
    ),
  }),
  callers: ['connections'],
});
