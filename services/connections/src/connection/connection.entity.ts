import type { ExtraOptions, SealedOptions } from '@orrery/contracts';
import { ownerFilter } from '@orrery/runtime';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** Where a user's database is, with its sealed secrets. */
export const ConnectionRow = defineEntity({
  name: 'ConnectionRow',
  tableName: 'connections',
  filters: { owner: ownerFilter },
  properties: {
    id: p.uuid().primary(),
    userId: p.uuid(),
    name: p.text(),
    host: p.text(),
    port: p.integer(),
    type: p.text(),
    dbName: p.text(),
    username: p.text(),
    /** Envelope of the password; empty where there is none. */
    passwordEnc: p.text(),
    /** Without those that are secrets. */
    extraOptions: p.json<ExtraOptions>(),
    isValid: p.boolean().nullable(),
    createdAt: p.datetime(),
    updatedAt: p.datetime(),
    /** Envelopes of the options that are secrets. */
    optionsEnc: p.json<SealedOptions>(),
    lastTestedAt: p.datetime().nullable(),
    version: p.integer(),
  },
});
export type ConnectionRow = InferEntity<typeof ConnectionRow>;
