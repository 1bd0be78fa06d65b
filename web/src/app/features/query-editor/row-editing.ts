import { Injectable, inject } from '@angular/core';
import { schemaTable } from '@orrery/contracts';
import { dialectOf, readPlainSelect } from '@orrery/dialects';
import { Api } from '../../core/api';
import { faultOf } from '../../core/fault-of';
import { Schemas } from '../../core/schemas';
import { openFiltered } from '../../core/table-tab';
import { Toasts } from '../../core/toasts';
import { Workspace } from '../../core/workspace';
import type { ResultSet } from './result-model';
import { filterOfRows, tableAmong } from './rows-of-table';

/** Takes the rows of a result to the table explorer, where rows are edited; or says why they can't be. */
@Injectable()
export class RowEditing {
  readonly #api = inject(Api);
  readonly #schemas = inject(Schemas);
  readonly #workspace = inject(Workspace);
  readonly #toasts = inject(Toasts);

  /** What is against it before anything is asked: the statement shows other than rows of one table. */
  refusal(kind: string | undefined, statement: string): string | null {
    const dialect = dialectOf(kind ?? '');
    const read = dialect && readPlainSelect(dialect, statement);
    return !read ? 'The language of this database is not known.' : 'why' in read ? read.why : null;
  }

  /** Opens the explorer with exactly these rows. */
  async open(connectionId: string, kind: string | undefined, statement: string, set: ResultSet): Promise<void> {
    try {
      const why = await this.#open(connectionId, kind, statement, set);
      if (why !== null) this.#toasts.show(`These rows can’t be edited. ${why}`);
    } catch (error) {
      this.#toasts.fault(faultOf(error));
    }
  }

  async #open(connectionId: string, kind: string | undefined, statement: string, set: ResultSet): Promise<string | null> {
    const dialect = dialectOf(kind ?? '');
    const read = dialect && readPlainSelect(dialect, statement);
    if (!dialect || !read || 'why' in read) return this.refusal(kind, statement);
    const schema = this.#schemas.of(connectionId);
    await schema.ensure();
    const found = tableAmong(dialect.kind, read.select.table, schema.tables());
    if ('why' in found) return found.why;
    const table = await this.#api.call(schemaTable, { id: connectionId, table: found.table });
    const rows = filterOfRows(dialect.kind, read.select, table, set);
    if ('why' in rows) return rows.why;
    openFiltered(this.#workspace, { connectionId, table: found.table }, rows.filter);
    return null;
  }
}
