import type { GridApi } from 'ag-grid-community';
import { blockOf, everything, headAfter, isInside, isOneCell, rangeAt, reachTo, wholeColumn, wholeRows } from './cell-range';
import type { CellBlock, CellPlace, CellRange } from './cell-range';
import { columnId, columnPlace, headHeight, rowHeight, rowNumberId } from './grid-options';

/**
 * Selecting cells as in a spreadsheet, which the community edition of the grid does not do: by mouse, by touch and by keys. It
 * paints by setting classes on the cells that are in the page, so dragging over a large result costs what the screen costs.
 */
export class GridSelection {
  #range: CellRange | undefined;
  #columns: readonly number[] = [];
  #positions = new Map<number, number>();
  #dragging: 'cells' | 'rows' | undefined;
  #pointer: { x: number; y: number } | undefined;
  #scrolling = 0;

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

  isSelected(row: number, place: number): boolean {
    const column = this.#positions.get(place);
    const block = this.block;
    return column !== undefined && block !== undefined && isInside(block, row, column);
  }

  isHead(row: number, place: number): boolean {
    const head = this.head;
    return head?.row === row && head.column === place;
  }

  select(range: CellRange | undefined, focus = true): void {
    this.#range = range;
    this.paint();
    if (range && focus) this.#show(range.head);
    this.changed();
  }

  selectAll(): void {
    if (this.rowCount() > 0 && this.#columns.length > 0) this.select(everything(this.rowCount(), this.#columns.length), false);
  }

  selectColumn(place: number): void {
    const column = this.#positions.get(place);
    if (column !== undefined && this.rowCount() > 0) this.select(wholeColumn(column, this.rowCount()), false);
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
    if (event.shiftKey && event.key === ' ' && this.#range) {
      this.select(wholeRows(this.#range.anchor.row, this.#range.head.row, this.#columns.length));
      return true;
    }
    const body = (this.#viewport?.clientHeight ?? 270) - headHeight;
    const head = headAfter(event, from, {
      rows: this.rowCount(),
      columns: this.#columns.length,
      page: Math.max(1, Math.floor(body / rowHeight) - 1),
    });
    if (!head) return false;
    this.select(event.shiftKey && this.#range ? reachTo(this.#range, head) : rangeAt(head));
    return true;
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
      this.#dragging = 'rows';
    } else {
      const at = this.#placeOf(cell);
      if (!at) return;
      this.select(event.shiftKey && this.#range ? reachTo(this.#range, at) : rangeAt(at));
      this.#dragging = 'cells';
    }
    // a finger scrolls; only a mouse or a pen drags a selection
    if (event.pointerType === 'touch') this.#dragging = undefined;
    else this.#follow();
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
      cell.classList.toggle('o-in', block !== undefined && isInside(block, row, column) && !(single && isHead));
      cell.classList.toggle('o-at', isHead);
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

  get #viewport(): HTMLElement | null {
    return this.host.querySelector<HTMLElement>('.ag-grid-viewport');
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

  #follow(): void {
    const move = (event: PointerEvent) => {
      this.#pointer = { x: event.clientX, y: event.clientY };
      this.#reachPointer();
    };
    const stop = () => {
      this.#dragging = undefined;
      cancelAnimationFrame(this.#scrolling);
      this.#scrolling = 0;
      document.removeEventListener('pointermove', move);
      document.removeEventListener('pointerup', stop);
      document.removeEventListener('pointercancel', stop);
      this.changed();
    };
    document.addEventListener('pointermove', move);
    document.addEventListener('pointerup', stop);
    document.addEventListener('pointercancel', stop);
  }

  #reachPointer(): void {
    if (!this.#pointer || !this.#range || !this.#dragging) return;
    const viewport = this.#viewport;
    if (!viewport) return;
    const box = viewport.getBoundingClientRect();
    const body = {
      top: box.top + headHeight,
      bottom: box.top + viewport.clientHeight,
      left: box.left + (this.host.querySelector('.ag-grid-pinned-left-cells')?.clientWidth ?? 0),
      right: box.left + viewport.clientWidth,
    };
    const { x, y } = this.#pointer;
    const inside = {
      x: Math.max((this.#dragging === 'rows' ? box.left : body.left) + 2, Math.min(body.right - 2, x)),
      y: Math.max(body.top + 2, Math.min(body.bottom - 2, y)),
    };
    const cell = document.elementFromPoint(inside.x, inside.y)?.closest('.ag-cell');
    if (cell && this.host.contains(cell)) {
      const row = this.#rowOf(cell);
      const at = this.#placeOf(cell);
      const { anchor, head } = this.#range;
      if (this.#dragging === 'rows' && row !== undefined && row !== head.row) {
        this.#range = wholeRows(anchor.row, row, this.#columns.length);
        this.paint();
      } else if (this.#dragging === 'cells' && at && (at.row !== head.row || at.column !== head.column)) {
        this.#range = reachTo(this.#range, at);
        this.paint();
      }
    }
    const by = { x: beyond(x, body.left, body.right), y: beyond(y, body.top, body.bottom) };
    if ((by.x !== 0 || by.y !== 0) && this.#scrolling === 0) {
      this.#scrolling = requestAnimationFrame(() => {
        this.#scrolling = 0;
        viewport.scrollBy(this.#dragging === 'rows' ? 0 : by.x, by.y);
        this.#reachPointer();
      });
    }
  }
}

/** How far a pointer is outside of an edge, as a speed. */
function beyond(at: number, from: number, to: number): number {
  return at < from ? Math.max(-60, at - from) : at > to ? Math.min(60, at - to) : 0;
}
