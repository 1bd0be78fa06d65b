import { KeyRing } from '@orrery/runtime';
import { Module, type Type } from '@nestjs/common';
import { CatalogChanges } from './catalog/catalog-changes.js';
import { CatalogController } from './catalog/catalog.controller.js';
import { CatalogService } from './catalog/catalog.service.js';
import { HistoryStore } from './catalog/history.store.js';
import { CONFIG, type RunnerConfig } from './config.js';
import { ChangeService } from './explorer/change.service.js';
import { ChangeSetStore } from './explorer/change-set.store.js';
import { FirstResults } from './explorer/first-results.js';
import { ExplorerController } from './explorer/explorer.controller.js';
import { ResultSourceController } from './explorer/result-source.controller.js';
import { ResultSourceService } from './explorer/result-source.service.js';
import { CellService } from './explorer/cell.service.js';
import { ReferrersService } from './explorer/referrers.service.js';
import { RowsService } from './explorer/rows.service.js';
import { TableChanges } from './explorer/table-changes.js';
import { Tables } from './explorer/tables.js';
import { ExplainController } from './explain/explain.controller.js';
import { ExplainService } from './explain/explain.service.js';
import { ExportController } from './export/export.controller.js';
import { ExportService } from './export/export.service.js';
import { ImportController } from './import/import.controller.js';
import { ImportService } from './import/import.service.js';
import { Leases } from './lease/leases.js';
import { QueryController } from './query/query.controller.js';
import { QueryService } from './query/query.service.js';
import { QueryStore } from './query/query.store.js';
import { RecentWrites } from './query/replica.js';
import { EGRESS, egressGuard, renewedGuard, resolveBlocked } from './target/egress.js';
import { Targets } from './target/targets.js';
import { SessionPools } from './target/session-pools.js';
import { TargetController } from './target/target.controller.js';

/** Wires the slices of this service. */
export function appModule(config: RunnerConfig): Type {
  @Module({
    controllers: [
      QueryController,
      TargetController,
      CatalogController,
      ExplorerController,
      ResultSourceController,
      ImportController,
      ExportController,
      ExplainController,
    ],
    providers: [
      { provide: CONFIG, useValue: config },
      { provide: KeyRing, useFactory: () => new KeyRing(config.KEK) },
      {
        provide: EGRESS,
        useFactory: () =>
          renewedGuard(async () =>
            egressGuard({
              mode: config.EGRESS,
              allowCidrs: config.EGRESS_ALLOW_CIDRS,
              block: await resolveBlocked(config.EGRESS_BLOCK),
            }),
          ),
      },
      Targets,
      SessionPools,
      QueryStore,
      { provide: RecentWrites, useFactory: () => new RecentWrites() },
      QueryService,
      Tables,
      TableChanges,
      RowsService,
      ReferrersService,
      CellService,
      ResultSourceService,
      ChangeSetStore,
      FirstResults,
      ChangeService,
      ImportService,
      ExportService,
      ExplainService,
      Leases,
      HistoryStore,
      CatalogService,
      CatalogChanges,
    ],
  })
  class AppModule {}
  return AppModule;
}
