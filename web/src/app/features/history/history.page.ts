import { ChangeDetectionStrategy, Component } from '@angular/core';
import { HistoryFilters } from './history-filters';
import { HistoryList } from './history-list';
import { HistoryStore } from './history.store';

/** The whole history, with room for what each run cost. */
@Component({
  selector: 'o-history-page',
  imports: [HistoryFilters, HistoryList],
  providers: [HistoryStore],
  template: `
    <header><h1>History</h1></header>
    <o-history-filters [wide]="true" />
    <div class="list" data-pane><o-history-list [wide]="true" /></div>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      height: 100%;
      min-height: 0;
      background: var(--o-surface);
    }
    header {
      padding: 16px 16px 0;
    }
    .list {
      flex: 1;
      min-height: 0;
      overflow: auto;
    }
  `,
})
export class HistoryPage {}
