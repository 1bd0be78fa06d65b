import { Migration } from '@mikro-orm/migrations';
import { eventTables, ownedBy } from '@orrery/runtime';

/** Connections, to whom the sample was offered, and which users are gone. */
export class Migration0001Connections extends Migration {
  override up(): void {
    this.addSql(`
      create table connections (
        id uuid primary key,
        user_id uuid not null,
        name text not null,
        host text not null,
        port int not null check (port between 1 and 65535),
        type text not null,
        db_name text not null,
        username text not null,
        password_enc text not null,
        extra_options jsonb not null default '{}',
        is_valid boolean,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        ssl_key_enc text not null default '',
        last_tested_at timestamptz,
        version int not null default 1
      );
      create index connections_user_newest on connections (user_id, id desc);

      create table sample_offers (
        user_id uuid primary key,
        offered_at timestamptz not null default now()
      );

      create table deleted_users (
        user_id uuid primary key,
        deleted_at timestamptz not null default now()
      );
    `);
    this.addSql(ownedBy('connections'));
    this.addSql(ownedBy('sample_offers'));
    this.addSql(ownedBy('deleted_users'));
    this.addSql(eventTables);
  }
}
