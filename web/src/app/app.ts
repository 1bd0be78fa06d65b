import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { RouterOutlet } from '@angular/router';
import { Theme } from './core/theme';
import { ExportList } from './shell/export-list';
import { ToastList } from './shell/toast-list';

@Component({
  selector: 'o-root',
  imports: [ExportList, RouterOutlet, ToastList],
  template: `<router-outlet /><o-export-list /><o-toast-list />`,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class App {
  // Made with the app, so that the choice is applied before anything is drawn.
  protected readonly theme = inject(Theme);
}
