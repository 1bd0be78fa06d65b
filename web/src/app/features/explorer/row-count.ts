import { computed, signal, untracked } from '@angular/core';
import { faultOf } from '../../core/fault-of';
import type { RowsAnswer } from '../../core/rows-answer';

/** How many rows match, as far as it is known. */
export interface Total {
  readonly rows: number;
  readonly isEstimate: boolean;
  /** More have been seen than were estimated: so many there are at the least. */
  readonly isLeast?: boolean;
}

/** Knows how many rows match: from what a page tells, or by counting them when somebody asks. */
export class RowCount {
  readonly #total = signal<Total | null>(null);
  readonly #fault = signal<string | null>(null);
  readonly #counting = signal<AbortController | null>(null);
  readonly total = this.#total.asReadonly();
  readonly counting = computed(() => this.#counting() !== null);
  /** Why the last count failed. */
  readonly fault = this.#fault.asReadonly();

  constructor(private readonly ask: (signal: AbortSignal) => Promise<number>) {}

  /** What matches is another set now: nothing is known of it. */
  forget(): void {
    this.cancel();
    this.#total.set(null);
  }

  /** Takes from a page what it tells; `before` rows stand before it. */
  note({ total, totalIsEstimate, rows, pagination }: RowsAnswer, before: number): void {
    // the end is in sight: nothing has to be estimated or counted any more
    if (!pagination.hasMore && (rows.length > 0 || before === 0))
      this.#total.set({ rows: before + rows.length, isEstimate: false });
    else {
      const known = total === undefined ? untracked(this.#total) : { rows: total, isEstimate: totalIsEstimate ?? false };
      const least = before + rows.length + (pagination.hasMore ? 1 : 0);
      const isTooLow = known?.isEstimate === true && known.rows < least;
      this.#total.set(isTooLow ? { rows: least, isEstimate: true, isLeast: true } : known);
    }
  }

  /** Counts exactly. Throws nothing: what failed stands in `fault`. */
  async count(): Promise<void> {
    this.cancel();
    const counting = new AbortController();
    const isLast = (): boolean => untracked(this.#counting) === counting;
    this.#counting.set(counting);
    this.#fault.set(null);
    try {
      const rows = await this.ask(counting.signal);
      if (isLast()) this.#total.set({ rows, isEstimate: false });
    } catch (error) {
      const fault = faultOf(error);
      if (isLast() && fault.code !== 'query_cancelled') this.#fault.set(fault.message);
    } finally {
      if (isLast()) this.#counting.set(null);
    }
  }

  cancel(): void {
    untracked(this.#counting)?.abort();
    this.#counting.set(null);
  }
}
