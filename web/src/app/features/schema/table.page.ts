import { ChangeDetectionStrategy, Component, DestroyRef, computed, inject, signal } from '@angular/core';
import { Commands } from '../../core/commands';
import { capital } from '../../core/kind-words';
import { TAB } from '../../core/workspace';
import { EmptyState } from '../../ui/empty-state';
import { Icon } from '../../ui/icon';
import { Progress } from '../../ui/progress';
import { agoText, countText, durationText, exactTimeText } from '../../ui/time-text';
import { CodeView } from './table/code-view';
import { ColumnTable } from './table/column-table';
import { KeyList } from './table/key-list';
import { RelationList } from './table/relation-list';
import { RowSample } from './table/row-sample';
import { TableStore } from './table.store';
import { sizeText } from './tree/row-estimate';

const kindNames = { table: 'Table', view: 'View', 'materialized-view': 'Materialized view', collection: 'Collection' } as const;
const parts = ['columns', 'rows', 'keys', 'relations', 'ddl', 'usage', 'changes'] as const;
type Part = (typeof parts)[number];

/** What a table is made of: columns, keys, relations, DDL, who asks it, what became of it. */
@Component({
  selector: 'o-table-page',
  imports: [CodeView, ColumnTable, EmptyState, Icon, KeyList, Progress, RelationList, RowSample],
  providers: [TableStore],
  templateUrl: './table.page.html',
  styleUrl: './table.page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class TablePage {
  protected readonly store = inject(TableStore);
  protected readonly part = signal<Part>('columns');
  protected readonly ago = agoText;
  protected readonly exact = exactTimeText;
  protected readonly count = countText;
  protected readonly duration = durationText;
  protected readonly kindNames = kindNames;
  protected readonly words = this.store.words;
  protected readonly capital = capital;
  protected readonly facts = computed((): readonly { readonly name: string; readonly value: string; readonly hint: string }[] => {
    const table = this.store.table();
    if (!table) return [];
    const { rowEstimate, sizeBytes, indexBytes } = table.statistics;
    return [
      ...(rowEstimate === null
        ? []
        : [
            {
              name: capital(this.words().row.many),
              value: `about ${countText(rowEstimate)}`,
              hint: 'The server’s own estimate',
            },
          ]),
      ...(sizeBytes === null ? [] : [{ name: 'Size', value: sizeText(sizeBytes), hint: 'Everything, indexes included' }]),
      ...(indexBytes === null ? [] : [{ name: 'Indexes', value: sizeText(indexBytes), hint: 'Of that, indexes' }]),
      { name: capital(this.words().column.many), value: countText(table.columns.length), hint: '' },
      ...(table.sampled === undefined
        ? []
        : [{ name: 'Sampled', value: `${countText(table.sampled)} documents`, hint: 'Documents that were looked at' }]),
    ];
  });
  protected readonly tabs = computed(() => {
    const table = this.store.table();
    if (!table) return [];
    const keys = table.uniques.length + table.foreignKeys.length + table.checks.length + (table.primaryKey ? 1 : 0);
    const titles: Readonly<Record<Part, readonly [string, number | null]>> = {
      columns: [capital(this.words().column.many), table.columns.length],
      rows: [capital(this.words().row.many), null],
      keys: ['Keys and indexes', keys + table.indexes.length],
      relations: ['Relations', table.relations.length],
      ddl: ['DDL', table.triggers.length === 0 ? null : table.triggers.length],
      usage: ['Queries', this.store.usage().value?.queries.length ?? null],
      changes: ['Changes', this.store.changes().value?.length ?? null],
    };
    return parts.map((part) => ({ part, title: titles[part][0], count: part === 'ddl' ? null : titles[part][1] }));
  });

  constructor() {
    const { active } = inject(TAB);
    const takeAway = inject(Commands).add(
      {
        id: 'table.browse',
        title: 'Browse this table',
        group: 'Table',
        icon: 'table',
        when: active,
        run: () => {
          this.store.browse();
        },
      },
      {
        id: 'table.erd',
        title: 'Show this table in the diagram',
        group: 'Table',
        icon: 'diagram',
        when: active,
        run: () => {
          this.store.openErd();
        },
      },
    );
    inject(DestroyRef).onDestroy(takeAway);
  }

  protected walk(event: KeyboardEvent, list: HTMLElement): void {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = parts[(parts.indexOf(this.part()) + step + parts.length) % parts.length];
    if (!next) return;
    this.part.set(next);
    list.querySelector<HTMLElement>(`[data-part="${next}"]`)?.focus();
  }
}
