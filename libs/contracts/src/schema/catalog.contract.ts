import * as z from 'zod';
import { event, operation } from '../operation.js';
import { id, time } from '../shapes.js';
import { catalogPart, containment, containmentPair } from './catalog.js';

// A crawl outlives the minute that an actor's token is good for, and the scheduled ones have nobody signed in behind them: schema says
// on whose behalf it asks, and connections hands the sealed password out to its owner's id only.
const ofConnection = { connectionId: id, userId: id };

/** Reads the catalog of a connection's database: a stream of `catalogPart`. */
export const catalogRead = operation('query-runner.catalog.read', {
  access: 'service',
  request: z.strictObject({
    ...ofConnection,
    /** Documents looked at in each collection. */
    sampleDocuments: z.number().int().min(1).max(10_000).default(200),
  }),
  response: catalogPart,
  stream: true,
  callers: ['schema'],
  throws: ['connection_not_found', 'credential_unreadable', 'query_unsupported'],
  timeoutMs: 75_000,
});

/** Measures on the data whether one column's values stand in another's: a stream of `containment`, one a pair, in any order. */
export const catalogMeasure = operation('query-runner.catalog.measure', {
  access: 'service',
  request: z.strictObject({
    ...ofConnection,
    pairs: z.array(containmentPair).max(2_000),
    /** Distinct values of each pair. */
    sample: z.number().int().min(1).max(10_000).default(200),
    /** ms for all of it; what is left then is told as skipped. */
    budgetMs: z.number().int().min(10).max(600_000).default(10_000),
  }),
  response: containment,
  stream: true,
  callers: ['schema'],
  throws: ['connection_not_found', 'credential_unreadable', 'query_unsupported'],
  timeoutMs: 75_000,
});

/** What ran on a connection, by its text: what joins and who asks a table is found in. */
export const historyText = z.strictObject({
  text: z.string(),
  /** Successful runs of this text. */
  runs: z.number(),
  lastRunAt: time,
  /** ms, on average. */
  meanMs: z.number(),
});
export type HistoryText = z.output<typeof historyText>;

/** The texts that ran successfully on a connection, the latest first; long ones are left out. */
export const historyTexts = operation('query-runner.history.texts', {
  access: 'service',
  request: z.strictObject({ ...ofConnection, limit: z.number().int().min(1).max(5_000).default(1_000) }),
  response: historyText,
  stream: true,
  callers: ['schema', 'ai'],
  timeoutMs: 20_000,
});

/** Statements that define objects ran on a connection: its catalog is no longer what it was. */
export const catalogChanged = event('query-runner.catalog.changed', {
  payload: z.strictObject({ connectionId: id, userId: id }),
  consumers: ['schema'],
});
