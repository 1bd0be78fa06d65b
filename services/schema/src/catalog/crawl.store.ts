import type { CatalogEnum, CatalogGap, CatalogRoutine, SchemaChange, TableStatistics } from '@orrery/contracts';
import { Database, executeBound } from '@orrery/runtime';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { storable, storableText } from './storable.js';
import type { TableRecord, TableStructure } from './table-record.js';

/** Seconds that a crawl counts as alive after its last word. */
const leaseSeconds = 60;

/** Whose crawl it is, of which connection. */
export interface CrawlOf {
  readonly userId: string;
  readonly connectionId: string;
  readonly crawlId: string;
}

/** What was known before the crawl: the hash and the figures of each table. */
export type Known = ReadonlyMap<string, { readonly hash: string; readonly statistics: string }>;

/** The catalog as a whole, as the end of a crawl writes it. */
export interface CrawledDatabase {
  readonly kind: string;
  readonly serverVersion: string;
  readonly name: string;
  readonly defaultSchema: string;
  readonly schemas: readonly string[];
  readonly gaps: readonly CatalogGap[];
  readonly routines: readonly CatalogRoutine[];
  readonly enums: readonly CatalogEnum[];
}

/** What the end of a crawl found, besides the tables. */
export interface Finish {
  /** The list of tables as JSON text, and how many there are. */
  readonly listing: string;
  readonly tables: number;
  /** Left out where nothing changed. */
  readonly commit?: { version: number; trigger: string; changes: readonly SchemaChange[]; cut: boolean };
}

/** How a crawl ended. */
export type Ending = 'done' | 'cancelled' | { readonly code: string; readonly message: string };

/** How a crawl stands with the row that it holds: `lost` where the connection changed or is gone, or another crawl took over. */
export type Held = 'held' | 'cancelled' | 'lost';

/** Makes a connection known, unless it is gone already. Holds off whoever removes it meanwhile. */
export async function makeKnown(em: EntityManager, userId: string, connectionId: string): Promise<void> {
  await em.execute(`select pg_advisory_xact_lock(hashtextextended(?, 0))`, [`connection ${connectionId}`]);
  await em.execute(
    `insert into schema_catalogs (connection_id, user_id)
     select ?::uuid, ?::uuid where not exists (select 1 from deleted_connections where connection_id = ?)
     on conflict do nothing`,
    [connectionId, userId, connectionId],
  );
}

/** What crawls write. Everything of one crawl is one transaction: one that fails leaves what was known as it was. */
@Injectable()
export class CrawlStore {
  constructor(private readonly database: Database) {}

  /** Takes the right to crawl; false where another crawl has it. */
  begin({ userId, connectionId, crawlId }: CrawlOf): Promise<boolean> {
    return this.database.asOwner(userId, async (em) => {
      await makeKnown(em, userId, connectionId);
      const taken = await em.execute<unknown[]>(
        `update schema_catalogs set crawl_id = ?, crawl_until = now() + interval '${String(leaseSeconds)} seconds', crawl_progress = null,
           crawl_cancelled = false
         where connection_id = ? and (crawl_until is null or crawl_until < now()) returning connection_id`,
        [crawlId, connectionId],
      );
      return taken.length > 0;
    });
  }

  known({ userId, connectionId }: CrawlOf): Promise<{ tables: Known; version: number }> {
    return this.database.asOwner(userId, async (em) => {
      const rows = await em.execute<{ table_name: string; hash: string; statistics: TableStatistics }[]>(
        'select table_name, hash, statistics from table_schema where connection_id = ?',
        [connectionId],
      );
      const [catalog] = await em.execute<{ version: number }[]>('select version from schema_catalogs where connection_id = ?', [
        connectionId,
      ]);
      return {
        tables: new Map(rows.map((row) => [row.table_name, { hash: row.hash, statistics: statisticsText(row.statistics) }])),
        version: catalog?.version ?? 0,
      };
    });
  }

  /** Says how far a crawl is, and that it lives. Answers whether it should go on. */
  async progress({ userId, connectionId, crawlId }: CrawlOf, progress: object | undefined): Promise<Held> {
    const [row] = await this.database.asOwner(userId, (em) =>
      em.execute<{ crawl_cancelled: boolean }[]>(
        `update schema_catalogs set crawl_progress = coalesce(?::jsonb, crawl_progress),
           crawl_until = now() + interval '${String(leaseSeconds)} seconds'
         where connection_id = ? and crawl_id = ? returning crawl_cancelled`,
        [progress === undefined ? null : JSON.stringify(progress), connectionId, crawlId],
      ),
    );
    return row === undefined ? 'lost' : row.crawl_cancelled ? 'cancelled' : 'held';
  }

  /** Tells the crawl of a connection, in whichever instance it is, to stop. False where there is none. */
  async cancel(userId: string, connectionId: string): Promise<boolean> {
    const told = await this.database.asOwner(userId, (em) =>
      em.execute<unknown[]>(
        `update schema_catalogs set crawl_cancelled = true
         where connection_id = ? and user_id = ? and crawl_until > now() returning connection_id`,
        [connectionId, userId],
      ),
    );
    return told.length > 0;
  }

  /** Writes the outcome of a crawl in one transaction. Throws where the crawl was overtaken: the connection changed or is gone. */
  write<T>(of: CrawlOf, work: (writer: CrawlWriter) => Promise<T>): Promise<T> {
    return this.database.asOwner(of.userId, (em) => work(new CrawlWriter(em, of)));
  }

  /** Gives the right to crawl back, and says why it failed where it did. One that was cancelled leaves what was said of the one before. */
  async end({ userId, connectionId, crawlId }: CrawlOf, how: Ending): Promise<void> {
    const isCancelled = how === 'cancelled';
    const failure =
      typeof how === 'object'
        ? JSON.stringify({ code: how.code, message: how.message.slice(0, 2_000), at: new Date().toISOString() })
        : null;
    await this.database.asOwner(userId, (em) =>
      em.execute(
        `update schema_catalogs set crawl_id = null, crawl_until = null, crawl_progress = null, crawl_cancelled = ?,
           last_error = case when ? then last_error else ?::jsonb end,
           due_at = case
             when refresh_minutes is null or last_read_at < now() - interval '7 days' then null
             else now() + refresh_minutes * interval '1 minute' end,
           due_why = 'schedule'
         where connection_id = ? and crawl_id = ?`,
        [isCancelled, isCancelled, failure, connectionId, crawlId],
      ),
    );
  }
}

export const statisticsText = (statistics: TableStatistics): string =>
  JSON.stringify([statistics.rowEstimate, statistics.sizeBytes, statistics.indexBytes]);

/** The transaction of one crawl. */
export class CrawlWriter {
  constructor(
    private readonly em: EntityManager,
    private readonly of: CrawlOf,
  ) {}

  /** The present form of these tables. */
  async structures(tables: readonly string[]): Promise<Map<string, TableStructure>> {
    if (tables.length === 0) return new Map();
    const rows = await this.em.execute<{ table_name: string; schema_json: TableStructure }[]>(
      `select table_name, schema_json from table_schema
       where connection_id = ? and table_name in (select jsonb_array_elements_text(?::jsonb))`,
      [this.of.connectionId, storable(tables)],
    );
    return new Map(rows.map((row) => [row.table_name, row.schema_json]));
  }

  async save(records: readonly TableRecord[], version: number): Promise<void> {
    if (records.length === 0) return;
    const rows = records.map(({ table, text, hash, summary, outline, statistics, searchText }) => {
      const rest = JSON.stringify({
        id: uuidv7(),
        table_name: table,
        hash,
        summary,
        outline,
        statistics,
        search_text: searchText,
      });
      return `{"schema_json":${text},${rest.slice(1)}`;
    });
    await executeBound(
      this.em,
      `insert into table_schema (id, connection_id, user_id, table_name, schema_json, last_fetched_at, hash, version, summary, outline, statistics, search_text)
       select r.id, $1::uuid, $2::uuid, r.table_name, r.schema_json, now(), r.hash, $3::int, r.summary, r.outline, r.statistics, r.search_text
       from jsonb_to_recordset($4::jsonb) as r(id uuid, table_name text, schema_json jsonb, hash text, summary jsonb, outline jsonb, statistics jsonb, search_text text)
       on conflict (connection_id, table_name) do update set schema_json = excluded.schema_json, last_fetched_at = excluded.last_fetched_at,
         hash = excluded.hash, version = excluded.version, summary = excluded.summary, outline = excluded.outline,
         statistics = excluded.statistics, search_text = excluded.search_text`,
      [this.of.connectionId, this.of.userId, version, storableText(`[${rows.join(',')}]`)],
    );
  }

  async saveStatistics(records: readonly TableRecord[]): Promise<void> {
    if (records.length === 0) return;
    await executeBound(
      this.em,
      `update table_schema t set statistics = r.statistics
       from jsonb_to_recordset($1::jsonb) as r(table_name text, statistics jsonb)
       where t.connection_id = $2 and t.table_name = r.table_name`,
      [storable(records.map(({ table, statistics }) => ({ table_name: table, statistics }))), this.of.connectionId],
    );
  }

  async remove(tables: readonly string[]): Promise<void> {
    if (tables.length === 0) return;
    await this.em.execute(
      'delete from table_schema where connection_id = ? and table_name in (select jsonb_array_elements_text(?::jsonb))',
      [this.of.connectionId, storable(tables)],
    );
  }

  /** The last word of a crawl: the catalog as a whole, the list of its tables, and the commit where something changed. */
  async finish(database: CrawledDatabase, { listing, tables, commit }: Finish): Promise<void> {
    const { connectionId, userId, crawlId } = this.of;
    const held = await executeBound(
      this.em,
      `update schema_catalogs set kind = $1, server_version = $2, database_name = $3, default_schema = $4, schemas = $5, gaps = $6,
         routines = $7, enums = $8, version = coalesce($9::int, version), last_fetched_at = now(), last_error = null,
         listing = $10, table_count = $11
       where connection_id = $12 and crawl_id = $13 and not crawl_cancelled returning connection_id`,
      [
        database.kind,
        database.serverVersion,
        database.name,
        database.defaultSchema,
        storable(database.schemas),
        storable(database.gaps),
        storable(database.routines),
        storable(database.enums),
        commit?.version ?? null,
        listing,
        tables,
        connectionId,
        crawlId,
      ],
    );
    if (held.length === 0) throw new Overtaken();
    if (!commit) return;
    await this.em.execute(
      'insert into schema_commits (connection_id, user_id, version, at, trigger, changes, cut) values (?, ?, ?, now(), ?, ?, ?)',
      [connectionId, userId, commit.version, commit.trigger, storable(commit.changes), commit.cut],
    );
    await this.em.execute('delete from schema_commits where connection_id = ? and version < ?', [
      connectionId,
      commit.version - 500,
    ]);
  }
}

/** The connection changed, or went, while it was being crawled: what was found is of no use. */
export class Overtaken extends Error {
  constructor() {
    super('The connection changed while its catalog was being read.');
    this.name = 'Overtaken';
  }
}
