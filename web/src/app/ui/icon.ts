import { ChangeDetectionStrategy, Component, ElementRef, effect, inject, input } from '@angular/core';
import { type IconName, icons } from './icons';

const drawn = new Map<IconName, SVGElement>();

/** Draws from the set's own markup, without its style attribute: the page's policy allows none. */
function svgOf(name: IconName): SVGElement {
  let known = drawn.get(name);
  if (!known) {
    const parsed = new DOMParser().parseFromString(icons[name].replace(/ style="[^"]*"/, ''), 'image/svg+xml').documentElement;
    if (!(parsed instanceof SVGElement)) throw new Error(`The icon ${name} is not an SVG.`);
    parsed.setAttribute('aria-hidden', 'true');
    drawn.set(name, (known = parsed));
  }
  return document.importNode(known, true);
}

/** An icon. It is never the only name of a control: that is the control's `aria-label`. */
@Component({
  selector: 'o-icon',
  template: '',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { 'aria-hidden': 'true', '[style.--icon.px]': 'size()' },
  styles: `
    :host {
      display: inline-flex;
      flex: none;
      width: var(--icon, 16px);
      height: var(--icon, 16px);
      stroke-width: 1.5;
    }
  `,
})
export class Icon {
  readonly name = input.required<IconName>();
  readonly size = input(16);
  readonly #host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;

  constructor() {
    effect(() => {
      this.#host.replaceChildren(svgOf(this.name()));
    });
  }
}
