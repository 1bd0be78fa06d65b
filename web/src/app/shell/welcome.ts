import { ChangeDetectionStrategy, Component } from '@angular/core';
import { EmptyState } from '../ui/empty-state';

@Component({
  selector: 'o-welcome',
  imports: [EmptyState],
  template: `<o-empty-state icon="zap" heading="Welcome to Orrery" />`,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Welcome {}
