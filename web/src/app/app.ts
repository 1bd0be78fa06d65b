import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { RouterOutlet } from '@angular/router';
import { Theme } from './core/theme';
import { ToastList } from './shell/toast-list';

@Component({
  selector: 'o-root',
  imports: [RouterOutlet, ToastList],
  template: `<router-outlet /><o-toast-list />`,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class App {
  // Made with the app, so that the choice is applied before anything is drawn.
  protected readonly theme = inject(Theme);
}
