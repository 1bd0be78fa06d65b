import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { keyText } from './key-text';

const mac = /mac|iphone|ipad/i.test(navigator.platform);

/** Keys, drawn as keys. */
@Component({
  selector: 'o-kbd',
  template: `@for (part of parts(); track $index) {
    <kbd>{{ part }}</kbd>
  }`,
  changeDetection: ChangeDetectionStrategy.OnPush,
  styles: `
    :host {
      display: inline-flex;
      gap: 2px;
    }
    kbd {
      display: inline-flex;
      align-items: center;
      justify-content: center;
      min-width: 18px;
      height: 18px;
      padding: 0 4px;
      border: 1px solid var(--o-line-strong);
      border-radius: var(--o-radius-small);
      background: var(--o-chrome);
      color: var(--o-text-dim);
      font: 500 11px/1 var(--o-font);
    }
    @media (hover: none) {
      :host {
        display: none;
      }
    }
  `,
})
export class Kbd {
  readonly keys = input.required<string>();
  protected readonly parts = computed(() => keyText(this.keys(), mac));
}
