import { ownerFilter } from '@orrery/runtime';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** A personal access token, as its hash. */
export const AccessToken = defineEntity({
  name: 'AccessToken',
  tableName: 'access_tokens',
  filters: { owner: ownerFilter },
  properties: {
    id: p.uuid().primary(),
    userId: p.uuid(),
    name: p.text(),
    tokenHash: p.text(),
    scopes: p.array<'read' | 'write'>((text) => (text === 'write' ? 'write' : 'read')),
    expiresAt: p.datetime().nullable(),
    lastUsedAt: p.datetime().nullable(),
    createdAt: p.datetime(),
  },
});
export type AccessToken = InferEntity<typeof AccessToken>;
