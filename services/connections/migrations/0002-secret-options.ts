import { Migration } from '@mikro-orm/migrations';

/** Secrets among the options get a place each, by name, instead of one column for the TLS client key. */
export class Migration0002SecretOptions extends Migration {
  override up(): void {
    this.addSql(`
      alter table connections add column options_enc jsonb not null default '{}';
      update connections set options_enc = jsonb_build_object('ssl.key', ssl_key_enc) where ssl_key_enc <> '';
      alter table connections drop column ssl_key_enc;
    `);
  }
}
