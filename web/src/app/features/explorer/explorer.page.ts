import { CdkMenu, CdkMenuItem, CdkMenuTrigger } from '@angular/cdk/menu';
import { ChangeDetectionStrategy, Component, DestroyRef, computed, effect, inject, untracked, viewChild } from '@angular/core';
import type { Filter } from '@orrery/contracts';
import { dialectOf } from '@orrery/dialects';
import { Commands } from '../../core/commands';
import { isMarked, markOf } from '../../core/connection-mark';
import { Dialogs } from '../../core/dialogs';
import { capital } from '../../core/kind-words';
import { Keys } from '../../core/keys';
import { openFiltered, schemaOfTable } from '../../core/table-tab';
import { Toasts } from '../../core/toasts';
import { Workspace } from '../../core/workspace';
import { EmptyState } from '../../ui/empty-state';
import { focusAfter } from '../../ui/focus-after';
import { ExportMenu } from '../../ui/export-menu';
import { NoteBox } from '../../ui/note-box';
import { Icon } from '../../ui/icon';
import { Progress } from '../../ui/progress';
import { SplitPane } from '../../ui/split-pane';
import { ExplorerDesk, type Side } from './explorer-desk';
import { ExplorerStore } from './explorer.store';
import { explorerCommands, explorerKeys } from './explorer-commands';
import { FilterBar } from './filter/filter-bar';
import { FilterBuilder, type BuilderAsk } from './filter/filter-builder';
import { isOfColumn, pickedBy, withColumnFilter } from './filter/filter-parts';
import { QuickFilters } from './filter/quick-filters';
import { ValueList, type ValueListAsk } from './filter/value-list';
import { ExplorerGrid } from './grid/explorer-grid';
import { ImportDialog, type ImportAsk } from './import/import-dialog';
import { ImportsStore } from './import/imports.store';
import { PageBar } from './page-bar/page-bar';
import { EditedTable } from '../../row-editing/edited-table';
import { EditingDesk } from '../../row-editing/editing-desk';
import { ChangesPanel } from '../../row-editing/panels/changes-panel';
import { ColumnsPanel } from './side/columns-panel';
import { Peek } from './side/peek';
import { PeekPanel } from './side/peek-panel';
import { RowPanel } from './side/row-panel';
import { ValuePanel } from '../../row-editing/panels/value-panel';
import { SetsPanel } from '../../row-editing/panels/sets-panel';
import { Applying } from '../../row-editing/staging/applying';
import { ChangesStore } from '../../row-editing/staging/changes.store';
import { StagingStore } from '../../row-editing/staging/staging.store';
import { ViewsStore } from './views.store';
import { WholeTable } from './whole-table';

/** A table's rows: found, sorted, paged and edited. */
@Component({
  selector: 'o-explorer-page',
  imports: [
    CdkMenu,
    CdkMenuItem,
    CdkMenuTrigger,
    ExportMenu,
    NoteBox,
    ChangesPanel,
    ColumnsPanel,
    EmptyState,
    ExplorerGrid,
    FilterBar,
    Icon,
    PageBar,
    PeekPanel,
    Progress,
    RowPanel,
    SetsPanel,
    SplitPane,
    ValuePanel,
  ],
  providers: [
    ExplorerStore,
    { provide: EditedTable, useExisting: ExplorerStore },
    ChangesStore,
    ImportsStore,
    StagingStore,
    Peek,
    ExplorerDesk,
    { provide: EditingDesk, useExisting: ExplorerDesk },
    Applying,
    QuickFilters,
    ViewsStore,
    WholeTable,
  ],
  templateUrl: './explorer.page.html',
  styleUrl: './explorer.page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ExplorerPage {
  protected readonly store = inject(ExplorerStore);
  protected readonly staging = inject(StagingStore);
  protected readonly desk = inject(ExplorerDesk);
  protected readonly quick = inject(QuickFilters);
  protected readonly views = inject(ViewsStore);
  protected readonly whole = inject(WholeTable);
  readonly #workspace = inject(Workspace);
  readonly #dialogs = inject(Dialogs);
  readonly #applying = inject(Applying);
  readonly #imports = inject(ImportsStore);
  readonly #toasts = inject(Toasts);
  private readonly grid = viewChild(ExplorerGrid);
  private readonly bar = viewChild(FilterBar);

  protected readonly mark = computed(() => {
    const connection = this.store.connection();
    return connection && isMarked(connection) ? markOf(connection) : null;
  });
  protected readonly isProduction = computed(() => this.store.connection()?.extraOptions.environment === 'production');
  protected readonly schema = schemaOfTable(this.store.place?.table ?? '');
  protected readonly statementLabel = computed(
    () => dialectOf(this.store.connection()?.type ?? '')?.statementLabel ?? 'statement',
  );
  protected readonly isNarrow = window.innerWidth < 720;
  protected readonly say = this.desk.say;
  readonly #sides: Readonly<Record<Side, string>> = {
    row: 'Row',
    value: 'Value',
    changes: 'Staged changes',
    sets: 'Applied changes',
    peek: 'Referenced row',
    columns: 'Columns',
  };
  protected readonly sideTitle = computed(() => {
    const side = this.desk.side();
    return side ? this.say(this.#sides[side]) : null;
  });
  protected readonly words = this.store.words;
  protected readonly capital = capital;
  protected readonly hasRows = computed(() => this.desk.lines().count > 0);

  constructor() {
    const { handle } = this.store;
    const { id } = untracked(handle.tab);
    const remove = [
      inject(Commands).add(
        ...explorerCommands(id, () => handle.active(), this.say, {
          editable: () => this.desk.isEditable(),
          staged: () => this.staging.size() > 0,
          apply: () => void this.apply(),
          preview: () => void this.preview(),
          discard: () => void this.discard(),
          search: () => {
            this.focusSearch();
          },
          filter: () => this.bar()?.focus(),
          build: () => void this.build(),
          addRow: () => {
            this.desk.addRow();
          },
          importFile: () => void this.importFile(),
          reload: () => {
            this.store.reload();
          },
          step: (by) => {
            this.store.step(by);
          },
          side: (side) => {
            this.desk.toggle(side);
          },
          copyText: () => void this.copyText(),
          openText: () => {
            this.whole.openInEditor();
          },
          saveView: () => void this.views.save(),
          quick: () => {
            this.quick.shown.update((shown) => !shown);
          },
        }),
      ),
      inject(Keys).bind(...explorerKeys),
    ];
    inject(DestroyRef).onDestroy(() => {
      for (const take of remove) take();
    });
    effect(() => {
      if (handle.active() && this.store.columns().length > 0)
        untracked(() => {
          queueMicrotask(() => this.grid()?.focus());
        });
    });
    // a conflict is looked at where it can be resolved
    effect(() => {
      if (this.staging.conflicts().size > 0)
        untracked(() => {
          this.desk.side.set('changes');
        });
    });
  }

  protected focusSearch(): void {
    document.querySelector<HTMLInputElement>(`#explorer-search-${this.searchId}`)?.focus();
  }
  protected readonly searchId = crypto.randomUUID().slice(0, 8);

  protected search(event: Event): void {
    if (event.target instanceof HTMLInputElement) this.store.setSearch(event.target.value.trim());
  }

  protected focusGrid(): void {
    this.grid()?.focus();
  }

  /** The page's ways to apply leave the keyboard in the grid. */
  protected apply(): Promise<void> {
    return focusAfter(this.#applying.apply(), () => {
      this.focusGrid();
    });
  }

  protected preview(): Promise<void> {
    return focusAfter(this.#applying.preview(), () => {
      this.focusGrid();
    });
  }

  protected async discard(): Promise<void> {
    await this.#applying.discard();
    this.focusGrid();
  }

  protected async build(): Promise<void> {
    const data: BuilderAsk = { columns: this.store.columns(), parts: this.store.parts(), words: this.words() };
    const parts = await this.#dialogs.open<readonly Filter[], BuilderAsk>(FilterBuilder, { data });
    if (parts) this.store.setParts(parts);
  }

  /** Offers the values of a column, under the filters of the other columns. */
  protected async pick(place: number): Promise<void> {
    const column = this.desk.column(place);
    if (!column) return;
    const parts = this.store.parts();
    const own = parts.find((part) => isOfColumn(part, column.name));
    const others = parts.filter((part) => !isOfColumn(part, column.name));
    const filter: Filter | null = others.length === 0 ? null : { and: others };
    const data: ValueListAsk = {
      column,
      picked: own ? pickedBy(own) : [],
      find: (search, signal) => this.store.distinct(column.name, search, filter, signal),
    };
    const answer = await this.#dialogs.open<{ filter: Filter | null }, ValueListAsk>(ValueList, { data });
    if (answer) this.store.setParts(withColumnFilter(parts, column.name, answer.filter));
    this.focusGrid();
  }

  protected async importFile(): Promise<void> {
    if (!this.desk.isEditable()) {
      this.#toasts.show(this.store.editability()?.reason ?? this.say('This table can’t be edited.'));
      return;
    }
    const data: ImportAsk = {
      table: this.store.title,
      columns: this.store.columns(),
      way: this.#imports,
      words: this.words(),
      isFree: this.store.isOfDocuments(),
    };
    const taken = (await this.#dialogs.open<number, ImportAsk>(ImportDialog, { data })) ?? 0;
    if (taken > 0) this.#toasts.show(`Imported ${this.desk.rowsText(taken)}.`);
    this.store.reload();
  }

  protected openTable({ table, filter }: { readonly table: string; readonly filter: Filter }): void {
    const connectionId = this.store.place?.connectionId;
    if (connectionId === undefined) return;
    openFiltered(this.#workspace, { connectionId, table }, filter);
  }

  protected async copyText(): Promise<void> {
    const text = this.store.answer()?.text;
    if (text === undefined) return;
    try {
      await navigator.clipboard.writeText(text);
      this.#toasts.show(`Copied the ${this.statementLabel()}.`);
    } catch {
      this.#toasts.show('The browser does not let this page copy. Open the statement in the editor instead.');
    }
  }
}
