import { ChangeDetectionStrategy, Component, effect, inject } from '@angular/core';
import { Connections } from '../core/connections';
import { Session } from '../core/session';
import { Workspace } from '../core/workspace';
import { TabHost } from './tab-host';

@Component({
  selector: 'o-shell',
  imports: [TabHost],
  template: `
    <main>
      @for (tab of workspace.tabs(); track tab.id) {
        <o-tab-host [tabId]="tab.id" [hidden]="workspace.active()?.id !== tab.id" />
      } @empty {
        <button type="button" class="btn" (click)="workspace.openSql()">New query</button>
      }
    </main>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Shell {
  protected readonly workspace = inject(Workspace);
  readonly #connections = inject(Connections);

  constructor() {
    const session = inject(Session);
    effect(() => {
      const user = session.user();
      if (user) void this.workspace.restore(user.id);
    });
    void this.#connections.load();
  }
}
