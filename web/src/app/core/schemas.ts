import { Injectable, type Signal, computed, inject, signal } from '@angular/core';
import {
  type RefreshLine,
  type ResponseOf,
  type TableSummary,
  Fault,
  schemaChanges,
  schemaList,
  schemaObjects,
  schemaRefresh,
  schemaRefreshCancel,
} from '@orrery/contracts';
import { Api } from './api';
import { faultOf, faultOfProblem } from './fault-of';
import { RemoteSource } from './remote';

export type SchemaListing = ResponseOf<typeof schemaList>;
export type SchemaObjects = ResponseOf<typeof schemaObjects>;

/** A crawl that this page asked for and is reading the progress of. */
export interface Crawl {
  readonly startedAt: number;
  readonly phase: string;
  readonly done: number;
  readonly total: number | null;
}
type Done = Extract<RefreshLine, { type: 'done' }>;

/** The cached schema of one connection: its tables, how old that knowledge is, and the crawl that renews it. */
export class ConnectionSchema {
  readonly #api: Api;
  readonly listing = new RemoteSource<SchemaListing>();
  readonly objects = new RemoteSource<SchemaObjects>();
  readonly tables: Signal<readonly TableSummary[]> = computed(() => this.listing.value()?.tables ?? []);
  readonly byTable = computed(() => new Map(this.tables().map((table) => [table.table, table])));
  readonly #crawl = signal<Crawl | null>(null);
  readonly crawl = this.#crawl.asReadonly();
  readonly #crawls = signal(0);
  /** Grows with every crawl that ended well: whoever shows a part of the schema asks again. */
  readonly crawls = this.#crawls.asReadonly();
  #stop: AbortController | null = null;
  #loading: Promise<unknown> = Promise.resolve();

  constructor(
    api: Api,
    readonly id: string,
  ) {
    this.#api = api;
  }

  /** Asks for the tables where they aren't there yet. */
  async ensure(): Promise<void> {
    const { state } = this.listing.now();
    if (state === 'loading') await this.#loading;
    else if (state !== 'ready') await this.load();
  }

  async load(): Promise<void> {
    this.#loading = this.listing.load(async () => {
      await this.#readFirst();
      return this.#pages();
    });
    await this.#loading;
  }

  /** Every table, also where there are more than one answer holds. */
  async #pages(): Promise<SchemaListing> {
    const first = await this.#api.call(schemaList, { id: this.id });
    const tables = [first.tables];
    let cursor = first.nextCursor;
    while (cursor !== null) {
      const next = await this.#api.call(schemaList, { id: this.id, cursor });
      tables.push(next.tables);
      cursor = next.nextCursor;
    }
    return { ...first, tables: tables.flat(), nextCursor: null };
  }

  /** Where nothing is known yet, the list would wait for a crawl in silence: this one tells how far it is and can be cancelled. */
  async #readFirst(): Promise<void> {
    if (this.listing.value() || this.crawl()) return;
    const { lastFetchedAt } = await this.#api.call(schemaChanges, { id: this.id, limit: 1 });
    if (lastFetchedAt !== null) return;
    const found = await this.#read();
    if (found === null) throw new Fault('refresh_cancelled', 'Reading the tables was cancelled.');
  }

  async loadObjects(): Promise<void> {
    await this.objects.load(() => this.#api.call(schemaObjects, { id: this.id }));
  }

  /** Crawls the database's catalog anew. Answers what it found; null when it was cancelled. Throws a `Fault`. */
  async refresh(): Promise<Done | null> {
    const found = await this.#read();
    if (found) await this.#renew();
    return found;
  }

  async #read(): Promise<Done | null> {
    this.#stop?.abort();
    const stop = new AbortController();
    this.#stop = stop;
    this.#crawl.set({ startedAt: Date.now(), phase: '', done: 0, total: null });
    try {
      let found: Done | null = null;
      for await (const line of this.#api.stream(schemaRefresh, { id: this.id }, { signal: stop.signal })) {
        if (line.type === 'progress') this.#crawl.update((crawl) => crawl && { ...crawl, ...line });
        else if (line.type === 'error') throw faultOfProblem(500, { code: line.error.code, detail: line.error.message });
        else found = line;
      }
      return found;
    } catch (error) {
      const fault = faultOf(error);
      if (stop.signal.aborted || fault.code === 'refresh_cancelled') return null;
      throw fault;
    } finally {
      if (this.#stop === stop) {
        this.#stop = null;
        this.#crawl.set(null);
      }
    }
  }

  /** Stops the crawl, on the database's server too; what was known stays. */
  async cancel(): Promise<void> {
    const stop = this.#stop;
    try {
      await this.#api.call(schemaRefreshCancel, { id: this.id });
    } catch {
      // Leaving is a cancel too, where nobody else reads it.
    } finally {
      stop?.abort();
    }
  }

  /** Looks whether a crawl that others began (after DDL, by the schedule) found something new. Failing is no news. */
  async check(): Promise<void> {
    const known = this.listing.value();
    if (!known || this.crawl()) return;
    try {
      const { version, lastFetchedAt } = await this.#api.call(schemaChanges, { id: this.id, since: known.version, limit: 1 });
      if (version !== known.version || lastFetchedAt !== known.lastFetchedAt) await this.#renew();
    } catch {
      // The next look will tell.
    }
  }

  async #renew(): Promise<void> {
    await Promise.all([this.load(), this.objects.now().state === 'idle' ? undefined : this.loadObjects()]);
    this.#crawls.update((times) => times + 1);
  }
}

/** The schemas of a person's connections: shared by the tree, the table's page, the diagram and the palette. */
@Injectable({ providedIn: 'root' })
export class Schemas {
  readonly #api = inject(Api);
  readonly #all = new Map<string, ConnectionSchema>();

  of(connectionId: string): ConnectionSchema {
    const known = this.#all.get(connectionId);
    if (known) return known;
    const made = new ConnectionSchema(this.#api, connectionId);
    this.#all.set(connectionId, made);
    return made;
  }
}
