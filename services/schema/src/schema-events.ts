import { catalogChanged, connectionsConnectionChanged, connectionsConnectionDeleted, userDeleted } from '@orrery/contracts';
import { Inbox } from '@orrery/runtime';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, type OnModuleInit } from '@nestjs/common';

/** Days after which nothing can arrive any more that was on its way when a connection was deleted. */
const remembersDeletedDays = 30;

/** What this service does when connections and users change or go. */
@Injectable()
export class SchemaEvents implements OnModuleInit {
  constructor(private readonly inbox: Inbox) {}

  onModuleInit(): void {
    this.inbox.on(connectionsConnectionDeleted, forgetConnection);
    this.inbox.on(connectionsConnectionChanged, (em, { connectionId }) => resetConnection(em, connectionId));
    this.inbox.on(userDeleted, async (em, { userId }) => {
      await em.execute('delete from schema_catalogs where user_id = ?', [userId]);
    });
    this.inbox.on(catalogChanged, noteChanged);
  }
}

/** Statements of ours have defined objects: what was known is looked at again soon, where anything is known. Several in a row are one change. */
export async function noteChanged(
  em: EntityManager,
  { connectionId, userId }: { connectionId: string; userId: string },
): Promise<void> {
  await em.execute(
    `update schema_catalogs set due_at = now() + interval '1 second', due_why = 'ddl'
     where connection_id = ? and user_id = ? and last_fetched_at is not null`,
    [connectionId, userId],
  );
}

/** Removes all that is known of a connection, and remembers that it is gone, so that nothing comes after. */
export async function forgetConnection(
  em: EntityManager,
  { connectionId, userId }: { connectionId: string; userId: string },
): Promise<void> {
  await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`connection ${connectionId}`]);
  await em.execute('insert into deleted_connections (connection_id, user_id) values (?, ?) on conflict do nothing', [
    connectionId,
    userId,
  ]);
  await em.execute('delete from schema_catalogs where connection_id = ?', [connectionId]);
  await em.execute(`delete from deleted_connections where deleted_at < now() - interval '${String(remembersDeletedDays)} days'`);
}

/** The connection leads elsewhere, or as somebody else: what was seen through it is not what is there. What a person decided stays. */
export async function resetConnection(em: EntityManager, connectionId: string): Promise<void> {
  await em.execute(
    `update schema_catalogs set last_fetched_at = null, last_error = null, due_at = null,
       crawl_id = null, crawl_until = null, crawl_progress = null, listing = null, table_count = 0, schemas = '[]', gaps = '[]', routines = '[]', enums = '[]'
     where connection_id = ?`,
    [connectionId],
  );
  await em.execute('delete from table_schema where connection_id = ?', [connectionId]);
  await em.execute(`delete from erd_relations where connection_id = ? and (source = 'declared' or state = 'suggested')`, [
    connectionId,
  ]);
  await em.execute('update erd_relations set present = false where connection_id = ?', [connectionId]);
}
