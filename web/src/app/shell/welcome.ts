import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { markOf } from '../core/connection-mark';
import { Connections } from '../core/connections';
import { Workspace } from '../core/workspace';
import { Icon } from '../ui/icon';
import { Kbd } from '../ui/kbd';
import { ShellCommands } from './shell-commands';

/** Stands where no tab is open: the next steps, each with its key. */
@Component({
  selector: 'o-welcome',
  imports: [Icon, Kbd],
  template: `
    <div class="steps">
      @if (connections.list.fault(); as fault) {
        <div class="notice notice-danger" role="alert">
          <o-icon name="circle-alert" />
          <div>
            <strong>Your connections could not be loaded.</strong>
            <p>{{ fault.message }}</p>
          </div>
          <button type="button" class="btn" (click)="connections.load()">Try again</button>
        </div>
      } @else if (connections.preparing()) {
        <h1>Welcome</h1>
        <p class="lead">Your sample database is on its way…</p>
      } @else if (connections.all().length === 0 && connections.list.now().state === 'ready') {
        <h1>Connect a database</h1>
        <p class="lead">Orrery speaks PostgreSQL and MySQL / MariaDB. Add yours, then write SQL and watch the rows come in.</p>
      } @else {
        <h1>Start with a query</h1>
        <p class="lead">Pick where to run it. Everything you type is kept, and every run is in the history.</p>
      }
      <ul>
        @for (connection of first(); track connection.id) {
          <li>
            <button
              type="button"
              class="step"
              [attr.data-mark]="mark(connection)"
              (click)="workspace.openSql({ connectionId: connection.id })"
            >
              <span class="mark-dot"></span>
              <span class="ellipsis"
                >New query on <strong>{{ connection.name }}</strong></span
              >
              <span class="end">{{ connection.extraOptions.environment ?? connections.labelOf(connection.type) }}</span>
            </button>
          </li>
        }
      </ul>
      <ul class="more">
        @for (step of more; track step.command) {
          <li>
            <button type="button" class="step" (click)="commands.run(step.command)">
              <o-icon [name]="step.icon" />
              <span>{{ step.title }}</span>
              @if (step.keys) {
                <o-kbd class="end" [keys]="step.keys" />
              }
            </button>
          </li>
        }
      </ul>
    </div>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  styles: `
    :host {
      display: grid;
      place-items: center;
      height: 100%;
      padding: 24px;
      overflow: auto;
    }
    .steps {
      width: min(440px, 100%);
      padding-bottom: 6vh;
    }
    .lead {
      margin: 4px 0 20px;
      color: var(--o-text-dim);
      text-wrap: pretty;
    }
    .notice {
      margin-bottom: 20px;
    }
    .notice > div {
      flex: 1;
    }
    ul {
      border: 1px solid var(--o-line);
      border-radius: 8px;
      overflow: hidden;
    }
    ul:empty {
      display: none;
    }
    ul.more {
      margin-top: 12px;
      border-color: transparent;
    }
    li + li {
      border-top: 1px solid var(--o-line);
    }
    .more li + li {
      border-color: transparent;
    }
    .step {
      display: flex;
      align-items: center;
      gap: 10px;
      width: 100%;
      min-height: 38px;
      padding: 0 12px;
      text-align: left;
    }
    .more .step {
      min-height: 32px;
      border-radius: var(--o-radius);
      color: var(--o-text-dim);
    }
    .step:hover {
      background: var(--o-hover);
      color: var(--o-text);
    }
    .step:focus-visible {
      outline-offset: -2px;
    }
    .step o-icon {
      color: var(--o-text-faint);
    }
    .step strong {
      font-weight: 600;
    }
    .mark-dot {
      margin: 0 4px;
    }
    .end {
      margin-left: auto;
      padding-left: 12px;
      color: var(--o-text-faint);
      font-size: var(--o-size-small);
    }
  `,
})
export class Welcome {
  protected readonly connections = inject(Connections);
  protected readonly workspace = inject(Workspace);
  protected readonly commands = inject(ShellCommands);
  protected readonly mark = markOf;
  protected readonly first = computed(() => this.connections.all().slice(0, 5));
  protected readonly more = [
    { command: 'connection.new', title: 'Add a connection', icon: 'plus', keys: '' },
    { command: 'palette', title: 'Go to anything', icon: 'search', keys: 'mod+k' },
    { command: 'help.keys', title: 'Show all keys', icon: 'keyboard', keys: '?' },
  ] as const;
}
