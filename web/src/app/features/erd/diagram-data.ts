import { computed, signal } from '@angular/core';
import { type ErdTable, type ResponseOf, schemaErd } from '@orrery/contracts';
import type { Api } from '../../core/api';
import { RemoteSource } from '../../core/remote';
import type { ErdRelation } from './diagram/geometry';
import { joinedBy } from './diagram/neighbours';
import { inAddresses } from './in-addresses';
import { clustersOf } from './layout/clusters';

type Answer = ResponseOf<typeof schemaErd>;

/** The tables and relations of a connection as far as they were asked for. */
export class DiagramData {
  readonly #api: Api;
  readonly #connectionId: string;
  readonly #tables = signal<ReadonlyMap<string, ErdTable>>(new Map());
  readonly #relations = signal<ReadonlyMap<string, ErdRelation>>(new Map());
  /** The last question to the server. */
  readonly asking = new RemoteSource<Answer>();
  /** Everything there is was told. */
  readonly whole = signal(false);
  /** There is more than one answer holds: many tens of thousands of tables. */
  readonly cut = signal(false);
  readonly tables = this.#tables.asReadonly();
  readonly relations = computed(() => [...this.#relations().values()]);
  readonly joined = computed(() => joinedBy(this.relations()));
  readonly clusters = computed(() => (this.whole() || this.cut() ? clustersOf([...this.#tables().keys()], this.joined()) : []));

  constructor(api: Api, connectionId: string) {
    this.#api = api;
    this.#connectionId = connectionId;
  }

  /** Asks for every table. False where that failed; `asking` says why. */
  async loadWhole(): Promise<boolean> {
    const answer = await this.asking.load(() => this.#api.call(schemaErd, { id: this.#connectionId }));
    if (!answer) return false;
    this.#tables.set(new Map(answer.tables.map((table) => [table.table, table])));
    this.#relations.set(new Map(answer.relations.map((relation) => [relation.id, relation])));
    this.whole.set(!answer.cut);
    this.cut.set(answer.cut);
    return true;
  }

  /** Asks for some tables and those so many steps away. Answers their names; null where that failed. */
  async loadAround(tables: readonly string[], depth: number): Promise<readonly string[] | null> {
    const found = new Set<string>();
    for (const some of inAddresses(tables)) {
      const answer = await this.asking.load(() => this.#api.call(schemaErd, { id: this.#connectionId, tables: some, depth }));
      if (!answer) return null;
      this.#merge(answer);
      for (const { table } of answer.tables) found.add(table);
    }
    return [...found];
  }

  /** Asks anew for these tables, or for all where all were told; what is gone is forgotten. False where that failed. */
  async loadAnew(tables: readonly string[]): Promise<boolean> {
    if (this.whole() || this.cut()) return this.loadWhole();
    const answers: Answer[] = [];
    for (const some of inAddresses(tables)) {
      const answer = await this.asking.load(() => this.#api.call(schemaErd, { id: this.#connectionId, tables: some, depth: 0 }));
      if (!answer) return false;
      answers.push(answer);
    }
    this.#tables.set(new Map(answers.flatMap((answer) => answer.tables).map((table) => [table.table, table])));
    this.#relations.set(new Map(answers.flatMap((answer) => answer.relations).map((relation) => [relation.id, relation])));
    return true;
  }

  /** Asks for the columns that were left out of a table. */
  async completeColumns(tables: readonly string[]): Promise<void> {
    const cut = tables.filter((name) => {
      const table = this.#tables().get(name);
      return table !== undefined && table.columns.length < table.columnCount;
    });
    await this.loadAround(cut, 0);
  }

  put(relation: ErdRelation): void {
    this.#relations.update((known) => new Map(known).set(relation.id, relation));
  }

  #merge(answer: Answer): void {
    this.#tables.update((known) => {
      const next = new Map(known);
      for (const table of answer.tables) {
        const before = next.get(table.table);
        if (!before || before.columns.length <= table.columns.length) next.set(table.table, table);
      }
      return next;
    });
    this.#relations.update((known) => {
      const next = new Map(known);
      for (const relation of answer.relations) next.set(relation.id, relation);
      return next;
    });
  }
}
