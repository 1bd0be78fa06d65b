import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { CatalogColumn } from '@orrery/contracts';
import { Icon } from '../../../ui/icon';
import { kindGlyphs } from '../../../ui/result-grid/cell-text';
import type { WholeTable } from '../table.store';

const generatedWords: Readonly<Record<NonNullable<CatalogColumn['generated']>, string>> = {
  identity: 'identity',
  'identity-always': 'identity, always',
  'auto-increment': 'auto increment',
  stored: 'computed, stored',
  virtual: 'computed',
};

/** The columns of a table; of a collection, the paths seen in its documents. */
@Component({
  selector: 'o-column-table',
  imports: [Icon],
  template: `
    <div class="scroll" tabindex="0" role="region" aria-label="Columns">
      <table>
        <thead>
          <tr>
            <th scope="col" class="number">#</th>
            <th scope="col">Name</th>
            <th scope="col">Type</th>
            <th scope="col">{{ isCollection() ? 'Present' : 'Null' }}</th>
            <th scope="col">Default</th>
            <th scope="col">Comment</th>
          </tr>
        </thead>
        <tbody>
          @for (column of table().columns; track $index) {
            <tr>
              <td class="number">{{ $index + 1 }}</td>
              <th scope="row">
                <span class="glyph" aria-hidden="true">{{ glyphs[column.kind] }}</span>
                <span class="mono" dir="auto">{{ column.name }}</span>
                @if (column.isPrimaryKey) {
                  <span class="badge badge-accent" title="Part of the primary key"><o-icon name="key" [size]="11" />PK</span>
                }
                @if (foreign().get(column.name); as target) {
                  <span class="badge" [title]="'Refers to ' + target"><o-icon name="link" [size]="11" />FK</span>
                }
                @if (unique().has(column.name)) {
                  <span class="badge" title="Its values are unique">unique</span>
                }
              </th>
              <td class="mono type">
                {{ column.dataType }}
                @if (column.enumValues; as values) {
                  <span class="dim" [title]="values.join(', ')"> {{ values.length }} values</span>
                }
              </td>
              <td class="null">
                @if (column.presence !== undefined) {
                  {{ percent(column.presence) }}
                } @else if (column.nullable) {
                  <span class="dim">null</span>
                } @else {
                  not null
                }
              </td>
              <td class="mono default">
                @if (column.generated; as generated) {
                  <span class="dim">{{ generatedWords[generated] }}</span> {{ column.expression ?? '' }}
                } @else {
                  {{ column.default ?? '' }}
                }
              </td>
              <td class="comment" dir="auto">{{ column.comment ?? '' }}</td>
            </tr>
          }
        </tbody>
      </table>
    </div>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  styles: `
    .scroll {
      overflow-x: auto;
    }
    /* Where there is no room it is wider than the page, rather than its defaults and comments a word wide. */
    table {
      width: 100%;
      min-width: 820px;
      border-collapse: collapse;
      font-size: var(--o-size-small);
    }
    thead th {
      padding: 4px 10px;
      border-bottom: 1px solid var(--o-line-strong);
      color: var(--o-text-dim);
      font-weight: 500;
      text-align: left;
      white-space: nowrap;
    }
    td,
    tbody th {
      padding: 5px 10px;
      border-bottom: 1px solid var(--o-line);
      font-weight: 400;
      text-align: left;
      vertical-align: top;
    }
    tbody tr:hover {
      background: var(--o-hover);
    }
    tbody th {
      min-width: 180px;
      max-width: 420px;
      overflow-wrap: anywhere;
    }
    .number {
      width: 40px;
      color: var(--o-text-faint);
      text-align: right;
      font-variant-numeric: tabular-nums;
    }
    thead .number {
      text-align: right;
    }
    .mono {
      font: 400 12px/20px var(--o-mono);
      font-variant-ligatures: none;
    }
    .type,
    .null {
      white-space: nowrap;
    }
    .default,
    .comment {
      max-width: 320px;
      overflow-wrap: anywhere;
    }
    .comment,
    .dim {
      color: var(--o-text-dim);
    }
    .glyph {
      display: inline-block;
      width: 22px;
      color: var(--o-text-faint);
      font: 500 11px/20px var(--o-mono);
    }
    .badge {
      height: 16px;
      margin-left: 6px;
      line-height: 16px;
      vertical-align: middle;
    }
  `,
})
export class ColumnTable {
  readonly table = input.required<WholeTable>();
  protected readonly glyphs = kindGlyphs;
  protected readonly generatedWords = generatedWords;
  protected readonly isCollection = computed(() => this.table().kind === 'collection');
  protected readonly foreign = computed(
    () =>
      new Map(
        this.table().foreignKeys.flatMap((key) =>
          key.columns.map((column, index) => [column, `${key.refTable}.${key.refColumns[index] ?? ''}`] as const),
        ),
      ),
  );
  protected readonly unique = computed(() => {
    const { uniques, indexes } = this.table();
    const alone = [...uniques, ...indexes.filter((index) => index.unique && !index.primary && index.predicate === undefined)];
    return new Set(alone.flatMap(({ columns }) => (columns.length === 1 ? columns : [])));
  });

  protected percent(share: number): string {
    return `${Math.round(share * 100).toString()} %`;
  }
}
