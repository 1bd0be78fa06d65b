import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { Workspace } from '../core/workspace';
import { Icon } from '../ui/icon';
import { ConnectionPicker } from './connection-picker';
import { Frame } from './frame';
import { SideSectionHost } from './side-section-host';
import { sideSections } from './side-sections';

/** What belongs to the connection at hand, in sections. */
@Component({
  selector: 'o-side-panel',
  imports: [ConnectionPicker, Icon, SideSectionHost],
  template: `
    <div class="head">
      <o-connection-picker />
      <button type="button" class="btn btn-icon" aria-label="New query" title="New query" (click)="newQuery()">
        <o-icon name="plus" />
      </button>
    </div>
    @for (section of sections; track section.id) {
      <o-side-section [section]="section" [folds]="sections.length > 1" />
    }
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
  `,
})
export class SidePanel {
  protected readonly sections = sideSections;
  readonly #workspace = inject(Workspace);
  readonly #frame = inject(Frame);
  protected newQuery(): void {
    this.#workspace.openSql();
    this.#frame.drawer.set(false);
  }
}
