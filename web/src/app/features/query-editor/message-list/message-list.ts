import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { Workspace } from '../../../core/workspace';
import { Icon } from '../../../ui/icon';
import type { IconName } from '../../../ui/icons';
import { durationText } from '../../../ui/time-text';
import { faultWords, isOfTheConnection } from '../fault-words';
import { QueryEditorStore } from '../query-editor.store';
import type { QueryRun } from '../query-run';
import type { Message, MessageLook } from '../result-model';
import { lineAndColumn } from '../run-target';

interface Shown {
  readonly message: Message;
  readonly icon: IconName;
  readonly heading: string;
  readonly time: string;
  /** The statement's first words, above the first that is said of it, where a run has several. */
  readonly statement: string;
  /** Changing the connection is what helps. */
  readonly ofConnection: boolean;
  readonly place: { readonly text: string; readonly go: () => void } | null;
}
const icons: Readonly<Record<MessageLook, IconName>> = {
  notice: 'info',
  warning: 'triangle-alert',
  error: 'circle-x',
  summary: 'check',
};
/** More would only be scrolled past; a statement can raise a notice for each of a million rows. */
const most = 500;

/** What the database said while a run went on: notices, errors with the way to their place, and what each statement did. */
@Component({
  selector: 'o-message-list',
  imports: [Icon],
  templateUrl: './message-list.html',
  styleUrl: './message-list.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class MessageList {
  readonly run = input.required<QueryRun>();
  /** Called with the place of an error that the person wants to see. */
  readonly show = input.required<(span: { readonly start: number; readonly end: number }) => void>();
  readonly #store = inject(QueryEditorStore);
  readonly #workspace = inject(Workspace);
  protected readonly messages = computed<readonly Shown[]>(() => {
    const run = this.run();
    run.version();
    const several = run.result.statements > 1;
    return run.result.messages.slice(0, most).map((message, at, all) => ({
      message,
      icon: icons[message.look],
      heading: message.error ? faultWords(message.error.code, message.error.kind) : '',
      time: message.executionTime === undefined ? '' : durationText(message.executionTime),
      statement: several && all[at - 1]?.statement !== message.statement ? this.#words(run, message.statement) : '',
      ofConnection: message.error !== undefined && isOfTheConnection(message.error.code),
      place: this.#place(run, message),
    }));
  });
  protected readonly left = computed(() => {
    this.run().version();
    return Math.max(0, this.run().result.messages.length - most);
  });

  protected editConnection(): void {
    const connection = this.#store.connection();
    if (connection) this.#workspace.open({ kind: 'connection', ref: connection.id, title: connection.name });
  }

  #words(run: QueryRun, index: number): string {
    return this.#store.statementOf(run, index).replace(/\s+/g, ' ').slice(0, 80);
  }

  #place(run: QueryRun, message: Message): Shown['place'] {
    const span = message.error ? this.#store.placeOf(run, message.error) : null;
    if (!span) return null;
    const { line, column } = lineAndColumn(this.#store.text(), span.start);
    return {
      text: `Line ${line.toString()}, column ${column.toString()}`,
      go: () => {
        this.show()(span);
      },
    };
  }
}
