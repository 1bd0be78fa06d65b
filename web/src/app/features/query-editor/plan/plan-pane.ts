import { ChangeDetectionStrategy, Component, computed, ElementRef, inject, input, linkedSignal, signal } from '@angular/core';
import { Toasts } from '../../../core/toasts';
import { Icon } from '../../../ui/icon';
import { Progress } from '../../../ui/progress';
import { countText, durationText } from '../../../ui/time-text';
import { faultWords } from '../fault-words';
import { QueryEditorStore } from '../query-editor.store';
import { ticking } from '../ticking';
import type { PlanAsk } from './plan-ask';
import { foldable, type PlanRow, planTable } from './plan-rows';

/** Costs and rows are read for their size: three digits are enough. */
const shortNumber = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });

/** How the database would run a statement, or ran it: its steps, their rows, and where time or cost goes. */
@Component({
  selector: 'o-plan-pane',
  imports: [Icon, Progress],
  templateUrl: './plan-pane.html',
  styleUrl: './plan-pane.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { '(keydown.escape)': 'close()' },
})
export class PlanPane {
  readonly ask = input.required<PlanAsk>();
  protected readonly store = inject(QueryEditorStore);
  readonly #toasts = inject(Toasts);
  readonly #host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  protected readonly asText = signal(false);
  readonly #closed = linkedSignal<PlanAsk, ReadonlySet<string>>({ source: this.ask, computation: () => new Set() });
  /** The step that the keyboard is at. */
  protected readonly at = linkedSignal<PlanAsk, string>({ source: this.ask, computation: () => '0' });
  protected readonly table = computed(() => {
    const plan = this.ask().plan();
    return plan && planTable(plan, plan.analyzed, this.#closed());
  });
  protected readonly canFold = computed(() => {
    const plan = this.ask().plan();
    return plan !== null && foldable(plan).length > 0;
  });
  protected readonly isFolded = computed(() => this.#closed().size > 0);
  protected readonly hasRows = computed(() => this.table()?.rows.some(({ step }) => step.rows !== undefined) ?? false);
  protected readonly fault = computed(() => {
    const fault = this.ask().fault();
    return fault && { heading: faultWords(fault.code), text: fault.message };
  });
  readonly #now = ticking(() => this.ask().asking());
  protected readonly waited = computed(() => durationText(Math.max(1, this.#now() - this.ask().startedAt)));
  protected readonly sum = computed(() => {
    const table = this.table();
    if (table?.total === undefined) return '';
    return table.by === 'time' ? this.timeText(table.total) : `Cost ${this.numberText(table.total)}`;
  });

  protected numberText(value: number): string {
    return value >= 1_000 ? countText(Math.round(value)) : shortNumber.format(value);
  }

  /** Steps take less than a millisecond each, and that is what is compared. */
  protected timeText(ms: number): string {
    return ms < 10 ? `${shortNumber.format(ms)} ms` : durationText(ms);
  }

  protected ownText(row: PlanRow): string {
    if (row.own === undefined) return '';
    return this.table()?.by === 'time' ? this.timeText(row.own) : this.numberText(row.own);
  }

  protected percentText(share: number): string {
    return share > 0 && share < 0.01 ? '< 1 %' : `${Math.round(share * 100).toString()} %`;
  }

  protected offText({ times, more }: NonNullable<PlanRow['off']>): string {
    return `${shortNumber.format(Math.round(times))} × ${more ? 'more' : 'fewer'} than planned`;
  }

  protected toggle(row: PlanRow): void {
    if (row.step.children.length === 0) return;
    const closed = new Set(this.#closed());
    if (!closed.delete(row.path)) closed.add(row.path);
    this.#closed.set(closed);
  }

  protected foldAll(): void {
    const plan = this.ask().plan();
    if (plan) this.#closed.set(this.isFolded() ? new Set() : new Set(foldable(plan)));
  }

  /** The keyboard goes through the steps as through a tree. */
  protected step(event: KeyboardEvent): void {
    const rows = this.table()?.rows ?? [];
    const now = rows.findIndex(({ path }) => path === this.at());
    const row = rows[now];
    if (!row) return;
    const to = this.#goal(event.key, rows, now, row);
    if (to === undefined) return;
    event.preventDefault();
    this.at.set(to);
    requestAnimationFrame(() => this.#host.querySelector<HTMLElement>(`[data-path="${to}"]`)?.focus());
  }

  #goal(key: string, rows: readonly PlanRow[], now: number, row: PlanRow): string | undefined {
    const parent = row.path.replace(/\.\d+$/, '');
    switch (key) {
      case 'ArrowDown':
        return rows[Math.min(now + 1, rows.length - 1)]?.path;
      case 'ArrowUp':
        return rows[Math.max(now - 1, 0)]?.path;
      case 'Home':
        return rows[0]?.path;
      case 'End':
        return rows.at(-1)?.path;
      case 'ArrowRight':
        if (row.isOpen) return row.step.children.length > 0 ? `${row.path}.0` : row.path;
        this.toggle(row);
        return row.path;
      case 'ArrowLeft':
        if (!row.isOpen || row.step.children.length === 0) return parent;
        this.toggle(row);
        return row.path;
      default:
        return undefined;
    }
  }

  protected close(): void {
    this.store.closePlan();
  }

  protected async copy(): Promise<void> {
    const plan = this.ask().plan();
    if (!plan) return;
    try {
      await navigator.clipboard.writeText(plan.source);
      this.#toasts.show('Copied the plan as the database wrote it.');
    } catch {
      this.#toasts.show('The browser did not allow copying.');
    }
  }
}
