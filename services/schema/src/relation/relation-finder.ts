import { catalogMeasure, type Containment, type ContainmentPair, historyTexts, kinds } from '@orrery/contracts';
import { Bus, Database, errorFields, LOGGER, type Logger, type PublicOf } from '@orrery/runtime';
import { Inject, Injectable } from '@nestjs/common';
import { linesOf } from '../bus-lines.js';
import type { CrawledDatabase, CrawlOf } from '../catalog/crawl.store.js';
import { unlessAborted } from '../unless-aborted.js';
import type { Finding, TypeColumn } from './finding.js';
import type { RanText } from './joins.js';
import { RelationStore } from './relation.store.js';

/** ms that looking values up may take. */
const measureMs = 10_000;
const sample = 200;
/** How much of a column that says what others refer to is looked at, and for how long. */
const mostTypes = 50;
const typesMs = 2_000;

/** How a service begins to find the relations of a catalog. */
export const BEGIN_FINDING = Symbol('BEGIN_FINDING');

/** Finds the relations of a crawled catalog: declared ones, and those that names, data and the history speak for. */
@Injectable()
export class RelationFinder {
  constructor(
    @Inject(Bus) private readonly bus: Pick<PublicOf<Bus>, 'stream'>,
    private readonly store: RelationStore,
    private readonly database: Database,
    @Inject(LOGGER) private readonly log: Logger,
    /** For each crawl, which gives it the tables while they come and ends it. */
    @Inject(BEGIN_FINDING) readonly begin: () => Finding,
  ) {}

  /**
   * Finds and keeps the relations of the tables that a finding was given. Answers how many there are. The signal ends it, on the
   * database's server too; then nothing is kept.
   */
  async find(of: CrawlOf, catalog: CrawledDatabase, finding: Finding, signal?: AbortSignal): Promise<number> {
    const kind = kinds.find((known) => known === catalog.kind);
    const texts = kind ? await this.texts(of, signal) : [];
    const mayMeasure = await this.mayMeasure(of);
    const thought = async <Answer>(answer: Promise<Answer> | Answer): Promise<Answer> =>
      unlessAborted(Promise.resolve(answer), signal);
    const typeValues = mayMeasure ? await this.typeValues(of, await thought(finding.typeColumns()), signal) : [];
    const pairs = await thought(finding.pairs({ kind, defaultSchema: catalog.defaultSchema, texts, typeValues }));
    const measured = mayMeasure ? await this.measure(of, pairs, sample, measureMs, signal) : [];
    const found = await thought(finding.relations(measured));
    signal?.throwIfAborted();
    return this.store.replace(of.userId, of.connectionId, found);
  }

  /** What stands in the columns that say what others refer to. */
  private async typeValues(
    of: CrawlOf,
    columns: readonly TypeColumn[],
    signal: AbortSignal | undefined,
  ): Promise<(readonly string[] | undefined)[]> {
    const pairs = columns.map(({ schema, name, column }) => ({ from: { schema, name, columns: [column] } }));
    const answers = await this.measure(of, pairs, mostTypes, typesMs, signal);
    return columns.map((_column, at) => answers[at]?.values);
  }

  /** What ran on the connection. */
  private async texts({ connectionId, userId }: CrawlOf, signal: AbortSignal | undefined): Promise<RanText[]> {
    const texts: RanText[] = [];
    try {
      for await (const { text, runs } of linesOf(this.bus, historyTexts, { connectionId, userId }, signal))
        texts.push({ text, runs });
    } catch (error) {
      signal?.throwIfAborted();
      // The history adds reasons; a catalog is told without it as well.
      this.log.debug({ error: errorFields(error) }, 'The history could not be asked for joins');
    }
    return texts;
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
