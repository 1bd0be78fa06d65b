import { Migration } from '@mikro-orm/migrations';
import { eventTables } from '@orrery/runtime';

/** The outbox and the inbox: what this service tells, and what it has heard. */
export class Migration0001Events extends Migration {
  override up(): void {
    this.addSql(eventTables);
  }
}
