import { Injectable, type OnModuleInit } from '@nestjs/common';
import { defines } from '../catalog/catalog-changes.js';
import { QueryService } from '../query/query.service.js';
import { Tables } from './tables.js';

/** Forgets what tables look like when somebody defines objects on their connection through us. */
@Injectable()
export class TableChanges implements OnModuleInit {
  constructor(
    private readonly queries: QueryService,
    private readonly tables: Tables,
  ) {}

  onModuleInit(): void {
    this.queries.whenEnded((run) => {
      if (defines(run)) this.tables.forget(run.connectionId);
    });
  }
}
