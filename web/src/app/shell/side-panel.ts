import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { Workspace } from '../core/workspace';
import { HistoryPanel } from '../features/history/history.panel';
import { Icon } from '../ui/icon';
import { Progress } from '../ui/progress';
import { ConnectionPicker } from './connection-picker';
import { Frame } from './frame';

/** What belongs to the connection at hand: saved and recent queries (the schema's tree will stand above them). */
@Component({
  selector: 'o-side-panel',
  imports: [ConnectionPicker, HistoryPanel, Icon, Progress],
  template: `
    <div class="head">
      <o-connection-picker />
      <button type="button" class="btn btn-icon" aria-label="New query" title="New query" (click)="newQuery()">
        <o-icon name="plus" />
      </button>
    </div>
    <div class="body" data-pane>
      @defer (on immediate) {
        <o-history-panel />
      } @placeholder {
        <o-progress [active]="true" />
      } @error {
        <p class="failed">This part could not be loaded. Reload the page.</p>
      }
    </div>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      height: 100%;
      min-height: 0;
    }
    .head {
      display: flex;
      gap: 6px;
      padding: 8px;
      flex: none;
    }
    o-connection-picker {
      flex: 1;
      min-width: 0;
    }
    .body {
      position: relative;
      flex: 1;
      min-height: 0;
      overflow: auto;
    }
    .failed {
      padding: 12px;
      color: var(--o-text-dim);
    }
  `,
})
export class SidePanel {
  readonly #workspace = inject(Workspace);
  readonly #frame = inject(Frame);
  protected newQuery(): void {
    this.#workspace.openSql();
    this.#frame.drawer.set(false);
  }
}
