import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** An event that happened in this service's schema and must be told. Written in the transaction of what happened. */
export const OutboxEvent = defineEntity({
  name: 'OutboxEvent',
  tableName: 'outbox',
  properties: {
    id: p.uuid().primary(),
    name: p.text(),
    payload: p.json<unknown>(),
    createdAt: p.datetime(),
  },
});
export type OutboxEvent = InferEntity<typeof OutboxEvent>;

/** The tables behind `Outbox` and `Inbox`, as migration SQL. */
export const eventTables = `
create table outbox (
  id uuid primary key,
  name text not null,
  payload jsonb not null,
  created_at timestamptz not null default now()
);
create table inbox (
  event_id uuid primary key,
  handled_at timestamptz not null default now()
);
create index inbox_handled_at on inbox (handled_at);
`;
