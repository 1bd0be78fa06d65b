import { ChangeDetectionStrategy, Component } from '@angular/core';

@Component({
  selector: 'o-sign-up-page',
  template: '',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SignUpPage {}
