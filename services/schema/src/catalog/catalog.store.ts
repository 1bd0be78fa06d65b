import type { CatalogEnum, CatalogRoutine, SchemaCommit, SchemaSettings, TableSummary } from '@orrery/contracts';
import { crawlTriggers } from '@orrery/contracts';
import { Database } from '@orrery/runtime';
import { Injectable } from '@nestjs/common';
import { CatalogRow, CommitRow, TableSchemaRow } from './catalog.entity.js';
import { makeKnown } from './crawl.store.js';
import { type OutlineColumn, summaryOf, type TableRecord, type TableStructure } from './table-record.js';

/** The catalog as a whole, without its tables. */
export type KnownCatalog = Omit<CatalogRow, 'routines' | 'enums' | 'listing'>;

/** A table as lists and diagrams need it. */
export interface TableOutline {
  readonly summary: TableSummary;
  readonly columns: readonly OutlineColumn[];
}

/** Takes the meaning out of LIKE's wildcards. */
const literal = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

/** What is known of catalogs, in PostgreSQL. */
@Injectable()
export class CatalogStore {
  constructor(private readonly database: Database) {}

  /** Undefined where the user has no such connection, or nothing is known of it. */
  get(userId: string, connectionId: string): Promise<KnownCatalog | undefined> {
    return this.database.asOwner(userId, async (em) => (await em.findOne(CatalogRow, { connectionId })) ?? undefined);
  }

  /** Makes a connection known without crawling it. */
  async add(userId: string, connectionId: string): Promise<void> {
    await this.database.asOwner(userId, (em) => makeKnown(em, userId, connectionId));
  }

  /** Notes that somebody looks: what is in use is kept fresh. */
  async touch(userId: string, connectionId: string): Promise<void> {
    await this.database.asOwner(userId, (em) =>
      em.execute(
        `update schema_catalogs set last_read_at = now(), due_why = coalesce(due_why, 'schedule'),
           due_at = coalesce(due_at, greatest(now(), last_fetched_at + refresh_minutes * interval '1 minute'))
         where connection_id = ? and last_read_at < now() - interval '10 minutes'`,
        [connectionId],
      ),
    );
  }

  /** The list of every table as JSON text, as the last crawl made it; null where that was made by an Orrery that did not. */
  listing(userId: string, connectionId: string): Promise<string | null> {
    return this.database.asOwner(userId, async (em) => {
      const rows = await em.execute<{ listing: string | null }[]>(
        'select listing from schema_catalogs where connection_id = ? and user_id = ?',
        [connectionId, userId],
      );
      return rows[0]?.listing ?? null;
    });
  }

  /** Tables whose name, comment or columns hold every word, by name; after `after` where that is given. */
  tables(
    userId: string,
    connectionId: string,
    ask: { words: readonly string[]; after?: string | undefined; limit: number },
  ): Promise<TableOutline[]> {
    return this.database.asOwner(userId, async (em) => {
      const rows = await em.execute<Pick<TableSchemaRow, 'summary' | 'outline' | 'statistics'>[]>(
        `select summary, statistics, ${ask.words.length > 0 ? 'outline' : "'[]'::jsonb as outline"} from table_schema
         where connection_id = ? and user_id = ? ${ask.after === undefined ? '' : 'and table_name > ? collate "C"'}
           ${ask.words.map(() => 'and search_text like ?').join(' ')}
         order by table_name collate "C" limit ?`,
        [
          connectionId,
          userId,
          ...(ask.after === undefined ? [] : [ask.after]),
          ...ask.words.map((word) => `%${literal(word.toLowerCase())}%`),
          ask.limit,
        ],
      );
      return rows.map(outlineOf);
    });
  }

  count(userId: string, connectionId: string, words: readonly string[]): Promise<number> {
    return this.database.asOwner(userId, async (em) => {
      const rows = await em.execute<{ n: string }[]>(
        `select count(*) as n from table_schema where connection_id = ? and user_id = ? ${words.map(() => 'and search_text like ?').join(' ')}`,
        [connectionId, userId, ...words.map((word) => `%${literal(word.toLowerCase())}%`)],
      );
      return Number(rows[0]?.n);
    });
  }

  /** Every table with its columns in short. */
  outlines(userId: string, connectionId: string): Promise<TableOutline[]> {
    return this.database.asOwner(userId, async (em) => {
      const rows = await em.execute<Pick<TableSchemaRow, 'summary' | 'outline' | 'statistics'>[]>(
        'select summary, statistics, outline from table_schema where connection_id = ? and user_id = ? order by table_name collate "C"',
        [connectionId, userId],
      );
      return rows.map(outlineOf);
    });
  }

  /** The names that a table may be meant by: its qualified name, or else its own in any schema. */
  async named(userId: string, connectionId: string, name: string): Promise<{ table: string; schema: string }[]> {
    return this.database.asOwner(userId, (em) =>
      em.execute<{ table: string; schema: string }[]>(
        `select table_name as table, summary->>'schema' as schema from table_schema
         where connection_id = ? and user_id = ? and (table_name = ? or summary->>'name' = ?) order by table_name = ? desc, table_name`,
        [connectionId, userId, name, name, name],
      ),
    );
  }

  structure(
    userId: string,
    connectionId: string,
    table: string,
  ): Promise<{ structure: TableStructure; statistics: TableRecord['statistics'] } | undefined> {
    return this.database.asOwner(userId, async (em) => {
      const row = await em.findOne(TableSchemaRow, { connectionId, tableName: table }, { populate: ['schemaJson'] });
      return row ? { structure: row.schemaJson, statistics: row.statistics } : undefined;
    });
  }

  async objects(userId: string, connectionId: string): Promise<{ routines: CatalogRoutine[]; enums: CatalogEnum[] } | undefined> {
    return this.database.asOwner(userId, async (em) => {
      const row = await em.findOne(CatalogRow, { connectionId }, { populate: ['routines', 'enums'] });
      return row ? { routines: row.routines, enums: row.enums } : undefined;
    });
  }

  /** Commits after a version or a time, the newest first. */
  commits(userId: string, connectionId: string, since: number | string | undefined, limit: number): Promise<SchemaCommit[]> {
    return this.database.asOwner(userId, async (em) => {
      const after =
        since === undefined ? {} : typeof since === 'number' ? { version: { $gt: since } } : { at: { $gt: new Date(since) } };
      const rows = await em.find(CommitRow, { connectionId, ...after }, { orderBy: { version: 'desc' }, limit });
      return rows.map(({ version, at, trigger, changes, cut }) => ({
        version,
        at: at.toISOString(),
        trigger: crawlTriggers.find((known) => known === trigger) ?? 'request',
        changes,
        cut,
      }));
    });
  }

  async saveSettings(userId: string, connectionId: string, settings: SchemaSettings): Promise<void> {
    await this.database.asOwner(userId, (em) =>
      em.execute(
        `update schema_catalogs set measure = ?, refresh_minutes = ?::int,
           due_at = last_fetched_at + ?::int * interval '1 minute', due_why = 'schedule' where connection_id = ?`,
        [settings.measure, settings.refreshEveryMinutes, settings.refreshEveryMinutes, connectionId],
      ),
    );
  }
}

const outlineOf = ({
  summary,
  outline,
  statistics,
}: Pick<TableSchemaRow, 'summary' | 'outline' | 'statistics'>): TableOutline => ({
  summary: summaryOf({ summary, statistics }),
  columns: outline,
});
