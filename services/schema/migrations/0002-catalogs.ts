import { Migration } from '@mikro-orm/migrations';
import { ownedBy } from '@orrery/runtime';

/** What is known of people's databases: their tables, their relations, what changed when, and how diagrams were laid out. */
export class Migration0002Catalogs extends Migration {
  override up(): void {
    this.addSql(`
      create table schema_catalogs (
        connection_id uuid primary key,
        user_id uuid not null,
        kind text not null default '',
        server_version text not null default '',
        database_name text not null default '',
        default_schema text not null default '',
        schemas jsonb not null default '[]',
        gaps jsonb not null default '[]',
        routines jsonb not null default '[]',
        enums jsonb not null default '[]',
        version int not null default 0,
        last_fetched_at timestamptz,
        last_error jsonb,
        measure boolean not null default true,
        refresh_minutes int default 360,
        last_read_at timestamptz not null default now(),
        due_at timestamptz,
        due_why text,
        crawl_id uuid,
        crawl_until timestamptz,
        crawl_progress jsonb
      );
      create index schema_catalogs_due on schema_catalogs (due_at) where due_at is not null;
      create index schema_catalogs_user on schema_catalogs (user_id);

      create table table_schema (
        id uuid primary key,
        connection_id uuid not null references schema_catalogs on delete cascade,
        table_name text not null,
        schema_json jsonb not null,
        last_fetched_at timestamptz not null,
        user_id uuid not null,
        hash text not null,
        version int not null,
        summary jsonb not null,
        outline jsonb not null,
        statistics jsonb not null,
        search_text text not null,
        unique (connection_id, table_name)
      );

      create table erd_relations (
        id uuid primary key,
        connection_id uuid not null references schema_catalogs on delete cascade,
        table_from text not null,
        table_to text not null,
        column_from text not null,
        column_to text not null,
        relation_type text not null check (relation_type in ('one-to-one', 'one-to-many', 'many-to-many', 'pk-fk')),
        created_at timestamptz not null default now(),
        user_id uuid not null,
        relation_key text not null,
        columns_from jsonb not null,
        columns_to jsonb not null,
        source text not null check (source in ('declared', 'inferred')),
        confidence real not null,
        state text not null check (state in ('suggested', 'accepted', 'rejected')),
        via text,
        constraint_name text,
        evidence jsonb not null default '[]',
        present boolean not null default true
      );
      create unique index erd_relations_key on erd_relations (connection_id, md5(relation_key));

      create table schema_commits (
        connection_id uuid not null references schema_catalogs on delete cascade,
        version int not null,
        user_id uuid not null,
        at timestamptz not null,
        trigger text not null,
        changes jsonb not null,
        cut boolean not null,
        primary key (connection_id, version)
      );

      create table erd_layouts (
        id uuid primary key,
        connection_id uuid not null references schema_catalogs on delete cascade,
        user_id uuid not null,
        name text not null,
        content jsonb not null,
        created_at timestamptz not null,
        updated_at timestamptz not null,
        unique (connection_id, name)
      );

      create table deleted_connections (
        connection_id uuid primary key,
        user_id uuid not null,
        deleted_at timestamptz not null default now()
      );
    `);
    for (const table of [
      'schema_catalogs',
      'table_schema',
      'erd_relations',
      'schema_commits',
      'erd_layouts',
      'deleted_connections',
    ])
      this.addSql(ownedBy(table));
  }
}
