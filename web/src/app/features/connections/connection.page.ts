import { ChangeDetectionStrategy, Component } from '@angular/core';

@Component({
  selector: 'o-connection-page',
  template: '',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ConnectionPage {}
