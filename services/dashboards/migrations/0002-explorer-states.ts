import { Migration } from '@mikro-orm/migrations';
import { ownedBy } from '@orrery/runtime';

/** How people look at tables: as they last did, and the views that they gave a name. */
export class Migration0002ExplorerStates extends Migration {
  override up(): void {
    this.addSql(`
      create table data_explorer_states (
        id uuid primary key,
        user_id uuid not null,
        connection_id uuid not null,
        table_name text not null,
        filter_json jsonb,
        sort_json jsonb,
        pagination_json jsonb,
        view_prefs jsonb,
        updated_at timestamptz not null default now(),
        name text not null default ''
      );
      create unique index data_explorer_states_one on data_explorer_states (user_id, connection_id, md5(table_name), name);
    `);
    this.addSql(ownedBy('data_explorer_states'));
  }
}
