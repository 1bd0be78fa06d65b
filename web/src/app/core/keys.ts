import { DOCUMENT, Injectable, inject, signal } from '@angular/core';

/**
 * One key of the app. `keys` is written `mod+shift+k` (`mod` is Cmd on a Mac and Ctrl elsewhere), `esc`, `f6`, `?`.
 * A binding without `run` only describes what a part handles itself (a grid's arrows), so that the `?` sheet is whole.
 */
export interface KeyBinding {
  readonly keys: string;
  readonly title: string;
  /** The heading it stands under in the `?` sheet. */
  readonly group: string;
  readonly run?: () => void;
  /** When it applies; of several that apply, the last bound wins. */
  readonly when?: () => boolean;
}

const names: Readonly<Record<string, string>> = {
  ' ': 'space',
  escape: 'esc',
  arrowup: 'up',
  arrowdown: 'down',
  arrowleft: 'left',
  arrowright: 'right',
};

const codes: Readonly<Record<string, string>> = { Period: '.', Comma: ',', Slash: '/' };

/** Whether this is a Mac, where `mod` is Cmd. */
export const isMac = /mac|iphone|ipad/i.test(navigator.platform);

/** A key event in the words of `KeyBinding.keys`. */
export function keysOf(event: KeyboardEvent, mac: boolean = isMac): string {
  const key = event.key.toLowerCase();
  // Alt makes other characters of letters on some keyboards: there the key itself counts, not what it types.
  const name =
    (event.altKey ? (codes[event.code] ?? /^Key([A-Z])$/.exec(event.code)?.[1]?.toLowerCase()) : undefined) ?? names[key] ?? key;
  const parts: string[] = [];
  if (mac ? event.metaKey : event.ctrlKey) parts.push('mod');
  if (mac ? event.ctrlKey : event.metaKey) parts.push(mac ? 'ctrl' : 'meta');
  if (event.altKey) parts.push('alt');
  // For a sign like `?` the shift is part of typing it.
  if (event.shiftKey && (name.length > 1 || /[a-z]/.test(name))) parts.push('shift');
  return [...parts, name].join('+');
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'));

/** The keys of the app, heard before any part of it hears them. */
@Injectable({ providedIn: 'root' })
export class Keys {
  readonly #all = signal<readonly KeyBinding[]>([]);
  readonly all = this.#all.asReadonly();
  /** While true (a dialog is open) nothing is run. */
  paused: () => boolean = () => false;

  constructor() {
    inject(DOCUMENT).addEventListener(
      'keydown',
      (event) => {
        this.#heard(event);
      },
      { capture: true },
    );
  }

  /** Answers how to take them away again. */
  bind(...bindings: readonly KeyBinding[]): () => void {
    this.#all.update((all) => [...all, ...bindings]);
    return () => {
      this.#all.update((all) => all.filter((binding) => !bindings.includes(binding)));
    };
  }

  #heard(event: KeyboardEvent): void {
    if (event.isComposing || this.paused()) return;
    const keys = keysOf(event);
    const bare = !/^(mod|ctrl|meta|alt)\+|^f\d+$/.test(keys);
    // A bare key belongs to whoever is being typed into; Esc passes, so that it can cancel what runs.
    if (bare && keys !== 'esc' && isTyping(event.target)) return;
    const found = this.#all().findLast((binding) => binding.keys === keys && binding.run && (binding.when?.() ?? true));
    if (!found?.run) return;
    event.preventDefault();
    event.stopPropagation();
    found.run();
  }
}
