import { Injectable, computed, effect, inject, untracked } from '@angular/core';
import {
  type Kind,
  type RelationState,
  type ResponseOf,
  explorerRows,
  kinds,
  schemaChanges,
  schemaRelationUpdate,
  schemaTable,
  schemaTableUsage,
} from '@orrery/contracts';
import { selectText } from '@orrery/dialects';
import { Api } from '../../core/api';
import { Connections } from '../../core/connections';
import { faultOf } from '../../core/fault-of';
import { kindWords } from '../../core/kind-words';
import { RemoteSource } from '../../core/remote';
import { type RowsAnswer, parseRows } from '../../core/rows-answer';
import { Schemas } from '../../core/schemas';
import { erdTab, explorerTab, tableOfTab, tableTab } from '../../core/table-tab';
import { Toasts } from '../../core/toasts';
import { TAB, Workspace } from '../../core/workspace';

export type WholeTable = ResponseOf<typeof schemaTable>;
export type Usage = ResponseOf<typeof schemaTableUsage>;
export interface TableChange {
  readonly at: string;
  readonly version: number;
  readonly change: string;
  readonly details: readonly string[];
}

/** Rows that are shown of a table beside its structure. */
const sampled = 20;

const isKind = (text: string | undefined): text is Kind => (kinds as readonly string[]).includes(text ?? '');

/** Everything that is known of one table. */
@Injectable()
export class TableStore {
  readonly #api = inject(Api);
  readonly #workspace = inject(Workspace);
  readonly #toasts = inject(Toasts);
  readonly #connections = inject(Connections);
  readonly #tab = inject(TAB);
  readonly place = tableOfTab(untracked(this.#tab.tab).ref);
  readonly schema = this.place && inject(Schemas).of(this.place.connectionId);
  readonly #whole = new RemoteSource<WholeTable>();
  readonly #usage = new RemoteSource<Usage>();
  readonly #changes = new RemoteSource<readonly TableChange[]>();
  readonly #sample = new RemoteSource<RowsAnswer>();
  readonly whole = this.#whole.now;
  readonly table = this.#whole.value;
  readonly usage = this.#usage.now;
  readonly changes = this.#changes.now;
  readonly sample = this.#sample.now;
  readonly kind = computed(() => this.#connections.byId().get(this.place?.connectionId ?? '')?.type ?? '');
  /** What its kind calls tables, rows and columns. */
  readonly words = computed(() => kindWords(this.kind()));
  readonly crawl = computed(() => this.schema?.crawl() ?? null);
  readonly relationsOut = computed(() => this.#relations((table) => table.from));
  readonly relationsIn = computed(() => this.#relations((table) => table.to));

  constructor() {
    // Opened by its address, the tab does not know yet whose it is.
    if (this.place && untracked(this.#tab.tab).connectionId === null) this.#tab.change({ connectionId: this.place.connectionId });
    effect(() => {
      this.schema?.crawls();
      untracked(() => void this.load());
    });
  }

  async load(): Promise<void> {
    const { place } = this;
    if (!place) return;
    const request = { id: place.connectionId, table: place.table };
    const whole = await this.#whole.load(() => this.#api.call(schemaTable, request));
    if (!whole) return;
    this.#tab.change({ title: whole.name });
    await Promise.all([
      this.#usage.load(() => this.#api.call(schemaTableUsage, request)),
      this.#changes.load(async () => {
        const { commits } = await this.#api.call(schemaChanges, { id: place.connectionId });
        return commits.flatMap(({ at, version, changes }) =>
          changes.filter(({ table }) => table === whole.table).map(({ change, details }) => ({ at, version, change, details })),
        );
      }),
    ]);
  }

  /** Reads the first rows of the table. */
  async loadSample(signal: AbortSignal): Promise<void> {
    const { place } = this;
    if (!place) return;
    await this.#sample.load(() =>
      this.#api.call(
        explorerRows,
        { id: place.connectionId, table: place.table, pagination: { page: 1, limit: sampled }, count: 'none' },
        { signal, parse: parseRows },
      ),
    );
  }

  async refresh(): Promise<void> {
    try {
      await this.schema?.refresh();
    } catch (error) {
      this.#toasts.fault(faultOf(error));
    }
  }

  async judge(relationId: string, state: RelationState): Promise<void> {
    if (!this.place) return;
    try {
      const judged = await this.#api.call(schemaRelationUpdate, { id: this.place.connectionId, relationId, state });
      this.#whole.update((whole) => ({
        ...whole,
        relations: whole.relations.map((relation) => (relation.id === judged.id ? judged : relation)),
      }));
    } catch (error) {
      this.#toasts.fault(faultOf(error));
    }
  }

  openTable(table: string): void {
    if (this.place) this.#workspace.open(tableTab({ ...this.place, table }));
  }

  browse(): void {
    if (this.place) this.#workspace.open(explorerTab(this.place));
  }

  openErd(): void {
    if (!this.place) return;
    const tab = this.#workspace.open(erdTab(this.place.connectionId, this.place.table));
    if (tab.data['from'] !== this.place.table) this.#workspace.change(tab.id, { data: { ...tab.data, from: this.place.table } });
  }

  select(): void {
    const [table, kind] = [this.table(), this.kind()];
    if (!table || !isKind(kind)) return;
    const columns = table.kind === 'collection' ? [] : table.columns.map(({ name }) => name);
    this.openText(selectText(kind, [table.schema, table.name], columns));
  }

  openText(text: string): void {
    this.#workspace.openSql({ text, connectionId: this.place?.connectionId ?? null });
  }

  async copy(text: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      this.#toasts.show('Copied.');
    } catch {
      this.#toasts.show('The browser did not allow to copy.');
    }
  }

  #relations(side: (ends: { readonly from: boolean; readonly to: boolean }) => boolean): WholeTable['relations'] {
    const whole = this.table();
    if (!whole) return [];
    return whole.relations.filter(({ tableFrom, tableTo }) =>
      side({ from: tableFrom === whole.table, to: tableTo === whole.table }),
    );
  }
}
