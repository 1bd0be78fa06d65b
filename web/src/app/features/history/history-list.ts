import { CdkContextMenuTrigger, CdkMenu, CdkMenuItem } from '@angular/cdk/menu';
import { ChangeDetectionStrategy, Component, inject, input, signal } from '@angular/core';
import type { QueryEntry, QueryStatus } from '@orrery/contracts';
import { markOf } from '../../core/connection-mark';
import { Connections } from '../../core/connections';
import { EmptyState } from '../../ui/empty-state';
import { Icon } from '../../ui/icon';
import type { IconName } from '../../ui/icons';
import { Progress } from '../../ui/progress';
import { agoText, countText, durationText, exactTimeText } from '../../ui/time-text';
import { oneLine } from './history-groups';
import { HistoryStore } from './history.store';

const icons: Readonly<Record<QueryStatus, IconName>> = {
  success: 'check',
  error: 'circle-x',
  cancelled: 'circle-slash',
  running: 'loader',
};
const words: Readonly<Record<QueryStatus, string>> = {
  success: 'Succeeded',
  error: 'Failed',
  cancelled: 'Cancelled',
  running: 'Running',
};

/** The entries of a history view: opened by a click, run again, saved and removed beside it. */
@Component({
  selector: 'o-history-list',
  imports: [CdkContextMenuTrigger, CdkMenu, CdkMenuItem, EmptyState, Icon, Progress],
  templateUrl: './history-list.html',
  styleUrl: './history-list.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { '[class.wide]': 'wide()' },
})
export class HistoryList {
  /** Room for a line with columns, as on a page of its own. */
  readonly wide = input(false);
  protected readonly store = inject(HistoryStore);
  protected readonly connections = inject(Connections);
  protected readonly about = signal<QueryEntry | null>(null);
  protected readonly icons = icons;
  protected readonly words = words;
  protected readonly oneLine = oneLine;
  protected readonly ago = agoText;
  protected readonly exact = exactTimeText;

  protected markOf(entry: QueryEntry) {
    return markOf(this.connections.byId().get(entry.connectionId));
  }

  protected connectionOf(entry: QueryEntry): string {
    return this.connections.byId().get(entry.connectionId)?.name ?? 'Removed connection';
  }

  protected rows(entry: QueryEntry): string {
    // Nothing is expected of what did not finish.
    if (entry.status !== 'success' && !entry.rowCount) return '';
    return entry.rowCount === null ? '' : entry.rowCount === 1 ? '1 row' : `${countText(entry.rowCount)} rows`;
  }

  protected time(entry: QueryEntry): string {
    return entry.executionTime === null ? '' : durationText(entry.executionTime);
  }

  protected facts(entry: QueryEntry): string {
    return [
      agoText(entry.createdAt),
      entry.status === 'success' ? this.rows(entry) : words[entry.status].toLowerCase(),
      this.time(entry),
    ]
      .filter((part) => part !== '')
      .join(' · ');
  }
}
