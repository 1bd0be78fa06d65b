import { ChangeDetectionStrategy, Component, DestroyRef, computed, inject } from '@angular/core';
import { Toasts } from '../../../core/toasts';
import { EmptyState } from '../../../ui/empty-state';
import { countOf } from '../../../core/kind-words';
import { Icon } from '../../../ui/icon';
import { Progress } from '../../../ui/progress';
import { rowHeight } from '../../../ui/result-grid/grid-options';
import { type CopiedNotice, ResultGrid } from '../../../ui/result-grid/result-grid';
import { countText } from '../../../ui/time-text';
import { TableStore } from '../table.store';

/** px: the grid's head, and its scrollbar below */
const around = 50;

/** The first rows of the table, to see what is in it; they are looked through and edited where all of them are. */
@Component({
  selector: 'o-row-sample',
  imports: [EmptyState, Icon, Progress, ResultGrid],
  template: `
    <o-progress [active]="store.sample().state === 'loading'" [label]="'Reading ' + words().row.many" />
    <div class="head">
      <p role="status">{{ says() }}</p>
      <button type="button" class="btn btn-small" (click)="store.browse()">
        <o-icon name="table" [size]="13" />Browse {{ words().row.many }}
      </button>
    </div>
    @if (store.sample().fault; as fault) {
      <div class="notice notice-danger" role="alert">
        <o-icon name="circle-x" />
        <div>{{ fault.message }}</div>
        <button type="button" class="btn btn-small" (click)="read()">Try again</button>
      </div>
    }
    @if (store.sample().value; as sample) {
      @if (sample.rows.length === 0) {
        <o-empty-state
          [compact]="true"
          icon="table"
          [heading]="'No ' + words().row.many + ' yet'"
          text="There is nothing in it, or nothing that you may see."
        />
      } @else {
        <o-result-grid
          [label]="'First ' + words().row.many"
          [style.height.px]="height()"
          [columns]="sample.columns"
          [rows]="sample.rows"
          [count]="sample.rows.length"
          (copied)="copied($event)"
        />
      }
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  styles: `
    :host {
      display: block;
      position: relative;
    }
    .head {
      display: flex;
      gap: 8px 16px;
      align-items: center;
      justify-content: space-between;
      margin-bottom: 8px;
      color: var(--o-text-dim);
      font-size: var(--o-size-small);
    }
    .notice {
      margin-bottom: 8px;
    }
    o-result-grid {
      border: 1px solid var(--o-line);
      border-radius: var(--o-radius);
      overflow: hidden;
    }
  `,
})
export class RowSample {
  protected readonly store = inject(TableStore);
  readonly #toasts = inject(Toasts);
  readonly #gone = new AbortController();
  protected readonly words = this.store.words;
  protected readonly height = computed(() => (this.store.sample().value?.rows.length ?? 0) * rowHeight + around);
  protected readonly says = computed(() => {
    const { state, value } = this.store.sample();
    if (!value) return state === 'failed' ? '' : `Reading the first ${this.words().row.many}`;
    const { rows, cutCells, pagination } = value;
    const { row } = this.words();
    const shown = `${pagination.hasMore ? 'The first' : 'All'} ${countOf(rows.length, row)}`;
    const known = rows.length === 0 ? '' : rows.length === 1 && !pagination.hasMore ? `Its only ${row.one}` : shown;
    return cutCells.length === 0 ? known : `${known}; the longest values are cut`;
  });

  constructor() {
    inject(DestroyRef).onDestroy(() => {
      this.#gone.abort();
    });
    this.read();
  }

  protected read(): void {
    void this.store.loadSample(this.#gone.signal);
  }

  protected copied({ rows, columns, byKey }: CopiedNotice): void {
    const many = rows * columns > 1 ? ` ${countText(rows)} × ${countText(columns)} cells` : '';
    this.#toasts.show(
      byKey ? 'Press Ctrl C to copy: this page is not secure, so the browser copies only by key.' : `Copied${many}.`,
    );
  }
}
