import { ownerFilter } from '@orrery/runtime';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** How a person has laid out a diagram, under a name. */
export const LayoutRow = defineEntity({
  name: 'LayoutRow',
  tableName: 'erd_layouts',
  filters: { owner: ownerFilter },
  properties: {
    id: p.uuid().primary(),
    connectionId: p.uuid(),
    userId: p.uuid(),
    name: p.text(),
    content: p.json<Record<string, unknown>>().lazy(),
    createdAt: p.datetime(),
    updatedAt: p.datetime(),
  },
});
export type LayoutRow = InferEntity<typeof LayoutRow>;
