import type { QueryStatus, RawResult } from '@orrery/contracts';
import { ownerFilter } from '@orrery/runtime';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** A run in the history, and a saved query: the same row. */
export const Query = defineEntity({
  name: 'Query',
  tableName: 'queries',
  filters: { owner: ownerFilter },
  properties: {
    id: p.uuid().primary(),
    userId: p.uuid(),
    connectionId: p.uuid(),
    queryText: p.text(),
    rawResult: p.json<RawResult>().nullable().lazy(),
    rowCount: p.integer().nullable(),
    /** ms */
    executionTime: p.integer().nullable(),
    status: p.string().$type<QueryStatus>(),
    errorMessage: p.text().nullable(),
    isSaved: p.boolean(),
    savedName: p.text().nullable(),
    createdAt: p.datetime(),
    source: p.string().$type<'editor' | 'ai' | 'dashboard' | 'api'>(),
  },
});
export type Query = InferEntity<typeof Query>;
