import {
  Injectable,
  InjectionToken,
  type Signal,
  type WritableSignal,
  computed,
  effect,
  inject,
  signal,
  untracked,
} from '@angular/core';
import { Drafts } from './drafts';
import { Toasts } from './toasts';
import { type SavedWorkspace, loadWorkspace, saveWorkspace } from './workspace-storage';

/** What can stand in a tab. `shell/tab-kinds.ts` says which part draws each. */
export type TabKind = 'sql' | 'explorer' | 'table' | 'erd' | 'connection' | 'connections' | 'history' | 'profile';

/** An open tab. `kind` and `ref` together are its identity and its address: `/sql/3f2a`, `/connection/<id>`, `/profile`. */
export interface Tab {
  readonly id: string;
  readonly kind: TabKind;
  /** What it is about; empty where there is only one of its kind. */
  readonly ref: string;
  readonly title: string;
  /** Holds something that isn't saved where it belongs. Drafts keep it all the same. */
  readonly dirty: boolean;
  readonly connectionId: string | null;
  /** Small facts a tab needs to come back as it was: `{ savedId }`. Kept with it. */
  readonly data: Readonly<Record<string, string>>;
}

/** What the status bar shows for a tab. */
export interface TabStatus {
  readonly rows?: number;
  /** The rows were cut here: there were more. */
  readonly cut?: boolean;
  /** ms */
  readonly time?: number;
  /** `Ln 3, Col 14` */
  readonly position?: string;
  /** Set while something runs; `cancel` is what the status bar's button and Esc do. */
  readonly running?: { readonly what: string; readonly startedAt: number; readonly cancel: () => void };
}

/** A tab as seen by the part that draws it: `inject(TAB)`. */
export interface TabHandle {
  readonly tab: Signal<Tab>;
  /** Whether it is the one on screen. Parts of other tabs stay alive but hidden. */
  readonly active: Signal<boolean>;
  readonly status: WritableSignal<TabStatus>;
  change(change: Partial<Pick<Tab, 'title' | 'dirty' | 'connectionId' | 'data'>>): void;
  close(): void;
}
export const TAB = new InjectionToken<TabHandle>('the tab this part stands in');

export interface OpenTab {
  readonly kind: TabKind;
  readonly ref?: string;
  readonly title?: string;
  readonly connectionId?: string | null;
  readonly data?: Readonly<Record<string, string>>;
}

/** Also what a URI may hold unescaped: the router reads parentheses as the beginning and end of an outlet. */
const escaped = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);

/** The address of a tab. */
export const urlOf = (tab: Pick<Tab, 'kind' | 'ref'>): string =>
  tab.ref === '' ? `/${tab.kind}` : `/${tab.kind}/${escaped(tab.ref)}`;

/** The draft that holds an SQL tab's text: the editor reads and writes it, and whoever opens a tab with a text puts it there. */
export const draftKeyOf = (tab: Pick<Tab, 'kind' | 'ref'>): string => `${tab.kind}/${tab.ref}`;

const titles: Readonly<Record<TabKind, string>> = {
  sql: 'Query',
  explorer: 'Table',
  table: 'Table',
  erd: 'Diagram',
  connection: 'Connection',
  connections: 'Connections',
  history: 'History',
  profile: 'Profile',
};

/** Tabs that mean nothing without the connection they were opened on. */
const ofOneConnection: ReadonlySet<TabKind> = new Set(['explorer', 'table', 'erd']);

/** What is open: tabs as in an editor, the connection they speak to, and what they are doing. Kept for each person. */
@Injectable({ providedIn: 'root' })
export class Workspace {
  readonly #drafts = inject(Drafts);
  readonly #toasts = inject(Toasts);
  #userId: string | null = null;
  readonly #tabs = signal<readonly Tab[]>([]);
  readonly #activeId = signal<string | null>(null);
  readonly #picked = signal<string | null>(null);
  readonly #handles = new Map<string, TabHandle>();
  readonly #closed: { readonly tab: Tab; readonly at: number }[] = [];
  /** Most recently shown last: where to go when the active one closes. */
  #shown: string[] = [];

  readonly tabs = this.#tabs.asReadonly();
  readonly active = computed(() => this.#tabs().find((tab) => tab.id === this.#activeId()) ?? null);
  /** The connection that a new query uses and the side panel shows: the active tab's, else the last picked. */
  readonly connectionId = computed(() => this.active()?.connectionId ?? this.#picked());
  /** The active tab's status. */
  readonly status: Signal<TabStatus> = computed(() => {
    const tab = this.active();
    return tab ? this.handle(tab.id).status() : {};
  });
  /** Every tab where something runs. */
  readonly running = computed(() => this.#tabs().filter((tab) => this.handle(tab.id).status().running !== undefined));

  constructor() {
    effect(() => {
      const saved: SavedWorkspace = { tabs: this.#tabs(), activeId: this.#activeId(), connectionId: this.#picked() };
      if (this.#userId !== null) saveWorkspace(this.#userId, saved);
    });
  }

  /** Brings back what a person had open. */
  async restore(userId: string): Promise<void> {
    if (this.#userId === userId) return;
    await this.#drafts.open(userId);
    const saved = loadWorkspace(userId);
    this.#userId = userId;
    this.#handles.clear();
    this.#closed.length = 0;
    this.#shown = saved.activeId === null ? [] : [saved.activeId];
    this.#tabs.set(saved.tabs);
    this.#activeId.set(saved.activeId);
    this.#picked.set(saved.connectionId);
  }

  /** Closes everything and keeps nothing: the person's account is gone. */
  forget(): void {
    this.#userId = null;
    this.#handles.clear();
    this.#tabs.set([]);
    this.#activeId.set(null);
    this.#picked.set(null);
  }

  /** Shows the tab of that kind and ref, opening it where it isn't open yet. */
  open(what: OpenTab): Tab {
    const ref = what.ref ?? '';
    const open = untracked(this.#tabs).find((tab) => tab.kind === what.kind && tab.ref === ref);
    if (open) {
      this.activate(open.id);
      return open;
    }
    const tab: Tab = {
      id: crypto.randomUUID(),
      kind: what.kind,
      ref,
      title: what.title ?? titles[what.kind],
      dirty: false,
      connectionId: what.connectionId ?? null,
      data: what.data ?? {},
    };
    this.#tabs.update((tabs) => {
      const after = tabs.findIndex((other) => other.id === this.#activeId());
      return after < 0 ? [...tabs, tab] : [...tabs.slice(0, after + 1), tab, ...tabs.slice(after + 1)];
    });
    this.activate(tab.id);
    return tab;
  }

  /** Opens a new SQL tab, with a text if there is one already. */
  openSql(
    what: {
      ref?: string;
      text?: string;
      title?: string;
      connectionId?: string | null;
      data?: Readonly<Record<string, string>>;
    } = {},
  ): Tab {
    const ref = what.ref ?? crypto.randomUUID().slice(0, 8);
    if (what.text !== undefined) this.#drafts.set(draftKeyOf({ kind: 'sql', ref }), what.text);
    return this.open({
      kind: 'sql',
      ref,
      title: what.title ?? this.#nextTitle(),
      connectionId: what.connectionId ?? untracked(this.connectionId),
      ...(what.data ? { data: what.data } : {}),
    });
  }

  activate(id: string): void {
    this.#shown = [...this.#shown.filter((other) => other !== id), id];
    this.#activeId.set(id);
    const connectionId = untracked(this.#tabs).find((tab) => tab.id === id)?.connectionId;
    if (connectionId) this.#picked.set(connectionId);
  }

  /** Closes a tab, cancelling what runs in it. Its draft stays, and it can be opened again. */
  close(id: string): void {
    const tabs = untracked(this.#tabs);
    const at = tabs.findIndex((tab) => tab.id === id);
    const tab = tabs[at];
    if (!tab) return;
    untracked(() => this.handle(id).status().running)?.cancel();
    this.#handles.delete(id);
    this.#closed.push({ tab, at });
    this.#shown = this.#shown.filter((other) => other !== id);
    this.#tabs.set(tabs.filter((other) => other.id !== id));
    if (untracked(this.#activeId) === id) {
      const next = this.#shown.at(-1) ?? untracked(this.#tabs)[0]?.id ?? null;
      if (next === null) this.#activeId.set(null);
      else this.activate(next);
    }
    if (tab.kind === 'sql' && (this.#drafts.text(draftKeyOf(tab)) ?? '').trim() !== '' && tab.dirty)
      this.#toasts.show(`Closed “${tab.title}”.`, {
        label: 'Reopen',
        run: () => {
          this.reopen();
        },
      });
  }

  /** Opens the last closed tab again, where it was. */
  reopen(): void {
    const last = this.#closed.pop();
    if (!last) return;
    this.#tabs.update((tabs) => [...tabs.slice(0, last.at), last.tab, ...tabs.slice(last.at)]);
    this.activate(last.tab.id);
  }

  /** Closes every tab that speaks to a connection: it is gone. */
  closeOf(connectionId: string): void {
    for (const tab of untracked(this.#tabs)) {
      const ofIt = ofOneConnection.has(tab.kind) ? tab.connectionId : tab.kind === 'connection' ? tab.ref : null;
      if (ofIt === connectionId) this.close(tab.id);
      else if (tab.connectionId === connectionId) this.change(tab.id, { connectionId: null });
    }
    if (untracked(this.#picked) === connectionId) this.#picked.set(null);
  }

  move(from: number, to: number): void {
    this.#tabs.update((tabs) => {
      const moved = tabs[from];
      return moved ? tabs.toSpliced(from, 1).toSpliced(to, 0, moved) : tabs;
    });
  }

  /** Shows the tab so many places to the right, round the end. */
  step(by: number): void {
    const tabs = untracked(this.#tabs);
    const at = tabs.findIndex((tab) => tab.id === untracked(this.#activeId));
    const next = tabs.at((at + by) % Math.max(tabs.length, 1));
    if (next) this.activate(next.id);
  }

  change(id: string, change: Partial<Tab>): void {
    this.#tabs.update((tabs) => tabs.map((tab) => (tab.id === id ? { ...tab, ...change } : tab)));
  }

  /** Picks the connection to work with: the active tab's, where it has one to choose. */
  pick(connectionId: string | null): void {
    this.#picked.set(connectionId);
    const tab = untracked(this.active);
    if (tab?.kind === 'sql') this.change(tab.id, { connectionId });
  }

  handle(id: string): TabHandle {
    const known = this.#handles.get(id);
    if (known) return known;
    let last: Tab | undefined;
    const handle: TabHandle = {
      // A part that is on its way out may still read its tab: it sees the last state of it.
      tab: computed(() => {
        last = this.#tabs().find((tab) => tab.id === id) ?? last;
        return last ?? { id, kind: 'sql', ref: '', title: '', dirty: false, connectionId: null, data: {} };
      }),
      active: computed(() => this.#activeId() === id),
      status: signal<TabStatus>({}),
      change: (change) => {
        this.change(id, change);
      },
      close: () => {
        this.close(id);
      },
    };
    this.#handles.set(id, handle);
    return handle;
  }

  #nextTitle(): string {
    const taken = new Set(untracked(this.#tabs).map((tab) => tab.title));
    let n = 1;
    while (taken.has(`Query ${n.toString()}`)) n++;
    return `Query ${n.toString()}`;
  }
}
