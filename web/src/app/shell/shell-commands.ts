import { DOCUMENT, DestroyRef, Injectable, computed, inject } from '@angular/core';
import { type Command, Commands } from '../core/commands';
import { markOf } from '../core/connection-mark';
import { Connections } from '../core/connections';
import { Dialogs } from '../core/dialogs';
import { Session } from '../core/session';
import { Theme } from '../core/theme';
import { Toasts } from '../core/toasts';
import { faultOf } from '../core/fault-of';
import { type TabKind, Workspace } from '../core/workspace';
import { Frame } from './frame';
import type { PaletteOffer } from './palette';
import { QueriesSource } from './queries-source';
import { SchemaSource } from './schema-source';

/** The commands of the frame: going places, tabs, the panel, the account. */
@Injectable()
export class ShellCommands {
  readonly #commands = inject(Commands);
  readonly #workspace = inject(Workspace);
  readonly #connections = inject(Connections);
  readonly #frame = inject(Frame);
  readonly #theme = inject(Theme);
  readonly #session = inject(Session);
  readonly #toasts = inject(Toasts);
  readonly #dialogs = inject(Dialogs);
  readonly #document = inject(DOCUMENT);
  readonly #destroy = inject(DestroyRef);
  readonly #queries = inject(QueriesSource);
  readonly #schema = inject(SchemaSource);

  run(id: string): void {
    this.#commands.run(id);
  }

  bind(): void {
    const open = (): boolean => this.#workspace.tabs().length > 0;
    const own: readonly Command[] = [
      {
        id: 'palette',
        title: 'Go to anything',
        group: 'General',
        icon: 'search',
        keys: 'mod+k',
        run: () => void this.#palette(),
      },
      {
        id: 'help.keys',
        title: 'Show all keys',
        group: 'General',
        icon: 'keyboard',
        keys: '?',
        run: () => void this.#keysSheet(),
      },
      { id: 'query.new', title: 'New query', group: 'Query', icon: 'plus', keys: 'alt+n', run: () => this.#workspace.openSql() },
      {
        id: 'query.cancel',
        title: 'Cancel what runs',
        group: 'Query',
        icon: 'stop',
        keys: 'esc',
        when: () => this.#cancellable(),
        run: () => {
          this.cancel();
        },
      },
      {
        id: 'go.sql',
        title: 'Go to SQL',
        group: 'Go to',
        icon: 'terminal',
        keys: 'alt+1',
        run: () => {
          this.#goSql();
        },
      },
      {
        id: 'go.connections',
        title: 'Go to connections',
        group: 'Go to',
        icon: 'database',
        keys: 'alt+2',
        run: () => {
          this.#go('connections');
        },
      },
      {
        id: 'go.history',
        title: 'Go to history',
        group: 'Go to',
        icon: 'history',
        keys: 'alt+3',
        words: 'saved recent queries',
        run: () => {
          this.#go('history');
        },
      },
      {
        id: 'go.erd',
        title: 'Go to the diagram',
        group: 'Go to',
        icon: 'diagram',
        keys: 'alt+4',
        words: 'erd relations schema tables',
        run: () => {
          if (!this.#schema.openErd()) this.#go('connections');
        },
      },
      {
        id: 'go.profile',
        title: 'Go to profile',
        group: 'Go to',
        icon: 'user',
        words: 'account password tokens settings',
        run: () => {
          this.#go('profile');
        },
      },
      {
        id: 'connection.new',
        title: 'Add a connection',
        group: 'Connections',
        icon: 'plug',
        words: 'new database',
        run: () => {
          this.#workspace.open({ kind: 'connection', ref: 'new', title: 'New connection' });
        },
      },
      {
        id: 'connection.choose',
        title: 'Choose the connection',
        group: 'Connections',
        icon: 'plug',
        keys: 'alt+c',
        words: 'switch database',
        run: () => void this.#chooseConnection(),
      },
      {
        id: 'tab.next',
        title: 'Next tab',
        group: 'Tabs',
        keys: 'alt+.',
        when: open,
        run: () => {
          this.#workspace.step(1);
        },
      },
      {
        id: 'tab.previous',
        title: 'Previous tab',
        group: 'Tabs',
        keys: 'alt+,',
        when: open,
        run: () => {
          this.#workspace.step(-1);
        },
      },
      {
        id: 'tab.close',
        title: 'Close tab',
        group: 'Tabs',
        icon: 'x',
        keys: 'alt+w',
        when: open,
        run: () => {
          this.#closeActive();
        },
      },
      {
        id: 'tab.reopen',
        title: 'Reopen closed tab',
        group: 'Tabs',
        icon: 'undo',
        keys: 'alt+shift+w',
        run: () => {
          this.#workspace.reopen();
        },
      },
      {
        id: 'view.panel',
        title: 'Show or hide the side panel',
        group: 'View',
        icon: 'panel-left',
        keys: 'mod+b',
        run: () => {
          this.#frame.togglePanel();
        },
      },
      {
        id: 'view.pane',
        title: 'Go to the next pane',
        group: 'View',
        keys: 'f6',
        run: () => {
          this.#nextPane(1);
        },
      },
      {
        id: 'view.pane.back',
        title: 'Go to the previous pane',
        group: 'View',
        keys: 'shift+f6',
        run: () => {
          this.#nextPane(-1);
        },
      },
      {
        id: 'view.theme',
        title: 'Switch between light and dark',
        group: 'View',
        icon: 'moon',
        words: 'theme',
        run: () => {
          this.#theme.toggle();
        },
      },
      { id: 'account.sign-out', title: 'Sign out', group: 'Account', icon: 'log-out', run: () => void this.#signOut() },
    ];
    const undo = [
      this.#commands.add(...own),
      this.#commands.addSource({
        id: 'connections',
        commands: computed(() =>
          this.#connections.all().flatMap((connection): Command[] => [
            {
              id: `connection.query.${connection.id}`,
              title: `New query on ${connection.name}`,
              group: 'Connections',
              icon: 'terminal',
              detail: this.#connections.labelOf(connection.type),
              words: connection.host,
              run: () => {
                this.#workspace.openSql({ connectionId: connection.id });
              },
            },
            {
              id: `connection.open.${connection.id}`,
              title: `Edit ${connection.name}`,
              group: 'Edit a connection',
              icon: 'database',
              detail: this.#connections.labelOf(connection.type),
              words: connection.host,
              run: () => {
                this.#workspace.open({ kind: 'connection', ref: connection.id, title: connection.name });
              },
            },
          ]),
        ),
      }),
      this.#commands.addSource(this.#queries),
      this.#commands.addSource(this.#schema),
    ];
    this.#destroy.onDestroy(() => {
      for (const take of undo) take();
    });
  }

  /** Cancels what the active tab runs; where it runs nothing, what another tab does. */
  cancel(): void {
    const running = this.#workspace.status().running;
    if (running) running.cancel();
    else {
      const other = this.#workspace.running()[0];
      if (other) this.#workspace.handle(other.id).status().running?.cancel();
    }
  }

  #cancellable(): boolean {
    // An open menu or list closes first.
    return (
      this.#workspace.status().running !== undefined &&
      this.#document.querySelector('.cdk-overlay-pane .menu, .cdk-overlay-pane [role="listbox"]') === null
    );
  }

  #go(kind: TabKind): void {
    this.#workspace.open({ kind });
  }

  #goSql(): void {
    const last = this.#workspace.tabs().findLast((tab) => tab.kind === 'sql');
    if (last && this.#workspace.active()?.kind !== 'sql') this.#workspace.activate(last.id);
    else if (!last) this.#workspace.openSql();
  }

  #closeActive(): void {
    const tab = this.#workspace.active();
    if (tab) this.#workspace.close(tab.id);
  }

  /** Moves the focus round the panes: side panel, tabs, and those that a tab's part marks with `data-pane`. */
  #nextPane(by: 1 | -1): void {
    const panes = [...this.#document.querySelectorAll<HTMLElement>('[data-pane]')].filter((pane) => pane.checkVisibility());
    const at = panes.findIndex((pane) => pane.contains(this.#document.activeElement));
    const pane = panes.at((at < 0 && by < 0 ? 0 : at + by) % Math.max(panes.length, 1));
    const target = pane?.querySelector<HTMLElement>(
      '[data-pane-focus], textarea, input, button:not([tabindex="-1"]), [tabindex="0"]',
    );
    target?.focus();
  }

  async #palette(): Promise<void> {
    const { Palette } = await import('./palette');
    if (this.#dialogs.anyOpen()) return;
    await this.#dialogs.open(Palette, { label: 'Go to anything', panelClass: 'o-palette-pane' });
  }

  async #chooseConnection(): Promise<void> {
    const { Palette } = await import('./palette');
    if (this.#dialogs.anyOpen()) return;
    const commands = computed(() =>
      this.#connections.all().map((connection): Command => {
        const { environment } = connection.extraOptions;
        return {
          id: `connection.choose.${connection.id}`,
          title: connection.name,
          group: 'Connections',
          mark: markOf(connection),
          detail: [
            environment,
            this.#connections.labelOf(connection.type),
            connection.id === this.#connections.current()?.id ? 'chosen' : undefined,
          ]
            .filter((part) => part !== undefined)
            .join(' · '),
          words: `${connection.host} ${connection.dbName} ${environment ?? ''}`,
          run: () => {
            this.#workspace.pick(connection.id);
          },
        };
      }),
    );
    const data: PaletteOffer = { placeholder: 'Choose a connection', commands };
    await this.#dialogs.open(Palette, { label: 'Choose a connection', panelClass: 'o-palette-pane', data });
  }

  async #keysSheet(): Promise<void> {
    const { KeysSheet } = await import('./keys-sheet');
    if (this.#dialogs.anyOpen()) return;
    await this.#dialogs.open(KeysSheet);
  }

  async #signOut(): Promise<void> {
    await this.#session.signOut().catch((error: unknown) => {
      this.#toasts.fault(faultOf(error));
    });
  }
}
