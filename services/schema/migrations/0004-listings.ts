import { Migration } from '@mikro-orm/migrations';

/** The list of a connection's tables as it is told, made when it is crawled; and a word to whoever crawls that it should stop. */
export class Migration0004Listings extends Migration {
  override up(): void {
    this.addSql(`
      alter table schema_catalogs add column listing text, add column table_count int not null default 0,
        add column crawl_cancelled boolean not null default false;
    `);
  }
}
