import { CdkContextMenuTrigger, CdkMenu, CdkMenuItem } from '@angular/cdk/menu';
import {
  ChangeDetectionStrategy,
  Component,
  DestroyRef,
  ElementRef,
  Injector,
  ViewEncapsulation,
  afterNextRender,
  computed,
  effect,
  inject,
  output,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { createGrid, type GridApi } from 'ag-grid-community';
import { Toasts } from '../../../core/toasts';
import { CellEditor, type EditEnd } from '../edit/cell-editor';
import { ExplorerDesk } from '../explorer-desk';
import { ExplorerStore } from '../explorer.store';
import { moved, withHidden, withPinned, withWidth } from '../explorer-view';
import { scalar } from '../filter/filter-parts';
import { QuickFilters } from '../filter/quick-filters';
import { StagingStore } from '../staging/staging.store';
import { Icon } from '../../../ui/icon';
import { type CopyFormat, toCsv, toJson, toMarkdown, toTsv } from '../../../ui/result-grid/copy-formats';
import { columnId, columnPlace, rowNumberId } from '../../../ui/result-grid/grid-options';
import { GridSelection } from '../../../ui/result-grid/grid-selection';
import type { CellFace } from './cell-drawer';
import { GridKeys } from './grid-keys';
import { fitted, tableGridOptions } from './table-grid-options';

const narrowScreen = 560;
const plainHead = 30;
const filterHead = 58;

/** The table itself: rows of the page with what is staged, moved in, selected, edited and copied like a spreadsheet. */
@Component({
  selector: 'o-explorer-grid',
  imports: [CdkContextMenuTrigger, CdkMenu, CdkMenuItem, CellEditor, Icon],
  templateUrl: './explorer-grid.html',
  styleUrl: './explorer-grid.scss',
  encapsulation: ViewEncapsulation.None,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ExplorerGrid {
  protected readonly store = inject(ExplorerStore);
  protected readonly staging = inject(StagingStore);
  protected readonly desk = inject(ExplorerDesk);
  protected readonly quick = inject(QuickFilters);
  readonly #toasts = inject(Toasts);
  readonly #injector = inject(Injector);
  readonly #host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  /** The values of a column shall be picked from: at this place of the screen. */
  readonly pick = output<{ readonly place: number; readonly at: DOMRect }>();

  private readonly grid = viewChild.required<ElementRef<HTMLElement>>('place');
  private readonly before = viewChild.required<ElementRef<HTMLElement>>('before');
  private readonly after = viewChild.required<ElementRef<HTMLElement>>('after');
  private readonly menu = viewChild.required(CdkContextMenuTrigger);
  #api: GridApi | undefined;
  #narrow = false;
  /** Lines that the grid was told of. */
  #shown = 0;
  readonly #selection = new GridSelection(
    this.#host,
    () => this.grid().nativeElement,
    () => this.#api,
    () => untracked(this.desk.lines).count,
    () => {
      this.#tell();
    },
  );
  readonly #keys = new GridKeys(this.desk, {
    move: (event) => this.#selection.key(event),
  });
  /** What the menu is about. */
  protected readonly menuFor = signal<{ readonly place: number; readonly line: number | null } | null>(null);
  protected readonly menuColumn = computed(() => this.store.columns()[this.menuFor()?.place ?? -1]);
  protected readonly menuPinned = computed(() => this.store.view().pinned.includes(this.menuColumn()?.name ?? ''));
  protected readonly menuSort = computed(() => this.store.sort().find(({ column }) => column === this.menuColumn()?.name));
  protected readonly manyRows = computed(() => {
    const block = this.desk.block();
    return block ? block.bottom - block.top + 1 : 0;
  });
  /** Where the editor lies: over its cell. */
  protected readonly editorBox = signal<{ left: number; top: number; width: number; height: number } | null>(null);

  constructor() {
    afterNextRender(() => {
      this.grid().nativeElement.addEventListener(
        'contextmenu',
        (event) => {
          this.#aim(event);
        },
        { capture: true },
      );
      effect(
        () => {
          const columns = this.store.columns();
          untracked(() => {
            if (columns.length > 0) this.#build();
          });
        },
        { injector: this.#injector },
      );
      effect(
        () => {
          this.desk.lines();
          this.staging.turn();
          untracked(() => {
            this.#redraw();
          });
        },
        { injector: this.#injector },
      );
      effect(
        () => {
          this.desk.arranged();
          untracked(() => {
            this.#arrange();
          });
        },
        { injector: this.#injector },
      );
      effect(
        () => {
          this.store.sort();
          this.quick.texts();
          const shown = this.quick.shown();
          untracked(() => {
            this.#api?.setGridOption('headerHeight', shown ? filterHead : plainHead);
            this.#api?.refreshHeader();
          });
        },
        { injector: this.#injector },
      );
      effect(
        () => {
          const at = this.desk.goTo();
          if (at)
            untracked(() => {
              this.desk.goTo.set(null);
              this.#goTo(at.line, at.place);
            });
        },
        { injector: this.#injector },
      );
      effect(
        () => {
          const at = this.desk.editing();
          untracked(() => {
            this.editorBox.set(at ? this.#boxOf(at.line, at.place) : null);
          });
        },
        { injector: this.#injector },
      );
    });
    inject(DestroyRef).onDestroy(() => {
      this.#api?.destroy();
    });
  }

  focus(): void {
    this.#selection.focus();
  }

  #build(): void {
    this.#api?.destroy();
    this.#selection.select(undefined, false);
    this.#narrow = this.#host.clientWidth < narrowScreen;
    const lines = untracked(this.desk.lines);
    this.#api = createGrid(this.grid().nativeElement, {
      ...tableGridOptions({
        columns: untracked(this.store.columns),
        arranged: untracked(this.desk.arranged),
        lines: () => untracked(this.desk.lines),
        narrow: this.#narrow,
        headHeight: untracked(this.quick.shown) ? filterHead : plainHead,
        cells: {
          face: (line, place) => this.#face(line, place),
          follow: (line, place) => {
            this.desk.follow({ line, place });
          },
        },
        heads: {
          column: (place) => this.desk.column(place),
          sort: () => untracked(this.store.sort),
          quickFilter: (place) => this.quick.of(this.desk.column(place)?.name ?? ''),
          sortBy: (place, adding) => {
            const name = this.desk.column(place)?.name;
            if (name !== undefined) this.store.sortBy(name, adding);
          },
          menu: (place, at) => {
            this.#openMenu(place, at);
          },
          pick: (place, at) => {
            this.pick.emit({ place, at });
          },
          filter: (place, text) => {
            const column = this.desk.column(place);
            if (column) this.quick.set(column, text);
          },
          leaveFilter: () => {
            this.focus();
          },
        },
        stateOf: (line) => {
          const id = untracked(this.desk.lines).lines[line]?.id;
          return id === null || id === undefined ? undefined : this.staging.stateOf(id);
        },
        firstRow: () => (untracked(this.store.pageNumber) - 1) * untracked(this.store.limit),
        selectAll: () => {
          this.#selection.selectAll();
        },
      }),
      onDisplayedColumnsChanged: () => {
        this.#selection.columnsChanged();
      },
      onColumnResized: ({ finished, source, column }) => {
        const name = this.desk.column(columnPlace(column?.getColId()) ?? -1)?.name;
        if (finished && source === 'uiColumnResized' && column && name !== undefined)
          this.store.view.update((view) => withWidth(view, name, column.getActualWidth()));
      },
      onColumnMoved: ({ finished, source, column }) => {
        if (finished && source === 'uiColumnMoved' && column) this.#movedColumn(column.getColId());
      },
      onViewportChanged: () => {
        this.#selection.paint();
      },
      onBodyScroll: () => {
        this.#scrolled();
      },
    });
    this.#api.setRowCount((this.#shown = lines.count), true);
    this.#selection.columnsChanged();
    this.grid()
      .nativeElement.querySelector('[role="grid"], [role="treegrid"]')
      ?.setAttribute('aria-label', `Rows of ${this.store.title}`);
  }

  #face(line: number, place: number): CellFace | undefined {
    const lines = untracked(this.desk.lines);
    const column = lines.columns[place];
    const at = lines.lines[line];
    if (!column || !at) return undefined;
    const id = at.id ?? '';
    const state = this.staging.stateOf(id);
    const value = lines.value(line, place);
    const isChanged = lines.isChanged(line, place);
    return {
      value,
      column,
      isDefault: value === undefined && (at.row !== undefined || column.default !== null || column.generated !== null),
      state:
        state === 'deleted' || state === 'new'
          ? state
          : state === 'conflict' && isChanged
            ? 'conflict'
            : lines.stagedAt(line)?.op === 'insert'
              ? 'new'
              : isChanged
                ? 'changed'
                : 'plain',
      fault: this.staging.faultOf(id, column),
      isMatch: lines.isMatch(line, place),
      isCut: lines.isCut(line, place),
      inRange: this.#selection.isSelected(line, place),
      atKeyboard: this.#selection.isHead(line, place),
    };
  }

  #redraw(): void {
    const api = this.#api;
    if (!api) return;
    const { count } = untracked(this.desk.lines);
    if (this.#shown !== count) api.setRowCount((this.#shown = count), true);
    api.refreshCells({ force: true });
    const head = this.#selection.head;
    if (head && head.row >= count) this.#selection.select(undefined, false);
    else this.#selection.paint();
    this.#tell();
  }

  #arrange(): void {
    const api = this.#api;
    if (!api) return;
    const arranged = untracked(this.desk.arranged);
    api.applyColumnState({
      state: [
        { colId: rowNumberId },
        ...arranged.map(({ place, hidden, pinned, width }, at) => ({
          colId: columnId(place),
          hide: hidden,
          pinned: pinned || (this.#narrow && at === 0) ? ('left' as const) : null,
          ...(width === undefined ? {} : { width }),
        })),
      ],
      applyOrder: true,
    });
  }

  #movedColumn(id: string): void {
    const places = this.#api?.getAllGridColumns().flatMap((column) => columnPlace(column.getColId()) ?? []) ?? [];
    const place = columnPlace(id);
    const name = place === undefined ? undefined : this.desk.column(place)?.name;
    const next = place === undefined ? undefined : places[places.indexOf(place) + 1];
    if (name === undefined) return;
    const columns = untracked(this.store.columns);
    this.store.view.update((view) => moved(columns, view, name, next === undefined ? null : (columns[next]?.name ?? null)));
  }

  #tell(): void {
    const { head, block, columns } = this.#selection;
    this.desk.at.set(head ? { line: head.row, place: head.column } : null);
    this.desk.block.set(
      block
        ? {
            top: block.top,
            bottom: block.bottom,
            places: columns.slice(block.left, block.right + 1),
            wholeRows: columns.length > 1 && block.left === 0 && block.right === columns.length - 1,
          }
        : null,
    );
  }

  #goTo(line: number, place: number): void {
    const column = this.#selection.columns.indexOf(place);
    const at = { row: line, column: Math.max(0, column) };
    this.#selection.select({ anchor: at, head: at });
  }

  protected key(event: KeyboardEvent): void {
    if (!(event.target instanceof Element) || !event.target.closest('.ag-cell, .o-grid-place') || this.desk.editing()) return;
    if (event.target.closest('.x-head')) return;
    if (event.key === 'Tab') {
      (event.shiftKey ? this.before() : this.after()).nativeElement.focus({ preventScroll: true });
      return;
    }
    if (!this.#keys.press(event)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** The keyboard came in by a key: it belongs to a cell. */
  protected entered(event: FocusEvent): void {
    const { target } = event;
    if (!(target instanceof HTMLElement) || target.closest('.ag-cell, button, input') || !target.matches(':focus-visible'))
      return;
    if (event.relatedTarget instanceof Node && this.grid().nativeElement.contains(event.relatedTarget)) return;
    this.#selection.focus();
  }

  protected press(event: PointerEvent): void {
    this.#selection.press(event);
  }

  protected doubled(event: MouseEvent): void {
    const at = this.desk.at();
    if (at && event.target instanceof Element && event.target.closest('.ag-cell:not(.o-row-number)')) this.desk.edit(at);
  }

  protected ended({ value, move }: EditEnd): void {
    const at = this.desk.editing();
    this.desk.editing.set(null);
    if (at && value !== undefined) this.desk.set(at, value);
    this.focus();
    if (move !== undefined) this.#selection.key(new KeyboardEvent('keydown', { key: move }));
  }

  #boxOf(line: number, place: number): { left: number; top: number; width: number; height: number } | null {
    const cell = this.#host.querySelector(`.ag-row[row-index="${String(line)}"] .ag-cell[col-id="${columnId(place)}"]`);
    if (!cell) return null;
    const box = cell.getBoundingClientRect();
    return { left: box.left, top: box.top, width: box.width, height: box.height };
  }

  /** The editor stays with its cell; when that goes out of sight, so does the edit. */
  #scrolled(): void {
    const at = untracked(this.desk.editing);
    if (at) this.editorBox.set(this.#boxOf(at.line, at.place) ?? untracked(this.editorBox));
  }

  #aim(event: MouseEvent): void {
    const target = event.target instanceof Element ? event.target : null;
    const head = columnPlace(target?.closest('.ag-header-cell')?.getAttribute('col-id'));
    if (head !== undefined && !target?.closest('.quick')) {
      this.menuFor.set({ place: head, line: null });
      return;
    }
    this.#selection.pointAt(target);
    const at = this.desk.at();
    if (at && target?.closest('.ag-cell')) this.menuFor.set({ place: at.place, line: at.line });
    else {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  #openMenu(place: number, at: DOMRect): void {
    this.menuFor.set({ place, line: null });
    this.menu().open({ x: at.left, y: at.bottom + 2 });
  }

  protected menuClosed(): void {
    setTimeout(() => {
      if (document.activeElement === document.body && !this.desk.editing()) this.focus();
    });
  }

  protected pin(name: string, pinned: boolean): void {
    this.store.view.update((view) => withPinned(view, name, pinned));
  }

  protected hide(name: string): void {
    this.store.view.update((view) => withHidden(view, name, true));
  }

  protected fit(place: number): void {
    const column = this.desk.column(place);
    if (!column) return;
    const width = fitted(untracked(this.desk.lines), place, 900);
    this.store.view.update((view) => withWidth(view, column.name, width));
  }

  protected pickAt(place: number): void {
    const head = this.#host.querySelector(`.ag-header-cell[col-id="${columnId(place)}"]`);
    if (head) this.pick.emit({ place, at: head.getBoundingClientRect() });
  }

  protected selectColumn(place: number): void {
    this.#selection.selectColumn(place);
    this.#selection.focus();
  }

  /** Keeps only the rows with the value of the cell, or leaves them out. */
  protected filterByValue(line: number, place: number, keep: boolean): void {
    const column = this.desk.column(place);
    const value = untracked(this.desk.lines).original(line, place);
    if (!column) return;
    this.store.setParts([
      ...untracked(this.store.parts),
      value === null || value === undefined
        ? { column: column.name, operator: keep ? 'is null' : 'is not null' }
        : { column: column.name, operator: keep ? '=' : '!=', value: scalar(value) },
    ]);
  }

  protected copyEvent(event: ClipboardEvent): void {
    if (event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) return;
    const text = this.#text('tsv', false);
    if (text === undefined || !event.clipboardData) return;
    event.preventDefault();
    event.clipboardData.setData('text/plain', text);
    this.#toasts.show(`Copied ${this.#amount()}.`);
  }

  protected pasteEvent(event: ClipboardEvent): void {
    if (event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) return;
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (text === '') return;
    event.preventDefault();
    this.desk.paste(text, this.#selection.columns);
  }

  protected async copy(format: CopyFormat, withHeader = false): Promise<void> {
    const text = this.#text(format, withHeader);
    if (text === undefined) return;
    try {
      await navigator.clipboard.writeText(text);
      this.#toasts.show(`Copied ${this.#amount()}.`);
    } catch {
      this.#toasts.show('The browser lets this page copy only by its key: Ctrl C.');
    }
  }

  #amount(): string {
    const block = untracked(this.desk.block);
    const rows = block ? block.bottom - block.top + 1 : 0;
    const columns = block?.places.length ?? 0;
    return rows * columns === 1 ? 'the cell' : `${rows.toLocaleString('en')} × ${columns.toLocaleString('en')} cells`;
  }

  #text(format: CopyFormat, withHeader: boolean): string | undefined {
    const block = untracked(this.desk.block);
    if (!block) return undefined;
    const lines = untracked(this.desk.lines);
    const rows: unknown[][] = [];
    for (let line = block.top; line <= block.bottom; line += 1)
      rows.push(block.places.map((place) => lines.value(line, place) ?? null));
    const copied = { columns: block.places.flatMap((place) => lines.columns[place] ?? []), rows };
    switch (format) {
      case 'csv':
        return toCsv(copied);
      case 'json':
        return toJson(copied);
      case 'markdown':
        return toMarkdown(copied);
      default:
        return toTsv(copied, withHeader);
    }
  }
}
