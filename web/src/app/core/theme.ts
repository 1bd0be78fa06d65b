import { DOCUMENT, Injectable, computed, effect, inject, signal } from '@angular/core';

export type ThemeChoice = 'system' | 'light' | 'dark';
const at = 'orrery.theme';
const isChoice = (text: string | null): text is ThemeChoice => text === 'system' || text === 'light' || text === 'dark';

/** Light, dark, or as the system says. */
@Injectable({ providedIn: 'root' })
export class Theme {
  readonly #document = inject(DOCUMENT);
  readonly #system = matchMedia('(prefers-color-scheme: dark)');
  readonly #systemDark = signal(this.#system.matches);
  readonly choice = signal<ThemeChoice>(stored());
  /** What is shown: for parts that can't follow CSS, as an editor or a chart. */
  readonly dark = computed(() => (this.choice() === 'system' ? this.#systemDark() : this.choice() === 'dark'));

  constructor() {
    this.#system.addEventListener('change', (event) => {
      this.#systemDark.set(event.matches);
    });
    effect(() => {
      const choice = this.choice();
      if (choice === 'system') this.#document.documentElement.removeAttribute('data-theme');
      else this.#document.documentElement.setAttribute('data-theme', choice);
      localStorage.setItem(at, choice);
    });
  }

  /** From what is shown now to the other. */
  toggle(): void {
    this.choice.set(this.dark() ? 'light' : 'dark');
  }
}

function stored(): ThemeChoice {
  const text = localStorage.getItem(at);
  return isChoice(text) ? text : 'system';
}
