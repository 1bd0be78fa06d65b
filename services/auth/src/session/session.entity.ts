import { ownerFilter } from '@orrery/runtime';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** A signed-in browser: a family of refresh tokens, of which one is good at a time. */
export const SessionRow = defineEntity({
  name: 'SessionRow',
  tableName: 'sessions',
  filters: { owner: ownerFilter },
  properties: {
    id: p.uuid().primary(),
    userId: p.uuid(),
    createdAt: p.datetime(),
    lastUsedAt: p.datetime(),
    expiresAt: p.datetime(),
    absoluteExpiresAt: p.datetime(),
    endedAt: p.datetime().nullable(),
    endReason: p.text().nullable(),
    userAgent: p.text().nullable(),
    ipPrefix: p.text().nullable(),
  },
});
export type SessionRow = InferEntity<typeof SessionRow>;

/** One refresh token, as its hash. */
export const RefreshToken = defineEntity({
  name: 'RefreshToken',
  tableName: 'refresh_tokens',
  filters: { owner: ownerFilter },
  properties: {
    id: p.uuid().primary(),
    sessionId: p.uuid(),
    userId: p.uuid(),
    tokenHash: p.text(),
    parentId: p.uuid().nullable(),
    createdAt: p.datetime(),
    usedAt: p.datetime().nullable(),
    successorSealed: p.text().nullable(),
  },
});
export type RefreshToken = InferEntity<typeof RefreshToken>;
