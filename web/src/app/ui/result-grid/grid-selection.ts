import type { GridApi } from 'ag-grid-community';
import { markCell } from './cell-drawer';
import {
  type CellBlock,
  type CellPlace,
  type CellRange,
  type Step,
  blockOf,
  everything,
  headAfter,
  isInside,
  isOneCell,
  rangeAt,
  reachTo,
  stepFrom,
  wholeColumns,
  wholeRows,
} from './cell-range';
import { columnId, columnPlace, headHeight, rowHeight, rowNumberId } from './grid-options';
import { dragOver, viewportOf } from './selection-drag';

/**
 * Selecting cells as in a spreadsheet, which the community edition of the grid does not do: by mouse, by touch and by keys. It
 * paints by setting classes on the cells that are in the page, so dragging over a large result costs what the screen costs.
 */
export class GridSelection {
  #range: CellRange | undefined;
  #columns: readonly number[] = [];
  #positions = new Map<number, number>();

  constructor(
    private readonly host: HTMLElement,
    /** What holds the grid: it has the keyboard while no cell can. */
    private readonly place: () => HTMLElement,
    private readonly api: () => GridApi | undefined,
    private readonly rowCount: () => number,
    private readonly changed: () => void,
  ) {}

  get block(): CellBlock | undefined {
    return this.#range && blockOf(this.#range);
  }

  /** The columns on the screen, left to right, as places in the result. */
  get columns(): readonly number[] {
    return this.#columns;
  }

  /** The cell that has the keyboard: shown row and place of its column in the result. */
  get head(): { readonly row: number; readonly column: number } | undefined {
    const column = this.#range && this.#columns[this.#range.head.column];
    return this.#range && column !== undefined ? { row: this.#range.head.row, column } : undefined;
  }

  /** Columns were moved, hidden or pinned. */
  columnsChanged(): void {
    const places =
      this.api()
        ?.getAllDisplayedColumns()
        .flatMap((column) => columnPlace(column.getColId()) ?? []) ?? [];
    if (places.length === this.#columns.length && places.every((place, at) => place === this.#columns[at])) return;
    const hadAll = this.#columns.length > 0;
    this.#columns = places;
    this.#positions = new Map(places.map((place, at) => [place, at]));
    if (hadAll && this.#range) {
      this.#range = rangeAt({ row: this.#range.head.row, column: Math.min(this.#range.head.column, places.length - 1) });
      this.paint();
      this.changed();
    }
  }

  /** What a cell shows, with how it stands in the selection. */
  marked<F extends object>(face: F | undefined, row: number, place: number) {
    const column = this.#positions.get(place) ?? -1;
    const block = this.block;
    const head = this.#range?.head;
    return (
      face && {
        ...face,
        inRange: block !== undefined && isInside(block, row, column),
        atKeyboard: head?.row === row && head.column === column,
      }
    );
  }

  select(range: CellRange | undefined, focus = true): void {
    this.#range = range;
    this.paint();
    if (range && focus) this.#show(range.head);
    this.changed();
  }

  goTo(row: number, place: number): void {
    this.select(rangeAt({ row, column: Math.max(0, this.#columns.indexOf(place)) }));
  }

  selectAll(): void {
    if (this.rowCount() > 0 && this.#columns.length > 0) this.select(everything(this.rowCount(), this.#columns.length), false);
  }

  selectColumn(place: number): void {
    const column = this.#positions.get(place);
    if (column !== undefined && this.rowCount() > 0) this.select(wholeColumns(column, column, this.rowCount()), false);
  }

  /** A right click keeps a selection that it falls into, else selects its cell. */
  pointAt(target: EventTarget | null): void {
    const at = this.#placeOf(target);
    if (!at) return;
    const block = this.block;
    if (block && isInside(block, at.row, at.column)) return;
    this.select(rangeAt(at));
  }

  /** True where the key was one of ours. */
  key(event: KeyboardEvent): boolean {
    if (this.rowCount() === 0 || this.#columns.length === 0) return false;
    const from = this.#range?.head ?? { row: 0, column: 0 };
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'a') {
      this.selectAll();
      return true;
    }
    if ((event.ctrlKey || event.metaKey) && event.key === ' ' && this.#range) {
      this.select(wholeColumns(this.#range.anchor.column, this.#range.head.column, this.rowCount()), false);
      return true;
    }
    if (event.shiftKey && event.key === ' ' && this.#range) {
      this.select(wholeRows(this.#range.anchor.row, this.#range.head.row, this.#columns.length));
      return true;
    }
    const body = (viewportOf(this.host)?.clientHeight ?? 270) - headHeight;
    const head = headAfter(event, from, {
      rows: this.rowCount(),
      columns: this.#columns.length,
      page: Math.max(1, Math.floor(body / rowHeight) - 1),
    });
    if (!head) return false;
    this.select(event.shiftKey && this.#range ? reachTo(this.#range, head) : rangeAt(head));
    return true;
  }

  /** Goes on from the cell at the keyboard, once it was edited. */
  step(step: Step): void {
    const from = this.#range?.head;
    if (from) this.select(rangeAt(stepFrom(from, step, { rows: this.rowCount(), columns: this.#columns.length })));
  }

  /** There are other rows than before: where the selection's are gone, the last one has the keyboard. */
  rowsChanged(): void {
    const rows = this.rowCount();
    const { anchor, head } = this.#range ?? rangeAt({ row: 0, column: 0 });
    if (!this.#range || Math.max(anchor.row, head.row) < rows) {
      this.paint();
      this.changed();
      return;
    }
    const held = this.#hasKeyboard;
    this.select(rows === 0 ? undefined : rangeAt({ row: Math.min(head.row, rows - 1), column: head.column }), held);
    if (held && rows === 0) this.place().focus({ preventScroll: true });
  }

  /** Other rows are read than those that were: from the first one, in the same column. */
  begin(): void {
    if (this.rowCount() === 0) return;
    if (this.#range) this.select(rangeAt({ row: 0, column: this.#range.head.column }), this.#hasKeyboard);
    this.api()?.ensureIndexVisible(0, 'top');
  }

  /** The keyboard came into the grid from elsewhere: it belongs to the cell where it was, whichever the grid itself chose. */
  entered({ target, relatedTarget }: FocusEvent): void {
    if (!(target instanceof HTMLElement) || target.closest('button, input') || !target.matches(':focus-visible')) return;
    if (relatedTarget instanceof Element && this.place().contains(relatedTarget) && !relatedTarget.matches('.ag-tab-guard'))
      return;
    // not from within: the grid may be drawing, and it can't be told to scroll then
    queueMicrotask(() => {
      if (this.#hasKeyboard && !document.activeElement?.matches('.o-at')) this.focus();
    });
  }

  /** The grid has another size: the cell at the keyboard stays in sight. */
  stay(): void {
    const place = this.head?.column;
    if (place !== undefined && this.#hasKeyboard) this.api()?.ensureColumnVisible(columnId(place));
  }

  get #hasKeyboard(): boolean {
    return this.place().contains(document.activeElement);
  }

  press(event: PointerEvent): void {
    if (event.button !== 0) return;
    const cell = (event.target as Element).closest('.ag-cell');
    if (!cell) return;
    const row = this.#rowOf(cell);
    if (row === undefined) return;
    if (cell.getAttribute('col-id') === rowNumberId) {
      const from = event.shiftKey && this.#range ? this.#range.anchor.row : row;
      this.select(wholeRows(from, row, this.#columns.length), false);
      this.#drag(event, 'rows');
    } else {
      const at = this.#placeOf(cell);
      if (!at) return;
      this.select(event.shiftKey && this.#range ? reachTo(this.#range, at) : rangeAt(at));
      this.#drag(event, 'cells');
    }
  }

  /** A finger scrolls; only a mouse or a pen drags a selection. */
  #drag({ pointerType }: PointerEvent, what: 'cells' | 'rows'): void {
    if (pointerType === 'touch') return;
    dragOver(
      this.host,
      what,
      (cell) => {
        this.#dragged(cell, what);
      },
      () => {
        this.changed();
      },
    );
  }

  paint(): void {
    const block = this.block;
    const head = this.#range?.head;
    const single = block === undefined || isOneCell(block);
    for (const cell of this.host.querySelectorAll('.ag-cell')) {
      const row = this.#rowOf(cell);
      const place = columnPlace(cell.getAttribute('col-id'));
      if (row === undefined) continue;
      if (place === undefined) {
        cell.classList.toggle('o-in', block !== undefined && row >= block.top && row <= block.bottom);
        continue;
      }
      const column = this.#positions.get(place) ?? -1;
      const isHead = head?.row === row && head.column === column;
      markCell(cell, block !== undefined && isInside(block, row, column) && !(single && isHead), isHead);
    }
  }

  /** Puts the keyboard into the grid, on the cell where it was. */
  focus(): void {
    if (this.#range) this.#show(this.#range.head);
    else if (this.rowCount() > 0 && this.#columns.length > 0) this.select(rangeAt({ row: 0, column: 0 }));
  }

  #show(head: CellPlace): void {
    const api = this.api();
    const place = this.#columns[head.column];
    if (!api || place === undefined) return;
    api.ensureIndexVisible(head.row);
    api.ensureColumnVisible(columnId(place));
    api.setFocusedCell(head.row, columnId(place));
    if (document.activeElement?.closest('.ag-cell') && this.host.contains(document.activeElement)) return;
    // the cell may not be drawn yet: until it is, the keys go to what holds the grid
    this.place().focus({ preventScroll: true });
    requestAnimationFrame(() => {
      if (document.activeElement === this.place()) api.setFocusedCell(head.row, columnId(place));
    });
  }

  #rowOf(cell: Element): number | undefined {
    const text = cell.closest('.ag-row')?.getAttribute('row-index');
    return text === null || text === undefined ? undefined : Number(text);
  }

  #placeOf(target: EventTarget | null): CellPlace | undefined {
    const cell = target instanceof Element ? target.closest('.ag-cell') : null;
    const place = columnPlace(cell?.getAttribute('col-id'));
    const column = place === undefined ? undefined : this.#positions.get(place);
    const row = cell ? this.#rowOf(cell) : undefined;
    return row === undefined || column === undefined ? undefined : { row, column };
  }

  #dragged(cell: Element, what: 'cells' | 'rows'): void {
    if (!this.#range) return;
    const row = this.#rowOf(cell);
    const at = this.#placeOf(cell);
    const { anchor, head } = this.#range;
    if (what === 'rows' && row !== undefined && row !== head.row) this.#range = wholeRows(anchor.row, row, this.#columns.length);
    else if (what === 'cells' && at && (at.row !== head.row || at.column !== head.column)) this.#range = reachTo(this.#range, at);
    else return;
    this.paint();
  }
}
