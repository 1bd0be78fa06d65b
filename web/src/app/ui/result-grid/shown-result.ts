import { createGrid, type GridApi } from 'ag-grid-community';
import type { ResultColumn } from '@orrery/contracts';
import type { CopyBlock } from './copy-formats';
import { GridColumns } from './grid-columns';
import type { GridEditing } from './grid-editing';
import { GridLines } from './grid-lines';
import { GridModel } from './grid-model';
import { columnPlace, gridOptions } from './grid-options';
import { GridSelection } from './grid-selection';
import type { GridCell } from './result-menu';
import type { SortDirection } from './sort-order';

const narrowScreen = 560;

export interface ResultToShow {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly unknown[])[];
  readonly editing: GridEditing | null;
  readonly label: string;
}

/** A result in a grid: its lines, their order, what is selected of them and how its columns stand. */
export class ShownResult {
  lines = new GridLines(new GridModel([], []), null);
  #editing: GridEditing | null = null;
  #api: GridApi | undefined;
  #narrow = false;
  readonly selection: GridSelection;
  readonly columns = new GridColumns(
    () => this.#api,
    () => this.lines.model,
    () => this.#narrow,
  );

  constructor(
    private readonly host: HTMLElement,
    private readonly place: () => HTMLElement,
    private readonly on: { menu: (place: number, at: DOMRect) => void; selected: () => void },
  ) {
    this.selection = new GridSelection(
      host,
      place,
      () => this.#api,
      () => this.lines.count,
      () => {
        this.#editing?.reached(this.selection);
        on.selected();
      },
    );
  }

  /** Shows a result anew. */
  show({ columns, rows, editing, label }: ResultToShow): void {
    this.#api?.destroy();
    this.#editing = editing;
    this.lines = new GridLines(new GridModel(columns, rows), editing);
    editing?.shows(this.lines.model);
    this.selection.select(undefined, false);
    this.columns.begin(rows.length);
    this.#narrow = this.host.clientWidth < narrowScreen;
    this.#api = createGrid(this.place(), {
      ...gridOptions(this.lines, this.#heads(), this.#cells(editing), this.#narrow),
      onDisplayedColumnsChanged: () => {
        this.selection.columnsChanged();
      },
      onColumnResized: ({ source, column }) => {
        const at = source === 'uiColumnResized' ? columnPlace(column?.getColId()) : undefined;
        if (at !== undefined) this.columns.resized(at);
      },
      onViewportChanged: () => {
        this.selection.paint();
      },
      onBodyScroll: () => {
        editing?.moved();
      },
    });
    this.selection.columnsChanged();
    this.columns.widenNumbers(this.lines.count);
    this.place().querySelector('[role="grid"], [role="treegrid"]')?.setAttribute('aria-label', label);
  }

  #heads() {
    return {
      model: this.lines.model,
      sort: (place: number) => {
        const { sort } = this.lines.model;
        this.sortBy(place, sort?.column !== place ? 'asc' : sort.direction === 'asc' ? 'desc' : undefined);
      },
      menu: this.on.menu,
      selectAll: () => {
        this.selection.selectAll();
      },
    };
  }

  #cells(editing: GridEditing | null) {
    return {
      face: (line: number, place: number) => this.selection.marked(this.lines.face(line, place), line, place),
      ...(editing
        ? {
            follow: (line: number, place: number) => {
              editing.follow(line, place);
            },
          }
        : {}),
    };
  }

  /** There are other lines than before: rows arrived, or new ones were added. */
  grew(): void {
    this.#api?.setRowCount(this.lines.count, true);
    this.columns.grew(this.lines.count);
  }

  /** What lies over the rows has changed. */
  redraw(): void {
    if (!this.#api) return;
    this.grew();
    this.#api.refreshCells({ force: true });
    this.selection.rowsChanged();
  }

  sortBy(place: number, direction: SortDirection | undefined): void {
    const { model } = this.lines;
    model.sortBy(direction && { column: place, direction });
    this.#editing?.shows(model);
    this.#api?.refreshCells({ force: true });
    this.#api?.refreshHeader();
    this.selection.paint();
    this.on.selected();
  }

  /** Puts the keyboard on a cell. */
  goTo(line: number, place: number): void {
    this.selection.goTo(line, place);
  }

  /** The cell at the keyboard. */
  cell(): GridCell | null {
    const { head } = this.selection;
    const { model } = this.lines;
    const column = head && model.columns[head.column];
    if (!column) return null;
    return { row: model.place(head.row), place: head.column, column, value: this.lines.value(head.row, head.column) ?? null };
  }

  /** What is selected. */
  block(): CopyBlock | undefined {
    const { block } = this.selection;
    return block && this.lines.block(block, this.selection.columns);
  }

  close(): void {
    this.#api?.destroy();
  }
}
