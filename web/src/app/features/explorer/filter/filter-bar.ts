import { CdkMenu, CdkMenuItem, CdkMenuTrigger } from '@angular/cdk/menu';
import { ChangeDetectionStrategy, Component, type ElementRef, computed, inject, output, signal, viewChild } from '@angular/core';
import type { ExplorerColumn, Filter } from '@orrery/contracts';
import { dialectOf, type FilterTextError, parseFilterLine } from '@orrery/dialects';
import { Icon } from '../../../ui/icon';
import { ExplorerStore } from '../explorer.store';
import { isOff, partText, switched } from './filter-parts';
import { QuickFilters } from './quick-filters';
import { ExplorerDesk } from '../explorer-desk';

/** The filter in one line: what is typed becomes a chip, and chips are switched off and on without being lost. */
@Component({
  selector: 'o-filter-bar',
  imports: [CdkMenu, CdkMenuItem, CdkMenuTrigger, Icon],
  templateUrl: './filter-bar.html',
  styleUrl: './filter-bar.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class FilterBar {
  protected readonly store = inject(ExplorerStore);
  protected readonly quick = inject(QuickFilters);
  protected readonly say = inject(ExplorerDesk).say;
  /** The builder shall be opened, on a chip or on all of it. */
  readonly build = output();
  readonly left = output();
  private readonly field = viewChild.required<ElementRef<HTMLInputElement>>('field');
  protected readonly typed = signal('');
  protected readonly fault = signal<FilterTextError | null>(null);
  protected readonly chips = computed(() => this.store.parts().map((part) => ({ part, text: partText(part), off: isOff(part) })));
  /** Columns whose names go on from what is typed. */
  protected readonly offers = computed((): readonly ExplorerColumn[] => {
    const typed = this.typed().trimStart().toLowerCase();
    if (typed === '' || /[\s:<>=!~]/.test(typed)) return [];
    return this.store
      .columns()
      .filter(({ name }) => name.toLowerCase().includes(typed) && name.toLowerCase() !== typed)
      .toSorted((a, b) => Number(b.name.toLowerCase().startsWith(typed)) - Number(a.name.toLowerCase().startsWith(typed)))
      .slice(0, 8);
  });
  /** Shows how filters are written, with columns of this table. */
  protected readonly hint = computed(() => {
    const columns = this.store.columns();
    const plain = columns.filter(({ isKey, references }) => !isKey && !references);
    const number = plain.find(({ kind }) => kind === 'number');
    const text = plain.find(({ kind }) => kind === 'string');
    const moment = plain.find(({ kind }) => kind === 'date' || kind === 'datetime');
    const shown = [number && `${number.name} >100`, text && `${text.name} ~abc`, moment && `${moment.name} 2024-05`];
    const examples = shown.filter((example) => example !== undefined);
    return examples.length === 0 ? 'Filter' : `Filter: ${examples.join(', ')}`;
  });
  protected readonly chosen = signal(0);
  protected readonly open = signal(false);

  focus(): void {
    this.field().nativeElement.focus();
  }

  protected write(event: Event): void {
    if (!(event.target instanceof HTMLInputElement)) return;
    this.typed.set(event.target.value);
    this.chosen.set(0);
    this.open.set(true);
    this.fault.set(null);
  }

  protected key(event: KeyboardEvent): void {
    const offers = this.open() ? this.offers() : [];
    const offer = offers[this.chosen()];
    if (event.key === 'Tab' && offer && !event.shiftKey) this.take(offer);
    else if (event.key === 'Enter') {
      if (offer && this.chosen() > 0) this.take(offer);
      else this.#add();
    } else if (event.key === 'ArrowDown' && offers.length > 0) this.chosen.update((at) => (at + 1) % offers.length);
    else if (event.key === 'ArrowUp' && offers.length > 0) this.chosen.update((at) => (at + offers.length - 1) % offers.length);
    else if (event.key === 'ArrowDown') this.left.emit();
    else if (event.key === 'Escape') {
      if (this.open() && offers.length > 0) this.open.set(false);
      else if (this.typed() === '') this.left.emit();
      else this.#clear();
    } else if (event.key === 'Backspace' && this.typed() === '') this.remove(this.chips().length - 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  protected take(column: ExplorerColumn): void {
    const name = /^[\p{L}_][\p{L}\p{N}_.]*$/u.test(column.name) ? column.name : `"${column.name.replaceAll('"', '""')}"`;
    this.#write(`${name} `);
    this.open.set(false);
    this.focus();
  }

  #write(text: string): void {
    this.typed.set(text);
    this.field().nativeElement.value = text;
  }

  #clear(): void {
    this.#write('');
    this.fault.set(null);
  }

  #add(): void {
    const text = this.typed();
    if (text.trim() === '') return;
    const read = parseFilterLine(this.store.columns(), text, {
      nested: dialectOf(this.store.connection()?.type ?? '')?.nested === true,
    });
    if ('error' in read) {
      this.fault.set(read.error);
      this.field().nativeElement.setSelectionRange(read.error.position, text.length);
      return;
    }
    this.#clear();
    this.store.setParts([...this.store.parts(), ...read.parts]);
  }

  protected toggle(at: number): void {
    this.#put(at, (part) => switched(part, !isOff(part)));
  }

  #put(at: number, change: (part: Filter) => Filter): void {
    this.store.setParts(this.store.parts().map((part, n) => (n === at ? change(part) : part)));
  }

  protected remove(at: number): void {
    if (at < 0) return;
    this.store.setParts(this.store.parts().filter((_, n) => n !== at));
  }

  protected clearAll(): void {
    this.quick.forget();
    this.store.setParts([]);
  }
}
