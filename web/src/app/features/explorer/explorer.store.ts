import { DestroyRef, Injectable, computed, effect, inject, signal, untracked } from '@angular/core';
import {
  type ChangesAnswer,
  type ExplorerColumn,
  type Filter,
  type RowChange,
  type SortKey,
  explorerCount,
  explorerDistinct,
  explorerRows,
  explorerStateGet,
  explorerStatePut,
  schemaTable,
} from '@orrery/contracts';
import { Api } from '../../core/api';
import { Connections } from '../../core/connections';
import { kindWords } from '../../core/kind-words';
import { RemoteSource } from '../../core/remote';
import { Schemas } from '../../core/schemas';
import { type RowsAnswer, parseRows } from '../../core/rows-answer';
import type { EditedTable } from '../../row-editing/edited-table';
import { rowsOfPage } from '../../row-editing/lines/table-lines';
import type { CellAddress } from '../../row-editing/whole-cells';
import { type TablePlace, tableOfTab, titleOfTable } from '../../core/table-tab';
import { TAB } from '../../core/workspace';
import { acceptedParents, withParents } from './accepted-parents';
import { filterFromText, partsOfFilter } from './filter/filter-parts';
import type { Distinct } from './filter/value-list';
import { changedPage } from './changed-page';
import { RowCount } from './row-count';
import { type Direction, sortedAs, sortedBy } from './sort-keys';
import { StateKeeper } from './state-keeper';
import { type KeptLook, TableLook } from './table-look';

type Turn = 'next' | 'previous' | 'page';

/** What is looked at in a table, and how: filter, search, order, page, columns. The feature's caller of the API for reading. */
@Injectable()
export class ExplorerStore implements EditedTable {
  readonly #api = inject(Api);
  readonly #connections = inject(Connections);
  readonly handle = inject(TAB);

  readonly place = tableOfTab(untracked(this.handle.tab).ref);
  readonly title = titleOfTable(this.place?.table ?? '');
  readonly connection = computed(() => (this.place ? (this.#connections.byId().get(this.place.connectionId) ?? null) : null));
  /** What its kind calls tables, rows and columns. */
  readonly words = computed(() => kindWords(this.connection()?.type));

  readonly #page = new RemoteSource<RowsAnswer>();
  readonly page = this.#page.now;
  readonly answer = computed(() => this.#page.value());
  /** What columns refer to though no key declares it. */
  readonly #parents = signal<ReturnType<typeof acceptedParents>>(new Map());
  readonly columns = computed((): readonly ExplorerColumn[] => withParents(this.answer()?.columns ?? [], this.#parents()), {
    equal: (a, b) => a === b || (a.length === b.length && JSON.stringify(a) === JSON.stringify(b)),
  });
  readonly editability = computed(() => this.answer()?.editability ?? null);
  readonly tableColumns = this.columns;
  readonly whyNoNewRows = signal(null);
  readonly rows = computed(() => rowsOfPage(this.columns(), this.answer()));
  readonly draftKey = signal(this.place ? `explorer/${this.place.connectionId}/${this.place.table}` : '');

  readonly #look = new TableLook();
  readonly parts = this.#look.parts.asReadonly();
  readonly search = this.#look.search.asReadonly();
  readonly sort = this.#look.sort.asReadonly();
  readonly pageNumber = this.#look.pageNumber.asReadonly();
  readonly limit = this.#look.limit.asReadonly();
  /** How many rows stand before this page. */
  readonly offset = this.#look.offset;
  readonly view = this.#look.view;
  readonly filter = this.#look.filter;
  readonly isNarrowed = this.#look.isNarrowed;
  readonly state = this.#look.state;
  readonly #count = new RowCount((signal) => this.#countRows(signal));
  readonly total = this.#count.total;
  readonly counting = this.#count.counting;
  readonly countFault = this.#count.fault;
  readonly pages = computed(() => {
    const total = this.total();
    return total === null ? null : Math.max(1, Math.ceil(total.rows / this.limit()));
  });

  #loading: AbortController | undefined;
  readonly #begun = signal(false);

  constructor() {
    const { place, handle } = this;
    if (!place) return;
    const tab = untracked(handle.tab);
    handle.change({ title: this.title, connectionId: place.connectionId });
    void this.#begin(tab.data['filter']);
    effect(() => {
      this.state();
      untracked(() => {
        this.#keeper.changed();
      });
    });
    effect(() => {
      const given = this.#begun() ? filterFromText(handle.tab().data['filter'] ?? '') : null;
      if (given)
        untracked(() => {
          this.#take(given);
          this.#narrowed();
        });
    });
    // Of tables that no catalog knows, nobody has accepted anything.
    const known = inject(Schemas).of(place.connectionId).byTable;
    const asked = effect(() => {
      if (!known().has(place.table)) return;
      asked.destroy();
      void this.#findParents(place);
    });
    inject(DestroyRef).onDestroy(() => {
      this.#keeper.close();
      this.#loading?.abort();
      this.#count.cancel();
    });
  }

  async #findParents({ connectionId: id, table }: TablePlace): Promise<void> {
    try {
      this.#parents.set(acceptedParents(await this.#api.call(schemaTable, { id, table })));
    } catch {
      // Without them the cells are shown as they are.
    }
  }

  addressOf(line: number, place: number): CellAddress | null {
    const [key, column] = [untracked(this.rows).key(line), untracked(this.columns)[place]];
    return this.place && key && column ? { ...this.place, key, column: column.name } : null;
  }

  readonly #keeper = new StateKeeper(
    () => untracked(this.state),
    async () => {
      if (this.place)
        await this.#api.call(explorerStatePut, {
          id: this.place.connectionId,
          table: this.place.table,
          ...untracked(this.state),
        });
    },
  );

  async #begin(filterText: string | undefined): Promise<void> {
    const { place } = this;
    if (!place) return;
    const given = filterText === undefined ? null : filterFromText(filterText);
    try {
      const kept = await this.#api.call(explorerStateGet, { id: place.connectionId, table: place.table });
      if (kept.updatedAt !== null) this.#look.restore(kept, given === null);
    } catch {
      // What was looked at last is a convenience: without it the table is shown as it is.
    }
    if (given) this.#take(given);
    this.#keeper.begin();
    this.#begun.set(true);
    await this.load({ count: true });
  }

  /** Shows what a filter finds that was handed over with the tab. */
  #take(given: Filter): void {
    this.#look.parts.set(partsOfFilter(given));
    const { filter: _taken, ...data } = untracked(this.handle.tab).data;
    this.handle.change({ data });
  }

  /** Shows the table as a named view has it. */
  async show(view: KeptLook): Promise<void> {
    this.#look.restore(view, true);
    this.#look.pageNumber.set(1);
    await this.load({ count: true });
  }

  /** Asks for the page that is looked at. */
  async load(how: { count?: boolean; turn?: Turn } = {}): Promise<void> {
    const { place } = this;
    if (!place) return;
    this.#loading?.abort();
    const loading = (this.#loading = new AbortController());
    const startedAt = Date.now();
    const status = untracked(this.handle.status);
    const cancel = (): void => {
      loading.abort();
    };
    this.handle.status.set({ ...status, running: { what: `Reading ${this.title}`, startedAt, cancel } });
    const cursor = this.#cursor(how.turn);
    if (how.count) this.#count.forget();
    const { added } = untracked(this.view);
    const answer = await this.#page.load(() =>
      this.#api.call(
        explorerRows,
        {
          ...this.#look.narrowing(place),
          sort: [...untracked(this.sort)],
          pagination: { page: untracked(this.pageNumber), limit: untracked(this.limit), ...(cursor === null ? {} : { cursor }) },
          count: how.count ? 'estimate' : 'none',
          ...(added.length === 0 ? {} : { also: [...added] }),
        },
        { signal: loading.signal, parse: parseRows },
      ),
    );
    if (this.#loading !== loading) return;
    this.#loading = undefined;
    this.handle.status.set(answer ? { rows: answer.rows.length, time: answer.executionTime } : {});
    if (!answer) return;
    // a page beyond the end: something was deleted, or the number was too large
    if (answer.rows.length === 0 && untracked(this.pageNumber) > 1 && how.turn === undefined) {
      this.#look.pageNumber.set(1);
      await this.load({ count: true });
      return;
    }
    this.#count.note(answer, untracked(this.#look.offset));
  }

  #cursor(turn: Turn | undefined): string | null {
    const pagination = untracked(this.answer)?.pagination;
    if (turn === 'next') return pagination?.next ?? null;
    return turn === 'previous' ? (pagination?.previous ?? null) : null;
  }

  mark(staged: number): void {
    const dirty = staged > 0;
    if (untracked(this.handle.tab).dirty !== dirty) this.handle.change({ dirty });
  }

  async changed(answer: ChangesAnswer, sent?: readonly RowChange[]): Promise<void> {
    this.#page.update((page) => changedPage(page, answer, sent));
    await this.load({ count: true });
  }

  reload(): void {
    void this.load({ count: true });
  }

  /** Turns to the page beside this one, by its cursor where there is one. */
  step(by: 1 | -1): void {
    const to = untracked(this.pageNumber) + by;
    if (to < 1 || (by === 1 && !untracked(this.answer)?.pagination.hasMore)) return;
    this.#look.pageNumber.set(to);
    void this.load({ turn: by === 1 ? 'next' : 'previous' });
  }

  toPage(page: number): void {
    const to = Math.max(1, Math.round(page));
    if (to === untracked(this.pageNumber)) return;
    this.#look.pageNumber.set(to);
    void this.load({ turn: 'page' });
  }

  /** The last page; where the number of rows is only estimated, they are counted first. */
  async toLast(): Promise<void> {
    if (untracked(this.total)?.isEstimate !== false) await this.count();
    const pages = untracked(this.pages);
    if (untracked(this.total)?.isEstimate === false && pages !== null) this.toPage(pages);
  }

  setLimit(limit: number): void {
    this.#look.pageBy(limit);
    void this.load();
  }

  /** Counts exactly. Throws nothing: what failed stands in `countFault`. */
  count(): Promise<void> {
    return this.#count.count();
  }

  cancelCount(): void {
    this.#count.cancel();
  }

  async #countRows(signal: AbortSignal): Promise<number> {
    const { place } = this;
    if (!place) return 0;
    return (await this.#api.call(explorerCount, this.#look.narrowing(place), { signal })).total;
  }

  /** Whether its rows are documents, each of which may have fields that no other has. */
  readonly isOfDocuments = computed(() => this.connection()?.type === 'mongodb');

  /** Shows a field that was not found by itself. */
  addField(path: string): void {
    this.view.update((view) => ({ ...view, added: [...view.added.filter((name) => name !== path), path] }));
    void this.load();
  }

  setParts(parts: readonly Filter[]): void {
    this.#look.parts.set(parts);
    this.#narrowed();
  }

  setSearch(search: string): void {
    if (search === untracked(this.search)) return;
    this.#look.search.set(search);
    this.#narrowed();
  }

  #narrowed(): void {
    this.#look.pageNumber.set(1);
    void this.load({ count: true });
  }

  sortBy(column: string, adding: boolean): void {
    this.#sorted(sortedBy(untracked(this.sort), column, adding));
  }

  sortAs(column: string, direction: Direction | null): void {
    this.#sorted(sortedAs(untracked(this.sort), column, direction));
  }

  #sorted(sort: readonly SortKey[]): void {
    this.#look.sort.set(sort);
    this.#look.pageNumber.set(1);
    void this.load();
  }

  /** The values of a column with their counts, under the other filters. Throws a `Fault`. */
  distinct(column: string, search: string, filter: Filter | null, signal: AbortSignal): Promise<Distinct> {
    if (!this.place) return Promise.resolve({ values: [], hasMore: false });
    return this.#api.call(
      explorerDistinct,
      {
        id: this.place.connectionId,
        table: this.place.table,
        column,
        filter,
        search: search === '' ? null : search,
        limit: 100,
      },
      { signal },
    );
  }
}
