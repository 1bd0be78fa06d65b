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
    // Two writes stand in the way of every run, so each is one round trip. They say who asks as any other statement would: row-level
    // security holds inside them too.
    this.addSql(`
      create function begin_run(run uuid, owner uuid, connection uuid, body text, origin text, instance text, backend jsonb)
      returns void language plpgsql as $$
      begin
        perform set_config('app.user_id', owner::text, true);
        insert into queries (id, user_id, connection_id, query_text, status, source, runner_instance, backend_ref)
        values (run, owner, connection, body, 'running', origin, instance, backend);
      end $$;
      create function finish_run(run uuid, owner uuid, outcome text, row_total int, spent int, failure text, result jsonb)
      returns void language plpgsql as $$
      begin
        perform set_config('app.user_id', owner::text, true);
        update queries set status = outcome, row_count = row_total, execution_time = spent, error_message = failure,
          raw_result = result, backend_ref = null
        where id = run and status = 'running';
      end $$;
    `);
    this.addSql(eventTables);
  }
}
