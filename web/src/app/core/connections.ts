import { Injectable, computed, inject, signal } from '@angular/core';
import {
  type Connection,
  connectionsConnectionCreate,
  connectionsConnectionDelete,
  connectionsConnectionList,
  connectionsConnectionUpdate,
  connectionsConnectionWatch,
  connectionsDraftWatch,
  connectionsTypeList,
  type connectionType,
  Fault,
  type RequestIn,
  type ResponseOf,
  type TestLine,
  type TestResult,
  type User,
} from '@orrery/contracts';
import type { z } from 'zod';
import { Api } from './api';
import { RemoteSource } from './remote';
import { afterLine, testBegun, type TestProgress } from './test-progress';
import { Workspace } from './workspace';

export type ConnectionType = z.output<typeof connectionType>;

/** A person's connections: used by the frame, the editor and the connections' own pages alike. */
@Injectable({ providedIn: 'root' })
export class Connections {
  readonly #api = inject(Api);
  readonly #workspace = inject(Workspace);
  readonly list = new RemoteSource<readonly Connection[]>();
  readonly types = new RemoteSource<readonly ConnectionType[]>();
  readonly #preparing = signal(false);
  /** A new account's sample connection may still be on its way. */
  readonly preparing = computed(() => this.#preparing() && this.all().length === 0);
  readonly all = computed(() => this.list.value() ?? []);
  readonly byId = computed(() => new Map(this.all().map((connection) => [connection.id, connection])));
  /** More than a menu can show: they are searched. */
  readonly areMany = computed(() => this.all().length > 10);
  /** The connection the workspace speaks to now. */
  readonly current = computed(() => {
    const id = this.#workspace.connectionId();
    return (id === null ? undefined : this.byId().get(id)) ?? null;
  });

  async load(): Promise<void> {
    await this.list.load(async () => {
      const found: Connection[] = [];
      let cursor: string | undefined;
      do {
        const page: ResponseOf<typeof connectionsConnectionList> = await this.#api.call(connectionsConnectionList, {
          limit: 200,
          ...(cursor === undefined ? {} : { cursor }),
        });
        found.push(...page.items);
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
      return found;
    });
  }

  /** The first load of a visit. A new account's sample connection is made a moment after the account, so it is waited for. */
  async begin(user: Pick<User, 'createdAt'>): Promise<void> {
    await this.load();
    const young = (): boolean => Date.now() - Date.parse(user.createdAt) < 15_000;
    this.#preparing.set(true);
    while (this.list.now().state === 'ready' && this.all().length === 0 && young()) {
      await new Promise((resolve) => setTimeout(resolve, 500));
      await this.load();
    }
    this.#preparing.set(false);
  }

  /** Where there is only one there is nothing to choose. Of several none is taken for granted: one may be production. */
  pickOnly(): void {
    const [only, other] = this.all();
    if (only && !other && this.#workspace.connectionId() === null) this.#workspace.pick(only.id);
  }

  /** The kinds of database. Asked once a visit. */
  async loadTypes(): Promise<void> {
    if (this.types.now().state === 'ready') return;
    await this.types.load(async () => (await this.#api.call(connectionsTypeList, {})).items);
  }

  labelOf(type: string): string {
    return this.types.value()?.find((known) => known.type === type)?.label ?? labels[type] ?? type;
  }

  /** Throws a `Fault`. */
  async create(request: RequestIn<typeof connectionsConnectionCreate>): Promise<Connection> {
    const made = await this.#api.call(connectionsConnectionCreate, request);
    this.list.update((all) => [made, ...all]);
    return made;
  }

  /** Throws a `Fault`: `password_required` when the target changed and no password came with it. */
  async change(request: RequestIn<typeof connectionsConnectionUpdate>): Promise<Connection> {
    const changed = await this.#api.call(connectionsConnectionUpdate, request);
    this.#put(changed);
    return changed;
  }

  /** Throws a `Fault`. */
  async remove(id: string): Promise<void> {
    await this.#api.call(connectionsConnectionDelete, { id });
    this.list.update((all) => all.filter((connection) => connection.id !== id));
    this.#workspace.closeOf(id);
  }

  /** Tests a saved connection, telling how far it is, and notes the outcome on it. Throws a `Fault`. */
  async test(id: string, tell: (progress: TestProgress) => void, signal?: AbortSignal): Promise<TestResult> {
    const lines = this.#api.stream(connectionsConnectionWatch, { id }, signal ? { signal } : {});
    const result = await watched(lines, tell);
    const known = this.byId().get(id);
    if (known) this.#put({ ...known, isValid: result.isValid, lastTestedAt: new Date().toISOString() });
    return result;
  }

  /** Tests what isn't saved yet. Throws a `Fault`. */
  testDraft(
    request: RequestIn<typeof connectionsDraftWatch>,
    tell: (progress: TestProgress) => void,
    signal?: AbortSignal,
  ): Promise<TestResult> {
    return watched(this.#api.stream(connectionsDraftWatch, request, signal ? { signal } : {}), tell);
  }

  #put(changed: Connection): void {
    this.list.update((all) => all.map((connection) => (connection.id === changed.id ? changed : connection)));
  }
}

async function watched(lines: AsyncIterable<TestLine>, tell: (progress: TestProgress) => void): Promise<TestResult> {
  let progress = testBegun;
  for await (const line of lines) {
    progress = afterLine(progress, line);
    tell(progress);
    if (progress.result) return progress.result;
  }
  throw new Fault('connection_lost', 'The test was cut off before it ended. Try again.');
}

const labels: Readonly<Record<string, string>> = {
  postgres: 'PostgreSQL',
  mysql: 'MySQL / MariaDB',
  mssql: 'SQL Server',
  mongodb: 'MongoDB',
};
