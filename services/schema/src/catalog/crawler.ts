import { catalogRead, Fault, type RefreshLine } from '@orrery/contracts';
import { Bus, errorFields, LOGGER, type Logger, type PublicOf } from '@orrery/runtime';
import { Inject, Injectable } from '@nestjs/common';
import { linesOf } from '../bus-lines.js';
import type { Finding } from '../relation/finding.js';
import { RelationFinder } from '../relation/relation-finder.js';
import { cancelled, type Outcome } from './crawl.js';
import { type CrawledDatabase, type CrawlOf, CrawlStore, type CrawlWriter, Overtaken } from './crawl.store.js';
import { Gathering } from './gathering.js';

/** ms between two words to other instances: how far it is, and whether it should go on. */
const tellEvery = 1_000;
/** Times of those without news after which readers are told where it stands again: a stream in silence counts as lost. */
const mostSilent = 5;

type Tell = (line: Extract<RefreshLine, { type: 'progress' }>) => void;

interface Crawled {
  readonly database: CrawledDatabase;
  /** How many. */
  readonly tables: number;
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

  /**
   * Crawls; the right to do so is held already. Answers the last line, also for a failure, whose cause stays with what is cached, and
   * for a crawl that the signal, or a word from another instance, has cancelled.
   */
  async crawl(of: CrawlOf, trigger: string, tell: Tell, signal: AbortSignal): Promise<Outcome> {
    const begun = performance.now();
    const pulse = this.pulse(of, tell);
    const either = AbortSignal.any([signal, pulse.signal]);
    const finding = this.relations.begin();
    try {
      const crawled = await this.store.write(of, (writer) => this.tables(of, trigger, writer, finding, pulse.tell, either));
      pulse.tell({ type: 'progress', phase: 'relations', done: 0, total: null });
      const relations = await this.relations.find(of, crawled.database, finding, either);
      await this.store.end(of, 'done');
      return {
        type: 'done',
        tables: crawled.tables,
        relations,
        durationMs: Math.round(performance.now() - begun),
        version: crawled.version,
        ...crawled.counts,
        gaps: [...crawled.database.gaps].slice(0, 1_000),
        joined: false,
      };
    } catch (error) {
      return await this.failed(of, error);
    } finally {
      finding.end();
      pulse.stop();
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
    // What a person stopped is no failure to be shown beside the catalog.
    await this.store.end(of, fault.kind === 'cancelled' ? 'cancelled' : told).catch((failure: unknown) => {
      this.log.warn({ error: errorFields(failure) }, 'The end of a crawl could not be noted');
    });
    return { type: 'error', error: told };
  }

  /** Tells the readers at once, and other instances every second; hears from them whether to go on. */
  private pulse(of: CrawlOf, tell: Tell): { readonly tell: Tell; readonly signal: AbortSignal; stop(): void } {
    const abort = new AbortController();
    let last: Parameters<Tell>[0] | undefined;
    let latest: object | undefined;
    let silent = 0;
    const timer = setInterval(() => {
      const progress = latest;
      latest = undefined;
      silent = progress === undefined ? silent + 1 : 0;
      if (last !== undefined && silent > 0 && silent % mostSilent === 0) tell(last);
      this.store.progress(of, progress).then(
        (held) => {
          if (held === 'cancelled') abort.abort(cancelled());
          else if (held === 'lost') abort.abort(new Overtaken());
        },
        () => undefined,
      );
    }, tellEvery);
    return {
      tell: (line) => {
        const { phase, done, total } = line;
        latest = { phase, done, total };
        last = line;
        tell(line);
      },
      signal: abort.signal,
      stop: () => {
        clearInterval(timer);
      },
    };
  }

  private async tables(
    of: CrawlOf,
    trigger: string,
    writer: CrawlWriter,
    finding: Finding,
    tell: Tell,
    signal: AbortSignal,
  ): Promise<Crawled> {
    const { tables: known, version: before } = await this.store.known(of);
    const version = before + 1;
    const gathered = new Gathering(known, writer, finding, version);
    const request = { connectionId: of.connectionId, userId: of.userId };
    for await (const part of linesOf(this.bus, catalogRead, request, signal)) {
      if (part.type === 'progress') tell(part);
      else await gathered.add(part);
    }
    const { database, tables, listing, changes, cut, counts } = await gathered.end();
    signal.throwIfAborted();
    // Figures alone are no commit.
    const isChanged = counts.added + counts.changed + counts.removed > 0 || before === 0;
    await writer.finish(database, {
      listing,
      tables,
      ...(isChanged ? { commit: { version, trigger, changes, cut } } : {}),
    });
    return { database, tables, version: isChanged ? version : before, counts };
  }
}
