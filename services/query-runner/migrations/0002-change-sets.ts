import { Migration } from '@mikro-orm/migrations';
import { ownedBy } from '@orrery/runtime';

/** What people changed in rows, with the images that an undo needs, and the keys by which a retry finds its first result. */
export class Migration0002ChangeSets extends Migration {
  override up(): void {
    this.addSql(`
      create table change_sets (
        id uuid primary key,
        user_id uuid not null,
        connection_id uuid not null,
        table_name text not null,
        state text not null check (state in ('running', 'prepared', 'unknown', 'applied')),
        idempotency_key text,
        request_hash text not null,
        inserts int not null default 0,
        updates int not null default 0,
        deletes int not null default 0,
        undoable boolean not null default false,
        undo_notes jsonb not null default '[]',
        undoes uuid,
        undone_by uuid,
        payload text,
        created_at timestamptz not null default now(),
        expires_at timestamptz not null
      );
      create unique index change_sets_once on change_sets (user_id, idempotency_key) where idempotency_key is not null;
      create index change_sets_table on change_sets (user_id, connection_id, table_name, id desc);
      create index change_sets_expiry on change_sets (expires_at);
    `);
    this.addSql(ownedBy('change_sets'));
  }
}
