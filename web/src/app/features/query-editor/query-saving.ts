import { Injectable, inject } from '@angular/core';
import { Dialogs } from '../../core/dialogs';
import { faultOf } from '../../core/fault-of';
import { Queries, isSameText } from '../../core/queries';
import { Toasts } from '../../core/toasts';
import { NameDialog, type NameQuestion } from '../../ui/name-dialog';
import { QueryEditorStore } from './query-editor.store';
import { wholeText } from './run-target';

/** Saving a tab's query under a name. What is saved is a run of the history, so a text that never ran is run first. */
@Injectable()
export class QuerySaving {
  readonly #store = inject(QueryEditorStore);
  readonly #queries = inject(Queries);
  readonly #toasts = inject(Toasts);
  readonly #dialogs = inject(Dialogs);

  async save(): Promise<void> {
    const store = this.#store;
    const connection = store.connection();
    const whole = wholeText(store.text());
    if (!connection || !whole || store.running()) return;
    try {
      const known = await this.#entryId(connection.id, whole.text);
      const tab = store.handle.tab();
      const before = tab.data['savedId'];
      const name =
        before !== undefined && known !== undefined
          ? tab.title
          : await this.#ask(before === undefined ? '' : tab.title, known === undefined);
      if (name === undefined) return;
      const id = known ?? (await this.#runFirst());
      if (id === undefined) return;
      await this.#queries.save(id, name);
      // the name now stands for the new text: the entry it stood for before goes back among the others
      if (before !== undefined && before !== id && tab.title === name) await this.#queries.unsave(before).catch(() => undefined);
      store.saved(id, name, store.text());
      this.#toasts.show(`Saved “${name}”.`);
    } catch (error) {
      this.#toasts.fault(faultOf(error));
    }
  }

  async #entryId(connectionId: string, text: string): Promise<string | undefined> {
    const run = this.#store.run();
    if (run && isSameText(run.ask.part.text, text) && run.ask.connectionId === connectionId) return run.result.queryId;
    return (await this.#queries.entryOf(connectionId, text))?.id;
  }

  async #runFirst(): Promise<string | undefined> {
    if (!(await this.#store.runAll())) return undefined;
    const run = this.#store.run();
    if (!run) return undefined;
    await run.ended;
    return run.result.queryId;
  }

  #ask(name: string, mustRun: boolean): Promise<string | undefined> {
    return this.#dialogs.open<string, NameQuestion>(NameDialog, {
      data: {
        heading: 'Save the query',
        name,
        action: mustRun ? 'Run and save' : 'Save',
        ...(mustRun
          ? { note: 'This text has not been run yet. Saved queries come from the history, so it is run now and then saved.' }
          : {}),
      },
    });
  }
}
