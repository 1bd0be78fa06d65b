import {
  connectionsConnectionGet,
  type explorerStatePut,
  type ExplorerState,
  type ExplorerView,
  type explorerViewPut,
  Fault,
  type RequestOf,
} from '@orrery/contracts';
import { Bus, type PublicOf } from '@orrery/runtime';
import { Inject, Injectable } from '@nestjs/common';
import { ExplorerStateStore, type TableOf } from './explorer-state.store.js';

/** Views of one table that a user may name. */
const mostViews = 200;
const untouched: ExplorerState = {
  filter: null,
  sort: [],
  pagination: { page: 1, limit: 100 },
  viewPrefs: {},
  updatedAt: null,
};

const stateOf = ({ name: _name, ...state }: ExplorerView): ExplorerState => state;

/** Remembers how users look at tables. */
@Injectable()
export class ExplorerStateService {
  constructor(
    @Inject(ExplorerStateStore) private readonly states: PublicOf<ExplorerStateStore>,
    @Inject(Bus) private readonly bus: Pick<PublicOf<Bus>, 'call'>,
  ) {}

  /** The state as it was left, or that of a table nobody has looked at. Throws `connection_not_found`. */
  async get(of: TableOf): Promise<ExplorerState> {
    await this.mustOwn(of);
    const found = await this.states.get(of, '');
    return found ? stateOf(found) : untouched;
  }

  async put(of: TableOf, state: Omit<RequestOf<typeof explorerStatePut>, 'id' | 'table'>): Promise<ExplorerState> {
    await this.mustOwn(of);
    await this.states.put(of, '', state);
    return stateOf(await this.written(of, ''));
  }

  async views(of: TableOf): Promise<ExplorerView[]> {
    await this.mustOwn(of);
    return this.states.views(of);
  }

  /** Throws `too_many_views`. */
  async putView(of: TableOf, { name, ...state }: Omit<RequestOf<typeof explorerViewPut>, 'id' | 'table'>): Promise<ExplorerView> {
    await this.mustOwn(of);
    const present = await this.states.views(of);
    if (present.length >= mostViews && !present.some((view) => view.name === name))
      throw new Fault('too_many_views', `A table can have ${String(mostViews)} views. Remove one that you no longer use.`);
    await this.states.put(of, name, state);
    return this.written(of, name);
  }

  /** Throws `view_not_found`. */
  async removeView(of: TableOf, name: string): Promise<void> {
    if (!(await this.states.remove(of, name))) throw new Fault('view_not_found', `There is no view “${name}” of this table.`);
  }

  private async written(of: TableOf, name: string): Promise<ExplorerView> {
    const found = await this.states.get(of, name);
    if (!found) throw new Fault('connection_not_found', 'There is no such connection. It may have been deleted.');
    return found;
  }

  /** The connection is another service's: it says whether the user has it. */
  private async mustOwn({ connectionId }: TableOf): Promise<void> {
    await this.bus.call(connectionsConnectionGet, { id: connectionId });
  }
}
