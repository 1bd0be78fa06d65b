import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import type { TableSummary } from '@orrery/contracts';
import { type KindWords, capital, countOf, kindWords } from '../../../core/kind-words';
import { Icon } from '../../../ui/icon';
import { countText } from '../../../ui/time-text';
import type { Cluster } from '../layout/clusters';
import { TableSearch } from './table-search';

/** How a diagram of many tables begins: with a table, with a cluster, or with all of them. */
@Component({
  selector: 'o-start-screen',
  imports: [Icon, TableSearch],
  template: `
    <div class="column">
      <h2>{{ countOf(tables().length, words().table) }}: where to begin?</h2>
      <p>Choose a {{ words().table.one }} to see it with its neighbours, and follow the relations from there.</p>
      <o-table-search [words]="words()" [tables]="tables()" [large]="true" (took)="from.emit($event.table)" />
      @if (clusters().length > 0) {
        <h3>{{ capital(words().table.many) }} that belong together</h3>
        <ul>
          @for (cluster of groups(); track cluster.hub) {
            <li>
              <button type="button" class="cluster" (click)="chosen.emit(cluster)">
                <span class="hub ellipsis" dir="auto">{{ nameOf(cluster.hub) }}</span>
                <span class="with ellipsis">{{ others(cluster) }}</span>
                <span class="badge">{{ cluster.tables.length }}</span>
              </button>
            </li>
          }
        </ul>
      } @else if (loading()) {
        <p class="quiet" role="status">Looking for {{ words().table.many }} that belong together</p>
      }
      <div class="all">
        <button type="button" class="btn" (click)="everything.emit()">
          <o-icon name="diagram" />{{ cut() ? 'Show the first ' + count(first()) : 'Show all ' + count(tables().length) }}
        </button>
        @if (cut()) {
          <span class="quiet">There are more than fit into one diagram.</span>
        }
      </div>
    </div>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  styles: `
    :host {
      display: block;
      height: 100%;
      overflow: auto;
      background: var(--o-surface);
    }
    .column {
      max-width: 680px;
      margin: 0 auto;
      padding: clamp(24px, 8vh, 96px) 24px 32px;
    }
    h2 {
      font-size: var(--o-size-title);
      line-height: 28px;
    }
    p {
      margin: 4px 0 16px;
      color: var(--o-text-dim);
    }
    h3 {
      margin: 28px 0 8px;
      color: var(--o-text-dim);
      font-size: var(--o-size-small);
    }
    ul {
      display: grid;
      grid-template-columns: repeat(auto-fill, minmax(290px, 1fr));
      gap: 8px;
    }
    .cluster {
      display: grid;
      grid-template-columns: minmax(0, 1fr) auto;
      gap: 0 8px;
      align-items: center;
      width: 100%;
      padding: 8px 12px;
      border: 1px solid var(--o-line);
      border-radius: var(--o-radius);
      text-align: left;
    }
    .cluster:hover {
      border-color: var(--o-line-strong);
      background: var(--o-hover);
    }
    .hub {
      font-weight: 500;
    }
    .badge {
      grid-row: 1;
      grid-column: 2;
    }
    .with {
      grid-column: 1 / -1;
      color: var(--o-text-faint);
      font-size: var(--o-size-small);
    }
    .all {
      display: flex;
      flex-wrap: wrap;
      gap: 8px 12px;
      align-items: center;
      margin-top: 24px;
    }
    .quiet {
      margin: 24px 0 0;
      color: var(--o-text-faint);
    }
    .all .quiet {
      margin: 0;
    }
  `,
})
export class StartScreen {
  readonly words = input<KindWords>(kindWords(undefined));
  readonly tables = input.required<readonly TableSummary[]>();
  readonly clusters = input.required<readonly Cluster[]>();
  readonly loading = input(false);
  readonly cut = input(false);
  /** How many fit, where not all do. */
  readonly first = input(0);
  readonly from = output<string>();
  readonly chosen = output<Cluster>();
  readonly everything = output();
  protected readonly count = countText;
  protected readonly countOf = countOf;
  protected readonly capital = capital;
  protected readonly groups = computed(() =>
    this.clusters()
      .filter(({ hub }) => hub !== '')
      .slice(0, 24),
  );
  readonly #names = computed(() => new Map(this.tables().map(({ table, name }) => [table, name])));

  protected nameOf(table: string): string {
    return this.#names().get(table) ?? table;
  }

  protected others({ tables }: Cluster): string {
    const names = tables.slice(1, 5).map((table) => this.nameOf(table));
    return `with ${names.join(', ')}${tables.length > 5 ? ' …' : ''}`;
  }
}
