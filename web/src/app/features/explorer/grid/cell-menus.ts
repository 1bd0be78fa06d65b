import type { CdkContextMenuTrigger } from '@angular/cdk/menu';
import { signal } from '@angular/core';
import { columnPlace, headOf, openByKey } from '../../../ui/result-grid/grid-options';
import type { GridSelection } from '../../../ui/result-grid/grid-selection';
import type { MenuAbout } from './grid-menu';

/** The menus of cells and columns: where they open, by hand or by key, and what they are about. */
export class CellMenus {
  readonly about = signal<MenuAbout | null>(null);

  constructor(
    private readonly host: HTMLElement,
    private readonly selection: GridSelection,
    private readonly menu: () => CdkContextMenuTrigger,
  ) {}

  /** Before the menu opens: what it will be about. Where that is nothing, it stays closed. */
  aim(event: MouseEvent): void {
    const target = event.target instanceof Element ? event.target : null;
    const column = columnPlace(target?.closest('.ag-header-cell')?.getAttribute('col-id'));
    if (column !== undefined && !target?.closest('.quick')) {
      this.about.set({ place: column, line: null });
      return;
    }
    this.selection.pointAt(target);
    const at = this.selection.head;
    if (at && target?.closest('.ag-cell')) this.about.set({ place: at.column, line: at.row });
    else {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  /** Opens the menu of a column below its head. */
  open(place: number, { left, bottom }: DOMRect): void {
    this.about.set({ place, line: null });
    this.menu().open({ x: left, y: bottom + 2 });
  }

  /** Opens the menu of the column at the keyboard, which goes into it. */
  openColumn(): void {
    const place = this.selection.head?.column;
    if (place !== undefined) openByKey(headOf(this.host, place));
  }
}
