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
  input,
  output,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import type { ResultColumn } from '@orrery/contracts';
import { createGrid, type GridApi } from 'ag-grid-community';
import { Icon } from '../icon';
import { plainText, wantsViewer } from './cell-text';
import { toCsv, toJson, toMarkdown, toTsv, type CopyBlock, type CopyFormat } from './copy-formats';
import { GridModel } from './grid-model';
import { columnId, columnPlace, firstWidth, gridOptions, rowNumberId, rowNumberWidth } from './grid-options';
import { GridSelection } from './grid-selection';
import { isOneCell } from './cell-range';
import type { SortDirection } from './sort-order';

/** A cell of a result: its row as it came, and its column. */
export interface GridCell {
  readonly row: number;
  readonly place: number;
  readonly column: ResultColumn;
  readonly value: unknown;
}

export interface CopiedNotice {
  readonly rows: number;
  readonly columns: number;
  /** The page is not secure, so the browser lets it copy only by key: the next copy by key takes what was asked for. */
  readonly byKey: boolean;
}

const narrowScreen = 560;
const widest = 900;
/** Rows by which the widths of columns can be judged. */
const enoughToFit = 50;

/**
 * A result of any length as a spreadsheet: it scrolls, selects, sorts and copies like one. `rows` may grow in place; `count` says
 * how many there are now. Give another array to show another result.
 */
@Component({
  selector: 'o-result-grid',
  imports: [CdkContextMenuTrigger, CdkMenu, CdkMenuItem, Icon],
  templateUrl: './result-grid.html',
  styleUrl: './result-grid.scss',
  encapsulation: ViewEncapsulation.None,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ResultGrid {
  readonly columns = input.required<readonly ResultColumn[]>();
  readonly rows = input.required<readonly (readonly unknown[])[]>();
  readonly count = input.required<number>();
  readonly label = input('Result');
  /** Writes INSERT statements in the words of the database; without it the menu does not offer them. */
  readonly insert = input<((block: CopyBlock) => string) | null>(null);
  /** The cell that has the keyboard, each time it changes. */
  readonly at = output<GridCell | null>();
  /** How many cells are selected: 1 is only the cell at the keyboard. */
  readonly selected = output<{ readonly rows: number; readonly columns: number } | null>();
  /** The person wants to see a cell whole. */
  readonly view = output();
  readonly copied = output<CopiedNotice>();

  private readonly place = viewChild.required<ElementRef<HTMLElement>>('place');
  private readonly before = viewChild.required<ElementRef<HTMLElement>>('before');
  private readonly after = viewChild.required<ElementRef<HTMLElement>>('after');
  private readonly menu = viewChild.required(CdkContextMenuTrigger);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  private model = new GridModel([], []);
  private grid: GridApi | undefined;
  private narrow = false;
  /** Rows that the widths were made for. */
  private fitted = 0;
  private readonly resized = new Set<number>();
  /** What the next copy by key puts on the clipboard, instead of the selection. */
  private waiting: { readonly text: string; readonly notice: { readonly rows: number; readonly columns: number } } | undefined;
  private readonly selection = new GridSelection(
    this.host,
    () => this.place().nativeElement,
    () => this.grid,
    () => this.model.rows.length,
    () => {
      this.tell();
    },
  );
  /** What the menu is about: a column's head, or a cell (with its column). */
  protected readonly menuFor = signal<{ readonly place: number; readonly cell: GridCell | null } | null>(null);
  protected readonly menuColumn = computed(() => this.columns()[this.menuFor()?.place ?? -1]);
  protected readonly pinned = signal(false);
  protected readonly hidden = signal<readonly number[]>([]);
  protected readonly link = computed(() => {
    const value = this.menuFor()?.cell?.value;
    return typeof value === 'string' && /^https?:\/\/\S+$/i.test(value) ? value : null;
  });
  protected readonly canView = computed(() => {
    const cell = this.menuFor()?.cell;
    return cell ? wantsViewer(cell.value, cell.column.kind) || cell.value !== null : false;
  });

  private readonly injector = inject(Injector);

  constructor() {
    afterNextRender(() => {
      // before the menu's own listener on the same element: it must know what it will be about, and then take the focus
      this.place().nativeElement.addEventListener(
        'contextmenu',
        (event) => {
          this.aim(event);
        },
        { capture: true },
      );
      effect(
        () => {
          const columns = this.columns();
          const rows = this.rows();
          untracked(() => {
            this.build(columns, rows);
          });
        },
        { injector: this.injector },
      );
      effect(
        () => {
          const count = this.count();
          untracked(() => {
            this.grew(count);
          });
        },
        { injector: this.injector },
      );
    });
    inject(DestroyRef).onDestroy(() => {
      this.grid?.destroy();
    });
  }

  /** Puts the keyboard into the grid. */
  focus(): void {
    this.selection.focus();
  }

  private build(columns: readonly ResultColumn[], rows: readonly (readonly unknown[])[]): void {
    this.grid?.destroy();
    this.model = new GridModel(columns, rows);
    this.hidden.set([]);
    this.selection.select(undefined, false);
    this.fitted = rows.length;
    this.resized.clear();
    this.narrow = this.host.clientWidth < narrowScreen;
    this.grid = createGrid(this.place().nativeElement, {
      ...gridOptions(
        this.model,
        {
          model: this.model,
          sort: (place) => {
            this.nextSort(place);
          },
          menu: (place, at) => {
            this.openColumnMenu(place, at);
          },
          selectAll: () => {
            this.selection.selectAll();
          },
        },
        this.selection,
        this.narrow,
      ),
      onDisplayedColumnsChanged: () => {
        this.selection.columnsChanged();
      },
      onColumnResized: ({ source, column }) => {
        const place = source === 'uiColumnResized' ? columnPlace(column?.getColId()) : undefined;
        if (place !== undefined) this.resized.add(place);
      },
      onViewportChanged: () => {
        this.selection.paint();
      },
    });
    this.selection.columnsChanged();
    this.widenNumbers();
    this.place().nativeElement.querySelector('[role="grid"], [role="treegrid"]')?.setAttribute('aria-label', this.label());
  }

  private grew(count: number): void {
    const grid = this.grid;
    if (!grid) return;
    grid.setRowCount(count, true);
    this.widenNumbers();
    if (this.fitted < enoughToFit && count > this.fitted) this.fitByItself(grid, count);
  }

  /** Columns come before their rows: they get their widths from the first rows, until the person chooses others. */
  private fitByItself(grid: GridApi, count: number): void {
    this.fitted = count;
    const widths = [...this.model.columns.keys()]
      .filter((place) => !this.resized.has(place))
      .map((place) => ({ key: columnId(place), newWidth: firstWidth(this.model, place, this.narrow) }));
    grid.setColumnWidths(widths);
  }

  private widenNumbers(): void {
    const width = rowNumberWidth(this.model.rows.length);
    const column = this.grid?.getColumn(rowNumberId);
    if (column && column.getActualWidth() < width) this.grid?.setColumnWidths([{ key: rowNumberId, newWidth: width }]);
  }

  protected key(event: KeyboardEvent): void {
    if (!(event.target instanceof Element) || !event.target.closest('.ag-cell, .o-grid-place')) return;
    if (event.key === 'Tab') {
      // one step leads out of the grid, whatever the browser takes for focusable in it
      (event.shiftKey ? this.before() : this.after()).nativeElement.focus({ preventScroll: true });
      return;
    }
    if (event.key === 'Enter' || (event.key === ' ' && !event.shiftKey)) this.view.emit();
    else if (!this.selection.key(event)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** The keyboard came in by a key: it belongs to a cell. */
  protected entered(event: FocusEvent): void {
    const { target } = event;
    if (!(target instanceof HTMLElement) || target.closest('.ag-cell, button') || !target.matches(':focus-visible')) return;
    if (event.relatedTarget instanceof Node && this.place().nativeElement.contains(event.relatedTarget)) return;
    this.selection.focus();
  }

  protected press(event: PointerEvent): void {
    this.selection.press(event);
  }

  protected doubled(event: MouseEvent): void {
    if (event.target instanceof Element && event.target.closest('.ag-cell:not(.o-row-number)')) this.view.emit();
  }

  /** Before the menu opens: what it will be about. */
  private aim(event: MouseEvent): void {
    if (!this.aimed(event)) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  private aimed(event: MouseEvent): boolean {
    const target = event.target instanceof Element ? event.target : null;
    const header = target?.closest('.ag-header-cell');
    if (header) {
      const place = columnPlace(header.getAttribute('col-id'));
      if (place !== undefined) this.aimAt(place, null);
      return place !== undefined;
    }
    this.selection.pointAt(target);
    const cell = this.cell();
    if (!cell || !target?.closest('.ag-cell')) return false;
    this.aimAt(cell.place, cell);
    return true;
  }

  private aimAt(place: number, cell: GridCell | null): void {
    this.pinned.set(this.grid?.getColumn(columnId(place))?.isPinned() ?? false);
    this.menuFor.set({ place, cell });
  }

  /** The menu has closed: the keyboard goes back to where it was, unless it was taken elsewhere. */
  protected menuClosed(): void {
    setTimeout(() => {
      if (document.activeElement === document.body) this.selection.focus();
    });
  }

  private openColumnMenu(place: number, at: DOMRect): void {
    this.aimAt(place, null);
    this.menu().open({ x: at.left, y: at.bottom + 2 });
  }

  private cell(): GridCell | null {
    const head = this.selection.head;
    const column = head && this.model.columns[head.column];
    if (!column) return null;
    return { row: this.model.place(head.row), place: head.column, column, value: this.model.value(head.row, head.column) };
  }

  private tell(): void {
    this.waiting = undefined;
    const block = this.selection.block;
    this.at.emit(this.cell());
    this.selected.emit(block ? { rows: block.bottom - block.top + 1, columns: block.right - block.left + 1 } : null);
  }

  private nextSort(place: number): void {
    const sort = this.model.sort;
    if (sort?.column !== place) this.sortBy(place, 'asc');
    else this.sortBy(place, sort.direction === 'asc' ? 'desc' : undefined);
  }

  protected sortBy(place: number, direction: SortDirection | undefined): void {
    this.model.sortBy(direction && { column: place, direction });
    this.grid?.refreshCells({ force: true });
    this.grid?.refreshHeader();
    this.selection.paint();
    this.tell();
  }

  protected get sorted(): boolean {
    return this.model.sort !== undefined;
  }

  protected hide(place: number): void {
    this.grid?.setColumnsVisible([columnId(place)], false);
    this.hidden.update((hidden) => [...hidden, place]);
  }

  protected showAll(): void {
    this.grid?.setColumnsVisible(this.hidden().map(columnId), true);
    this.hidden.set([]);
  }

  protected pin(place: number, pin: boolean): void {
    this.grid?.setColumnsPinned([columnId(place)], pin ? 'left' : null);
  }

  protected fit(places: readonly number[]): void {
    this.grid?.setColumnWidths(
      places.map((place) => ({ key: columnId(place), newWidth: this.model.width(place, widest, 2_000) })),
    );
  }

  protected fitAll(): void {
    this.fit([...this.model.columns.keys()]);
  }

  protected selectColumn(place: number): void {
    this.selection.selectColumn(place);
    this.selection.focus();
  }

  protected copyName(place: number): void {
    void this.write(this.model.columns[place]?.name ?? '', 0, 0);
  }

  protected copy(format: CopyFormat, withHeader = false): void {
    const block = this.block();
    if (block) void this.write(this.textOf(block, format, withHeader), block.rows.length, block.columns.length);
  }

  /** The browser's own copy, begun by its key: the clipboard can be written at once, also without a secure page. */
  protected copyEvent(event: ClipboardEvent): void {
    const block = this.block();
    const waiting = this.waiting;
    this.waiting = undefined;
    if (!event.clipboardData) return;
    if (waiting) {
      event.preventDefault();
      event.clipboardData.setData('text/plain', waiting.text);
      this.copied.emit({ ...waiting.notice, byKey: false });
    } else if (block) {
      event.preventDefault();
      event.clipboardData.setData('text/plain', toTsv(block));
      this.copied.emit({ rows: block.rows.length, columns: block.columns.length, byKey: false });
    }
  }

  private textOf(block: CopyBlock, format: CopyFormat, withHeader: boolean): string {
    switch (format) {
      case 'csv':
        return toCsv(block);
      case 'json': {
        const [row] = block.rows;
        const [column] = block.columns;
        const one = block.rows.length === 1 && block.columns.length === 1;
        return one && column?.kind === 'json' && row ? plainText(row[0], 'json') : toJson(block);
      }
      case 'markdown':
        return toMarkdown(block);
      case 'insert':
        return this.insert()?.(block) ?? '';
      case 'tsv':
        return toTsv(block, withHeader);
    }
  }

  private block(): CopyBlock | undefined {
    const block = this.selection.block;
    return block && this.model.block(block, this.selection.columns);
  }

  protected get single(): boolean {
    const block = this.selection.block;
    return block !== undefined && isOneCell(block);
  }

  private async write(text: string, rows: number, columns: number): Promise<void> {
    let byKey = false;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // without a secure page (plain http in a local network) the clipboard is there only inside of a copy event
      byKey = true;
      this.waiting = { text, notice: { rows, columns } };
    }
    this.copied.emit({ rows, columns, byKey });
    this.selection.focus();
  }
}
