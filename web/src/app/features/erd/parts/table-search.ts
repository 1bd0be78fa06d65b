import {
  ChangeDetectionStrategy,
  Component,
  type ElementRef,
  computed,
  input,
  linkedSignal,
  output,
  signal,
  viewChild,
} from '@angular/core';
import type { TableSummary } from '@orrery/contracts';
import { type KindWords, kindWords } from '../../../core/kind-words';
import { Icon } from '../../../ui/icon';
import { found } from '../found';

let made = 0;

/** Finds a table by a part of its name. */
@Component({
  selector: 'o-table-search',
  imports: [Icon],
  template: `
    <label class="field">
      <o-icon name="search" [size]="14" />
      <span class="visually-hidden">{{ asks() }}</span>
      <input
        #input
        class="input"
        [class.input-small]="!large()"
        type="text"
        role="combobox"
        autocomplete="off"
        spellcheck="false"
        aria-autocomplete="list"
        [attr.aria-expanded]="open() && rows().length > 0"
        [attr.aria-controls]="id"
        [attr.aria-activedescendant]="open() && rows().length > 0 ? id + '-' + at() : null"
        [placeholder]="asks()"
        [value]="value()"
        (input)="type(input.value)"
        (focus)="begin()"
        (blur)="open.set(false)"
        (keydown)="keyed($event)"
      />
    </label>
    @if (open() && (rows().length > 0 || typed() !== '')) {
      <div class="menu" role="listbox" [id]="id" [attr.aria-label]="asks()">
        @for (row of rows(); track row.table) {
          <button
            type="button"
            class="menu-item"
            role="option"
            tabindex="-1"
            [id]="id + '-' + $index"
            [class.at]="$index === at()"
            [attr.aria-selected]="$index === at()"
            (mousedown)="$event.preventDefault()"
            (mousemove)="at.set($index)"
            (click)="take(row)"
          >
            <span class="ellipsis" dir="auto">{{ row.name }}</span>
            <span class="end ellipsis">{{ row.schema }}</span>
          </button>
        } @empty {
          <p class="none">No {{ words().table.one }} has “{{ typed() }}” in its name.</p>
        }
      </div>
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  styles: `
    :host {
      position: relative;
      display: block;
      min-width: 0;
    }
    .field {
      display: block;
      position: relative;
    }
    .field o-icon {
      position: absolute;
      left: 9px;
      top: 50%;
      margin-top: -7px;
      color: var(--o-text-faint);
    }
    input {
      padding-left: 30px;
    }
    .menu {
      position: absolute;
      z-index: 20;
      top: calc(100% + 4px);
      left: 0;
      right: 0;
      max-width: none;
    }
    .menu-item {
      flex: none;
    }
    .menu-item .end {
      flex: none;
      max-width: 40%;
      font-size: var(--o-size-tiny);
    }
    .at {
      background: var(--o-selected);
    }
    .none {
      padding: 6px 8px;
      color: var(--o-text-dim);
    }
  `,
})
export class TableSearch {
  readonly tables = input.required<readonly TableSummary[]>();
  readonly words = input<KindWords>(kindWords(undefined));
  /** What is asked for; “Find a table” where nothing is said. */
  readonly label = input('');
  readonly large = input(false);
  /** The name that stands there while nothing is typed. */
  readonly chosen = input('');
  readonly took = output<TableSummary>();
  protected readonly asks = computed(() => (this.label() === '' ? `Find a ${this.words().table.one}` : this.label()));
  protected readonly id = `tables-${(made++).toString()}`;
  protected readonly open = signal(false);
  protected readonly typed = signal('');
  protected readonly rows = computed(() => found(this.tables(), this.typed(), 60));
  protected readonly at = linkedSignal<unknown, number>({ source: this.rows, computation: () => 0 });
  protected readonly value = computed(() => (this.open() ? this.typed() : this.chosen()));
  protected readonly typing = viewChild.required<ElementRef<HTMLInputElement>>('input');

  focus(): void {
    this.typing().nativeElement.focus();
  }

  protected begin(): void {
    this.typed.set('');
    this.open.set(true);
  }

  protected type(text: string): void {
    this.typed.set(text);
    this.open.set(true);
  }

  protected keyed(event: KeyboardEvent): void {
    const count = this.rows().length;
    if (event.key === 'ArrowDown') this.at.update((at) => Math.min(at + 1, count - 1));
    else if (event.key === 'ArrowUp') this.at.update((at) => Math.max(at - 1, 0));
    else if (event.key === 'Escape' && this.open()) this.open.set(false);
    else if (event.key === 'Enter') {
      const row = this.rows()[this.at()];
      if (row) this.take(row);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  protected take(row: TableSummary): void {
    this.typed.set('');
    this.open.set(false);
    this.took.emit(row);
  }
}
