import { CdkMenu, CdkMenuItem, CdkMenuTrigger } from '@angular/cdk/menu';
import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import type { Connection, Fault } from '@orrery/contracts';
import { markOf } from '../../core/connection-mark';
import { Connections } from '../../core/connections';
import { faultOf } from '../../core/fault-of';
import type { TestProgress } from '../../core/test-progress';
import { Workspace } from '../../core/workspace';
import { EmptyState } from '../../ui/empty-state';
import { Icon } from '../../ui/icon';
import { Progress } from '../../ui/progress';
import { agoText, exactTimeText } from '../../ui/time-text';
import { DeleteConnection } from './delete-connection';
import { TestOutcome } from './test-outcome';

type Outcome =
  | { readonly state: 'testing'; readonly progress: TestProgress | null }
  | { readonly state: 'done'; readonly progress: TestProgress }
  | { readonly state: 'failed'; readonly fault: Fault };

@Component({
  selector: 'o-connections-page',
  imports: [CdkMenu, CdkMenuItem, CdkMenuTrigger, EmptyState, Icon, Progress, TestOutcome],
  templateUrl: './connections.page.html',
  styleUrl: './connections.page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
  providers: [DeleteConnection],
})
export class ConnectionsPage {
  protected readonly connections = inject(Connections);
  protected readonly workspace = inject(Workspace);
  readonly #deletion = inject(DeleteConnection);
  protected readonly search = signal('');
  protected readonly shown = computed(() => {
    const words = this.search().trim().toLowerCase();
    return this.connections
      .all()
      .filter((connection) =>
        `${connection.name} ${connection.host} ${connection.dbName} ${this.connections.labelOf(connection.type)}`
          .toLowerCase()
          .includes(words),
      );
  });
  readonly #outcomes = signal<ReadonlyMap<string, Outcome>>(new Map());
  protected readonly mark = markOf;
  protected readonly ago = agoText;
  protected readonly exact = exactTimeText;

  constructor() {
    void this.connections.loadTypes();
  }

  protected progressOf(connection: Connection): TestProgress | null {
    const outcome = this.outcomeOf(connection);
    return outcome === undefined || outcome.state === 'failed' ? null : outcome.progress;
  }

  protected faultOf(connection: Connection): Fault | null {
    const outcome = this.outcomeOf(connection);
    return outcome?.state === 'failed' ? outcome.fault : null;
  }

  protected outcomeOf(connection: Connection): Outcome | undefined {
    return this.#outcomes().get(connection.id);
  }

  protected targetOf({ username, host, port, dbName }: Connection): string {
    return `${username === '' ? '' : `${username}@`}${host}:${port.toString()}${dbName === '' ? '' : `/${dbName}`}`;
  }

  protected add(): void {
    this.workspace.open({ kind: 'connection', ref: 'new', title: 'New connection' });
  }

  protected edit(connection: Connection): void {
    this.workspace.open({ kind: 'connection', ref: connection.id, title: connection.name, connectionId: connection.id });
  }

  protected remove(connection: Connection): void {
    void this.#deletion.ask(connection);
  }

  protected async test(connection: Connection): Promise<void> {
    this.#note(connection, { state: 'testing', progress: null });
    try {
      await this.connections.test(connection.id, (progress) => {
        this.#note(connection, { state: progress.result ? 'done' : 'testing', progress });
      });
    } catch (error) {
      this.#note(connection, { state: 'failed', fault: faultOf(error) });
    }
  }

  protected dismiss(connection: Connection): void {
    this.#note(connection, undefined);
  }

  #note(connection: Connection, outcome: Outcome | undefined): void {
    this.#outcomes.update((outcomes) => {
      const next = new Map(outcomes);
      if (outcome) next.set(connection.id, outcome);
      else next.delete(connection.id);
      return next;
    });
  }
}
