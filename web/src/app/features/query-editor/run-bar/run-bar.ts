import { CdkMenu, CdkMenuGroup, CdkMenuItem, CdkMenuItemRadio, CdkMenuTrigger } from '@angular/cdk/menu';
import { NgTemplateOutlet } from '@angular/common';
import { ChangeDetectionStrategy, Component, computed, inject, output } from '@angular/core';
import { Commands } from '../../../core/commands';
import { markOf } from '../../../core/connection-mark';
import { Connections } from '../../../core/connections';
import { Workspace } from '../../../core/workspace';
import { Icon } from '../../../ui/icon';
import { Kbd } from '../../../ui/kbd';
import { durationText } from '../../../ui/time-text';
import { QueryEditorStore, type RowLimit, rowLimits } from '../query-editor.store';
import { ticking } from '../ticking';

const number = new Intl.NumberFormat('en');

/** What to run, where, and how much of it. */
@Component({
  selector: 'o-run-bar',
  imports: [CdkMenu, CdkMenuGroup, CdkMenuItem, CdkMenuItemRadio, CdkMenuTrigger, Icon, Kbd, NgTemplateOutlet],
  templateUrl: './run-bar.html',
  styleUrl: './run-bar.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { '[attr.data-mark]': 'mark()' },
})
export class RunBar {
  readonly save = output();
  readonly format = output();
  protected readonly store = inject(QueryEditorStore);
  protected readonly connections = inject(Connections);
  protected readonly commands = inject(Commands);
  protected readonly workspace = inject(Workspace);
  protected readonly limits = rowLimits;
  protected readonly mark = computed(() => markOf(this.store.connection()));
  protected readonly environment = computed(() => this.store.connection()?.extraOptions.environment);
  protected readonly canRun = computed(() => this.store.connection() !== null && !this.store.isEmpty());
  protected readonly whatRuns = computed(() => (this.store.caret().selection ? 'Run selection' : 'Run'));
  readonly #now = ticking(() => this.store.running());
  protected readonly elapsed = computed(() => {
    const run = this.store.run();
    return run?.running() ? durationText(Math.max(1, this.#now() - run.startedAt)) : '';
  });
  protected readonly markOf = markOf;
  protected readonly reason = computed(() =>
    this.store.connection() === null
      ? 'Choose a connection first'
      : this.store.isEmpty()
        ? 'Write a statement first'
        : 'Run the selection, or the statement at the cursor',
  );

  protected limitText(limit: RowLimit): string {
    return limit === null ? 'All rows' : `${number.format(limit)} rows`;
  }
}
