import {
  type CatalogEnum,
  type CatalogGap,
  type CatalogPart,
  type CatalogRoutine,
  type CatalogTable,
  Fault,
  type SchemaChange,
} from '@orrery/contracts';
import type { Finding } from '../relation/finding.js';
import { type CrawledDatabase, type CrawlWriter, type Known, statisticsText } from './crawl.store.js';
import { differenceOf } from './difference.js';
import { storable } from './storable.js';
import { recordOf, summaryOf, type TableRecord } from './table-record.js';

/** Changes that a commit remembers. */
const rememberedChanges = 1_000;
/** Rows written at once. */
const batchSize = 250;
/** Routines that are kept. */
const mostRoutines = 20_000;

/** A catalog that has come whole. */
export interface Gathered {
  readonly database: CrawledDatabase;
  /** How many. */
  readonly tables: number;
  /** The list of tables as JSON text. */
  readonly listing: string;
  readonly changes: readonly SchemaChange[];
  /** There were more changes than are remembered. */
  readonly cut: boolean;
  readonly counts: { readonly added: number; readonly changed: number; readonly removed: number };
}

/**
 * What has come of a catalog so far. Tables are written, and given to whoever finds their relations, while the next ones come; only
 * what the list needs of them is kept.
 */
export class Gathering {
  private database: Extract<CatalogPart, { type: 'database' }> | undefined;
  private readonly gaps: CatalogGap[] = [];
  private readonly routines: CatalogRoutine[] = [];
  private readonly enums: CatalogEnum[] = [];
  private readonly seen = new Set<string>();
  private readonly changes: SchemaChange[] = [];
  private readonly counts = { added: 0, changed: 0, removed: 0 };
  /** What the list says of each table. */
  private readonly lines: { readonly table: Buffer; readonly text: string }[] = [];
  /** Tables that wait to be written together. */
  private waiting: TableRecord[] = [];
  private writing: Promise<void> = Promise.resolve();
  private isWhole = false;

  constructor(
    private readonly known: Known,
    private readonly writer: CrawlWriter,
    private readonly finding: Pick<Finding, 'add'>,
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

  /** Everything is written when this settles. Throws where the catalog did not come to its end. */
  async end(): Promise<Gathered> {
    if (!this.database || !this.isWhole)
      throw new Fault('catalog_unreadable', 'The catalog ended before its end. What was known of it stays; refresh again.');
    await this.flush();
    await this.writing;
    const removed = [...this.known.keys()].filter((table) => !this.seen.has(table));
    await this.writer.remove(removed);
    for (const table of removed) this.note({ table, change: 'removed', details: [] });
    const { kind, serverVersion, name, defaultSchema, schemas } = this.database;
    const { gaps, routines, enums } = this;
    const total = this.counts.added + this.counts.changed + this.counts.removed;
    return {
      database: { kind, serverVersion, name, defaultSchema, schemas, gaps, routines, enums },
      tables: this.lines.length,
      listing: this.listing(),
      changes: this.changes,
      cut: total > this.changes.length,
      counts: this.counts,
    };
  }

  /** In the order in which PostgreSQL's "C" has their names, as pages of the list have them too. */
  private listing(): string {
    this.lines.sort((a, b) => Buffer.compare(a.table, b.table));
    return `[${this.lines.map(({ text }) => text).join(',')}]`;
  }

  private async addTables(tables: readonly CatalogTable[]): Promise<void> {
    const records = tables.map(recordOf);
    this.finding.add(records.map(({ text }) => text));
    for (const record of records) {
      this.seen.add(record.table);
      this.lines.push({ table: Buffer.from(record.table), text: storable(summaryOf(record)) });
      const before = this.known.get(record.table);
      if (before?.hash !== record.hash || before.statistics !== statisticsText(record.statistics)) this.waiting.push(record);
    }
    if (this.waiting.length >= batchSize) await this.flush();
  }

  /** Begins to write what waits, once what is being written is. */
  private async flush(): Promise<void> {
    await this.writing;
    const records = this.waiting;
    this.waiting = [];
    if (records.length === 0) return;
    this.writing = this.write(records);
    // Told where it is waited for.
    this.writing.catch(() => undefined);
  }

  private async write(records: readonly TableRecord[]): Promise<void> {
    const changed = records.filter(({ table, hash }) => this.known.get(table)?.hash !== hash);
    await this.noteChanges(changed);
    await this.writer.save(changed, this.version);
    await this.writer.saveStatistics(records.filter(({ table, hash }) => this.known.get(table)?.hash === hash));
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
