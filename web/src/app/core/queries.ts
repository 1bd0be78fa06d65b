import { Injectable, inject, signal } from '@angular/core';
import {
  type QueryEntry,
  type RequestIn,
  type ResponseOf,
  queryDelete,
  queryGet,
  queryList,
  queryUpdate,
} from '@orrery/contracts';
import { Api } from './api';

/** A statement is run without the semicolon that ends it. */
const bare = (text: string): string => text.trim().replace(/\s*;$/, '');
/** Whether two texts say the same to a database. */
export const isSameText = (one: string, other: string): boolean => bare(one) === bare(other);
/** Whether an entry may be of this text, as far as it shows its own. */
export const isMaybeOf = (entry: Pick<QueryEntry, 'queryText' | 'textCut'>, text: string): boolean =>
  entry.textCut ? text.startsWith(entry.queryText) : isSameText(entry.queryText, text);

/** Runs of the past and the saved ones among them: asked by the editor, which adds to them, and by the history. */
@Injectable({ providedIn: 'root' })
export class Queries {
  readonly #api = inject(Api);
  readonly #changed = signal(0);
  /** Grows whenever a run has ended or an entry was changed: whoever shows the history asks again. */
  readonly changed = this.#changed.asReadonly();

  noteChange(): void {
    this.#changed.update((times) => times + 1);
  }

  /** Throws a `Fault`. */
  list(request: RequestIn<typeof queryList>, signal?: AbortSignal): Promise<ResponseOf<typeof queryList>> {
    return this.#api.call(queryList, request, signal ? { signal } : {});
  }

  /** The text of an entry, all of it. Throws a `Fault`. */
  async textOf(entry: QueryEntry): Promise<string> {
    return entry.textCut ? (await this.#api.call(queryGet, { id: entry.id })).queryText : entry.queryText;
  }

  /** The newest entry with this text, of this connection. Throws a `Fault`. */
  async entryOf(connectionId: string, text: string): Promise<QueryEntry | undefined> {
    const { items } = await this.list({ connectionId, search: bare(text).slice(0, 200), limit: 50 });
    for (const entry of items.filter((one) => isMaybeOf(one, text))) if (isSameText(await this.textOf(entry), text)) return entry;
    return undefined;
  }

  /** Saves a run under a name, or renames it. Throws a `Fault`. */
  async save(id: string, savedName: string): Promise<QueryEntry> {
    const entry = await this.#api.call(queryUpdate, { id, isSaved: true, savedName });
    this.noteChange();
    return entry;
  }

  /** Takes an entry out of the saved ones; it stays in the history. Throws a `Fault`. */
  async unsave(id: string): Promise<QueryEntry> {
    const entry = await this.#api.call(queryUpdate, { id, isSaved: false, savedName: null });
    this.noteChange();
    return entry;
  }

  /** Throws a `Fault`. */
  async remove(id: string): Promise<void> {
    await this.#api.call(queryDelete, { id });
    this.noteChange();
  }
}
