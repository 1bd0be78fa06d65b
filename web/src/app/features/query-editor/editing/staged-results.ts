import { Injectable, computed, inject, signal, untracked } from '@angular/core';
import * as z from 'zod';
import { Drafts } from '../../../core/drafts';
import { TAB, draftKeyOf } from '../../../core/workspace';

const stagedResult = z.object({
  /** Of the draft that holds the changes. */
  key: z.string(),
  table: z.string(),
  /** The statement whose result they were made in. */
  statement: z.string(),
  count: z.number(),
});
/** Changes that wait for one table, made in results of this tab. */
export type StagedResult = z.output<typeof stagedResult>;

function fromText(text: string | undefined): readonly StagedResult[] {
  try {
    const found = z.array(stagedResult).safeParse(JSON.parse(text ?? '[]'));
    return found.success ? found.data : [];
  } catch {
    return [];
  }
}

/** What waits in the results of a tab, also of those that are not on the screen any more: nothing staged is ever out of reach. */
@Injectable()
export class StagedResults {
  readonly #drafts = inject(Drafts);
  readonly #root = draftKeyOf(untracked(inject(TAB).tab));
  readonly #all = signal(fromText(this.#drafts.text(`${this.#root}/staged`)));
  readonly #owners = signal<ReadonlyMap<string, object>>(new Map());

  readonly count = computed(() => this.#all().reduce((sum, { count }) => sum + count, 0));
  /** How many of them a result on the screen shows. */
  readonly onScreen = computed(() => this.count() - this.elsewhere().reduce((sum, { count }) => sum + count, 0));
  /** What no result on the screen shows. */
  readonly elsewhere = computed(() => this.#all().filter(({ key }) => !this.#owners().has(key)));

  /** Under which the changes of a table are kept. */
  keyOf(connectionId: string, table: string): string {
    return `${this.#root}/rows/${connectionId}/${table}`;
  }

  /** The result on the screen in which the changes under a key are made; undefined where there is none. A signal. */
  ownerOf(key: string): object | undefined {
    return this.#owners().get(key);
  }

  /** A result takes the changes under a key for its own. */
  take(key: string, owner: object): void {
    this.#owners.update((owners) => new Map(owners).set(key, owner));
  }

  leave(key: string, owner: object): void {
    if (untracked(this.#owners).get(key) !== owner) return;
    this.#owners.update((owners) => new Map([...owners].filter(([other]) => other !== key)));
  }

  note(result: StagedResult): void {
    const others = untracked(this.#all).filter(({ key }) => key !== result.key);
    this.#keep(result.count === 0 ? others : [...others, result]);
  }

  /** Throws away what waits for a table. */
  discard({ key }: StagedResult): void {
    this.#drafts.remove(key);
    this.#keep(untracked(this.#all).filter((other) => other.key !== key));
  }

  #keep(all: readonly StagedResult[]): void {
    this.#all.set(all);
    if (all.length === 0) this.#drafts.remove(`${this.#root}/staged`);
    else this.#drafts.set(`${this.#root}/staged`, JSON.stringify(all));
  }
}
