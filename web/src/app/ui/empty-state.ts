import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { Icon } from './icon';
import type { IconName } from './icons';

/** Says what a place is for and offers the next step, which is its content. */
@Component({
  selector: 'o-empty-state',
  imports: [Icon],
  template: `
    @if (icon(); as icon) {
      <o-icon [name]="icon" [size]="compact() ? 20 : 28" />
    }
    <h2>{{ heading() }}</h2>
    @if (text()) {
      <p>{{ text() }}</p>
    }
    <div class="next"><ng-content /></div>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { '[class.compact]': 'compact()' },
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      align-items: center;
      justify-content: center;
      gap: 6px;
      height: 100%;
      padding: 32px 24px;
      text-align: center;
    }
    :host(.compact) {
      height: auto;
      padding: 16px 12px;
    }
    o-icon {
      margin-bottom: 6px;
      color: var(--o-text-faint);
    }
    h2 {
      font-size: var(--o-size-large);
    }
    :host(.compact) h2 {
      font-size: var(--o-size);
      line-height: 20px;
    }
    p {
      max-width: 44ch;
      color: var(--o-text-dim);
      text-wrap: balance;
    }
    .next {
      display: flex;
      flex-wrap: wrap;
      justify-content: center;
      gap: 8px;
      margin-top: 10px;
    }
    .next:empty {
      display: none;
    }
  `,
})
export class EmptyState {
  readonly heading = input.required<string>();
  readonly text = input('');
  readonly icon = input<IconName>();
  readonly compact = input(false);
}
