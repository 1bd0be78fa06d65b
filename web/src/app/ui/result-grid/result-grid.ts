import { CdkContextMenuTrigger } from '@angular/cdk/menu';
import {
  ChangeDetectionStrategy,
  Component,
  DestroyRef,
  ElementRef,
  Injector,
  afterNextRender,
  effect,
  inject,
  input,
  output,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import type { ResultColumn } from '@orrery/contracts';
import { isOneCell, type Step } from './cell-range';
import type { CopyBlock } from './copy-formats';
import { blockText, type CopiedNotice, GridCopy } from './grid-copy';
import type { GridEditing } from './grid-editing';
import { columnPlace, headOf, openByKey } from './grid-options';
import { type GridCell, type MenuChoice, type MenuSubject, ResultMenu } from './result-menu';
import { ShownResult } from './shown-result';

export type { CopiedNotice } from './grid-copy';
export type { GridCell } from './result-menu';

/**
 * A result of any length as a spreadsheet: it scrolls, selects, sorts and copies like one. `rows` may grow in place; `count` says
 * how many there are now. Give another array to show another result. With `editing`, what is edited lies over the rows.
 */
@Component({
  selector: 'o-result-grid',
  imports: [CdkContextMenuTrigger, ResultMenu],
  templateUrl: './result-grid.html',
  styleUrl: './result-grid.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ResultGrid {
  readonly columns = input.required<readonly ResultColumn[]>();
  readonly rows = input.required<readonly (readonly unknown[])[]>();
  readonly count = input.required<number>();
  readonly label = input('Result');
  /** Writes INSERT statements in the words of the database; without it the menu does not offer them. */
  readonly insert = input<((block: CopyBlock) => string) | null>(null);
  /** Where the rows can be edited; chosen once, at the beginning. */
  readonly editing = input<GridEditing | null>(null);
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
  private readonly result = new ShownResult(this.host, () => this.place().nativeElement, {
    menu: (place, at) => {
      this.openColumnMenu(place, at);
    },
    selected: () => {
      this.tell();
    },
  });
  private readonly selection = this.result.selection;
  protected readonly hidden = this.result.columns.hidden;
  private readonly copying = new GridCopy((notice) => {
    this.copied.emit(notice);
  });
  protected readonly menuFor = signal<MenuSubject | null>(null);
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
      const whenever = (read: () => unknown, then: () => void): void => {
        effect(
          () => {
            read();
            untracked(then);
          },
          { injector: this.injector },
        );
      };
      whenever(
        () => [this.columns(), this.rows()],
        () => {
          this.result.show({
            columns: this.columns(),
            rows: this.rows(),
            editing: this.editing(),
            label: this.label(),
          });
        },
      );
      whenever(this.count, () => {
        this.result.grew();
      });
      whenever(
        () => this.editing()?.turn(),
        () => {
          this.result.redraw();
        },
      );
    });
    inject(DestroyRef).onDestroy(() => {
      this.result.close();
    });
  }

  /** Puts the keyboard into the grid. */
  focus(): void {
    this.selection.focus();
  }

  /** Puts the keyboard on a cell. */
  goTo(line: number, place: number): void {
    this.result.goTo(line, place);
  }

  /** Goes on from the cell at the keyboard, once it was edited. */
  step(step: Step): void {
    this.selection.step(step);
  }

  protected key(event: KeyboardEvent): void {
    if (!(event.target instanceof Element) || !event.target.closest('.ag-cell, .o-grid-place')) return;
    if (event.key === 'Tab') {
      // one step leads out of the grid, whatever the browser takes for focusable in it
      (event.shiftKey ? this.before() : this.after()).nativeElement.focus({ preventScroll: true });
      return;
    }
    if (event.key === 'ArrowDown' && event.altKey) {
      this.columnMenu();
      event.preventDefault();
      return;
    }
    const editing = this.editing();
    const move = (key: KeyboardEvent): boolean => this.selection.key(key);
    if (editing?.press(event, move) !== true) {
      if (event.key === 'Enter' || (event.key === ' ' && !event.shiftKey)) this.view.emit();
      else if (!move(event)) return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  protected entered(event: FocusEvent): void {
    this.selection.entered(event);
  }

  protected press(event: PointerEvent): void {
    this.selection.press(event);
  }

  protected doubled(event: MouseEvent): void {
    const at = this.selection.head;
    if (!at || !(event.target instanceof Element) || !event.target.closest('.ag-cell:not(.o-row-number)')) return;
    if (this.editing()?.open(at.row, at.column) !== true) this.view.emit();
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
    const cell = this.result.cell();
    if (!cell || !target?.closest('.ag-cell')) return false;
    this.aimAt(cell.place, cell);
    return true;
  }

  private aimAt(place: number, cell: GridCell | null): void {
    const { model } = this.result.lines;
    const column = model.columns[place];
    const block = this.selection.block;
    this.menuFor.set(
      column
        ? {
            place,
            column,
            cell,
            pinned: this.result.columns.isPinned(place),
            sorted: model.sort !== undefined,
            single: block !== undefined && isOneCell(block),
            actions: (cell && this.editing()?.actions()) ?? [],
          }
        : null,
    );
  }

  /** The menu has closed: the keyboard goes back to where it was, unless it was taken elsewhere. */
  protected menuClosed(): void {
    setTimeout(() => {
      if (document.activeElement === document.body) this.selection.focus();
    });
  }

  /** The menu of the column at the keyboard. */
  private columnMenu(): void {
    const place = this.selection.head?.column;
    if (place !== undefined) openByKey(headOf(this.host, place));
  }

  private openColumnMenu(place: number, at: DOMRect): void {
    this.aimAt(place, null);
    this.menu().open({ x: at.left, y: at.bottom + 2 });
  }

  private tell(): void {
    this.copying.forget();
    const block = this.selection.block;
    this.at.emit(this.result.cell());
    this.selected.emit(block ? { rows: block.bottom - block.top + 1, columns: block.right - block.left + 1 } : null);
  }

  protected choose({ place, column, pinned }: MenuSubject, choice: MenuChoice): void {
    switch (choice.does) {
      case 'copy': {
        const block = this.result.block();
        if (!block) return;
        const text = blockText(block, choice.format, choice.withHeader ?? false, this.insert());
        void this.write(text, block.rows.length, block.columns.length);
        return;
      }
      case 'sort':
        this.result.sortBy(place, choice.direction);
        return;
      case 'view':
        this.view.emit();
        return;
      case 'select':
        this.selection.selectColumn(place);
        this.selection.focus();
        return;
      case 'copy name':
        void this.write(column.name, 0, 0);
        return;
      case 'pin':
        this.result.columns.pin(place, !pinned);
        return;
      default:
        this.result.columns.does(choice.does, place);
    }
  }

  protected copyEvent(event: ClipboardEvent): void {
    if (this.copying.byKey(event, this.result.block())) event.preventDefault();
  }

  protected cutEvent(event: ClipboardEvent): void {
    this.copyEvent(event);
    this.editing()?.clear();
  }

  protected pasteEvent(event: ClipboardEvent): void {
    const editing = this.editing();
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (!editing || text === '') return;
    event.preventDefault();
    editing.paste(text, this.selection.columns);
  }

  private async write(text: string, rows: number, columns: number): Promise<void> {
    await this.copying.write(text, rows, columns);
    this.selection.focus();
  }
}
