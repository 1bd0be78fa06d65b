import { ChangeDetectionStrategy, Component, input, output } from '@angular/core';
import type { ErdTable } from '@orrery/contracts';
import { type KindWords, capital, countOf, kindWords } from '../../../core/kind-words';
import { Icon } from '../../../ui/icon';

export type TableAct = 'open' | 'browse' | 'neighbours' | 'focus' | 'hide' | 'turn' | 'select';

/** The picked table of the diagram, and what can be done with it. */
@Component({
  selector: 'o-table-card',
  imports: [Icon],
  template: `
    <h2 class="ellipsis" dir="auto" [title]="table().schema + '.' + table().name">{{ table().name }}</h2>
    <p>
      {{ table().schema }} · {{ countOf(table().columnCount, words().column) }}
      @if (table().rowEstimate; as rows) {
        · about {{ countOf(rows, words().row) }}
      }
    </p>
    @if (table().comment; as comment) {
      <p class="comment" dir="auto">{{ comment }}</p>
    }
    <div class="acts">
      <button type="button" class="btn btn-small" (click)="act.emit('open')">
        <o-icon name="columns" [size]="14" />Structure
      </button>
      <button type="button" class="btn btn-small" (click)="act.emit('browse')">
        <o-icon name="table" [size]="14" />{{ capital(words().row.many) }}
      </button>
      <button type="button" class="btn btn-small" (click)="act.emit('neighbours')">
        <o-icon name="waypoints" [size]="14" />Add neighbours
      </button>
      <button
        type="button"
        class="btn btn-small"
        [title]="'Keep only this ' + words().table.one + ' and its neighbours'"
        (click)="act.emit('focus')"
      >
        <o-icon name="filter" [size]="14" />Only these
      </button>
      <button type="button" class="btn btn-small" (click)="act.emit('turn')">
        <o-icon [name]="open() ? 'fold' : 'unfold'" [size]="14" />{{ open() ? 'Keys only' : 'All ' + words().column.many }}
      </button>
      <button type="button" class="btn btn-small" (click)="act.emit('hide')"><o-icon name="eye-off" [size]="14" />Hide</button>
    </div>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  styles: `
    :host {
      display: block;
      padding: 10px 12px 12px;
      border-bottom: 1px solid var(--o-line);
    }
    h2 {
      font-size: var(--o-size-large);
    }
    p {
      color: var(--o-text-dim);
      font-size: var(--o-size-small);
    }
    .comment {
      margin-top: 4px;
      display: -webkit-box;
      overflow: hidden;
      -webkit-box-orient: vertical;
      -webkit-line-clamp: 3;
    }
    .acts {
      display: grid;
      grid-template-columns: 1fr 1fr;
      gap: 6px;
      margin-top: 10px;
    }
    .acts .btn {
      justify-content: flex-start;
    }
  `,
})
export class TableCard {
  readonly table = input.required<ErdTable>();
  readonly words = input<KindWords>(kindWords(undefined));
  readonly open = input(false);
  readonly act = output<TableAct>();
  protected readonly countOf = countOf;
  protected readonly capital = capital;
}
