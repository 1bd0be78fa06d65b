import { DOCUMENT, Injectable, inject } from '@angular/core';

const store = 'drafts';
const escapeKey = (userId: string): string => `orrery.unflushed.${userId}`;

/** Where drafts rest between visits. */
export interface DraftShelf {
  all(userId: string): Promise<ReadonlyMap<string, string>>;
  /** `null` removes. */
  put(userId: string, changes: ReadonlyMap<string, string | null>): Promise<void>;
  clear(userId: string): Promise<void>;
}

/**
 * Texts that are being written, kept per person so that a reload, a crash or a failed save loses nothing. Reading and writing are
 * immediate; what was written reaches the browser's database a moment later, and at the latest when the page is left.
 */
@Injectable({ providedIn: 'root' })
export class Drafts {
  #userId: string | null = null;
  readonly #texts = new Map<string, string>();
  readonly #pending = new Map<string, string | null>();
  /** On its way to the database, which may not have it yet. */
  readonly #writing = new Map<string, string | null>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  shelf: DraftShelf = new BrowserShelf();

  constructor() {
    inject(DOCUMENT).addEventListener('visibilitychange', () => void this.flush());
    globalThis.addEventListener('pagehide', () => {
      this.#rescue();
    });
  }

  /** Loads a person's drafts. Until then nothing is kept. */
  async open(userId: string): Promise<void> {
    if (this.#userId === userId) return;
    await this.flush();
    this.#userId = userId;
    this.#texts.clear();
    for (const [key, text] of await this.shelf.all(userId)) this.#texts.set(key, text);
    const rescued = rescuedOf(userId);
    for (const [key, text] of Object.entries(rescued)) {
      if (text === null) this.remove(key);
      else this.set(key, text);
    }
    localStorage.removeItem(escapeKey(userId));
  }

  text(key: string): string | undefined {
    return this.#texts.get(key);
  }

  set(key: string, text: string): void {
    if (this.#texts.get(key) === text) return;
    this.#texts.set(key, text);
    this.#change(key, text);
  }

  remove(key: string): void {
    if (this.#texts.delete(key)) this.#change(key, null);
  }

  /** Writes what is pending now. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const userId = this.#userId;
    if (userId === null || this.#pending.size === 0) return;
    const changes = new Map(this.#pending);
    this.#pending.clear();
    for (const [key, text] of changes) this.#writing.set(key, text);
    try {
      await this.shelf.put(userId, changes);
    } catch {
      // A full or forbidden database: the texts stay in memory, and are tried again with the next change.
      for (const [key, text] of changes) if (!this.#pending.has(key)) this.#pending.set(key, text);
    } finally {
      // a later one of the same key may have begun meanwhile
      for (const [key, text] of changes) if (this.#writing.get(key) === text) this.#writing.delete(key);
    }
  }

  /** Forgets everything of a person: their account is gone. */
  async forget(userId: string): Promise<void> {
    this.#texts.clear();
    this.#pending.clear();
    localStorage.removeItem(escapeKey(userId));
    await this.shelf.clear(userId);
  }

  #change(key: string, text: string | null): void {
    this.#pending.set(key, text);
    this.#timer ??= setTimeout(() => void this.flush(), 400);
  }

  /** A page that is being left may not finish a write to its database; `localStorage` is written at once. */
  #rescue(): void {
    const unsure = new Map([...this.#writing, ...this.#pending]);
    if (this.#userId === null || unsure.size === 0) return;
    try {
      localStorage.setItem(escapeKey(this.#userId), JSON.stringify(Object.fromEntries(unsure)));
    } catch {
      // Too long for it: the write to the database, begun below, is what is left.
    }
    void this.flush();
  }
}

function rescuedOf(userId: string): Record<string, string | null> {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(escapeKey(userId)) ?? '{}');
    if (typeof value !== 'object' || value === null) return {};
    const isDraft = (entry: [string, unknown]): entry is [string, string | null] =>
      typeof entry[1] === 'string' || entry[1] === null;
    return Object.fromEntries(Object.entries(value).filter(isDraft));
  } catch {
    return {};
  }
}

const done = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => {
      resolve(request.result);
    };
    request.onerror = () => {
      reject(request.error ?? new Error('The browser’s database refused.'));
    };
  });

/** Drafts in IndexedDB. Where there is none (a private window of some browsers) nothing is kept past the visit. */
class BrowserShelf implements DraftShelf {
  #database: Promise<IDBDatabase | null> | undefined;

  async all(userId: string): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    const rows = (await this.#rows('readonly')) ?? undefined;
    if (!rows) return found;
    const range = IDBKeyRange.bound(`${userId}/`, `${userId}0`, false, true);
    const [keys, values] = await Promise.all([done(rows.getAllKeys(range)), done<unknown[]>(rows.getAll(range))]);
    keys.forEach((key, index) => {
      const text = values[index];
      if (typeof key === 'string' && typeof text === 'string') found.set(key.slice(userId.length + 1), text);
    });
    return found;
  }

  async put(userId: string, changes: ReadonlyMap<string, string | null>): Promise<void> {
    const rows = await this.#rows('readwrite');
    if (!rows) return;
    await Promise.all(
      [...changes].map(([key, text]) =>
        text === null ? done(rows.delete(`${userId}/${key}`)) : done(rows.put(text, `${userId}/${key}`)),
      ),
    );
  }

  async clear(userId: string): Promise<void> {
    const rows = await this.#rows('readwrite');
    if (rows) await done(rows.delete(IDBKeyRange.bound(`${userId}/`, `${userId}0`, false, true)));
  }

  async #rows(mode: IDBTransactionMode): Promise<IDBObjectStore | null> {
    this.#database ??= open();
    const database = await this.#database;
    return database ? database.transaction(store, mode).objectStore(store) : null;
  }
}

async function open(): Promise<IDBDatabase | null> {
  try {
    const request = indexedDB.open('orrery', 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(store);
    };
    return await done(request);
  } catch {
    return null;
  }
}
