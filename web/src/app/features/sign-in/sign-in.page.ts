import { ChangeDetectionStrategy, Component } from '@angular/core';

@Component({
  selector: 'o-sign-in-page',
  template: '',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SignInPage {}
