import { ChangeDetectionStrategy, Component } from '@angular/core';
import { HistoryFilters } from './history-filters';
import { HistoryList } from './history-list';
import { HistoryStore } from './history.store';

/** Recent and saved queries at the side of the editor. */
@Component({
  selector: 'o-history-panel',
  imports: [HistoryFilters, HistoryList],
  providers: [HistoryStore],
  template: `
    <o-history-filters />
    <div class="list"><o-history-list /></div>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      height: 100%;
      min-height: 0;
    }
    .list {
      flex: 1;
      min-height: 0;
      overflow: auto;
    }
  `,
})
export class HistoryPanel {}
