import { Injectable, effect, signal } from '@angular/core';

const at = 'orrery.panel';

/** The state of the frame itself: what is folded away. */
@Injectable({ providedIn: 'root' })
export class Frame {
  /** The side panel is shown beside the tabs. */
  readonly panel = signal(localStorage.getItem(at) !== 'closed');
  /** On a narrow screen the side panel is a drawer over them. */
  readonly drawer = signal(false);
  readonly #narrow = matchMedia('(max-width: 720px)');
  readonly narrow = signal(this.#narrow.matches);

  constructor() {
    this.#narrow.addEventListener('change', (event) => {
      this.narrow.set(event.matches);
    });
    effect(() => {
      localStorage.setItem(at, this.panel() ? 'open' : 'closed');
    });
  }

  togglePanel(): void {
    if (this.narrow()) this.drawer.update((open) => !open);
    else this.panel.update((open) => !open);
  }
}
