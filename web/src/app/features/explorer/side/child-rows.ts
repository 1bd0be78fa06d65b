import { ChangeDetectionStrategy, Component, computed, effect, inject, input } from '@angular/core';
import type { Filter } from '@orrery/contracts';
import { RemoteSource } from '../../../core/remote';
import type { RowsAnswer } from '../../../core/rows-answer';
import { Progress } from '../../../ui/progress';
import { cellText } from '../../../ui/result-grid/cell-text';
import { Peek } from './peek';
import { ExplorerDesk } from '../explorer-desk';

/** The first rows that refer to a row, beside it: as many as are taken in at a glance. */
@Component({
  selector: 'o-child-rows',
  imports: [Progress],
  template: `
    <o-progress [active]="rows.loading()" />
    @if (rows.now().fault; as fault) {
      <p class="fault" role="alert">{{ fault.message }}</p>
    } @else if (shown(); as shown) {
      <div class="scroll" tabindex="0" role="region" [attr.aria-label]="say('Rows of') + ' ' + table()">
        <table>
          <thead>
            <tr>
              @for (column of shown.columns; track column.name) {
                <th scope="col" [class.right]="column.kind === 'number'">{{ column.name }}</th>
              }
            </tr>
          </thead>
          <tbody>
            @for (row of shown.rows; track $index) {
              <tr>
                @for (cell of row; track $index) {
                  <td class="ellipsis" [attr.data-look]="cell.look" [title]="cell.text">{{ cell.text }}</td>
                }
              </tr>
            }
          </tbody>
        </table>
      </div>
      @if (shown.hasMore) {
        <p class="more">The first {{ shown.rows.length }}. {{ say('Open the table to see them all.') }}</p>
      }
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  styles: `
    :host {
      display: block;
      position: relative;
      margin: 2px 12px 8px 28px;
      border: 1px solid var(--o-line);
      border-radius: var(--o-radius-small);
      overflow: hidden;
    }
    .scroll {
      max-height: 320px;
      overflow: auto;
    }
    table {
      border-collapse: collapse;
      font: 12px/20px var(--o-mono);
      white-space: pre;
    }
    th,
    td {
      max-width: 220px;
      height: 24px;
      padding: 0 8px;
      border-bottom: 1px solid var(--o-line);
      text-align: left;
    }
    th {
      position: sticky;
      top: 0;
      background: var(--o-chrome);
      color: var(--o-text-dim);
      font: 500 11px/20px var(--o-font);
    }
    .right,
    td[data-look='number'] {
      text-align: right;
      font-variant-numeric: tabular-nums;
    }
    td[data-look='null'],
    td[data-look='empty'] {
      color: var(--o-text-faint);
    }
    .more,
    .fault {
      padding: 4px 8px;
      color: var(--o-text-dim);
      font-size: var(--o-size-small);
    }
    .fault {
      color: var(--o-danger);
    }
  `,
})
export class ChildRows {
  readonly table = input.required<string>();
  readonly filter = input.required<Filter>();
  readonly #peek = inject(Peek);
  protected readonly say = inject(ExplorerDesk).say;
  protected readonly rows = new RemoteSource<RowsAnswer>();
  protected readonly shown = computed(() => {
    const answer = this.rows.value();
    return (
      answer && {
        columns: answer.columns,
        rows: answer.rows.map((row) => answer.columns.map((column, place) => cellText(row[place], column))),
        hasMore: answer.pagination.hasMore,
      }
    );
  });

  constructor() {
    effect((onCleanup) => {
      const at = { table: this.table(), filter: this.filter() };
      const stop = new AbortController();
      void this.rows.load(() => this.#peek.rowsOf(at, stop.signal));
      onCleanup(() => {
        stop.abort();
      });
    });
  }
}
