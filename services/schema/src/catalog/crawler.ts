import {
  type CatalogEnum,
  type CatalogGap,
  type CatalogPart,
  catalogRead,
  type CatalogRoutine,
  type CatalogTable,
  Fault,
  type RefreshLine,
  type SchemaChange,
} from '@orrery/contracts';
import { Bus, errorFields, LOGGER, type Logger, type PublicOf } from '@orrery/runtime';
import { Inject, Injectable } from '@nestjs/common';
import { linesOf } from '../bus-lines.js';
import { RelationFinder } from '../relation/relation-finder.js';
import type { Outcome } from './crawl.js';
import {
  type CrawledDatabase,
  type CrawlOf,
  CrawlStore,
  type CrawlWriter,
  type Known,
  Overtaken,
  statisticsText,
} from './crawl.store.js';
import { differenceOf } from './difference.js';
import { recordOf, type TableRecord, withoutTexts } from './table-record.js';

/** Changes that a commit remembers. */
const rememberedChanges = 1_000;
/** Rows written at once. */
const batchSize = 200;
/** Routines that are kept. */
const mostRoutines = 20_000;
/** ms between two words to other instances about how far it is. */
const tellEvery = 1_000;

type Tell = (line: Extract<RefreshLine, { type: 'progress' }>) => void;

interface Crawled {
  readonly database: CrawledDatabase;
  readonly tables: readonly CatalogTable[];
  readonly version: number;
  readonly counts: { readonly added: number; readonly changed: number; readonly removed: number };
}

/** Reads a catalog over the bus, and writes what changed in it. */
@Injectable()
export class Crawler {
  constructor(
    @Inject(Bus) private readonly bus: Pick<PublicOf<Bus>, 'stream'>,
    private readonly store: CrawlStore,
    private readonly relations: RelationFinder,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  /** Crawls; the right to do so is held already. Answers the last line, also for a failure, whose cause stays with what is cached. */
  async crawl(of: CrawlOf, trigger: string, tell: Tell): Promise<Outcome> {
    const begun = performance.now();
    try {
      const told = this.telling(of, tell);
      const crawled = await this.store.write(of, (writer) => this.tables(of, trigger, writer, told));
      told({ type: 'progress', phase: 'relations', done: 0, total: null });
      const relations = await this.relations.find(of, crawled.database, crawled.tables);
      await this.store.end(of);
      return {
        type: 'done',
        tables: crawled.tables.length,
        relations,
        durationMs: Math.round(performance.now() - begun),
        version: crawled.version,
        ...crawled.counts,
        gaps: [...crawled.database.gaps].slice(0, 1_000),
        joined: false,
      };
    } catch (error) {
      return this.failed(of, error);
    }
  }

  private async failed(of: CrawlOf, error: unknown): Promise<Outcome> {
    const fault =
      error instanceof Fault
        ? error
        : error instanceof Overtaken
          ? new Fault('retry_later', `${error.message} Refresh again.`)
          : new Fault('internal', 'The catalog could not be kept. The request id helps whoever looks into it.', { cause: error });
    if (fault.kind === 'internal') this.log.error({ error: errorFields(error), connectionId: of.connectionId }, 'A crawl failed');
    const told = { code: fault.code, message: fault.message };
    await this.store.end(of, told).catch((failure: unknown) => {
      this.log.warn({ error: errorFields(failure) }, 'The end of a crawl could not be noted');
    });
    return { type: 'error', error: told };
  }

  /** Tells the readers at once, and other instances now and then. */
  private telling(of: CrawlOf, tell: Tell): Tell {
    let last = 0;
    return (line) => {
      tell(line);
      const now = performance.now();
      if (now - last < tellEvery) return;
      last = now;
      const { phase, done, total } = line;
      this.store.progress(of, { phase, done, total }).catch(() => undefined);
    };
  }

  private async tables(of: CrawlOf, trigger: string, writer: CrawlWriter, tell: Tell): Promise<Crawled> {
    const { tables: known, version: before } = await this.store.known(of);
    const version = before + 1;
    const gathered = new Gathering(known, writer, version);
    for await (const part of linesOf(this.bus, catalogRead, { connectionId: of.connectionId, userId: of.userId })) {
      if (part.type === 'progress') tell(part);
      else await gathered.add(part);
    }
    const { database, tables, changes, cut, counts } = await gathered.end();
    // Figures alone are no commit.
    const isChanged = counts.added + counts.changed + counts.removed > 0 || before === 0;
    await writer.finish(database, isChanged ? { version, trigger, changes, cut } : undefined);
    return { database, tables, version: isChanged ? version : before, counts };
  }
}

/** What has come of a catalog so far. Tables are written as they come; only what relations need of them is kept. */
class Gathering {
  private database: Extract<CatalogPart, { type: 'database' }> | undefined;
  private readonly gaps: CatalogGap[] = [];
  private readonly routines: CatalogRoutine[] = [];
  private readonly enums: CatalogEnum[] = [];
  private readonly tables: CatalogTable[] = [];
  private readonly seen = new Set<string>();
  private readonly changes: SchemaChange[] = [];
  private readonly counts = { added: 0, changed: 0, removed: 0 };
  private isWhole = false;

  constructor(
    private readonly known: Known,
    private readonly writer: CrawlWriter,
    private readonly version: number,
  ) {}

  async add(part: CatalogPart): Promise<void> {
    if (part.type === 'database') this.database = part;
    else if (part.type === 'gaps') this.gaps.push(...part.gaps);
    else if (part.type === 'enums') this.enums.push(...part.enums);
    else if (part.type === 'routines') this.routines.push(...part.routines.slice(0, mostRoutines - this.routines.length));
    else if (part.type === 'tables') await this.addTables(part.tables);
    else if (part.type === 'end') this.isWhole = true;
  }

  async end(): Promise<{
    database: CrawledDatabase;
    tables: CatalogTable[];
    changes: SchemaChange[];
    cut: boolean;
    counts: Crawled['counts'];
  }> {
    if (!this.database || !this.isWhole)
      throw new Fault('catalog_unreadable', 'The catalog ended before its end. What was known of it stays; refresh again.');
    const removed = [...this.known.keys()].filter((table) => !this.seen.has(table));
    await this.writer.remove(removed);
    for (const table of removed) this.note({ table, change: 'removed', details: [] });
    const { kind, serverVersion, name, defaultSchema, schemas } = this.database;
    const { gaps, routines, enums } = this;
    const total = this.counts.added + this.counts.changed + this.counts.removed;
    return {
      database: { kind, serverVersion, name, defaultSchema, schemas, gaps, routines, enums },
      tables: this.tables,
      changes: this.changes,
      cut: total > this.changes.length,
      counts: this.counts,
    };
  }

  private async addTables(tables: readonly CatalogTable[]): Promise<void> {
    const records = tables.map(recordOf);
    for (const record of records) this.seen.add(record.table);
    this.tables.push(...tables.map(withoutTexts));
    const changed = records.filter(({ table, hash }) => this.known.get(table)?.hash !== hash);
    const moved = records.filter((record) => {
      const before = this.known.get(record.table);
      return before?.hash === record.hash && before.statistics !== statisticsText(record.statistics);
    });
    await this.noteChanges(changed);
    for (let at = 0; at < changed.length; at += batchSize)
      await this.writer.save(changed.slice(at, at + batchSize), this.version);
    await this.writer.saveStatistics(moved);
  }

  private async noteChanges(records: readonly TableRecord[]): Promise<void> {
    const before = await this.writer.structures(records.map(({ table }) => table).filter((table) => this.known.has(table)));
    for (const { table, structure } of records) {
      const old = before.get(table);
      this.note(
        old ? { table, change: 'changed', details: differenceOf(old, structure) } : { table, change: 'added', details: [] },
      );
    }
  }

  private note(change: SchemaChange): void {
    this.counts[change.change] += 1;
    // The first commit has everything in it, and says nothing.
    if (this.known.size > 0 && this.changes.length < rememberedChanges) this.changes.push(change);
  }
}
