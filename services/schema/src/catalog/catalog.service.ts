import {
  Fault,
  type FaultCode,
  faultCodes,
  type RequestOf,
  type ResponseOf,
  type schemaChanges,
  type schemaList,
  type schemaObjects,
  type SchemaSettings,
  type schemaSettingsUpdate,
  type TableSummary,
} from '@orrery/contracts';
import { Injectable } from '@nestjs/common';
import { Connections } from './connections.js';
import { CatalogStore, type KnownCatalog, type TableOutline } from './catalog.store.js';
import { Crawls } from './crawls.js';
import { fitting } from './fitting.js';

/** ms between two notes that somebody looks. */
const touchEvery = 10 * 60_000;

/** The cached catalog of a connection. */
@Injectable()
export class CatalogService {
  constructor(
    private readonly connections: Connections,
    private readonly store: CatalogStore,
    private readonly crawls: Crawls,
  ) {}

  /** The lines of a refresh, its own or the one under way. Throws `connection_not_found`. */
  async refresh(userId: string, connectionId: string): Promise<AsyncIterable<Uint8Array>> {
    await this.connections.ensure(userId, connectionId);
    const { crawl, joined } = this.crawls.of(userId, connectionId, 'request');
    return crawl.lines(joined);
  }

  /** Stops the crawl of a connection, whoever began it. Throws `connection_not_found`. */
  async cancelRefresh(userId: string, connectionId: string): Promise<{ cancelling: boolean }> {
    await this.connections.known(userId, connectionId);
    return { cancelling: await this.crawls.cancel(userId, connectionId) };
  }

  /** What is known, after a crawl where nothing is. Throws `connection_not_found`, or why the first crawl failed. */
  async fetched(userId: string, connectionId: string): Promise<KnownCatalog> {
    const catalog = await this.connections.ensure(userId, connectionId);
    if (catalog.lastFetchedAt != null) {
      if (catalog.lastReadAt.getTime() < Date.now() - touchEvery) await this.store.touch(userId, connectionId);
      return catalog;
    }
    const outcome = await this.crawls.of(userId, connectionId, 'first').crawl.keep().outcome;
    if (outcome.type === 'error') throw new Fault(codeOf(outcome.error.code), outcome.error.message);
    return (await this.store.get(userId, connectionId)) ?? catalog;
  }

  /** The answer as JSON text: the list of every table was made when it was crawled, and is passed on as it is. */
  async list(userId: string, ask: RequestOf<typeof schemaList>): Promise<string> {
    const catalog = await this.fetched(userId, ask.id);
    const words = wordsOf(ask.search);
    if (words.length === 0 && ask.cursor === undefined && catalog.tableCount <= ask.limit) {
      const listing = await this.store.listing(userId, ask.id);
      if (listing !== null) return listText(listing, { nextCursor: null, total: catalog.tableCount, ...headOf(catalog) });
    }
    const after = ask.cursor === undefined ? undefined : Buffer.from(ask.cursor, 'base64url').toString();
    const found = await this.store.tables(userId, ask.id, { words, after, limit: ask.limit + 1 });
    const tables = found.slice(0, ask.limit).map((one) => matching(one, words));
    const isCut = tables.length < found.length;
    const last = tables.at(-1)?.table;
    return listText(JSON.stringify(tables), {
      nextCursor: isCut && last !== undefined ? Buffer.from(last).toString('base64url') : null,
      total: isCut || after !== undefined ? await this.store.count(userId, ask.id, words) : tables.length,
      ...headOf(catalog),
    });
  }

  async objects(userId: string, ask: RequestOf<typeof schemaObjects>): Promise<ResponseOf<typeof schemaObjects>> {
    await this.connections.known(userId, ask.id);
    const { routines, enums } = (await this.store.objects(userId, ask.id)) ?? { routines: [], enums: [] };
    const words = wordsOf(ask.search);
    const matches = ({ schema, name }: { schema: string; name: string }): boolean =>
      words.every((word) => `${schema}.${name}`.toLowerCase().includes(word.toLowerCase()));
    const wanted = { routines: routines.filter(matches), enums: enums.filter(matches) };
    const fits = { enums: fitting(wanted.enums, 300_000), routines: fitting(wanted.routines, 500_000) };
    return { ...fits, cut: fits.routines.length < wanted.routines.length || fits.enums.length < wanted.enums.length };
  }

  async changes(userId: string, ask: RequestOf<typeof schemaChanges>): Promise<ResponseOf<typeof schemaChanges>> {
    const catalog = await this.connections.known(userId, ask.id);
    const commits = catalog ? await this.store.commits(userId, ask.id, ask.since, ask.limit) : [];
    return {
      commits: fitting(commits),
      version: catalog?.version ?? 0,
      lastFetchedAt: catalog?.lastFetchedAt?.toISOString() ?? null,
    };
  }

  async settings(userId: string, connectionId: string): Promise<SchemaSettings> {
    const { measure, refreshMinutes } = await this.connections.ensure(userId, connectionId);
    return { measure, refreshEveryMinutes: refreshMinutes ?? null };
  }

  async saveSettings(userId: string, { id, ...change }: RequestOf<typeof schemaSettingsUpdate>): Promise<SchemaSettings> {
    const before = await this.settings(userId, id);
    const after = {
      measure: change.measure ?? before.measure,
      refreshEveryMinutes: change.refreshEveryMinutes === undefined ? before.refreshEveryMinutes : change.refreshEveryMinutes,
    };
    await this.store.saveSettings(userId, id, after);
    return after;
  }
}

const wordsOf = (search: string | undefined): string[] => (search ?? '').split(/\s+/).filter((word) => word !== '');

/** Columns that are shown as matching, of each table. */
const mostMatches = 5;

const matching = ({ summary, columns }: TableOutline, words: readonly string[]): TableSummary => {
  if (words.length === 0) return summary;
  const wanted = words.map((word) => word.toLowerCase());
  const matches = columns.map(([name]) => name).filter((name) => wanted.some((word) => name.toLowerCase().includes(word)));
  return matches.length === 0 ? summary : { ...summary, matches: matches.slice(0, mostMatches) };
};

/** What a list says besides its tables. */
const headOf = (catalog: KnownCatalog) => ({
  lastFetchedAt: catalog.lastFetchedAt?.toISOString() ?? null,
  version: catalog.version,
  refreshing: catalog.crawlUntil != null && catalog.crawlUntil > new Date(),
  lastError: catalog.lastError ?? null,
  schemas: catalog.schemas,
  defaultSchema: catalog.defaultSchema,
  gaps: catalog.gaps.slice(0, 200),
});

/** The list as JSON text, of its tables as JSON text. */
const listText = (tables: string, rest: Omit<ResponseOf<typeof schemaList>, 'tables'>): string =>
  `{"tables":${tables},${JSON.stringify(rest).slice(1)}`;

const codeOf = (code: string): FaultCode => (Object.hasOwn(faultCodes, code) ? (code as FaultCode) : 'catalog_unreadable');
