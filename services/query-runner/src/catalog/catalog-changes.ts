import { catalogChanged } from '@orrery/contracts';
import { classify } from '@orrery/dialects';
import { Database, errorFields, LOGGER, type Logger, Outbox } from '@orrery/runtime';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { QueryService } from '../query/query.service.js';
import type { RunRequest } from '../query/run.js';

/** Tells that a run has defined objects, so that what is remembered of the catalog is looked at again. */
@Injectable()
export class CatalogChanges implements OnModuleInit {
  constructor(
    private readonly queries: QueryService,
    private readonly database: Database,
    private readonly outbox: Outbox,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  onModuleInit(): void {
    this.queries.whenEnded((run) => {
      if (!defines(run)) return;
      this.tell(run).catch((error: unknown) => {
        this.log.warn({ error: errorFields(error), queryId: run.id }, 'That the catalog has changed could not be told');
      });
    });
  }

  private async tell({ connectionId, userId }: RunRequest): Promise<void> {
    await this.database.asSystem((em) => {
      this.outbox.add(em, catalogChanged, { connectionId, userId });
      return Promise.resolve();
    });
    this.outbox.flush();
  }
}

/** Whether any of a run's statements defines or drops objects. */
export const defines = ({ kind, statements }: Pick<RunRequest, 'kind' | 'statements'>): boolean =>
  statements.some(({ text }) => classify(kind, text).ddl);
