import { Migration } from '@mikro-orm/migrations';

/** Relations that are true of some rows only, as a column of theirs says. */
export class Migration0003Conditions extends Migration {
  override up(): void {
    this.addSql('alter table erd_relations add column condition jsonb');
  }
}
