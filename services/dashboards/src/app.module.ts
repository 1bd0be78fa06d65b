import { Module } from '@nestjs/common';
import { ExplorerStateController } from './explorer-state/explorer-state.controller.js';
import { ExplorerStateRow } from './explorer-state/explorer-state.entity.js';
import { ExplorerStateService } from './explorer-state/explorer-state.service.js';
import { ExplorerStateStore } from './explorer-state/explorer-state.store.js';
import { Purge } from './purge.js';

/** The tables of this service. */
export const entities = [ExplorerStateRow];

/** Wires the slices of this service. */
@Module({
  controllers: [ExplorerStateController],
  providers: [ExplorerStateStore, ExplorerStateService, Purge],
})
export class AppModule {}
