import { Injectable, computed, inject, signal } from '@angular/core';
import {
  type Connection,
  type TestResult,
  connectionsConnectionCreate,
  connectionsConnectionUpdate,
  connectionsDraftWatch,
} from '@orrery/contracts';
import { parseConnectionUrl } from '@orrery/dialects';
import { Connections } from '../../core/connections';
import { Drafts } from '../../core/drafts';
import { faultOf } from '../../core/fault-of';
import { FormState, type FormValues } from '../../core/form-state';
import type { TestProgress } from '../../core/test-progress';
import { changeOf, draftOf, emptyValues, targetChanged, valuesOf, valuesOfUrl } from './connection-form';
import { fateOf, hintOf } from './kept-secret';
import { optionGroups, shown } from './option-fields';

/** One connection being made or changed. */
@Injectable()
export class ConnectionStore {
  readonly #connections = inject(Connections);
  readonly #drafts = inject(Drafts);
  readonly #id = signal<string | null>(null);
  readonly form = new FormState(emptyValues);
  readonly types = this.#connections.types;
  /** What is stored; null while it is new, or gone. */
  readonly stored = computed(() => {
    const id = this.#id();
    return (id === null ? undefined : this.#connections.byId().get(id)) ?? null;
  });
  readonly type = computed(() => this.types.value()?.find((known) => known.type === this.form.text('type')));
  readonly groups = computed(() => optionGroups(this.type()?.extraOptionsSchema ?? {}));
  readonly draft = computed(() =>
    draftOf(this.form.values(), this.groups(), this.type()?.defaultPort ?? 0, this.stored()?.extraOptions ?? {}),
  );
  /** The stored password can't follow to another target. */
  readonly passwordNeeded = computed(() => {
    const stored = this.stored();
    return stored !== null && this.#passwordFate() === 'kept' && targetChanged(stored, this.draft());
  });
  readonly #passwordFate = computed(() => fateOf(this.form, 'hasPassword', 'password'));
  readonly passwordHint = computed(() => hintOf(this.#passwordFate(), 'Kept sealed. It never comes back to this page.'));
  readonly progress = signal<TestProgress | null>(null);
  readonly testing = signal(false);
  /** What a pasted URL said that the form has no place for. */
  readonly ignored = signal<readonly string[]>([]);
  #stop: AbortController | null = null;

  /** Says which connection this is about; null for a new one. */
  about(id: string | null): void {
    this.#id.set(id);
  }

  /** Fills the form: with what is stored, or with what was typed the last time. */
  fill(): void {
    const stored = this.stored();
    if (stored) {
      // The fields of a kind are known by its type, which stands in the form itself.
      this.form.reset({ ...emptyValues, type: stored.type });
      this.form.reset(valuesOf(stored, this.groups()));
    } else if (this.#id() === null) {
      this.form.reset(emptyValues);
      for (const [path, value] of Object.entries(this.#draftValues())) this.form.set(path, value);
    }
  }

  /** Keeps what is typed into a new connection, but never its password. */
  keepDraft(): void {
    if (this.#id() !== null) return;
    const values = Object.fromEntries(Object.entries(this.form.values()).filter(([path]) => path !== 'password'));
    if (this.form.dirty()) this.#drafts.set('connection/new', JSON.stringify(values));
  }

  /** True when the text is a connection URL; the form then says what it said. */
  paste(text: string): boolean {
    const url = parseConnectionUrl(text);
    if (!url) return false;
    this.form.set('type', url.type);
    for (const [path, value] of Object.entries(valuesOfUrl(url, this.groups()))) this.form.set(path, value);
    if (this.form.text('name').trim() === '')
      this.form.set('name', url.dbName === '' ? url.host : `${url.dbName} on ${url.host}`.slice(0, 120));
    this.ignored.set(url.ignored);
    this.progress.set(null);
    return true;
  }

  async test(): Promise<void> {
    const stored = this.stored();
    if (stored && !this.form.dirty()) {
      await this.#test((tell, signal) => this.#connections.test(stored.id, tell, signal));
      return;
    }
    if (this.#lacksForTest()) return;
    const { name, ...draft } = this.draft();
    await this.#test((tell, signal) =>
      this.form.submit(connectionsDraftWatch.request, { ...draft, ...(name === '' ? {} : { name }) }, (request) =>
        this.#connections.testDraft(request, tell, signal),
      ),
    );
  }

  /** What is not saved yet is tested with what is typed: the saved secrets are not in this page. Marks those that are needed. */
  #lacksForTest(): boolean {
    const values = this.form.values();
    const options = this.groups().flatMap((group) => group.fields.filter((field) => shown(field, group, values)));
    const needed = [{ keptAt: 'hasPassword', path: 'password', label: 'password' }, ...options].filter(
      ({ keptAt, path }) => keptAt !== undefined && fateOf(this.form, keptAt, path) === 'kept',
    );
    if (needed.length === 0) return false;
    this.form.clearErrors();
    for (const { path } of needed)
      this.form.setError(path, 'Type it to test these changes before they are saved, or save first and test then.');
    return true;
  }

  stopTest(): void {
    this.#stop?.abort();
  }

  /** Answers what is stored now; undefined when something is wrong, which then stands at its field. */
  async save(): Promise<Connection | undefined> {
    const stored = this.stored();
    if (!stored) {
      const made = await this.form.submit(connectionsConnectionCreate.request, this.draft(), (request) =>
        this.#connections.create(request),
      );
      if (made) this.#drafts.remove('connection/new');
      return made;
    }
    if (this.passwordNeeded()) {
      this.form.clearErrors();
      this.form.setError('password', passwordAgain);
      return undefined;
    }
    const changed = await this.form.submit(
      connectionsConnectionUpdate.request,
      changeOf(stored, this.draft(), this.form.flag('hasPassword')),
      (request) => this.#connections.change(request),
    );
    if (changed) this.form.reset(valuesOf(changed, this.groups()));
    else if (this.form.fault()?.code === 'password_required') {
      this.form.clearErrors();
      this.form.setError('password', passwordAgain);
    }
    return changed;
  }

  /** Back to what is stored. */
  revert(): void {
    this.#drafts.remove('connection/new');
    this.progress.set(null);
    this.ignored.set([]);
    this.fill();
  }

  async #test(
    ask: (tell: (progress: TestProgress) => void, signal: AbortSignal) => Promise<TestResult | undefined>,
  ): Promise<void> {
    this.#stop?.abort();
    const stop = (this.#stop = new AbortController());
    this.progress.set(null);
    this.testing.set(true);
    try {
      await ask((progress) => {
        if (!stop.signal.aborted) this.progress.set(progress);
      }, stop.signal);
    } catch (error) {
      if (!stop.signal.aborted) this.form.blame(faultOf(error));
      this.progress.set(null);
    } finally {
      if (this.#stop === stop) this.testing.set(false);
    }
    // A test that the person stopped is no failure.
    if (!stop.signal.aborted) return;
    this.form.clearErrors();
    if (this.#stop === stop) this.progress.set(null);
  }

  #draftValues(): FormValues {
    try {
      const value: unknown = JSON.parse(this.#drafts.text('connection/new') ?? '{}');
      if (typeof value !== 'object' || value === null) return {};
      return Object.fromEntries(
        Object.entries(value).filter(
          (entry): entry is [string, string | boolean] => typeof entry[1] === 'string' || typeof entry[1] === 'boolean',
        ),
      );
    } catch {
      return {};
    }
  }
}

const passwordAgain = 'The password goes with its target. Type it again for the new one.';
