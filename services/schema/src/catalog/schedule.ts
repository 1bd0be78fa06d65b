import { Database, errorFields, LOGGER, type Logger } from '@orrery/runtime';
import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Crawls } from './crawls.js';

/** ms between two looks at what is due. */
const lookEvery = 3_000;
/** Crawls begun at one look. */
const atOnce = 2;

/** Crawls what is due: by its schedule, or since statements of ours have defined objects. */
@Injectable()
export class Schedule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    private readonly crawls: Crawls,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.look().catch((error: unknown) => {
        this.log.warn({ error: errorFields(error) }, 'What is due could not be looked for');
      });
    }, lookEvery);
    this.timer.unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.crawls.idle();
  }

  /** Begins what is due. Public for its test. */
  async look(): Promise<void> {
    const due = await this.database.asSystem((em) =>
      em.execute<{ connection_id: string; user_id: string; why: string | null }[]>(
        `update schema_catalogs c set due_at = null
         from (select connection_id, due_why as why from schema_catalogs
               where due_at <= now() and (crawl_until is null or crawl_until < now())
               order by due_at limit ${String(atOnce)} for update skip locked) d
         where c.connection_id = d.connection_id returning c.connection_id, c.user_id, d.why`,
      ),
    );
    for (const { connection_id: connectionId, user_id: userId, why } of due)
      this.crawls.of(userId, connectionId, why ?? 'schedule').crawl.keep();
  }
}
