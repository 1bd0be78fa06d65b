import { Injectable, inject } from '@angular/core';
import { type ExplorerView, explorerViewDelete, explorerViewList, explorerViewPut } from '@orrery/contracts';
import { Api } from '../../core/api';
import { Dialogs } from '../../core/dialogs';
import { faultOf } from '../../core/fault-of';
import { RemoteSource } from '../../core/remote';
import { Toasts } from '../../core/toasts';
import { NameDialog, type NameQuestion } from '../../ui/name-dialog';
import { ExplorerStore } from './explorer.store';
import { inWords } from '../../core/kind-words';

/** The named views of a table: ways of looking at it that are worth coming back to. */
@Injectable()
export class ViewsStore {
  readonly #api = inject(Api);
  readonly #store = inject(ExplorerStore);
  readonly #dialogs = inject(Dialogs);
  readonly #toasts = inject(Toasts);
  readonly list = new RemoteSource<readonly ExplorerView[]>();

  load(): void {
    const { place } = this.#store;
    if (!place) return;
    void this.list.load(
      async () => (await this.#api.call(explorerViewList, { id: place.connectionId, table: place.table })).items,
    );
  }

  show(view: ExplorerView): void {
    void this.#store.show(view);
  }

  async save(): Promise<void> {
    const { place } = this.#store;
    const name = await this.#dialogs.open<string, NameQuestion>(NameDialog, {
      data: {
        heading: 'Save this view',
        name: '',
        action: 'Save',
        note: inWords(
          this.#store.words(),
          'Filter, order, page size and columns are saved. A view of the same name is replaced.',
        ),
      },
    });
    if (!place || name === undefined) return;
    try {
      await this.#api.call(explorerViewPut, {
        id: place.connectionId,
        table: place.table,
        name,
        ...this.#store.state(),
      });
      this.#toasts.show(`Saved the view “${name}”.`);
      this.load();
    } catch (error) {
      this.#toasts.fault(faultOf(error));
    }
  }

  async remove(view: ExplorerView): Promise<void> {
    const { place } = this.#store;
    if (!place) return;
    try {
      await this.#api.call(explorerViewDelete, { id: place.connectionId, table: place.table, name: view.name });
      this.load();
    } catch (error) {
      this.#toasts.fault(faultOf(error));
    }
  }
}
