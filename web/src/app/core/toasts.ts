import { Injectable, signal } from '@angular/core';
import type { Fault } from '@orrery/contracts';

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly kind: 'quiet' | 'danger';
  /** One thing to do about it: undo, try again. */
  readonly action?: { readonly label: string; readonly run: () => void };
}

/** Short news at the screen's edge. Errors stand where they happened; here only what has no such place. */
@Injectable({ providedIn: 'root' })
export class Toasts {
  readonly #all = signal<readonly Toast[]>([]);
  readonly all = this.#all.asReadonly();
  #last = 0;

  show(text: string, action?: Toast['action']): void {
    this.#add({ text, kind: 'quiet', ...(action ? { action } : {}) }, 5_000);
  }

  fault(fault: Fault, action?: Toast['action']): void {
    this.#add({ text: fault.message, kind: 'danger', ...(action ? { action } : {}) }, 10_000);
  }

  close(id: number): void {
    this.#all.update((all) => all.filter((toast) => toast.id !== id));
  }

  #add(toast: Omit<Toast, 'id'>, stays: number): void {
    const id = ++this.#last;
    this.#all.update((all) => [...all.filter((other) => other.text !== toast.text).slice(-2), { ...toast, id }]);
    setTimeout(() => {
      this.close(id);
    }, stays);
  }
}
