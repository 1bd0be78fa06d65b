import { CdkMenu, CdkMenuItem } from '@angular/cdk/menu';
import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import type { ResultColumn } from '@orrery/contracts';
import { Icon } from '../icon';
import type { IconName } from '../icons';
import { wantsViewer } from './cell-text';
import type { CopyFormat } from './copy-formats';
import type { SortDirection } from './sort-order';

/** A cell of a result: its row as it came, and its column. */
export interface GridCell {
  readonly row: number;
  readonly place: number;
  readonly column: ResultColumn;
  readonly value: unknown;
}

/** Something that can be done with the selected cells. */
export interface CellAction {
  readonly icon: IconName;
  readonly text: string;
  readonly key?: string;
  readonly isDanger?: boolean;
  run(): void;
}

/** What a menu is about: a column's head, or a cell (with its column). */
export interface MenuSubject {
  readonly place: number;
  readonly column: ResultColumn;
  readonly cell: GridCell | null;
  readonly pinned: boolean;
  readonly sorted: boolean;
  /** One cell alone is selected. */
  readonly single: boolean;
  /** What it offers first. */
  readonly actions: readonly CellAction[];
}

export type MenuChoice =
  | { readonly does: 'copy'; readonly format: CopyFormat; readonly withHeader?: boolean }
  | { readonly does: 'sort'; readonly direction: SortDirection | undefined }
  | { readonly does: 'view' | 'pin' | 'fit' | 'fit all' | 'hide' | 'show all' | 'select' | 'copy name' };

/** What can be done with the selected cells of a result, or with a column of it. */
@Component({
  selector: 'o-result-menu',
  imports: [CdkMenu, CdkMenuItem, Icon],
  templateUrl: './result-menu.html',
  changeDetection: ChangeDetectionStrategy.OnPush,
  styles: `
    :host {
      display: contents;
    }
  `,
})
export class ResultMenu {
  readonly about = input.required<MenuSubject>();
  /** Columns that are hidden. */
  readonly hidden = input(0);
  /** Rows can be written as INSERT statements. */
  readonly insert = input(false);
  readonly viewKey = input('Enter');
  readonly chosen = output<MenuChoice>();

  protected readonly link = computed(() => {
    const value = this.about().cell?.value;
    return typeof value === 'string' && /^https?:\/\/\S+$/i.test(value) ? value : null;
  });
  protected readonly canView = computed(() => {
    const { cell } = this.about();
    return cell ? wantsViewer(cell.value, cell.column.kind) || cell.value !== null : false;
  });
}
