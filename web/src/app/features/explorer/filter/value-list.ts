import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, computed, effect, inject, signal } from '@angular/core';
import type { ExplorerColumn, Filter } from '@orrery/contracts';
import { faultOf } from '../../../core/fault-of';
import { RemoteSource } from '../../../core/remote';
import { DialogFrame } from '../../../ui/dialog-frame';
import { Progress } from '../../../ui/progress';
import { cellText } from '../../../ui/result-grid/cell-text';
import { countText } from '../../../ui/time-text';
import { scalar } from './filter-parts';

/** A column's values with how often each occurs. */
export interface Distinct {
  readonly values: readonly { readonly value: unknown; readonly count: number }[];
  readonly hasMore: boolean;
}

export interface ValueListAsk {
  readonly column: ExplorerColumn;
  /** Values that are picked already. */
  readonly picked: readonly unknown[];
  readonly find: (search: string, signal: AbortSignal) => Promise<Distinct>;
}

/** ms */
const rest = 180;
const keyOf = (value: unknown): string => (value === undefined ? 'null' : JSON.stringify(value));

/** A column's values with how often each occurs, to pick from. Closes with a filter, or with nothing. */
@Component({
  selector: 'o-value-list',
  imports: [DialogFrame, Progress],
  template: `
    <o-dialog [heading]="'Values of ' + ask.column.name">
      <div class="search">
        <input
          class="input input-small"
          cdkFocusInitial
          aria-label="Search the values"
          placeholder="Search the values"
          autocomplete="off"
          (input)="search($event)"
          (keydown.enter)="apply()"
        />
        <o-progress [active]="values.loading()" />
      </div>
      @if (fault(); as fault) {
        <p class="fault" role="alert">{{ fault.message }}</p>
      }
      <ul>
        @for (line of lines(); track line.key) {
          <li>
            <label class="cover">
              <input type="checkbox" [checked]="line.isPicked" (change)="toggle(line.value)" />
              <span class="box" [class.on]="line.isPicked">{{ line.isPicked ? '✓' : '' }}</span>
              <span class="value ellipsis" [attr.data-look]="line.look">{{ line.text }}</span>
              <span class="bar"><span [style.--share]="line.share"></span></span>
              <span class="count tabular">{{ line.count }}</span>
            </label>
          </li>
        } @empty {
          @if (values.now().state === 'ready') {
            <li class="none">No values</li>
          }
        }
      </ul>
      @if (values.value()?.hasMore) {
        <p class="more">The 100 most frequent are shown. Search for others.</p>
      }
      <ng-container actions>
        <button type="button" class="btn" (click)="ref.close(clear)" [disabled]="ask.picked.length === 0">No filter</button>
        <button type="button" class="btn" [disabled]="picked().size === 0" (click)="apply(true)">All but these</button>
        <button type="button" class="btn btn-primary" [disabled]="picked().size === 0" (click)="apply()">
          Filter by {{ picked().size || '' }}
        </button>
      </ng-container>
    </o-dialog>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  styles: `
    .search {
      position: relative;
      margin-bottom: 8px;
    }
    ul {
      height: 300px;
      margin: 0 -12px;
      overflow: auto;
    }
    label {
      display: flex;
      align-items: center;
      gap: 8px;
      min-height: 26px;
      padding: 0 12px;
      border-radius: var(--o-radius-small);
      cursor: pointer;
      &:hover {
        background: var(--o-hover);
      }
      &:has(:focus-visible) {
        outline: 2px solid var(--o-accent);
        outline-offset: -2px;
      }
    }
    .box {
      display: grid;
      place-items: center;
      flex: none;
      width: 15px;
      height: 15px;
      border: 1px solid var(--o-control-line);
      border-radius: 3px;
      font-size: 10px;
      line-height: 1;
      &.on {
        border-color: var(--o-accent);
        background: var(--o-accent);
        color: var(--o-on-accent);
      }
    }
    .value {
      flex: 1;
      min-width: 0;
      font: 12px/20px var(--o-mono);
      white-space: pre;
      &[data-look='null'],
      &[data-look='empty'] {
        color: var(--o-text-faint);
      }
    }
    .bar {
      flex: none;
      width: 60px;
      height: 4px;
      border-radius: 2px;
      background: var(--o-hover);
      span {
        display: block;
        width: calc(var(--share) * 100%);
        height: 100%;
        border-radius: inherit;
        background: var(--o-accent);
      }
    }
    .count {
      flex: none;
      min-width: 56px;
      color: var(--o-text-dim);
      font-size: var(--o-size-small);
      text-align: right;
    }
    .none,
    .more {
      padding: 8px 12px;
      color: var(--o-text-dim);
      font-size: var(--o-size-small);
    }
    .fault {
      color: var(--o-danger);
    }
  `,
})
export class ValueList {
  protected readonly ask = inject<ValueListAsk>(DIALOG_DATA);
  protected readonly ref = inject<DialogRef<{ filter: Filter | null }>>(DialogRef);
  protected readonly clear = { filter: null };
  protected readonly values = new RemoteSource<Distinct>();
  protected readonly fault = computed(() => {
    const fault = this.values.fault();
    return fault && faultOf(fault).code !== 'query_cancelled' ? fault : null;
  });
  readonly #search = signal('');
  protected readonly picked = signal<ReadonlyMap<string, unknown>>(
    new Map(this.ask.picked.map((value) => [keyOf(value), value])),
  );
  protected readonly lines = computed(() => {
    const values = this.values.value()?.values ?? [];
    const most = Math.max(...values.map(({ count }) => count), 1);
    return values.map(({ value, count }) => ({
      key: keyOf(value),
      value,
      ...cellText(value, this.ask.column),
      count: countText(count),
      share: (count / most).toFixed(3),
      isPicked: this.picked().has(keyOf(value)),
    }));
  });

  constructor() {
    let first = true;
    effect((onCleanup) => {
      const search = this.#search();
      const asking = new AbortController();
      const timer = setTimeout(() => void this.values.load(() => this.ask.find(search, asking.signal)), first ? 0 : rest);
      first = false;
      onCleanup(() => {
        clearTimeout(timer);
        asking.abort();
      });
    });
  }

  protected search(event: Event): void {
    if (event.target instanceof HTMLInputElement) this.#search.set(event.target.value);
  }

  protected toggle(value: unknown): void {
    const key = keyOf(value);
    this.picked.update((picked) => {
      const next = new Map(picked);
      if (!next.delete(key)) next.set(key, value);
      return next;
    });
  }

  protected apply(without = false): void {
    const picked = [...this.picked().values()];
    if (picked.length > 0) this.ref.close({ filter: filterOf(this.ask.column.name, picked, without) });
  }
}

/** Rows with one of the values, or with none of them. NULL is told apart, because `in` never finds it. */
export function filterOf(column: string, picked: readonly unknown[], without: boolean): Filter {
  const values = picked.filter((value) => value !== null && value !== undefined).map(scalar);
  const withNull = values.length < picked.length;
  const parts: Filter[] = [];
  const [only] = values;
  if (values.length === 1 && only !== undefined) parts.push({ column, operator: without ? '!=' : '=', value: only });
  else if (values.length > 1) parts.push({ column, operator: without ? 'not in' : 'in', value: values });
  if (withNull) parts.push({ column, operator: without ? 'is not null' : 'is null' });
  const [first] = parts;
  if (first && parts.length === 1) return first;
  return without ? { and: parts } : { or: parts };
}
