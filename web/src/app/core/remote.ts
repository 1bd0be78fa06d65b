import { type Signal, computed, signal } from '@angular/core';
import type { Fault } from '@orrery/contracts';
import { faultOf } from './fault-of';

/**
 * Something that lives elsewhere. `value` is the last good value: it stays while the next one is on its way and when that fails,
 * so a screen never goes empty because a refresh did.
 */
export type Remote<T> =
  | { readonly state: 'idle'; readonly value?: undefined; readonly fault?: undefined }
  | { readonly state: 'loading'; readonly value?: T; readonly fault?: undefined }
  | { readonly state: 'ready'; readonly value: T; readonly fault?: undefined }
  | { readonly state: 'failed'; readonly value?: T; readonly fault: Fault };

const keep = <T>(last: Remote<T>): { value?: T } => (last.value === undefined ? {} : { value: last.value });

/** A `Remote` with the way to fill it. Of two loads under way, only the later one counts. */
export class RemoteSource<T> {
  readonly #now = signal<Remote<T>>({ state: 'idle' });
  #turn = 0;
  readonly now: Signal<Remote<T>> = this.#now.asReadonly();
  /** The last good value. */
  readonly value: Signal<T | undefined> = computed(() => this.#now().value);
  readonly fault: Signal<Fault | undefined> = computed(() => this.#now().fault);
  readonly loading: Signal<boolean> = computed(() => this.#now().state === 'loading');

  /** Runs the load and answers its value, or undefined when it failed (the fault is in `now`) or was overtaken. */
  async load(loading: () => Promise<T>): Promise<T | undefined> {
    const turn = ++this.#turn;
    this.#now.update((last) => ({ state: 'loading', ...keep(last) }));
    try {
      const value = await loading();
      if (turn !== this.#turn) return undefined;
      this.#now.set({ state: 'ready', value });
      return value;
    } catch (error) {
      if (turn === this.#turn) this.#now.update((last) => ({ state: 'failed', fault: faultOf(error), ...keep(last) }));
      return undefined;
    }
  }

  /** Puts a value that is already known, for instance the answer of a change. */
  set(value: T): void {
    this.#turn++;
    this.#now.set({ state: 'ready', value });
  }

  update(change: (value: T) => T): void {
    const value = this.#now().value;
    if (value !== undefined) this.set(change(value));
  }

  clear(): void {
    this.#turn++;
    this.#now.set({ state: 'idle' });
  }
}
