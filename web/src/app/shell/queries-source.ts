import { Injectable, computed, inject } from '@angular/core';
import { type QueryEntry, queryList } from '@orrery/contracts';
import { Api } from '../core/api';
import type { Command, CommandSource } from '../core/commands';
import { faultOf } from '../core/fault-of';
import { Queries } from '../core/queries';
import { RemoteSource } from '../core/remote';
import { Toasts } from '../core/toasts';
import { Workspace } from '../core/workspace';

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim().slice(0, 120);

/** A text of which only the beginning is here may be another one. */
const isShownAs = (one: QueryEntry, other: QueryEntry): boolean =>
  one === other || (!one.textCut && one.queryText === other.queryText);

/** Saved and recent queries, as places to go to. */
@Injectable({ providedIn: 'root' })
export class QueriesSource implements CommandSource {
  readonly #api = inject(Api);
  readonly #queries = inject(Queries);
  readonly #toasts = inject(Toasts);
  readonly #workspace = inject(Workspace);
  readonly #saved = new RemoteSource<readonly QueryEntry[]>();
  readonly #recent = new RemoteSource<readonly QueryEntry[]>();
  readonly id = 'queries';
  readonly commands = computed(() => [
    ...(this.#saved.value() ?? []).map((entry) => this.#command(entry, 'Saved queries')),
    ...(this.#recent.value() ?? [])
      .filter((entry, index, all) => !entry.isSaved && all.findIndex((other) => isShownAs(other, entry)) === index)
      .map((entry) => this.#command(entry, 'Recent queries')),
  ]);

  opened(): void {
    void this.#saved.load(async () => (await this.#api.call(queryList, { saved: true, limit: 100 })).items);
    void this.#recent.load(async () => (await this.#api.call(queryList, { limit: 50 })).items);
  }

  #command(entry: QueryEntry, group: string): Command {
    const title = entry.savedName ?? oneLine(entry.queryText);
    return {
      id: `query.open.${entry.id}`,
      title,
      group,
      icon: entry.isSaved ? 'bookmark' : 'clock',
      words: entry.queryText.slice(0, 400),
      run: () => void this.#open(entry),
    };
  }

  async #open(entry: QueryEntry): Promise<void> {
    try {
      this.#workspace.openSql({
        text: await this.#queries.textOf(entry),
        connectionId: entry.connectionId,
        ...(entry.savedName === null ? {} : { title: entry.savedName, data: { savedId: entry.id } }),
      });
    } catch (error) {
      this.#toasts.fault(faultOf(error), { label: 'Try again', run: () => void this.#open(entry) });
    }
  }
}
