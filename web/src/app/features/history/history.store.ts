import { Injectable, computed, effect, inject, signal, untracked } from '@angular/core';
import type { QueryEntry, QueryStatus } from '@orrery/contracts';
import { Dialogs } from '../../core/dialogs';
import { faultOf } from '../../core/fault-of';
import { Queries } from '../../core/queries';
import { RemoteSource } from '../../core/remote';
import { Toasts } from '../../core/toasts';
import { Workspace } from '../../core/workspace';
import { NameDialog, type NameQuestion } from '../../ui/name-dialog';
import { groupByDay, oneLine } from './history-groups';

interface Page {
  readonly items: readonly QueryEntry[];
  readonly nextCursor: string | null;
}
/** ms: a search is asked for when typing rests. */
const rest = 180;
/** ms after which what was still running is looked at again. */
const watch = 1_500;
/** ms in which a removal can be taken back. */
const regret = 5_000;

/** A view of the history: what it is narrowed to, and what was found. */
@Injectable()
export class HistoryStore {
  readonly #queries = inject(Queries);
  readonly #workspace = inject(Workspace);
  readonly #toasts = inject(Toasts);
  readonly #dialogs = inject(Dialogs);
  readonly search = signal('');
  readonly saved = signal(false);
  readonly status = signal<QueryStatus | null>(null);
  readonly connectionId = signal<string | null>(null);
  readonly #page = new RemoteSource<Page>();
  readonly #removed = signal<ReadonlySet<string>>(new Set());
  readonly page = this.#page.now;
  readonly loadingMore = signal(false);
  readonly entries = computed(() => (this.#page.value()?.items ?? []).filter(({ id }) => !this.#removed().has(id)));
  readonly groups = computed(() =>
    this.saved() ? [{ name: '', entries: byName(this.entries()) }] : groupByDay(this.entries(), new Date()),
  );
  readonly hasMore = computed(() => (this.#page.value()?.nextCursor ?? null) !== null);
  readonly isNarrowed = computed(() => this.search() !== '' || this.status() !== null || this.connectionId() !== null);
  readonly #ask = computed(() => {
    const search = this.search().trim();
    const status = this.status();
    const connectionId = this.connectionId();
    return {
      limit: 50,
      ...(search === '' ? {} : { search }),
      ...(this.saved() ? { saved: true } : {}),
      ...(status === null ? {} : { status }),
      ...(connectionId === null ? {} : { connectionId }),
    };
  });

  constructor() {
    let first = true;
    effect((onCleanup) => {
      const ask = this.#ask();
      this.#queries.changed();
      const timer = setTimeout(() => void this.#page.load(() => this.#queries.list(ask)), first ? 0 : rest);
      first = false;
      onCleanup(() => {
        clearTimeout(timer);
      });
    });
    effect((onCleanup) => {
      if (this.#page.now().state !== 'ready' || !this.entries().some(({ status }) => status === 'running')) return;
      const timer = setTimeout(() => void this.#lookAgain(), watch);
      onCleanup(() => {
        clearTimeout(timer);
      });
    });
  }

  reload(): void {
    void this.#page.load(() => this.#queries.list(untracked(this.#ask)));
  }

  clear(): void {
    this.search.set('');
    this.status.set(null);
    this.connectionId.set(null);
  }

  async loadMore(): Promise<void> {
    const now = this.#page.value();
    if (!now?.nextCursor || this.loadingMore()) return;
    this.loadingMore.set(true);
    try {
      const next = await this.#queries.list({ ...this.#ask(), cursor: now.nextCursor });
      this.#page.update(({ items }) => ({ items: [...items, ...next.items], nextCursor: next.nextCursor }));
    } catch (error) {
      this.#toasts.fault(faultOf(error));
    } finally {
      this.loadingMore.set(false);
    }
  }

  /** Opens an entry's text in a new tab, and runs it there where that is wanted. */
  async open(entry: QueryEntry, run: boolean): Promise<void> {
    const text = await this.#queries.textOf(entry).catch((error: unknown) => {
      this.#toasts.fault(faultOf(error), { label: 'Try again', run: () => void this.open(entry, run) });
      return undefined;
    });
    if (text === undefined) return;
    this.#workspace.openSql({
      text,
      connectionId: entry.connectionId,
      ...(entry.savedName === null ? {} : { title: entry.savedName }),
      data: {
        ...(entry.isSaved ? { savedId: entry.id } : {}),
        ...(run ? { run: '1' } : {}),
      },
    });
  }

  async save(entry: QueryEntry): Promise<void> {
    const name = await this.#dialogs.open<string, NameQuestion>(NameDialog, {
      data: {
        heading: entry.isSaved ? 'Rename the query' : 'Save the query',
        name: entry.savedName ?? '',
        action: entry.isSaved ? 'Rename' : 'Save',
      },
    });
    if (name !== undefined) await this.#change(() => this.#queries.save(entry.id, name));
  }

  async unsave(entry: QueryEntry): Promise<void> {
    await this.#change(() => this.#queries.unsave(entry.id));
  }

  /** Takes an entry away, for good only when it was not taken back in time. */
  remove(entry: QueryEntry): void {
    this.#hide(entry.id, true);
    const timer = setTimeout(() => {
      this.#queries.remove(entry.id).catch((error: unknown) => {
        this.#hide(entry.id, false);
        this.#toasts.fault(faultOf(error));
      });
    }, regret);
    this.#toasts.show(`Removed “${(entry.savedName ?? oneLine(entry.queryText)).slice(0, 40)}”.`, {
      label: 'Undo',
      run: () => {
        clearTimeout(timer);
        this.#hide(entry.id, false);
      },
    });
  }

  /** What is shown stays where it is; only its state is renewed. */
  async #lookAgain(): Promise<void> {
    try {
      const { items } = await this.#queries.list(untracked(this.#ask));
      const fresh = new Map(items.map((entry) => [entry.id, entry]));
      this.#page.update((page) => ({ ...page, items: page.items.map((entry) => fresh.get(entry.id) ?? entry) }));
    } catch {
      // The list itself says what is wrong when it is asked for.
    }
  }

  #hide(id: string, hidden: boolean): void {
    this.#removed.update((removed) => {
      const next = new Set(removed);
      if (hidden) next.add(id);
      else next.delete(id);
      return next;
    });
  }

  async #change(change: () => Promise<QueryEntry>): Promise<void> {
    try {
      const changed = await change();
      this.#page.update((page) => ({ ...page, items: page.items.map((item) => (item.id === changed.id ? changed : item)) }));
    } catch (error) {
      this.#toasts.fault(faultOf(error));
    }
  }
}

const byName = (entries: readonly QueryEntry[]): readonly QueryEntry[] =>
  entries.toSorted((a, b) => (a.savedName ?? '').localeCompare(b.savedName ?? ''));
