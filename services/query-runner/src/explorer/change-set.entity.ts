import { ownerFilter } from '@orrery/runtime';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** How far a change set has come: `prepared`, its commit is under way; `unknown`, nobody heard what the commit came to. */
export const changeSetStates = ['running', 'prepared', 'unknown', 'applied'] as const;
export type ChangeSetState = (typeof changeSetStates)[number];

/** What somebody changed in the rows of a table. */
export const ChangeSetRow = defineEntity({
  name: 'ChangeSetRow',
  tableName: 'change_sets',
  filters: { owner: ownerFilter },
  properties: {
    id: p.uuid().primary(),
    userId: p.uuid(),
    connectionId: p.uuid(),
    tableName: p.text(),
    state: p.enum(changeSetStates),
    idempotencyKey: p.text().nullable(),
    requestHash: p.text(),
    inserts: p.integer(),
    updates: p.integer(),
    deletes: p.integer(),
    undoable: p.boolean(),
    undoNotes: p.json<string[]>(),
    undoes: p.uuid().nullable(),
    undoneBy: p.uuid().nullable(),
    /** Sealed: the images and the first answer. */
    payload: p.text().nullable().lazy(),
    createdAt: p.datetime(),
    expiresAt: p.datetime(),
  },
});
export type ChangeSetRow = InferEntity<typeof ChangeSetRow>;
