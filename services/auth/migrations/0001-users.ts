import { Migration } from '@mikro-orm/migrations';
import { eventTables, ownedBy } from '@orrery/runtime';

/** Users, their sessions with the refresh tokens of each, personal access tokens, and the count of failed logins. */
export class Migration0001Users extends Migration {
  override up(): void {
    this.addSql(`
      create table users (
        id uuid primary key,
        email text not null unique,
        password_hash text not null,
        username text unique,
        profile_url text,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now()
      );
      create unique index users_email_any_case on users (lower(email));
      create unique index users_username_any_case on users (lower(username));

      create table sessions (
        id uuid primary key,
        user_id uuid not null references users (id) on delete cascade,
        created_at timestamptz not null default now(),
        last_used_at timestamptz not null default now(),
        expires_at timestamptz not null,
        absolute_expires_at timestamptz not null,
        ended_at timestamptz,
        end_reason text,
        user_agent text,
        ip_prefix text
      );
      create index sessions_user on sessions (user_id, ip_prefix);
      create index sessions_expiry on sessions (expires_at);

      create table refresh_tokens (
        id uuid primary key,
        session_id uuid not null references sessions (id) on delete cascade,
        user_id uuid not null references users (id) on delete cascade,
        token_hash text not null unique,
        parent_id uuid,
        created_at timestamptz not null default now(),
        used_at timestamptz,
        successor_sealed text
      );
      create index refresh_tokens_session on refresh_tokens (session_id);
      create index refresh_tokens_user on refresh_tokens (user_id);

      create table access_tokens (
        id uuid primary key,
        user_id uuid not null references users (id) on delete cascade,
        name text not null,
        token_hash text not null unique,
        scopes text[] not null,
        expires_at timestamptz,
        last_used_at timestamptz,
        created_at timestamptz not null default now()
      );
      create index access_tokens_user on access_tokens (user_id, id desc);

      create table login_failures (
        key text primary key,
        failures int not null,
        last_failed_at timestamptz not null,
        blocked_until timestamptz not null
      );
      create index login_failures_age on login_failures (last_failed_at);
    `);
    this.addSql(ownedBy('users', 'id'));
    this.addSql(ownedBy('sessions'));
    this.addSql(ownedBy('refresh_tokens'));
    this.addSql(ownedBy('access_tokens'));
    this.addSql(eventTables);
  }
}
