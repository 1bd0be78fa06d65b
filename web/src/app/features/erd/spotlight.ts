import { type Signal, computed, signal } from '@angular/core';
import type { ErdRelation } from './diagram/geometry';
import { type Joined, wayBetween } from './diagram/neighbours';

/** What the person looks at: a table, a relation, a path; and what is lit up for it. */
export class Spotlight {
  readonly #relations: Signal<readonly ErdRelation[]>;
  readonly #shown: Signal<ReadonlySet<string>>;
  readonly #joined: Signal<Joined>;
  readonly picked = signal<string | null>(null);
  readonly pickedRelation = signal<string | null>(null);
  readonly hovered = signal<string | null>(null);
  /** Relations of a path that was asked for. */
  readonly path = signal<ReadonlySet<string> | null>(null);
  /** Tables to bring into view. */
  readonly revealed = signal<readonly string[]>([]);
  /** What isn't lit stands back: somebody chose what to look at. */
  readonly dims = computed(() => this.picked() !== null || this.path() !== null);
  /** Tables and relations to light up: a path, else the way from what is picked to what the pointer is on, else its neighbours. */
  readonly lit = computed((): ReadonlySet<string> | null => {
    const path = this.path();
    if (path) return this.#withEnds(path);
    const [hovered, picked] = [this.hovered(), this.picked()];
    const about = hovered ?? picked;
    if (about === null) return null;
    const way = hovered !== null && picked !== null && hovered !== picked ? wayBetween(this.#joined(), picked, hovered) : [];
    return way.length > 2 && way.every((table) => this.#shown().has(table)) ? this.#along(way) : this.#around(about);
  });

  constructor(relations: Signal<readonly ErdRelation[]>, shown: Signal<ReadonlySet<string>>, joined: Signal<Joined>) {
    this.#relations = relations;
    this.#shown = shown;
    this.#joined = joined;
  }

  /** Picks a table, and nothing else; null: nothing at all. */
  pick(table: string | null): void {
    this.picked.set(table);
    this.pickedRelation.set(null);
    this.path.set(null);
  }

  pickRelation(id: string): void {
    this.pickedRelation.set(id);
    this.path.set(new Set([id]));
    const relation = this.#relations().find((one) => one.id === id);
    if (relation) this.revealed.set([relation.tableFrom, relation.tableTo]);
  }

  showPath(relations: readonly string[], tables: readonly string[]): void {
    this.pick(null);
    this.path.set(new Set(relations));
    this.revealed.set([...tables]);
  }

  reveal(table: string): void {
    this.pick(table);
    this.revealed.set([table]);
  }

  #withEnds(relations: ReadonlySet<string>): ReadonlySet<string> {
    const lit = new Set(relations);
    for (const { id, tableFrom, tableTo } of this.#relations()) if (relations.has(id)) lit.add(tableFrom).add(tableTo);
    return lit;
  }

  #along(way: readonly string[]): ReadonlySet<string> {
    const lit = new Set(way);
    const next = new Map(way.map((table, index) => [table, way[index + 1]]));
    for (const { id, tableFrom, tableTo } of this.#relations())
      if (next.get(tableFrom) === tableTo || next.get(tableTo) === tableFrom) lit.add(id);
    return lit;
  }

  #around(table: string): ReadonlySet<string> {
    const lit = new Set([table]);
    for (const { id, tableFrom, tableTo } of this.#relations())
      if (tableFrom === table || tableTo === table) lit.add(id).add(tableFrom).add(tableTo);
    return lit;
  }
}
