import { type Signal, computed, signal } from '@angular/core';
import type { Fault } from '@orrery/contracts';
import type * as z from 'zod';
import { faultOf } from './fault-of';
import { issueText, sentence } from './issue-text';

export type FormValues = Readonly<Record<string, string | boolean>>;

/**
 * What stands in a form and what is wrong with it. Fields are named by their path in the request (`extraOptions.ssl.mode`), so that
 * the contract's findings and the server's land at the field they are about. A failed submit changes nothing that was typed.
 */
export class FormState {
  readonly #initial = signal<FormValues>({});
  readonly #values = signal<FormValues>({});
  readonly #errors = signal<Readonly<Record<string, string>>>({});
  readonly #fault = signal<Fault | null>(null);
  readonly #busy = signal(false);
  readonly values = this.#values.asReadonly();
  readonly errors = this.#errors.asReadonly();
  readonly busy = this.#busy.asReadonly();
  /** What failed, where no field is to blame. */
  readonly fault: Signal<Fault | null> = this.#fault.asReadonly();
  readonly dirty = computed(() => {
    const initial = this.#initial();
    const values = this.#values();
    return [...new Set([...Object.keys(initial), ...Object.keys(values)])].some(
      (path) => (values[path] ?? '') !== (initial[path] ?? ''),
    );
  });

  constructor(initial: FormValues = {}) {
    this.reset(initial);
  }

  /** Starts over from these values. */
  reset(values: FormValues): void {
    this.#initial.set(values);
    this.#values.set(values);
    this.clearErrors();
  }

  /** What is typed now is what is stored now. */
  saved(): void {
    this.#initial.set(this.#values());
  }

  text(path: string): string {
    const value = this.#values()[path];
    return typeof value === 'string' ? value : '';
  }

  flag(path: string): boolean {
    return this.#values()[path] === true;
  }

  /** Whether it was set before anything was changed. */
  wasFlag(path: string): boolean {
    return this.#initial()[path] === true;
  }

  error(path: string): string | undefined {
    return this.#errors()[path];
  }

  set(path: string, value: string | boolean): void {
    this.#values.update((values) => ({ ...values, [path]: value }));
    this.#errors.update((errors) => Object.fromEntries(Object.entries(errors).filter(([at]) => at !== path)));
  }

  setError(path: string, message: string): void {
    this.#errors.update((errors) => ({ ...errors, [path]: message }));
  }

  clearErrors(): void {
    this.#errors.set({});
    this.#fault.set(null);
  }

  /**
   * Checks the request against its contract, sends it, and answers what came back; undefined when something is wrong, which then
   * stands at its field (or in `fault`).
   */
  async submit<Request, Answer>(
    schema: z.ZodType<unknown, Request>,
    request: Request,
    send: (request: Request) => Promise<Answer>,
  ): Promise<Answer | undefined> {
    if (this.#busy()) return undefined;
    this.clearErrors();
    const checked = schema.safeParse(request);
    if (!checked.success) {
      for (const issue of checked.error.issues.toReversed()) this.setError(issue.path.join('.'), issueText(issue));
      return undefined;
    }
    this.#busy.set(true);
    try {
      return await send(request);
    } catch (error) {
      this.blame(faultOf(error));
      return undefined;
    } finally {
      this.#busy.set(false);
    }
  }

  /** Puts a fault at the fields it names; what it says stands in `fault` when it names none. */
  blame(fault: Fault): void {
    const fields = (fault.errors ?? []).filter((error) => error.path !== '');
    for (const { path, message } of fields.toReversed()) this.setError(path.replace(/^body\./, ''), sentence(message));
    if (fields.length === 0) this.#fault.set(fault);
  }
}

/** Moves the focus to the first field of a form that was just drawn. */
export function focusFirstField(host: HTMLElement): void {
  host.querySelector<HTMLElement>('input:not([tabindex="-1"]), select, textarea')?.focus();
}

/** Moves the focus to the first field with an error, once it is drawn. */
export function focusFirstError(host: HTMLElement): void {
  requestAnimationFrame(() => {
    host.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  });
}
