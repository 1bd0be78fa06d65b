import { computed, signal, untracked } from '@angular/core';
import type { ExplorerState, Filter, SortKey } from '@orrery/contracts';
import type { TablePlace } from '../../core/table-tab';
import { type ColumnView, plainView, viewPrefsOf } from './explorer-view';
import { filterOfParts, partsOfFilter } from './filter/filter-parts';

const firstLimit = 100;

/** How a table was looked at, as it is kept. */
export type KeptLook = Pick<ExplorerState, 'filter' | 'sort' | 'pagination' | 'viewPrefs'>;

/** Which rows of a table are asked for. */
export interface Narrowing {
  readonly id: string;
  readonly table: string;
  readonly filter: Filter | null;
  readonly search: string | null;
}

/** How a table is looked at: filter, search, order, page, columns. It asks for nothing. */
export class TableLook {
  readonly parts = signal<readonly Filter[]>([]);
  readonly search = signal('');
  readonly sort = signal<readonly SortKey[]>([]);
  readonly pageNumber = signal(1);
  readonly limit = signal(firstLimit);
  readonly view = signal<ColumnView>(plainView);
  readonly filter = computed(() => filterOfParts(this.parts()));
  readonly isNarrowed = computed(() => this.filter() !== null || this.search() !== '');
  /** Rows before the page. */
  readonly offset = computed(() => (this.pageNumber() - 1) * this.limit());

  /** What is remembered of this table. The page isn't worth a row's wait when it can't be shown: then it is the first one again. */
  readonly state = computed(() => ({
    filter: this.filter(),
    sort: [...this.sort()],
    pagination: { page: this.pageNumber(), limit: this.limit() },
    viewPrefs: { columns: this.view(), search: this.search() },
  }));

  /** Looks as it was kept: a table's own state, or a named view. `whole`: with the filter and the page. */
  restore(kept: KeptLook, whole: boolean): void {
    const prefs = viewPrefsOf(kept.viewPrefs);
    this.view.set(prefs.columns);
    this.limit.set(kept.pagination.limit);
    this.sort.set(kept.sort);
    if (!whole) return;
    this.parts.set(partsOfFilter(kept.filter));
    this.search.set(prefs.search);
    this.pageNumber.set(kept.pagination.page);
  }

  /** The same rows, so many on a page: the page is the one with the row that was the first. */
  pageBy(limit: number): void {
    const firstRow = untracked(this.offset);
    this.limit.set(limit);
    this.pageNumber.set(Math.floor(firstRow / limit) + 1);
  }

  narrowing({ connectionId, table }: TablePlace): Narrowing {
    const search = untracked(this.search);
    return { id: connectionId, table, filter: untracked(this.filter), search: search === '' ? null : search };
  }
}
