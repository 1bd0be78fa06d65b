import type { Filter, SortKey } from '@orrery/contracts';
import { ownerFilter } from '@orrery/runtime';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** How a user looks at a table. */
export const ExplorerStateRow = defineEntity({
  name: 'ExplorerStateRow',
  tableName: 'data_explorer_states',
  filters: { owner: ownerFilter },
  properties: {
    id: p.uuid().primary(),
    userId: p.uuid(),
    connectionId: p.uuid(),
    tableName: p.text(),
    filterJson: p.json<Filter>().nullable(),
    sortJson: p.json<SortKey[]>().nullable(),
    paginationJson: p.json<{ page: number; limit: number }>().nullable(),
    viewPrefs: p.json<Record<string, unknown>>().nullable(),
    updatedAt: p.datetime(),
    /** Empty: how the table was last looked at; else the name of a view. */
    name: p.text(),
  },
});
export type ExplorerStateRow = InferEntity<typeof ExplorerStateRow>;
