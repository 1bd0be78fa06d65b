import { computed, signal } from '@angular/core';

const most = 100;

/** Something that changes step by step, with the way back and forth again. */
export class UndoStack<T> {
  readonly #states: ReturnType<typeof signal<{ readonly past: readonly T[]; readonly now: T; readonly future: readonly T[] }>>;
  readonly now;
  readonly canUndo;
  readonly canRedo;

  constructor(first: T) {
    this.#states = signal<{ readonly past: readonly T[]; readonly now: T; readonly future: readonly T[] }>({
      past: [],
      now: first,
      future: [],
    });
    this.now = computed(() => this.#states().now);
    this.canUndo = computed(() => this.#states().past.length > 0);
    this.canRedo = computed(() => this.#states().future.length > 0);
  }

  /** A step that can be taken back. */
  push(next: T): void {
    this.#states.update(({ past, now }) => ({ past: [...past, now].slice(-most), now: next, future: [] }));
  }

  /** A change that is part of the last step: there is nothing to take back. */
  amend(next: T): void {
    this.#states.update((states) => ({ ...states, now: next }));
  }

  /** Begins anew: what was before can't be gone back to. */
  reset(first: T): void {
    this.#states.set({ past: [], now: first, future: [] });
  }

  undo(): void {
    this.#states.update((states) => {
      const before = states.past.at(-1);
      return before === undefined
        ? states
        : { past: states.past.slice(0, -1), now: before, future: [states.now, ...states.future] };
    });
  }

  redo(): void {
    this.#states.update((states) => {
      const [next, ...future] = states.future;
      return next === undefined ? states : { past: [...states.past, states.now], now: next, future };
    });
  }
}
