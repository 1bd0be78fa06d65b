import { Migration } from '@mikro-orm/migrations';
import { eventTables, ownedBy } from '@orrery/runtime';

/** Query history and saved queries, and the leases by which the runs of a dead runner are found. */
export class Migration0001Queries extends Migration {
  override up(): void {
    this.addSql(`
      create table queries (
        id uuid primary key,
        user_id uuid not null,
        connection_id uuid not null,
        query_text text not null,
        raw_result jsonb,
        row_count int,
        execution_time int,
        status text not null check (status in ('running', 'success', 'error', 'cancelled')),
        error_message text,
        is_saved boolean not null default false,
        saved_name text,
        created_at timestamptz not null default now(),
        source text not null default 'api',
        runner_instance text,
        backend_ref jsonb,
        check (is_saved or saved_name is null)
      );
      create index queries_user_newest on queries (user_id, id desc);
      create index queries_connection on queries (connection_id, id desc);
      create index queries_running on queries (runner_instance) where status = 'running';
      create table runner_leases (
        instance text primary key,
        lease_until timestamptz not null
      );
    `);
    this.addSql(ownedBy('queries'));
    this.addSql(eventTables);
  }
}
