import { CdkMenu, CdkMenuItem } from '@angular/cdk/menu';
import { ChangeDetectionStrategy, Component, computed, inject, input, output, untracked } from '@angular/core';
import { Icon } from '../../../ui/icon';
import { ExplorerDesk } from '../explorer-desk';
import { ExplorerStore } from '../explorer.store';
import { withHidden, withPinned, withWidth } from '../explorer-view';
import { scalar } from '../filter/filter-parts';
import { GridClipboard } from './grid-clipboard';
import { fitted } from './table-grid-options';

/** What a menu is about: a cell, or a column where there is no line. */
export interface MenuAbout {
  readonly place: number;
  readonly line: number | null;
}

/** What can be done with the selected cells, or with a column. */
@Component({
  selector: 'o-grid-menu',
  imports: [CdkMenu, CdkMenuItem, Icon],
  templateUrl: './grid-menu.html',
  changeDetection: ChangeDetectionStrategy.OnPush,
  styles: `
    :host {
      display: contents;
    }
  `,
})
export class GridMenu {
  protected readonly store = inject(ExplorerStore);
  protected readonly desk = inject(ExplorerDesk);
  protected readonly clipboard = inject(GridClipboard);
  readonly about = input.required<MenuAbout>();
  /** The values of the column at this place shall be picked from. */
  readonly picked = output<number>();
  /** The column at this place shall be selected. */
  readonly selected = output<number>();

  protected readonly column = computed(() => this.store.columns()[this.about().place]);
  protected readonly isPinned = computed(() => this.store.view().pinned.includes(this.column()?.name ?? ''));
  protected readonly isSorted = computed(() => this.store.sort().some(({ column }) => column === this.column()?.name));
  protected readonly say = this.desk.say;
  /** `the row`, or how many there are. */
  protected readonly these = computed(() => {
    const block = this.desk.block();
    const rows = block ? block.bottom - block.top + 1 : 0;
    return rows === 1 ? this.say('the row') : this.desk.rowsText(rows);
  });

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
}
