import { CdkTrapFocus } from '@angular/cdk/a11y';
import {
  ChangeDetectionStrategy,
  Component,
  DOCUMENT,
  DestroyRef,
  computed,
  effect,
  inject,
  signal,
  untracked,
} from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { NavigationEnd, Router } from '@angular/router';
import type { User } from '@orrery/contracts';
import { filter } from 'rxjs';
import { markOf } from '../core/connection-mark';
import { Connections } from '../core/connections';
import { Dialogs } from '../core/dialogs';
import { Drafts } from '../core/drafts';
import { Keys } from '../core/keys';
import { Session } from '../core/session';
import { Workspace, urlOf } from '../core/workspace';
import { SplitPane } from '../ui/split-pane';
import { tabOfUrl } from './address';
import { Frame } from './frame';
import { Rail } from './rail';
import { ShellCommands } from './shell-commands';
import { SidePanel } from './side-panel';
import { StatusBar } from './status-bar';
import { TabBar } from './tab-bar';
import { TabHost } from './tab-host';
import { Welcome } from './welcome';

/** The frame of the app: where everything else stands. */
@Component({
  selector: 'o-shell',
  imports: [CdkTrapFocus, Rail, SidePanel, SplitPane, StatusBar, TabBar, TabHost, Welcome],
  templateUrl: './shell.html',
  styleUrl: './shell.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
  providers: [ShellCommands],
  host: { '[attr.data-mark]': 'mark()', '(document:keydown.escape)': 'frame.drawer.set(false)' },
})
export class Shell {
  protected readonly workspace = inject(Workspace);
  protected readonly frame = inject(Frame);
  protected readonly restored = signal(false);
  protected readonly mark = computed(() => markOf(this.#connections.current()));
  readonly #connections = inject(Connections);
  readonly #router = inject(Router);
  #user: string | null = null;
  readonly #drafts = inject(Drafts);
  readonly #document = inject(DOCUMENT);

  constructor() {
    const session = inject(Session);
    const dialogs = inject(Dialogs);
    const keys = inject(Keys);
    inject(ShellCommands).bind();
    keys.paused = () => dialogs.anyOpen();
    inject(DestroyRef).onDestroy(() => {
      keys.paused = () => false;
    });

    effect(() => {
      const user = session.user();
      untracked(() => {
        if (user) void this.#begin(user);
        else void this.#leave(session.ended() === 'expired');
      });
    });
    effect(() => {
      const active = this.workspace.active();
      if (!this.restored()) return;
      const url = active ? urlOf(active) : '/';
      if (url !== untracked(() => this.#router.url)) void this.#router.navigateByUrl(url);
    });
    effect(() => {
      const title = this.workspace.active()?.title;
      const connection = this.#connections.current()?.name;
      this.#document.title = [title, connection, 'Orrery'].filter((part) => part !== undefined).join(' · ');
    });
    this.#router.events
      .pipe(
        filter((event) => event instanceof NavigationEnd),
        takeUntilDestroyed(),
      )
      .subscribe(() => {
        if (this.restored()) this.#goTo(this.#router.url);
      });
  }

  async #begin(user: User): Promise<void> {
    // A change of the profile is no new beginning.
    if (this.#user === user.id) return;
    this.#user = user.id;
    const url = this.#router.url;
    const connections = this.#connections.begin(user);
    await this.workspace.restore(user.id);
    this.#goTo(url);
    this.restored.set(true);
    await connections;
    this.#connections.pickOnly();
  }

  /** Loads the page anew, so that nothing of the person who left stays in its memory. */
  async #leave(expired: boolean): Promise<void> {
    const next = expired ? `?ended=1&next=${encodeURIComponent(this.#router.url)}` : '';
    await this.#drafts.flush();
    this.#document.location.replace(`/sign-in${next}`);
  }

  #goTo(url: string): void {
    const place = tabOfUrl(url);
    const active = untracked(this.workspace.active);
    if (!place || (active && urlOf(active) === url)) return;
    if (place.kind === 'sql') this.workspace.openSql(place.ref === '' ? {} : { ref: place.ref });
    else this.workspace.open(place);
  }
}
