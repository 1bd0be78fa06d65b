import { ChangeDetectionStrategy, Component, computed, inject, output } from '@angular/core';
import { Toasts } from '../../core/toasts';
import { CellViewer } from '../../ui/cell-viewer/cell-viewer';
import { EditedTable } from '../edited-table';
import { EditingDesk } from '../editing-desk';
import { WholeCells } from '../whole-cells';

/** The value of the cell at the keyboard. */
@Component({
  selector: 'o-value-panel',
  imports: [CellViewer],
  template: `
    @if (cell(); as cell) {
      <o-cell-viewer
        [column]="cell.column"
        [value]="cell.value"
        [cut]="cell.cut"
        (closed)="closed.emit()"
        (copyText)="copy($event)"
      />
    } @else {
      <p>Choose a cell to see its value.</p>
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  styles: `
    :host {
      display: block;
      height: 100%;
    }
    p {
      padding: 24px 16px;
      color: var(--o-text-dim);
      text-align: center;
    }
  `,
})
export class ValuePanel {
  readonly #table = inject(EditedTable);
  readonly #desk = inject(EditingDesk);
  readonly #wholes = inject(WholeCells);
  readonly #toasts = inject(Toasts);
  readonly closed = output();

  protected readonly cell = computed(() => {
    const at = this.#desk.at();
    const lines = this.#desk.lines();
    const column = at && lines.columns[at.place];
    if (!column) return null;
    const { line, place } = at;
    const isCut = lines.isCut(line, place) && !lines.isChanged(line, place);
    return {
      column,
      value: lines.value(line, place) ?? null,
      cut: isCut ? this.#wholes.cutCell(this.#table.addressOf(line, place), column) : null,
    };
  });

  protected async copy(text: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      this.#toasts.show('Copied.');
    } catch {
      this.#toasts.show('The browser did not allow copying.');
    }
  }
}
