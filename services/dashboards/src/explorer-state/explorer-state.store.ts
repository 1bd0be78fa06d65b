import type { ExplorerState, ExplorerView } from '@orrery/contracts';
import { Database } from '@orrery/runtime';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { ExplorerStateRow } from './explorer-state.entity.js';

/** Which table of which connection, for whom. */
export interface TableOf {
  readonly userId: string;
  readonly connectionId: string;
  readonly table: string;
}

const viewOf = (row: ExplorerStateRow): ExplorerView => ({
  name: row.name,
  filter: row.filterJson ?? null,
  sort: row.sortJson ?? [],
  pagination: row.paginationJson ?? { page: 1, limit: 100 },
  viewPrefs: row.viewPrefs ?? {},
  updatedAt: row.updatedAt.toISOString(),
});

/** How people look at tables, in PostgreSQL. The nameless one of a table is its present state. */
@Injectable()
export class ExplorerStateStore {
  constructor(private readonly database: Database) {}

  get({ userId, connectionId, table }: TableOf, name: string): Promise<ExplorerView | undefined> {
    return this.database.asOwner(userId, async (em) => {
      const row = await em.findOne(ExplorerStateRow, { connectionId, tableName: table, name });
      return row ? viewOf(row) : undefined;
    });
  }

  /** A table's views by name. */
  views({ userId, connectionId, table }: TableOf): Promise<ExplorerView[]> {
    return this.database.asOwner(userId, async (em) => {
      const rows = await em.find(
        ExplorerStateRow,
        { connectionId, tableName: table, name: { $ne: '' } },
        { orderBy: { name: 'asc' } },
      );
      return rows.map(viewOf);
    });
  }

  /** Writes a state in one statement: of two that come at the same moment the later stays. */
  put({ userId, connectionId, table }: TableOf, name: string, state: Omit<ExplorerState, 'updatedAt'>): Promise<void> {
    const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));
    return this.database.asOwner(userId, async (em) => {
      await em.execute(
        `insert into data_explorer_states
           (id, user_id, connection_id, table_name, name, filter_json, sort_json, pagination_json, view_prefs, updated_at)
         values (?, ?, ?, ?, ?, ?::jsonb, ?::jsonb, ?::jsonb, ?::jsonb, now())
         on conflict (user_id, connection_id, md5(table_name), name) do update set filter_json = excluded.filter_json,
           sort_json = excluded.sort_json, pagination_json = excluded.pagination_json, view_prefs = excluded.view_prefs,
           updated_at = excluded.updated_at`,
        [
          uuidv7(),
          userId,
          connectionId,
          table,
          name,
          json(state.filter),
          json(state.sort),
          json(state.pagination),
          json(state.viewPrefs),
        ],
      );
    });
  }

  remove({ userId, connectionId, table }: TableOf, name: string): Promise<boolean> {
    return this.database.asOwner(userId, async (em) => {
      return (await em.nativeDelete(ExplorerStateRow, { connectionId, tableName: table, name })) > 0;
    });
  }
}
