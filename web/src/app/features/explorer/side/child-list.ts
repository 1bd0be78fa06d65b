import { ChangeDetectionStrategy, Component, effect, inject, input, output, signal } from '@angular/core';
import type { Filter } from '@orrery/contracts';
import { faultOf } from '../../../core/fault-of';
import { Icon } from '../../../ui/icon';
import { countText } from '../../../ui/time-text';
import type { Cells } from '../../../row-editing/staging/cells';
import { ChildRows } from './child-rows';
import { type Children, Peek } from './peek';
import { ExplorerDesk } from '../explorer-desk';

/** ms: who moves over rows does not ask for the children of each. */
const rest = 250;

/** The rows that refer to a row, table by table, with their numbers. */
@Component({
  selector: 'o-child-list',
  imports: [ChildRows, Icon],
  template: `
    @if (children(); as children) {
      @if (children.length > 0) {
        <h4>{{ say('Rows that refer to this one') }}</h4>
        <ul>
          @for (child of children; track child.id) {
            <li>
              <div class="line">
                <button
                  type="button"
                  class="fold"
                  [attr.aria-label]="say('Show the rows of') + ' ' + child.table"
                  [attr.aria-expanded]="isOpen(child)"
                  [disabled]="child.count === 0"
                  (click)="peek.fold(child.id)"
                >
                  <o-icon [name]="isOpen(child) ? 'chevron-down' : 'chevron-right'" [size]="14" />
                </button>
                <button
                  type="button"
                  class="open"
                  [title]="'Open ' + child.table"
                  [disabled]="child.count === 0"
                  (click)="opened.emit({ table: child.table, filter: child.filter })"
                >
                  <o-icon name="table" [size]="14" />
                  <span class="ellipsis"
                    >{{ child.table }}<span class="via"> by {{ child.columns.join(', ') }}</span></span
                  >
                  <span class="count tabular">{{ child.count === null ? (child.fault ? '?' : '…') : count(child.count) }}</span>
                </button>
              </div>
              @if (isOpen(child)) {
                <o-child-rows [table]="child.table" [filter]="child.filter" />
              }
            </li>
          }
        </ul>
      }
    }
    @if (fault(); as fault) {
      <p class="fault">{{ say('Which tables refer to this one can’t be told:') }} {{ fault }}</p>
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  styles: `
    h4 {
      padding: 14px 12px 4px;
      color: var(--o-text-faint);
      font-size: 11px;
      font-weight: 600;
    }
    .line {
      display: flex;
    }
    .fold {
      flex: none;
      width: 26px;
      padding-left: 8px;
    }
    .open {
      flex: 1;
      min-width: 0;
      padding: 0 12px 0 2px;
    }
    button {
      display: flex;
      align-items: center;
      gap: 8px;
      min-height: 28px;
      font-size: var(--o-size-small);
      text-align: left;
      o-icon {
        color: var(--o-text-faint);
      }
      &:hover:not(:disabled) {
        background: var(--o-hover);
      }
      &:focus-visible {
        outline-offset: -2px;
      }
      &:disabled {
        color: var(--o-text-faint);
      }
    }
    .via {
      color: var(--o-text-faint);
    }
    .count {
      margin-left: auto;
      color: var(--o-text-dim);
    }
    .fault {
      padding: 12px;
      color: var(--o-text-dim);
      font-size: var(--o-size-small);
    }
  `,
})
export class ChildList {
  readonly table = input.required<string>();
  readonly cells = input.required<Cells>();
  readonly opened = output<{ readonly table: string; readonly filter: Filter }>();
  protected readonly peek = inject(Peek);
  protected readonly say = inject(ExplorerDesk).say;
  protected readonly children = signal<readonly Children[] | null>(null);
  protected readonly fault = signal<string | null>(null);
  protected readonly count = countText;

  protected isOpen({ id, count }: Children): boolean {
    return count !== 0 && this.peek.unfolded().has(id);
  }

  constructor() {
    effect((onCleanup) => {
      const table = this.table();
      const cells = this.cells();
      const stop = new AbortController();
      const timer = setTimeout(() => void this.#ask(table, cells, stop.signal), rest);
      onCleanup(() => {
        clearTimeout(timer);
        stop.abort();
      });
    });
  }

  async #ask(table: string, cells: Cells, signal: AbortSignal): Promise<void> {
    this.fault.set(null);
    try {
      for await (const found of this.peek.children(table, cells, signal)) {
        if (signal.aborted) return;
        this.children.set(found);
      }
    } catch (error) {
      if (!signal.aborted) this.fault.set(faultOf(error).message);
    }
  }
}
