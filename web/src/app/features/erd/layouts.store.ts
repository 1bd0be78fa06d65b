import { Injectable, computed, inject, signal } from '@angular/core';
import {
  type ResponseOf,
  erdLayoutCreate,
  erdLayoutDelete,
  erdLayoutGet,
  erdLayoutList,
  erdLayoutUpdate,
} from '@orrery/contracts';
import { Api } from '../../core/api';
import { Confirm } from '../../core/confirm';
import { Dialogs } from '../../core/dialogs';
import { faultOf } from '../../core/fault-of';
import { RemoteSource } from '../../core/remote';
import { Toasts } from '../../core/toasts';
import { TAB } from '../../core/workspace';
import { NameDialog, type NameQuestion } from '../../ui/name-dialog';
import { ErdStore } from './erd.store';
import { arrangementOf, arrangementText, contentOf } from './layout-content';

type Summary = ResponseOf<typeof erdLayoutList>['items'][number];

/** The diagram's layouts that are saved under names. */
@Injectable()
export class LayoutsStore {
  readonly #api = inject(Api);
  readonly #erd = inject(ErdStore);
  readonly #dialogs = inject(Dialogs);
  readonly #confirm = inject(Confirm);
  readonly #toasts = inject(Toasts);
  readonly #tab = inject(TAB);
  readonly #id = this.#erd.connectionId;
  readonly #list = new RemoteSource<readonly Summary[]>();
  readonly list = this.#list.now;
  readonly items = computed(() => this.#list.value() ?? []);
  /** The text of the layout that was opened or saved last: what differs from it isn't saved. */
  readonly #saved = signal<string | null>(null);
  readonly currentId = computed(() => this.#tab.tab().data['layoutId'] ?? null);
  readonly current = computed(() => this.items().find(({ id }) => id === this.currentId()) ?? null);
  readonly changed = computed(
    () => this.current() !== null && this.#saved() !== null && this.#saved() !== arrangementText(this.#erd.arrangement()),
  );

  async load(): Promise<void> {
    await this.#list.load(async () => (await this.#api.call(erdLayoutList, { id: this.#id })).items);
  }

  async open(layout: Summary): Promise<void> {
    await this.#try(async () => {
      const { content } = await this.#api.call(erdLayoutGet, { id: this.#id, layoutId: layout.id });
      const kept = arrangementOf(content);
      if (!kept) {
        this.#toasts.show(`“${layout.name}” was saved by another version of Orrery and can’t be shown.`);
        return;
      }
      await this.#erd.restore(kept);
      this.#mark(layout.id);
    });
  }

  /** Saves to the layout that is open, or under a new name. */
  async save(): Promise<void> {
    const current = this.current();
    if (!current) {
      await this.saveAs();
      return;
    }
    await this.#try(async () => {
      const content = contentOf(this.#erd.arrangement());
      await this.#api.call(erdLayoutUpdate, { id: this.#id, layoutId: current.id, content });
      this.#mark(current.id);
      this.#toasts.show(`Saved “${current.name}”.`);
    });
  }

  async saveAs(): Promise<void> {
    await this.#ask('Save the layout', 'Save', '', async (name) => {
      const content = contentOf(this.#erd.arrangement());
      const made = await this.#api.call(erdLayoutCreate, { id: this.#id, name, content });
      this.#list.set([...this.items(), made].sort((a, b) => a.name.localeCompare(b.name)));
      this.#mark(made.id);
      this.#toasts.show(`Saved “${made.name}”.`);
    });
  }

  async rename(layout: Summary): Promise<void> {
    await this.#ask('Rename the layout', 'Rename', layout.name, async (name) => {
      await this.#api.call(erdLayoutUpdate, { id: this.#id, layoutId: layout.id, name });
      await this.load();
    });
  }

  async remove(layout: Summary): Promise<void> {
    const sure = await this.#confirm.ask({
      heading: `Remove the layout “${layout.name}”?`,
      text: 'The diagram on screen stays as it is. The saved layout can’t be brought back.',
      action: 'Remove',
      danger: true,
    });
    if (!sure) return;
    await this.#try(async () => {
      await this.#api.call(erdLayoutDelete, { id: this.#id, layoutId: layout.id });
      this.#list.update((all) => all.filter(({ id }) => id !== layout.id));
    });
  }

  /** Asks for a name and does what is done under it; one that is taken can be mended. */
  async #ask(heading: string, action: string, name: string, act: (name: string) => Promise<void>): Promise<void> {
    const refusal = (chosen: string): Promise<string | undefined> =>
      act(chosen).then(
        () => undefined,
        (error: unknown) => faultOf(error).message,
      );
    await this.#dialogs.open<string, NameQuestion>(NameDialog, { data: { heading, action, name, act: refusal } });
  }

  #mark(layoutId: string): void {
    this.#saved.set(arrangementText(this.#erd.arrangement()));
    const { from: _from, ...data } = this.#tab.tab().data;
    this.#tab.change({ data: { ...data, layoutId } });
  }

  async #try(action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      this.#toasts.fault(faultOf(error));
    }
  }
}
