import { ChangeDetectionStrategy, Component, computed, inject, output } from '@angular/core';
import type { Filter } from '@orrery/contracts';
import { titleOfTable } from '../../../core/table-tab';
import { Icon } from '../../../ui/icon';
import { Progress } from '../../../ui/progress';
import { partText } from '../filter/filter-parts';
import { parentFilter } from '../../../row-editing/reference';
import { type Cells, cellOf } from '../../../row-editing/staging/cells';
import { ChildList } from './child-list';
import { FieldList, type RowField } from './field-list';
import { Peek, type PeekAt } from './peek';
import { ExplorerDesk } from '../explorer-desk';

/** The row that a foreign key leads to, and on from there; the way back stands above. */
@Component({
  selector: 'o-peek-panel',
  imports: [ChildList, FieldList, Icon, Progress],
  template: `
    <o-progress [active]="peek.row().state === 'loading'" />
    <nav aria-label="The way here">
      <button type="button" (click)="closed.emit()">{{ from }}</button>
      @for (step of steps(); track $index) {
        <o-icon name="chevron-right" [size]="12" />
        @if ($last) {
          <span class="here ellipsis" aria-current="true">{{ step.title }}</span>
        } @else {
          <button type="button" (click)="peek.back($index)">{{ step.title }}</button>
        }
      }
    </nav>
    @if (here(); as here) {
      <div class="about">
        <span class="ellipsis">{{ where() }}</span>
        <button type="button" class="btn btn-small" (click)="opened.emit(here)">
          {{ say('Open the table') }}<o-icon name="arrow-up-right" [size]="12" />
        </button>
      </div>
      @if (peek.row().fault; as fault) {
        <p class="fault" role="alert">{{ fault.message }}</p>
      } @else if (fields(); as fields) {
        @if (fields.length > 0) {
          <o-field-list [fields]="fields" (follow)="follow($event)" />
          <o-child-list [table]="here.table" [cells]="cells()" (opened)="peek.step($event)" />
        } @else {
          <p class="none">{{ say('There is no such row: nothing holds the reference up.') }}</p>
        }
        @if (more()) {
          <p class="none">{{ say('One of several rows. Open the table to see them all.') }}</p>
        }
      }
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  styles: `
    :host {
      display: block;
      position: relative;
      height: 100%;
      overflow: auto;
    }
    nav {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 2px;
      min-height: 32px;
      padding: 3px 12px;
      border-bottom: 1px solid var(--o-line);
      color: var(--o-text-faint);
      font-size: var(--o-size-small);
      button {
        padding: 1px 4px;
        margin-left: -4px;
        border-radius: var(--o-radius-small);
        color: var(--o-accent-strong);
        &:hover {
          text-decoration: underline;
        }
      }
    }
    .here {
      color: var(--o-text);
      font-weight: 500;
    }
    .about {
      display: flex;
      align-items: center;
      gap: 8px;
      padding: 6px 8px 6px 12px;
      color: var(--o-text-dim);
      font: 12px/20px var(--o-mono);
      .ellipsis {
        flex: 1;
      }
      .btn {
        font-family: var(--o-font);
      }
    }
    .fault {
      padding: 8px 12px;
      background: var(--o-danger-soft);
      color: var(--o-danger);
    }
    .none {
      padding: 10px 12px;
      color: var(--o-text-dim);
      font-size: var(--o-size-small);
    }
  `,
})
export class PeekPanel {
  protected readonly peek = inject(Peek);
  protected readonly say = inject(ExplorerDesk).say;
  readonly opened = output<{ readonly table: string; readonly filter: Filter }>();
  readonly closed = output();
  protected readonly from = this.peek.from;
  protected readonly steps = computed(() => this.peek.trail().map(({ table }) => ({ title: titleOfTable(table) })));
  protected readonly here = computed((): PeekAt | undefined => this.peek.trail().at(-1));
  protected readonly where = computed(() => {
    const here = this.here();
    return here ? partText(here.filter) : '';
  });
  readonly #row = computed(() => this.peek.row().value?.rows[0]);
  protected readonly more = computed(() => (this.peek.row().value?.rows.length ?? 0) > 1);
  protected readonly cells = computed((): Cells => {
    const row = this.#row();
    return Object.fromEntries((this.peek.row().value?.columns ?? []).map(({ name }, place) => [name, row?.[place] ?? null]));
  });
  protected readonly fields = computed((): readonly RowField[] | null => {
    const value = this.peek.row().value;
    const row = this.#row();
    if (!value) return null;
    if (!row) return [];
    return value.columns.map((column, place) => ({
      place,
      column,
      value: row[place],
      isDefault: false,
      isChanged: false,
      fault: undefined,
    }));
  });

  protected follow(place: number): void {
    const column = this.peek.row().value?.columns[place];
    const filter = column ? parentFilter(column, (name) => cellOf(this.cells(), name)) : null;
    if (column?.references && filter) this.peek.step({ table: column.references.table, filter });
  }
}
