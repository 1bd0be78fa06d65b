import { Injectable, inject, untracked } from '@angular/core';
import { ExplorerDesk } from '../explorer-desk';
import { ExplorerStore } from '../explorer.store';
import { QuickFilters } from '../filter/quick-filters';
import type { HeadSource } from './table-head';

/** What the columns' heads show and do, but for what needs the grid itself. */
@Injectable()
export class TableHeads {
  readonly #store = inject(ExplorerStore);
  readonly #desk = inject(ExplorerDesk);
  readonly #quick = inject(QuickFilters);

  source(ofGrid: Pick<HeadSource, 'menu' | 'pick' | 'leaveFilter'>): HeadSource {
    return {
      ...ofGrid,
      column: (place) => this.#desk.column(place),
      sort: () => untracked(this.#store.sort),
      quickFilter: (place) => this.#quick.of(this.#desk.column(place)?.name ?? ''),
      sortBy: (place, adding) => {
        const name = this.#desk.column(place)?.name;
        if (name !== undefined) this.#store.sortBy(name, adding);
      },
      filter: (place, text) => {
        const column = this.#desk.column(place);
        if (column) this.#quick.set(column, text);
      },
    };
  }
}
