import { Module } from '@nestjs/common';
import { CatalogController } from './catalog/catalog.controller.js';
import { CatalogRow, CommitRow, TableSchemaRow } from './catalog/catalog.entity.js';
import { CatalogService } from './catalog/catalog.service.js';
import { CatalogStore } from './catalog/catalog.store.js';
import { Connections } from './catalog/connections.js';
import { CrawlStore } from './catalog/crawl.store.js';
import { Crawler } from './catalog/crawler.js';
import { Crawls } from './catalog/crawls.js';
import { Schedule } from './catalog/schedule.js';
import { ErdController } from './erd/erd.controller.js';
import { ErdService } from './erd/erd.service.js';
import { LayoutController } from './layout/layout.controller.js';
import { LayoutRow } from './layout/layout.entity.js';
import { LayoutService } from './layout/layout.service.js';
import { LayoutStore } from './layout/layout.store.js';
import { FindingApart } from './relation/finding-apart.js';
import { BEGIN_FINDING, RelationFinder } from './relation/relation-finder.js';
import { RelationRow } from './relation/relation.entity.js';
import { RelationStore } from './relation/relation.store.js';
import { SchemaEvents } from './schema-events.js';
import { TableController } from './table/table.controller.js';
import { TableService } from './table/table.service.js';

/** The tables of this service. */
export const entities = [CatalogRow, TableSchemaRow, CommitRow, RelationRow, LayoutRow];

/** Wires the slices of this service. */
@Module({
  controllers: [CatalogController, TableController, ErdController, LayoutController],
  providers: [
    CatalogStore,
    CrawlStore,
    RelationStore,
    LayoutStore,
    Connections,
    { provide: BEGIN_FINDING, useValue: () => new FindingApart() },
    RelationFinder,
    Crawler,
    Crawls,
    CatalogService,
    TableService,
    ErdService,
    LayoutService,
    Schedule,
    SchemaEvents,
  ],
})
export class AppModule {}
