import { ChangeDetectionStrategy, Component } from '@angular/core';

@Component({
  selector: 'o-history-page',
  template: '',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class HistoryPage {}
