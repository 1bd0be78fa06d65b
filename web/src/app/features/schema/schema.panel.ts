import { ChangeDetectionStrategy, Component, computed, inject, signal, viewChild } from '@angular/core';
import { EmptyState } from '../../ui/empty-state';
import { Icon } from '../../ui/icon';
import { Progress } from '../../ui/progress';
import { agoText, countText, exactTimeText } from '../../ui/time-text';
import { countOf } from '../../core/kind-words';
import { Workspace } from '../../core/workspace';
import { SchemaStore } from './schema.store';
import { SchemaTree, type TableDo } from './tree/schema-tree';
import { type TreeRow, nameOf } from './tree/tree-model';
import type { TableSummary } from '@orrery/contracts';

/** The tree of the connection's tables at the side, how old it is, and the way to renew it. */
@Component({
  selector: 'o-schema-panel',
  imports: [EmptyState, Icon, Progress, SchemaTree],
  providers: [SchemaStore],
  templateUrl: './schema.panel.html',
  styleUrl: './schema.panel.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SchemaPanel {
  protected readonly store = inject(SchemaStore);
  protected readonly words = this.store.words;
  readonly #workspace = inject(Workspace);
  protected readonly tree = viewChild(SchemaTree);
  protected readonly gapsOpen = signal(false);
  protected readonly ago = agoText;
  protected readonly exact = exactTimeText;
  protected readonly count = countText;
  protected readonly gaps = computed(() => this.store.value()?.gaps ?? []);
  protected readonly total = computed(() => {
    return countOf(this.store.value()?.total ?? 0, this.words().table);
  });
  /** 0…1; null while it can't be told. */
  protected readonly share = computed(() => {
    const crawl = this.store.crawl();
    return crawl?.total ? Math.min(1, crawl.done / crawl.total) : null;
  });
  protected readonly percent = computed(() => {
    const share = this.share();
    return share === null ? null : Math.round(share * 100);
  });
  protected readonly progress = computed(() => {
    const crawl = this.store.crawl();
    if (!crawl) return '';
    const what = crawl.phase === '' ? 'Asking the database' : `Reading ${crawl.phase}`;
    return crawl.total === null ? what : `${what}, ${countText(crawl.done)} of ${countText(crawl.total)}`;
  });

  protected search(event: Event): void {
    if (event.target instanceof HTMLInputElement) this.store.search.set(event.target.value);
  }

  protected searchKeyed(event: KeyboardEvent): void {
    if (event.key === 'ArrowDown' || event.key === 'Enter') this.tree()?.focus();
    else if (event.key === 'Escape' && this.store.search() !== '') this.store.search.set('');
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  protected do(what: TableDo, table: TableSummary): void {
    if (what === 'browse') this.store.browse(table);
    else if (what === 'structure') this.store.openStructure(table);
    else if (what === 'erd') this.store.openErd(table);
    else if (what === 'select') this.store.select(table);
    else void this.store.copyName(table.schema, table.name);
  }

  protected copy(row: TreeRow): void {
    if (row.type === 'routine') void this.store.copyName(row.routine.schema, row.routine.name);
    else if (row.type === 'enum') void this.store.copyName(row.enum.schema, row.enum.name);
    else void this.store.copy(nameOf(row));
  }

  protected newConnection(): void {
    this.#workspace.open({ kind: 'connection', ref: 'new', title: 'New connection' });
  }

  protected editConnection(): void {
    const connection = this.store.connection();
    if (connection) this.#workspace.open({ kind: 'connection', ref: connection.id, title: connection.name });
  }

  protected newTable(): void {
    const text = this.store.connection()?.type === 'mongodb' ? 'db.createCollection("")' : 'CREATE TABLE ';
    this.#workspace.openSql({ text, title: `New ${this.words().table.one}` });
  }
}
