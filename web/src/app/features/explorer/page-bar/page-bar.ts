import { CdkMenu, CdkMenuItem, CdkMenuTrigger } from '@angular/cdk/menu';
import { ChangeDetectionStrategy, Component, computed, inject, output } from '@angular/core';
import { capital } from '../../../core/kind-words';
import { Icon } from '../../../ui/icon';
import { countText } from '../../../ui/time-text';
import { StagedBar } from '../../../row-editing/panels/staged-bar';
import { ExplorerStore } from '../explorer.store';

/** Below the rows: where one is in the table, and what is staged. */
@Component({
  selector: 'o-page-bar',
  imports: [CdkMenu, CdkMenuItem, CdkMenuTrigger, Icon, StagedBar],
  templateUrl: './page-bar.html',
  styleUrl: './page-bar.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class PageBar {
  protected readonly store = inject(ExplorerStore);
  protected readonly words = this.store.words;
  protected readonly capital = capital;
  readonly apply = output();
  readonly preview = output();
  readonly discard = output();
  protected readonly limits = [25, 50, 100, 250, 500, 1_000] as const;
  protected readonly hasMore = computed(() => this.store.answer()?.pagination.hasMore ?? false);
  /** `1–100` */
  protected readonly span = computed(() => {
    const rows = this.store.answer()?.rows.length ?? 0;
    const before = (this.store.pageNumber() - 1) * this.store.limit();
    return rows === 0 ? '0' : `${countText(before + 1)}–${countText(before + rows)}`;
  });
  protected readonly pages = computed(() => {
    const pages = this.store.pages();
    const total = this.store.total();
    if (pages === null || total === null) return '';
    return total.isLeast ? `of ${countText(pages)} or more` : `of ${total.isEstimate ? 'about ' : ''}${countText(pages)}`;
  });
  protected readonly method = computed(() =>
    this.store.answer()?.pagination.method === 'offset' && this.store.pageNumber() > 50
      ? 'This order has no unique index to page by, so the database counts its way here: far pages take longer.'
      : null,
  );
  protected readonly totalText = computed(() => {
    const total = this.store.total();
    if (total === null) return `count the ${this.words().row.many}`;
    if (total.isLeast) return `more than ${countText(total.rows - 1)}`;
    return total.isEstimate ? `about ${roughText(total.rows)}` : countText(total.rows);
  });

  protected selectAll(event: Event): void {
    if (event.target instanceof HTMLInputElement) event.target.select();
  }

  protected jump(event: Event): void {
    const { target } = event;
    if (!(target instanceof HTMLInputElement)) return;
    const page = Number(target.value.replaceAll(/[\s,.]/g, ''));
    if (Number.isFinite(page) && page >= 1) this.store.toPage(page);
    target.value = String(this.store.pageNumber());
  }
}

/** An estimate says no more digits than it knows: `2.1 M`. */
function roughText(rows: number): string {
  if (rows < 10_000) return countText(rows);
  return rows < 1_000_000
    ? `${countText(Math.round(rows / 1_000))} k`
    : `${(rows / 1_000_000).toFixed(rows < 10_000_000 ? 2 : 1)} M`;
}
