import { ChangeDetectionStrategy, Component } from '@angular/core';

@Component({
  selector: 'o-profile-page',
  template: '',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ProfilePage {}
