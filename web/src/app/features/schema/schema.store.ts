import { Injectable, computed, effect, inject, signal, untracked } from '@angular/core';
import { type CatalogTable, type Kind, type TableSummary, kinds, schemaList, schemaTable } from '@orrery/contracts';
import { quoteIdentifier, selectText } from '@orrery/dialects';
import { Api } from '../../core/api';
import { Connections } from '../../core/connections';
import { faultOf } from '../../core/fault-of';
import { kindWords } from '../../core/kind-words';
import { Queries } from '../../core/queries';
import { Schemas } from '../../core/schemas';
import { erdTab, explorerTab, tableTab } from '../../core/table-tab';
import { Toasts } from '../../core/toasts';
import { Workspace } from '../../core/workspace';
import { type ColumnsOf, type TreeRow, treeRows, wordsOf } from './tree/tree-model';

/** ms: columns are searched for on the server when typing rests. */
const rest = 200;
/** ms after a run in which a crawl that it caused may have ended. */
const looksAfterRun = [1_500, 6_000];
/** ms between two looks while a crawl of others is under way. */
const lookWhileRefreshing = 3_000;

const isKind = (text: string | undefined): text is Kind => (kinds as readonly string[]).includes(text ?? '');

/** The tree of the connection at hand: what is open, what is searched, and what can be done with a row. */
@Injectable()
export class SchemaStore {
  readonly #api = inject(Api);
  readonly #schemas = inject(Schemas);
  readonly #connections = inject(Connections);
  readonly #workspace = inject(Workspace);
  readonly #toasts = inject(Toasts);
  readonly connection = this.#connections.current;
  /** What its kind calls tables, rows and columns. */
  readonly words = computed(() => kindWords(this.connection()?.type));
  readonly schema = computed(() => {
    const id = this.#connections.current()?.id;
    return id === undefined ? null : this.#schemas.of(id);
  });
  readonly listing = computed(() => this.schema()?.listing.now() ?? { state: 'idle' as const });
  readonly value = computed(() => this.listing().value);
  readonly crawl = computed(() => this.schema()?.crawl() ?? null);
  readonly search = signal('');
  readonly #turned = signal<ReadonlySet<string>>(new Set());
  readonly #columns = signal<ReadonlyMap<string, ColumnsOf>>(new Map());
  readonly #foundColumns = signal<ReadonlyMap<string, readonly string[]>>(new Map());
  readonly refreshFault = signal<string | null>(null);
  readonly rows = computed((): readonly TreeRow[] => {
    const listing = this.value();
    if (!listing) return [];
    const objects = this.schema()?.objects.value();
    return treeRows({
      tables: listing.tables,
      routines: objects?.routines ?? [],
      enums: (objects?.enums ?? []).filter(({ domain }) => domain === undefined),
      schemas: listing.schemas,
      defaultSchema: listing.defaultSchema,
      turned: this.#turned(),
      columns: this.#columns(),
      search: this.search(),
      foundColumns: this.search().trim() === '' ? new Map() : this.#foundColumns(),
    });
  });

  constructor() {
    effect(() => {
      const schema = this.schema();
      untracked(() => {
        this.search.set('');
        this.#turned.set(new Set());
        this.#columns.set(new Map());
        this.refreshFault.set(null);
        if (schema) void this.#begin();
      });
    });
    effect(() => {
      // After a crawl, columns that are shown may be others.
      const crawls = this.schema()?.crawls() ?? 0;
      if (crawls > 0) untracked(() => void this.#readOpenTables());
    });
    effect((onCleanup) => {
      const [schema, search] = [this.schema(), this.search()];
      this.#foundColumns.set(new Map());
      if (!schema || wordsOf(search).length === 0) return;
      const timer = setTimeout(() => void this.#findColumns(schema.id, search), rest);
      onCleanup(() => {
        clearTimeout(timer);
      });
    });
    effect((onCleanup) => {
      // A crawl that others began: by the schedule, after DDL, in another window.
      if (this.value()?.refreshing !== true || this.crawl()) return;
      let looks = 0;
      const timer = setInterval(() => {
        looks += 1;
        // One that failed brings nothing new: now and then it is asked whether it is still under way.
        void (looks % 10 === 0 ? untracked(this.schema)?.load() : untracked(this.schema)?.check());
      }, lookWhileRefreshing);
      onCleanup(() => {
        clearInterval(timer);
      });
    });
    const queries = inject(Queries);
    effect((onCleanup) => {
      if (queries.changed() === 0) return;
      const timers = looksAfterRun.map((ms) => setTimeout(() => void untracked(this.schema)?.check(), ms));
      onCleanup(() => {
        timers.forEach(clearTimeout);
      });
    });
  }

  async #begin(): Promise<void> {
    const schema = this.schema();
    await schema?.ensure();
    if (schema && schema.objects.now().state === 'idle') await schema.loadObjects();
  }

  reload(): void {
    void this.schema()?.load();
  }

  async refresh(): Promise<void> {
    const schema = this.schema();
    if (!schema) return;
    this.refreshFault.set(null);
    try {
      const found = await schema.refresh();
      if (found) this.#toasts.show(newsOf(found));
    } catch (error) {
      this.refreshFault.set(faultOf(error).message);
    }
  }

  cancel(): void {
    void this.schema()?.cancel();
  }

  turn(row: TreeRow): void {
    const opens = !this.#turned().has(row.key);
    this.#turned.update((turned) => {
      const next = new Set(turned);
      if (!next.delete(row.key)) next.add(row.key);
      return next;
    });
    if (row.type === 'table' && opens) void this.#readColumns(row.table.table);
  }

  browse(table: TableSummary): void {
    this.#with((connectionId) => this.#workspace.open(explorerTab({ connectionId, table: table.table })));
  }

  openStructure(table: TableSummary): void {
    this.#with((connectionId) => this.#workspace.open(tableTab({ connectionId, table: table.table })));
  }

  openErd(table?: TableSummary): void {
    this.#with((connectionId) => {
      const tab = this.#workspace.open(erdTab(connectionId, table?.table));
      // It may have been open already: then it is told where to go.
      if (table && tab.data['from'] !== table.table) this.#workspace.change(tab.id, { data: { ...tab.data, from: table.table } });
    });
  }

  select(table: TableSummary): void {
    const kind = this.connection()?.type;
    if (!isKind(kind)) return;
    const columns = this.#columns().get(table.table);
    const names = columns?.state === 'ready' ? columns.columns.map(({ name }) => name) : [];
    this.#with((connectionId) =>
      this.#workspace.openSql({ text: selectText(kind, [table.schema, table.name], names), connectionId }),
    );
  }

  async copyName(schema: string, name: string): Promise<void> {
    const kind = this.connection()?.type;
    const quoted = isKind(kind) ? [schema, name].map((part) => quoteIdentifier(kind, part)).join('.') : `${schema}.${name}`;
    await this.copy(quoted);
  }

  async copy(text: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      this.#toasts.show('Copied.');
    } catch {
      this.#toasts.show('The browser did not allow to copy.');
    }
  }

  #with(action: (connectionId: string) => unknown): void {
    const id = this.connection()?.id;
    if (id !== undefined) action(id);
  }

  async #findColumns(id: string, search: string): Promise<void> {
    try {
      const { tables } = await this.#api.call(schemaList, { id, search: search.slice(0, 200), limit: 500 });
      if (search !== this.search()) return;
      this.#foundColumns.set(
        new Map(tables.flatMap(({ table, matches }) => (matches && matches.length > 0 ? [[table, matches] as const] : []))),
      );
    } catch {
      // Names of tables are searched for here all the same.
    }
  }

  async #readOpenTables(): Promise<void> {
    for (const table of this.#columns().keys())
      if (this.#turned().has(`table ${table}`)) await this.#readColumns(table, true);
      else
        this.#columns.update((known) => {
          const next = new Map(known);
          next.delete(table);
          return next;
        });
  }

  async #readColumns(table: string, again = false): Promise<void> {
    const id = this.schema()?.id;
    if (id === undefined || (!again && this.#columns().get(table)?.state === 'ready')) return;
    const put = (columns: ColumnsOf): void => {
      this.#columns.update((known) => new Map(known).set(table, columns));
    };
    if (!again) put({ state: 'loading' });
    try {
      put(columnsOf(await this.#api.call(schemaTable, { id, table })));
    } catch (error) {
      put({ state: 'failed', message: faultOf(error).message });
    }
  }
}

const columnsOf = ({ columns, foreignKeys }: Pick<CatalogTable, 'columns' | 'foreignKeys'>): ColumnsOf => ({
  state: 'ready',
  columns,
  foreign: new Set(foreignKeys.flatMap((key) => key.columns)),
});

function newsOf(found: {
  readonly tables: number;
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
}): string {
  const news = [
    ...(found.added > 0 ? [`${found.added.toString()} new`] : []),
    ...(found.changed > 0 ? [`${found.changed.toString()} changed`] : []),
    ...(found.removed > 0 ? [`${found.removed.toString()} removed`] : []),
  ];
  return news.length === 0 ? 'Read anew: nothing has changed.' : `Read anew: ${news.join(', ')}.`;
}
