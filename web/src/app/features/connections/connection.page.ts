import {
  ChangeDetectionStrategy,
  Component,
  ElementRef,
  afterRenderEffect,
  computed,
  effect,
  inject,
  signal,
  untracked,
} from '@angular/core';
import type { Connection } from '@orrery/contracts';
import { Connections } from '../../core/connections';
import { FormText } from '../../core/form-field';
import { focusFirstError, focusFirstField } from '../../core/form-state';
import { TAB, Workspace } from '../../core/workspace';
import { Control, Field } from '../../ui/field';
import { EmptyState } from '../../ui/empty-state';
import { Icon } from '../../ui/icon';
import { Progress } from '../../ui/progress';
import { ConnectionStore } from './connection.store';
import { DeleteConnection } from './delete-connection';
import { KeptSecret } from './kept-secret';
import { OptionGroups } from './option-groups';
import { TestOutcome } from './test-outcome';

const environments = [
  { value: '', title: 'Not marked' },
  { value: 'development', title: 'Development' },
  { value: 'staging', title: 'Staging' },
  { value: 'production', title: 'Production' },
] as const;
const colours = ['grey', 'blue', 'green', 'amber', 'red', 'purple'] as const;

/** Makes a connection (`ref` is `new`) or changes one. */
@Component({
  selector: 'o-connection-page',
  imports: [Control, EmptyState, Field, FormText, Icon, KeptSecret, OptionGroups, Progress, TestOutcome],
  templateUrl: './connection.page.html',
  styleUrl: './connection.page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
  providers: [ConnectionStore, DeleteConnection],
})
export class ConnectionPage {
  protected readonly store = inject(ConnectionStore);
  protected readonly form = this.store.form;
  protected readonly tab = inject(TAB);
  protected readonly workspace = inject(Workspace);
  protected readonly connections = inject(Connections);
  readonly #deletion = inject(DeleteConnection);
  readonly #host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  protected readonly isNew = this.tab.tab().ref === 'new';
  protected readonly environments = environments;
  protected readonly colours = colours;
  protected readonly advanced = signal(false);
  protected readonly pasted = signal<'no' | 'filled' | 'unknown'>('no');
  /** How many advanced options are set. */
  protected readonly set = computed(
    () =>
      this.store
        .groups()
        .flatMap((group) => group.fields)
        .filter((field) => {
          const value = this.form.values()[field.path];
          return value !== undefined && value !== '' && value !== false;
        }).length,
  );
  protected readonly ready = computed(
    () => this.store.types.value() !== undefined && (this.isNew || this.store.stored() !== null),
  );

  constructor() {
    // Drawn at once or when the kinds of database are known: the focus goes into the form then.
    const begin = afterRenderEffect(() => {
      if (!this.ready() || !this.isNew) return;
      begin.destroy();
      focusFirstField(this.#host);
    });
    this.store.about(this.isNew ? null : this.tab.tab().ref);
    void this.connections.loadTypes();
    // The fields of the advanced part are known with the types: only then can it be filled.
    const fill = effect(() => {
      if (!this.ready()) return;
      fill.destroy();
      untracked(() => {
        this.store.fill();
      });
    });
    effect(() => {
      const dirty = this.form.dirty();
      const title = this.isNew ? 'New connection' : (this.store.stored()?.name ?? this.tab.tab().title);
      const connectionId = this.store.stored()?.id ?? null;
      untracked(() => {
        const tab = this.tab.tab();
        if (tab.dirty !== dirty || tab.title !== title || tab.connectionId !== connectionId)
          this.tab.change({ dirty, title, connectionId });
      });
    });
    effect(() => {
      // Keeps what is typed as it is typed, not only when it first becomes unsaved.
      this.form.values();
      untracked(() => {
        this.store.keepDraft();
      });
    });
    effect(() => {
      if (Object.keys(this.form.errors()).some((path) => path.startsWith('extraOptions.'))) this.advanced.set(true);
    });
  }

  protected pasteFrom(event: ClipboardEvent): void {
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (!this.store.paste(text)) return;
    event.preventDefault();
    this.pasted.set('filled');
  }

  protected paste(input: HTMLInputElement): void {
    if (input.value.trim() === '') return;
    const filled = this.store.paste(input.value);
    this.pasted.set(filled ? 'filled' : 'unknown');
    // A URL may hold a password: once it is taken over it doesn't stay readable.
    if (filled) input.value = '';
  }

  protected async test(): Promise<void> {
    await this.store.test();
    focusFirstError(this.#host);
  }

  protected async save(): Promise<void> {
    const saved = await this.store.save();
    if (!saved) focusFirstError(this.#host);
    else if (this.isNew) this.#becomeStored(saved);
  }

  protected query(connection: Connection): void {
    this.workspace.openSql({ connectionId: connection.id });
  }

  protected remove(connection: Connection): void {
    void this.#deletion.ask(connection);
  }

  #becomeStored(connection: Connection): void {
    // The tab of the new one has done its work: the stored one has a tab of its own.
    this.workspace.open({ kind: 'connection', ref: connection.id, title: connection.name, connectionId: connection.id });
    this.tab.close();
  }
}
