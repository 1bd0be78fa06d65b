import { Injectable, computed, inject } from '@angular/core';
import { type QueryEntry, queryList } from '@orrery/contracts';
import { Api } from '../core/api';
import type { Command, CommandSource } from '../core/commands';
import { RemoteSource } from '../core/remote';
import { Workspace } from '../core/workspace';

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim().slice(0, 120);

/** Saved and recent queries, as places to go to. */
@Injectable({ providedIn: 'root' })
export class QueriesSource implements CommandSource {
  readonly #api = inject(Api);
  readonly #workspace = inject(Workspace);
  readonly #saved = new RemoteSource<readonly QueryEntry[]>();
  readonly #recent = new RemoteSource<readonly QueryEntry[]>();
  readonly id = 'queries';
  readonly commands = computed(() => [
    ...(this.#saved.value() ?? []).map((entry) => this.#command(entry, 'Saved queries')),
    ...(this.#recent.value() ?? [])
      .filter((entry, index, all) => !entry.isSaved && all.findIndex((other) => other.queryText === entry.queryText) === index)
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
      run: () => {
        this.#workspace.openSql({
          text: entry.queryText,
          connectionId: entry.connectionId,
          ...(entry.savedName === null ? {} : { title: entry.savedName, data: { savedId: entry.id } }),
        });
      },
    };
  }
}
