import {
  explorerStateGet,
  explorerStatePut,
  explorerViewDelete,
  explorerViewList,
  explorerViewPut,
  type RequestOf,
  type ResponseOf,
} from '@orrery/contracts';
import { currentUserId, Handles } from '@orrery/runtime';
import { Controller } from '@nestjs/common';
import { ExplorerStateService } from './explorer-state.service.js';
import type { TableOf } from './explorer-state.store.js';

const tableOf = ({ id, table }: { readonly id: string; readonly table: string }): TableOf => ({
  userId: currentUserId(),
  connectionId: id,
  table,
});

@Controller()
export class ExplorerStateController {
  constructor(private readonly states: ExplorerStateService) {}

  @Handles(explorerStateGet)
  get(ask: RequestOf<typeof explorerStateGet>): Promise<ResponseOf<typeof explorerStateGet>> {
    return this.states.get(tableOf(ask));
  }

  @Handles(explorerStatePut)
  put({ id, table, ...state }: RequestOf<typeof explorerStatePut>): Promise<ResponseOf<typeof explorerStatePut>> {
    return this.states.put(tableOf({ id, table }), state);
  }

  @Handles(explorerViewList)
  async views(ask: RequestOf<typeof explorerViewList>): Promise<ResponseOf<typeof explorerViewList>> {
    return { items: await this.states.views(tableOf(ask)) };
  }

  @Handles(explorerViewPut)
  putView({ id, table, ...view }: RequestOf<typeof explorerViewPut>): Promise<ResponseOf<typeof explorerViewPut>> {
    return this.states.putView(tableOf({ id, table }), view);
  }

  @Handles(explorerViewDelete)
  async removeView(ask: RequestOf<typeof explorerViewDelete>): Promise<ResponseOf<typeof explorerViewDelete>> {
    await this.states.removeView(tableOf(ask), ask.name);
    return {};
  }
}
