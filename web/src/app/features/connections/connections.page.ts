import { ChangeDetectionStrategy, Component } from '@angular/core';

@Component({
  selector: 'o-connections-page',
  template: '',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ConnectionsPage {}
