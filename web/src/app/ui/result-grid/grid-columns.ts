import { signal } from '@angular/core';
import type { GridApi } from 'ag-grid-community';
import type { GridModel } from './grid-model';
import { columnId, firstWidth, rowNumberId, rowNumberWidth } from './grid-options';

const widest = 900;
/** Rows by which the widths of columns can be judged. */
const enoughToFit = 50;

/** Hiding, pinning and sizing the columns of a result. */
export class GridColumns {
  readonly hidden = signal<readonly number[]>([]);
  /** Rows that the widths were made for. */
  #fitted = 0;
  readonly #resized = new Set<number>();

  constructor(
    private readonly api: () => GridApi | undefined,
    private readonly model: () => GridModel,
    private readonly narrow: () => boolean,
  ) {}

  /** Another result is shown. */
  begin(rows: number): void {
    this.hidden.set([]);
    this.#fitted = rows;
    this.#resized.clear();
  }

  /** The person chose a width: it is kept. */
  resized(place: number): void {
    this.#resized.add(place);
  }

  isPinned(place: number): boolean {
    return this.api()?.getColumn(columnId(place))?.isPinned() ?? false;
  }

  pin(place: number, pin: boolean): void {
    this.api()?.setColumnsPinned([columnId(place)], pin ? 'left' : null);
  }

  does(what: 'fit' | 'fit all' | 'hide' | 'show all', place: number): void {
    const all = this.model().columns.keys();
    if (what === 'fit') this.#fit([place]);
    else if (what === 'fit all') this.#fit([...all]);
    else if (what === 'hide') {
      this.api()?.setColumnsVisible([columnId(place)], false);
      this.hidden.update((hidden) => [...hidden, place]);
    } else {
      this.api()?.setColumnsVisible(this.hidden().map(columnId), true);
      this.hidden.set([]);
    }
  }

  #fit(places: readonly number[]): void {
    const model = this.model();
    this.api()?.setColumnWidths(places.map((place) => ({ key: columnId(place), newWidth: model.width(place, widest, 2_000) })));
  }

  /** Columns come before their rows: they get their widths from the first rows, until the person chooses others. */
  grew(count: number): void {
    this.widenNumbers(count);
    if (this.#fitted >= enoughToFit || count <= this.#fitted) return;
    this.#fitted = count;
    const model = this.model();
    const widths = [...model.columns.keys()]
      .filter((place) => !this.#resized.has(place))
      .map((place) => ({ key: columnId(place), newWidth: firstWidth(model, place, this.narrow()) }));
    this.api()?.setColumnWidths(widths);
  }

  widenNumbers(count: number): void {
    const width = rowNumberWidth(count);
    const column = this.api()?.getColumn(rowNumberId);
    if (column && column.getActualWidth() < width) this.api()?.setColumnWidths([{ key: rowNumberId, newWidth: width }]);
  }
}
