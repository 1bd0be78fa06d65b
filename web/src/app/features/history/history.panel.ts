import { ChangeDetectionStrategy, Component } from '@angular/core';

@Component({
  selector: 'o-history-panel',
  template: '',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class HistoryPanel {}
