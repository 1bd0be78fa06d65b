import type { RefreshLine } from '@orrery/contracts';
import { Database } from '@orrery/runtime';
import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { CatalogStore } from './catalog.store.js';
import { cancelled, Crawl, type Outcome } from './crawl.js';
import { CrawlStore } from './crawl.store.js';
import { Crawler } from './crawler.js';

/** ms between two looks at a crawl of another instance. */
const lookEvery = 300;

const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const refused = ({ code, message }: { readonly code: string; readonly message: string }): Outcome => ({
  type: 'error',
  error: { code, message },
});

/** The crawls under way: of each connection there is one at a time, whoever asks for it and wherever. */
@Injectable()
export class Crawls {
  private readonly running = new Map<string, Crawl>();

  constructor(
    private readonly crawler: Crawler,
    private readonly store: CrawlStore,
    private readonly catalogs: CatalogStore,
    private readonly database: Database,
  ) {}

  /** The crawl of a connection: the one under way, or a new one. */
  of(userId: string, connectionId: string, trigger: string): { crawl: Crawl; joined: boolean } {
    const known = this.running.get(connectionId);
    if (known) return { crawl: known, joined: true };
    const crawl = new Crawl((tell, signal) => this.work(userId, connectionId, trigger, tell, signal));
    this.running.set(connectionId, crawl);
    void crawl.outcome.finally(() => this.running.delete(connectionId));
    return { crawl, joined: false };
  }

  /** Stops the crawl of a connection, wherever it is. False where there is none. */
  async cancel(userId: string, connectionId: string): Promise<boolean> {
    const told = await this.store.cancel(userId, connectionId);
    const here = this.running.get(connectionId);
    if (told) here?.cancel();
    return told;
  }

  /** Settles when no crawl is under way here. */
  async idle(): Promise<void> {
    await Promise.all([...this.running.values()].map(({ outcome }) => outcome));
  }

  private async work(
    userId: string,
    connectionId: string,
    trigger: string,
    tell: (line: Extract<RefreshLine, { type: 'progress' }>) => void,
    signal: AbortSignal,
  ): Promise<Outcome> {
    try {
      const of = { userId, connectionId, crawlId: randomUUID() };
      if (await this.store.begin(of)) return await this.crawler.crawl(of, trigger, tell, signal);
      return await this.follow(userId, connectionId, tell, signal);
    } catch {
      // The store itself: nothing more can be said than that.
      const message = 'Orrery’s own database is not reachable right now. Try again in a moment.';
      return { type: 'error', error: { code: 'metadata_unavailable', message } };
    }
  }

  /** Tells how far a crawl of another instance is, and what came of it. */
  private async follow(
    userId: string,
    connectionId: string,
    tell: (line: Extract<RefreshLine, { type: 'progress' }>) => void,
    signal: AbortSignal,
  ): Promise<Outcome> {
    const begun = performance.now();
    for (;;) {
      // Whoever leaves here does not stop what others began elsewhere.
      if (signal.aborted) return refused(cancelled());
      const catalog = await this.catalogs.get(userId, connectionId);
      if (!catalog)
        return {
          type: 'error',
          error: { code: 'connection_not_found', message: 'There is no such connection. It may have been deleted.' },
        };
      if (catalog.crawlUntil == null || catalog.crawlUntil < new Date()) {
        if (catalog.lastError) return refused(catalog.lastError);
        if (catalog.crawlCancelled) return refused(cancelled());
        const counts = await this.counts(userId, connectionId);
        return {
          type: 'done',
          ...counts,
          durationMs: Math.round(performance.now() - begun),
          version: catalog.version,
          added: 0,
          changed: 0,
          removed: 0,
          gaps: catalog.gaps,
          joined: true,
        };
      }
      if (catalog.crawlProgress) tell({ type: 'progress', ...catalog.crawlProgress });
      await delay(lookEvery);
    }
  }

  private async counts(userId: string, connectionId: string): Promise<{ tables: number; relations: number }> {
    const [row] = await this.database.asOwner(userId, (em) =>
      em.execute<{ tables: string; relations: string }[]>(
        `select (select count(*) from table_schema where connection_id = ?) as tables,
           (select count(*) from erd_relations where connection_id = ? and present) as relations`,
        [connectionId, connectionId],
      ),
    );
    return { tables: Number(row?.tables ?? 0), relations: Number(row?.relations ?? 0) };
  }
}
