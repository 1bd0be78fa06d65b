import type { QueryStatus, RawResult } from '@orrery/contracts';
import { ownerFilter } from '@orrery/runtime';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** Characters of a text that lists show. */
export const charactersShown = 16_384;

/** A run in the history, and a saved query: the same row. */
export const Query = defineEntity({
  name: 'Query',
  tableName: 'queries',
  filters: { owner: ownerFilter },
  properties: {
    id: p.uuid().primary(),
    userId: p.uuid(),
    connectionId: p.uuid(),
    /** Not loaded with the rest, for it may be long. */
    queryText: p.text().lazy(),
    /** Its beginning, as a list shows it, and whether there is more of it. */
    textShown: p.text().formula((columns) => `left(${columns.queryText}, ${String(charactersShown)})`),
    textCut: p.boolean().formula((columns) => {
      const { queryText } = columns;
      return `octet_length(${queryText}) > octet_length(left(${queryText}, ${String(charactersShown)}))`;
    }),
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
