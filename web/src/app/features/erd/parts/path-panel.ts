import {
  ChangeDetectionStrategy,
  Component,
  afterNextRender,
  computed,
  inject,
  input,
  linkedSignal,
  output,
  signal,
  viewChildren,
} from '@angular/core';
import { type ResponseOf, type TableSummary, schemaErdPath } from '@orrery/contracts';
import { Api } from '../../../core/api';
import { type KindWords, kindWords } from '../../../core/kind-words';
import { RemoteSource } from '../../../core/remote';
import { Icon } from '../../../ui/icon';
import { Progress } from '../../../ui/progress';
import { TableSearch } from './table-search';

type Path = ResponseOf<typeof schemaErdPath>;
export interface FoundPath {
  readonly relations: readonly string[];
  readonly tables: readonly string[];
}

/** Finds the shortest way of joins between two tables. */
@Component({
  selector: 'o-path-panel',
  imports: [Icon, Progress, TableSearch],
  template: `
    <o-progress [active]="asking.loading()" />
    <header>
      <h2>Path between two {{ words().table.many }}</h2>
      <button type="button" class="btn btn-ghost btn-icon btn-small" aria-label="Close" (click)="closed.emit()">
        <o-icon name="x" [size]="14" />
      </button>
    </header>
    <div class="ends">
      <o-table-search
        label="From"
        [words]="words()"
        [tables]="tables()"
        [chosen]="from()?.name ?? ''"
        (took)="choose($event, null)"
      />
      <o-table-search
        label="To"
        [words]="words()"
        [tables]="tables()"
        [chosen]="to()?.name ?? ''"
        (took)="choose(null, $event)"
      />
    </div>
    @if (asking.fault(); as fault) {
      <p class="notice notice-danger" role="alert">{{ fault.message }}</p>
    }
    @if (asking.value(); as path) {
      @if (path.steps.length === 0) {
        <p class="quiet" role="status">No relations lead from one to the other.</p>
      } @else {
        <ol role="list" aria-label="Steps">
          @for (step of path.steps; track step.relation.id) {
            <li>
              <span class="step">
                @for (end of endsOf(step); track $index) {
                  <span class="mono">
                    @if ($index > 0) {
                      →&ngsp;
                    }
                    {{ end }}</span
                  >
                }
              </span>
              @if (step.relation.source === 'inferred') {
                <span class="badge">inferred</span>
              }
            </li>
          }
        </ol>
        @if (path.join; as join) {
          <pre tabindex="0" role="region" aria-label="JOIN">{{ join }}</pre>
          <button type="button" class="btn btn-primary" (click)="written.emit(join)">
            <o-icon name="terminal" />Write the JOIN into the editor
          </button>
        } @else {
          <p class="quiet">This kind of database has no JOIN to write.</p>
        }
      }
    } @else if (!asking.loading()) {
      <p class="quiet">Choose where to begin and where to end.</p>
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { '(keydown.escape)': 'closed.emit()' },
  styles: `
    :host {
      position: relative;
      display: block;
      padding: 8px 12px 12px;
      border-bottom: 1px solid var(--o-line);
    }
    header {
      display: flex;
      align-items: center;
      justify-content: space-between;
      margin-bottom: 6px;
    }
    h2 {
      font-size: var(--o-size);
    }
    .ends {
      display: grid;
      gap: 6px;
    }
    ol {
      margin: 10px 0;
    }
    li {
      display: flex;
      gap: 6px;
      align-items: center;
      justify-content: space-between;
      padding: 3px 0;
    }
    .mono {
      display: block;
      overflow-wrap: anywhere;
      font: 400 11px/18px var(--o-mono);
    }
    pre {
      overflow: auto;
      max-height: 160px;
      margin: 0 0 10px;
      padding: 8px 10px;
      border-radius: var(--o-radius);
      background: var(--o-sunken);
      font: 400 12px/18px var(--o-mono);
    }
    .quiet {
      margin-top: 8px;
      color: var(--o-text-dim);
    }
    .notice {
      margin-top: 8px;
    }
  `,
})
export class PathPanel {
  readonly connectionId = input.required<string>();
  readonly words = input<KindWords>(kindWords(undefined));
  readonly tables = input.required<readonly TableSummary[]>();
  /** Names of tables in it are told without it. */
  readonly defaultSchema = input('');
  /** Where it begins, until another is chosen. */
  readonly start = input<TableSummary | null>(null);
  readonly found = output<FoundPath>();
  readonly written = output<string>();
  readonly closed = output();
  readonly #api = inject(Api);
  readonly #byTable = computed(() => new Map(this.tables().map((table) => [table.table, table])));
  protected readonly asking = new RemoteSource<Path>();
  protected readonly from = linkedSignal(() => this.start());
  protected readonly to = signal<TableSummary | null>(null);

  protected readonly searches = viewChildren(TableSearch);

  constructor() {
    afterNextRender(() => {
      this.searches()[this.start() ? 1 : 0]?.focus();
    });
  }

  protected choose(from: TableSummary | null, to: TableSummary | null): void {
    if (from) this.from.set(from);
    if (to) this.to.set(to);
    void this.#find();
  }

  protected endsOf({ relation, forward }: Path['steps'][number]): readonly string[] {
    const { tableFrom, columnFrom, tableTo, columnTo } = relation;
    const ends = [`${this.#shortName(tableFrom)}.${columnFrom}`, `${this.#shortName(tableTo)}.${columnTo}`];
    return forward ? ends : ends.toReversed();
  }

  #shortName(table: string): string {
    const known = this.#byTable().get(table);
    return !known ? table : known.schema === this.defaultSchema() ? known.name : `${known.schema}.${known.name}`;
  }

  async #find(): Promise<void> {
    const [from, to] = [this.from(), this.to()];
    if (!from || !to || from.table === to.table) return;
    const path = await this.asking.load(() =>
      this.#api.call(schemaErdPath, { id: this.connectionId(), from: from.table, to: to.table }),
    );
    if (!path || path.steps.length === 0) return;
    this.found.emit({
      relations: path.steps.map(({ relation }) => relation.id),
      tables: [...new Set(path.steps.flatMap(({ relation }) => [relation.tableFrom, relation.tableTo]))],
    });
  }
}
