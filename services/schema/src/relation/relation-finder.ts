import {
  catalogMeasure,
  type CatalogTable,
  type Containment,
  type ContainmentPair,
  historyTexts,
  kinds,
} from '@orrery/contracts';
import { Bus, Database, errorFields, LOGGER, type Logger, type PublicOf } from '@orrery/runtime';
import { Inject, Injectable } from '@nestjs/common';
import { linesOf } from '../bus-lines.js';
import type { CrawledDatabase, CrawlOf } from '../catalog/crawl.store.js';
import { inferred, isWorthMeasuring, keepFrom, pairsOf, surestFirst } from './candidate.js';
import { candidatesOf } from './infer.js';
import { type JoinSeen, joinsIn, TableNames } from './joins.js';
import { lookupsIn } from './lookups.js';
import { typeColumnsIn, type TypeValues } from './polymorphic.js';
import { relationsOf } from './relation.js';
import { RelationStore } from './relation.store.js';

/** Pairs that are looked up in one crawl; the likeliest to be decided by it come first. */
const mostPairs = 2_000;
/** ms that looking values up may take. */
const measureMs = 10_000;
const sample = 200;
/** Columns that say what others refer to, and how much of them is looked at. */
const mostTypeColumns = 200;
const mostTypes = 50;
const typesMs = 2_000;

/** Finds the relations of a crawled catalog: declared ones, and those that names, data and the history speak for. */
@Injectable()
export class RelationFinder {
  constructor(
    @Inject(Bus) private readonly bus: Pick<PublicOf<Bus>, 'stream'>,
    private readonly store: RelationStore,
    private readonly database: Database,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  /** Finds and keeps them. Answers how many there are. The signal ends it, on the database's server too; then nothing is kept. */
  async find(of: CrawlOf, catalog: CrawledDatabase, tables: readonly CatalogTable[], signal?: AbortSignal): Promise<number> {
    const joins = await this.joins(of, catalog, tables, signal);
    const mayMeasure = await this.mayMeasure(of);
    const typeValues = mayMeasure ? await this.typeValues(of, tables, signal) : undefined;
    const candidates = surestFirst(
      candidatesOf(tables, { joins, ...(typeValues ? { typeValues } : {}) }).filter(isWorthMeasuring),
    );
    const pairs = pairsOf(candidates.slice(0, mostPairs));
    const measured = mayMeasure ? await this.measure(of, pairs, sample, measureMs, signal) : [];
    signal?.throwIfAborted();
    return this.store.replace(of.userId, of.connectionId, relationsOf(tables, inferred(candidates, measured, keepFrom)));
  }

  /** What stands in the columns that say what others refer to. */
  private async typeValues(of: CrawlOf, tables: readonly CatalogTable[], signal: AbortSignal | undefined): Promise<TypeValues> {
    const columns = typeColumnsIn(tables).slice(0, mostTypeColumns);
    const pairs = columns.map(({ schema, name, column }) => ({ from: { schema, name, columns: [column] } }));
    const answers = await this.measure(of, pairs, mostTypes, typesMs, signal);
    const known = new Map(
      columns.map(({ schema, name, column }, at) => [JSON.stringify([schema, name, column]), answers[at]?.values]),
    );
    return (table, column) => known.get(JSON.stringify([table.schema, table.name, column]));
  }

  private async joins(
    { connectionId, userId }: CrawlOf,
    catalog: CrawledDatabase,
    tables: readonly CatalogTable[],
    signal: AbortSignal | undefined,
  ): Promise<JoinSeen[]> {
    const kind = kinds.find((known) => known === catalog.kind);
    if (!kind) return [];
    const names = new TableNames(tables, catalog.defaultSchema);
    const texts: { text: string; runs: number }[] = [];
    try {
      for await (const { text, runs } of linesOf(this.bus, historyTexts, { connectionId, userId }, signal))
        texts.push({ text, runs });
    } catch (error) {
      signal?.throwIfAborted();
      // The history adds reasons; a catalog is told without it as well.
      this.log.debug({ error: errorFields(error) }, 'The history could not be asked for joins');
    }
    return kind === 'mongodb' ? lookupsIn(texts, names) : joinsIn(kind, texts, names);
  }

  private async mayMeasure({ userId, connectionId }: CrawlOf): Promise<boolean> {
    const rows = await this.database.asOwner(userId, (em) =>
      em.execute<{ measure: boolean }[]>('select measure from schema_catalogs where connection_id = ?', [connectionId]),
    );
    return rows[0]?.measure === true;
  }

  private async measure(
    { connectionId, userId }: CrawlOf,
    pairs: ContainmentPair[],
    sample: number,
    budgetMs: number,
    signal: AbortSignal | undefined,
  ): Promise<(Containment | undefined)[]> {
    const answers: (Containment | undefined)[] = [];
    if (pairs.length === 0) return answers;
    try {
      for await (const answer of linesOf(this.bus, catalogMeasure, { connectionId, userId, pairs, sample, budgetMs }, signal))
        answers[answer.index] = answer;
    } catch (error) {
      signal?.throwIfAborted();
      this.log.warn({ error: errorFields(error), connectionId }, 'Relations could not be looked up in the data');
    }
    return answers;
  }
}
