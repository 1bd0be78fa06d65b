import { Injectable, computed, inject, signal, untracked } from '@angular/core';
import type { ExplorerColumn } from '@orrery/contracts';
import { filterText, parseFilterText } from '@orrery/dialects';
import { ExplorerStore } from '../explorer.store';
import { columnsOf, isOff, withColumnFilter } from './filter-parts';

/** The filters in the heads of the columns, as they are written. */
@Injectable()
export class QuickFilters {
  readonly #store = inject(ExplorerStore);
  readonly shown = signal(false);
  /** Texts that can't be read, by their columns, and why. */
  readonly #bad = signal<ReadonlyMap<string, { readonly text: string; readonly fault: string }>>(new Map());
  readonly texts = computed((): ReadonlyMap<string, string> => {
    const found = new Map<string, string>();
    const columns = new Map(this.#store.columns().map((column) => [column.name, column]));
    for (const part of this.#store.parts()) {
      const [name, other] = new Set(columnsOf(part));
      const column = columns.get(name ?? '');
      const text = !column || other !== undefined || isOff(part) ? undefined : filterText(column, part);
      if (name !== undefined && text !== undefined) found.set(name, text);
    }
    for (const [column, { text }] of this.#bad()) found.set(column, text);
    return found;
  });
  /** What is wrong with the texts, a sentence each. */
  readonly faults = computed(() => [...this.#bad()].map(([column, { fault }]) => `${column}: ${fault}`));

  /** What stands in a column's head; undefined while quick filters are not shown. */
  of(column: string): { readonly text: string; readonly isBad: boolean } | undefined {
    if (!untracked(this.shown)) return undefined;
    return { text: untracked(this.texts).get(column) ?? '', isBad: untracked(this.#bad).has(column) };
  }

  /** Reads a text and filters by it; an empty one takes the column's filter away. */
  set(column: ExplorerColumn, text: string): void {
    const { name } = column;
    if (text.trim() === (untracked(this.texts).get(name) ?? '')) return;
    const read = parseFilterText(column, text);
    this.#bad.update((bad) => {
      const next = new Map([...bad].filter(([other]) => other !== name));
      if ('error' in read) next.set(name, { text, fault: read.error.message });
      return next;
    });
    if ('filter' in read) this.#store.setParts(withColumnFilter(untracked(this.#store.parts), name, read.filter));
  }

  forget(): void {
    this.#bad.set(new Map());
  }
}
