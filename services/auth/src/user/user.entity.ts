import { ownerFilter } from '@orrery/runtime';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** A person with an account. Each owns exactly one row: their own. */
export const UserRow = defineEntity({
  name: 'UserRow',
  tableName: 'users',
  filters: {
    owner: {
      ...ownerFilter,
      cond: (args: Record<string, unknown>) => {
        const { userId } = ownerFilter.cond(args);
        return typeof userId === 'string' ? { id: userId } : {};
      },
    },
  },
  properties: {
    id: p.uuid().primary(),
    email: p.text(),
    passwordHash: p.text(),
    username: p.text().nullable(),
    profileUrl: p.text().nullable(),
    createdAt: p.datetime(),
    updatedAt: p.datetime(),
  },
});
export type UserRow = InferEntity<typeof UserRow>;
