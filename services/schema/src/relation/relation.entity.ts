import type { RelationCondition, RelationEvidence, RelationState, RelationType } from '@orrery/contracts';
import { ownerFilter } from '@orrery/runtime';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** A relation between two tables, declared or inferred, and what its owner thinks of it. */
export const RelationRow = defineEntity({
  name: 'RelationRow',
  tableName: 'erd_relations',
  filters: { owner: ownerFilter },
  properties: {
    id: p.uuid().primary(),
    connectionId: p.uuid(),
    tableFrom: p.text(),
    tableTo: p.text(),
    columnFrom: p.text(),
    columnTo: p.text(),
    relationType: p.text().$type<RelationType>(),
    createdAt: p.datetime(),
    userId: p.uuid(),
    relationKey: p.text(),
    columnsFrom: p.json<string[]>(),
    columnsTo: p.json<string[]>(),
    source: p.text().$type<'declared' | 'inferred'>(),
    confidence: p.float(),
    state: p.text().$type<RelationState>(),
    via: p.text().nullable(),
    constraintName: p.text().nullable(),
    condition: p.json<RelationCondition>().nullable(),
    evidence: p.json<RelationEvidence[]>(),
    present: p.boolean(),
  },
});
export type RelationRow = InferEntity<typeof RelationRow>;
