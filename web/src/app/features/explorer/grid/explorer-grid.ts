import { CdkContextMenuTrigger } from '@angular/cdk/menu';
import {
  ChangeDetectionStrategy,
  Component,
  DestroyRef,
  ElementRef,
  Injector,
  ViewEncapsulation,
  afterNextRender,
  effect,
  inject,
  output,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { createGrid, type GridApi } from 'ag-grid-community';
import { CellEditor, type EditEnd } from '../../../row-editing/edit/cell-editor';
import { keysOf } from '../../../core/keys';
import { ExplorerDesk } from '../explorer-desk';
import { ExplorerStore } from '../explorer.store';
import { QuickFilters } from '../filter/quick-filters';
import { StagingStore } from '../../../row-editing/staging/staging.store';
import { type Box, boxOfCell } from '../../../ui/result-grid/cell-box';
import { headOf } from '../../../ui/result-grid/grid-options';
import { GridSelection } from '../../../ui/result-grid/grid-selection';
import { cellFace } from '../../../row-editing/lines/cell-face';
import { GridClipboard } from './grid-clipboard';
import { arrangeColumns, columnEvents, widen } from './grid-columns';
import { GridKeys } from '../../../row-editing/lines/grid-keys';
import { CellMenus } from './cell-menus';
import { GridMenu } from './grid-menu';
import { firstFit, numbersWidth, tableGridOptions } from './table-grid-options';
import { TableHeads } from './table-heads';

const narrowScreen = 560;
const plainHead = 30;
const filterHead = 58;

/** The table itself: rows of the page with what is staged, moved in, selected, edited and copied like a spreadsheet. */
@Component({
  selector: 'o-explorer-grid',
  imports: [CdkContextMenuTrigger, CellEditor, GridMenu],
  providers: [GridClipboard, TableHeads],
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
  protected readonly clipboard = inject(GridClipboard);
  readonly #heads = inject(TableHeads);
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
  /** Which page the rows are. */
  #looked: string | undefined;
  /** Lines that the grid was told of. */
  #shown = 0;
  readonly #selection = new GridSelection(
    this.#host,
    () => this.grid().nativeElement,
    () => this.#api,
    () => untracked(this.desk.lines).count,
    () => {
      this.desk.reached(this.#selection);
    },
  );
  readonly #keys = new GridKeys(this.desk, { move: (event) => this.#selection.key(event) });
  protected readonly menus = new CellMenus(this.#host, this.#selection, () => this.menu());
  /** Where the editor lies: over its cell. */
  protected readonly editorBox = signal<Box | null>(null);

  constructor() {
    afterNextRender(() => {
      this.grid().nativeElement.addEventListener(
        'contextmenu',
        (event) => {
          this.menus.aim(event);
        },
        { capture: true },
      );
      const whenever = (read: () => unknown, then: () => void): void => {
        effect(
          () => {
            read();
            untracked(then);
          },
          { injector: this.#injector },
        );
      };
      whenever(this.store.columns, () => {
        if (this.store.columns().length > 0) this.#build();
      });
      whenever(
        () => [this.desk.lines(), this.staging.turn()],
        () => {
          this.#redraw();
        },
      );
      whenever(this.store.answer, () => {
        if (this.store.answer()) this.#turned();
      });
      whenever(this.desk.arranged, () => {
        if (this.#api) arrangeColumns(this.#api, this.desk.arranged(), this.#narrow);
      });
      whenever(
        () => [this.store.sort(), this.quick.texts(), this.quick.shown()],
        () => {
          this.#api?.setGridOption('headerHeight', this.quick.shown() ? filterHead : plainHead);
          this.#api?.refreshHeader();
        },
      );
      whenever(this.desk.goTo, () => {
        const at = this.desk.goTo();
        if (!at) return;
        this.desk.goTo.set(null);
        this.#selection.goTo(at.line, at.place);
      });
      whenever(this.desk.editing, () => {
        const at = this.desk.editing();
        this.editorBox.set(at && boxOfCell(this.#host, at.line, at.place));
      });
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
          face: (line, place) =>
            this.#selection.marked(cellFace(untracked(this.desk.lines), this.staging, line, place), line, place),
          follow: (line, place) => {
            this.desk.follow({ line, place });
          },
        },
        heads: this.#heads.source({
          menu: (place, at) => {
            this.menus.open(place, at);
          },
          pick: (place, at) => {
            this.pick.emit({ place, at });
          },
          leaveFilter: () => {
            this.focus();
          },
        }),
        stateOf: (line) => {
          const id = untracked(this.desk.lines).at(line)?.id;
          return id === null || id === undefined ? undefined : this.staging.stateOf(id);
        },
        firstRow: () => untracked(this.store.offset),
        selectAll: () => {
          this.#selection.selectAll();
        },
      }),
      onDisplayedColumnsChanged: () => {
        this.#selection.columnsChanged();
      },
      ...columnEvents(untracked(this.store.columns), (change) => {
        this.store.view.update(change);
      }),
      onViewportChanged: () => {
        this.#selection.paint();
      },
      onBodyScroll: () => {
        this.#scrolled();
      },
      onGridSizeChanged: () => {
        this.#selection.stay();
      },
    });
    this.#api.setRowCount((this.#shown = lines.count), true);
    this.#selection.columnsChanged();
    this.grid()
      .nativeElement.querySelector('[role="grid"], [role="treegrid"]')
      ?.setAttribute('aria-label', `${this.desk.say('Rows of')} ${this.store.title}`);
  }

  #redraw(): void {
    const api = this.#api;
    if (!api) return;
    const { count } = untracked(this.desk.lines);
    if (this.#shown !== count) api.setRowCount((this.#shown = count), true);
    api.refreshCells({ force: true });
    this.#selection.rowsChanged();
  }

  /** A page has come: another one is read from its first row. */
  #turned(): void {
    const { pageNumber, limit, sort, filter, search } = this.store;
    const looked = JSON.stringify([pageNumber(), limit(), sort(), filter(), search()]);
    if (this.#looked !== undefined && this.#looked !== looked) this.#selection.begin();
    this.#looked = looked;
    const [lines, arranged] = [this.desk.lines(), this.desk.arranged()];
    if (this.#api)
      widen(
        this.#api,
        arranged,
        (place) => firstFit(lines, place, this.#narrow),
        numbersWidth(this.store.offset() + lines.count),
      );
  }

  protected key(event: KeyboardEvent): void {
    if (!(event.target instanceof Element) || !event.target.closest('.ag-cell, .o-grid-place') || this.desk.editing()) return;
    if (event.target.closest('.x-head')) return;
    if (event.key === 'Tab') {
      (event.shiftKey ? this.before() : this.after()).nativeElement.focus({ preventScroll: true });
      return;
    }
    if (event.key === 'ArrowDown' && event.altKey) this.menus.openColumn();
    else if (keysOf(event) === 'f5') this.store.reload();
    else if (!this.#keys.press(event)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  protected entered(event: FocusEvent): void {
    this.#selection.entered(event);
  }

  protected press(event: PointerEvent): void {
    this.#selection.press(event);
  }

  protected doubled(event: MouseEvent): void {
    const at = this.desk.at();
    if (at && event.target instanceof Element && event.target.closest('.ag-cell:not(.o-row-number)')) this.desk.edit(at);
  }

  protected ended({ value, move, isLeft }: EditEnd): void {
    const at = this.desk.editing();
    this.desk.editing.set(null);
    if (at && value !== undefined) this.desk.set(at, value);
    if (!isLeft) this.focus();
    if (move !== undefined) this.#selection.step(move);
  }

  /** The editor stays with its cell; when that goes out of sight, so does the edit. */
  #scrolled(): void {
    const at = untracked(this.desk.editing);
    if (at) this.editorBox.set(boxOfCell(this.#host, at.line, at.place) ?? untracked(this.editorBox));
  }

  protected menuClosed(): void {
    setTimeout(() => {
      if (document.activeElement === document.body && !this.desk.editing()) this.focus();
    });
  }

  protected pickAt(place: number): void {
    const head = headOf(this.#host, place);
    if (head) this.pick.emit({ place, at: head.getBoundingClientRect() });
  }

  protected selectColumn(place: number): void {
    this.#selection.selectColumn(place);
    this.#selection.focus();
  }

  protected cut(event: ClipboardEvent): void {
    if (this.clipboard.copied(event)) this.desk.setNull();
  }

  protected paste(event: ClipboardEvent): void {
    this.clipboard.pasted(event, this.#selection.columns);
  }
}
