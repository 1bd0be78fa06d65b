import {
  ChangeDetectionStrategy,
  Component,
  ElementRef,
  afterNextRender,
  computed,
  effect,
  inject,
  input,
  linkedSignal,
  output,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import type { ExplorerColumn } from '@orrery/contracts';
import { binaryText, readBinary } from '@orrery/dialects';
import { isMac } from '../../core/keys';
import { faultOf } from '../../core/fault-of';
import { Icon } from '../../ui/icon';
import { Kbd } from '../../ui/kbd';
import type { Step } from '../../ui/result-grid/cell-range';
import { byteSize, plainText } from '../../ui/result-grid/cell-text';
import { type EditAt, EditingDesk } from '../editing-desk';
import { defaultValue } from '../staging/staged-edits';
import { cellFault, editText, readCell } from './cell-input';
import { keepsZone, nowText, pickedText, pickerValue, readersText, zoneOf } from './date-text';
import { ParentSearch } from './parent-search';

/** How an edit ended: with a value or without, and where the keyboard goes then. */
export interface EditEnd {
  /** Undefined where nothing shall change. */
  readonly value?: unknown;
  readonly move?: Step;
  /** The keyboard has gone elsewhere, and stays there: also to a cell that the grid itself is drawing anew. */
  readonly isLeft?: true;
}

interface Choice {
  readonly value: unknown;
  readonly label: string;
  readonly detail: string;
}

/** A boolean, or what stands for one: MySQL keeps them as TINYINT(1), where another number can still be typed. */
const isTruth = ({ kind, dataType }: ExplorerColumn): boolean => kind === 'boolean' || /^tinyint\(1\)/i.test(dataType);

/** ms: rows of the parent are looked for when typing rests. */
const rest = 160;
/** Bytes: it travels as hexadecimal digits, in a request of a megabyte. */
const largestFile = 450_000;

/** Edits one cell, over it: what fits the column's type, with NULL and the default in reach. */
@Component({
  selector: 'o-cell-editor',
  imports: [Icon, Kbd],
  providers: [ParentSearch],
  templateUrl: './cell-editor.html',
  styleUrl: './cell-editor.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: {
    '[style.--left.px]': 'place().left',
    '[style.--top.px]': 'place().top',
    '[style.--width.px]': 'place().width',
    '[class.above]': 'place().above',
    '(focusout)': 'left($event)',
  },
})
export class CellEditor {
  readonly at = input.required<EditAt>();
  readonly box = input.required<{ left: number; top: number; width: number; height: number }>();
  readonly done = output<EditEnd>();
  readonly #desk = inject(EditingDesk);
  readonly #parents = inject(ParentSearch);
  readonly #host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  private readonly field = viewChild<ElementRef<HTMLInputElement | HTMLTextAreaElement>>('field');
  private readonly picker = viewChild<ElementRef<HTMLInputElement>>('picker');

  protected readonly column = computed(() => {
    const column = this.#desk.column(this.at().place);
    if (!column) throw new RangeError('The column is gone.');
    return column;
  });
  readonly #before = computed(() => untracked(this.#desk.lines).value(this.at().line, this.at().place));
  protected readonly text = linkedSignal(() => this.at().text ?? editText(this.column(), this.#before()));
  readonly #touched = linkedSignal(() => this.at().text !== undefined);
  protected readonly mode = computed(() => {
    const column = this.column();
    if (column.references) return 'parent';
    if (column.enumValues !== undefined && column.kind !== 'array') return 'choice';
    if (isTruth(column)) return 'choice';
    if (column.kind === 'binary') return 'binary';
    if (column.kind === 'json') return 'lines';
    const text = untracked(this.text);
    return column.kind === 'string' && (text.length > 60 || text.includes('\n')) ? 'lines' : 'text';
  });
  protected readonly isMoment = computed(() => ['date', 'time', 'datetime'].includes(this.column().kind));
  protected readonly pickerType = computed(() =>
    this.column().kind === 'datetime' ? 'datetime-local' : this.column().kind === 'date' ? 'date' : 'time',
  );
  protected readonly pickerText = computed(() => pickerValue(this.column().kind, this.text()));
  protected readonly readers = computed(() => (this.column().kind === 'datetime' ? readersText(this.text()) : undefined));
  protected readonly isNull = computed(() => this.#before() === null && !this.#touched());
  protected readonly fault = computed(() => (this.#touched() ? readCell(this.column(), this.text()).fault : undefined));
  protected readonly hasDefault = computed(() => this.column().default !== null || this.column().generated !== null);
  protected readonly size = computed(() => {
    const text = this.text();
    return this.mode() === 'binary'
      ? byteSize((readBinary(text)?.hex ?? text).length / 2)
      : `${text.length.toLocaleString('en')} characters`;
  });
  protected readonly fileFault = signal<string | null>(null);

  readonly #parentRows = signal<readonly Choice[]>([]);
  protected readonly searching = signal(false);
  protected readonly searchFault = signal<string | null>(null);
  protected readonly choices = computed((): readonly Choice[] => {
    const column = this.column();
    if (this.mode() === 'parent') return this.#parentRows();
    const all: readonly Choice[] = isTruth(column)
      ? [
          { value: column.kind === 'boolean' ? true : 1, label: 'true', detail: '✓' },
          { value: column.kind === 'boolean' ? false : 0, label: 'false', detail: '✗' },
        ]
      : (column.enumValues ?? []).map((value) => ({ value, label: value, detail: '' }));
    const typed = this.#touched() ? this.text().toLowerCase() : '';
    return typed === '' ? all : all.filter(({ label }) => label.toLowerCase().includes(typed));
  });
  protected readonly chosen = linkedSignal<readonly Choice[], number>({
    source: this.choices,
    computation: (choices) => {
      const now = untracked(this.#before);
      const at = choices.findIndex(({ value }) => plainText(value, 'other') === plainText(now, 'other'));
      return untracked(this.#touched) ? (choices.length > 0 && untracked(this.mode) !== 'parent' ? 0 : -1) : at;
    },
  });
  /** Beside or above its cell, wherever there is room. */
  protected readonly place = computed(() => {
    const { left, top, width, height } = this.box();
    const wanted = Math.max(width + 2, this.mode() === 'lines' ? 420 : this.mode() === 'text' ? 200 : 260);
    const room = Math.min(wanted, window.innerWidth - 16);
    const needed = this.mode() === 'lines' ? 260 : this.mode() === 'text' ? 80 : 300;
    const above = top + needed > window.innerHeight && top > needed;
    return {
      left: Math.max(8, Math.min(left - 1, window.innerWidth - room - 8)),
      top: above ? window.innerHeight - top - height : top - 1,
      width: room,
      above,
    };
  });

  constructor() {
    afterNextRender(() => {
      const field = this.field()?.nativeElement;
      field?.focus({ preventScroll: true });
      if (field && this.at().text === undefined && this.mode() !== 'lines') field.select();
    });
    effect((onCleanup) => {
      if (this.mode() !== 'parent') return;
      const column = this.column();
      const typed = this.#touched() ? this.text() : '';
      const search = new AbortController();
      const timer = setTimeout(() => void this.#findParents(column.name, typed, search.signal), typed === '' ? 0 : rest);
      onCleanup(() => {
        clearTimeout(timer);
        search.abort();
      });
    });
  }

  async #findParents(_name: string, typed: string, signal: AbortSignal): Promise<void> {
    this.searching.set(true);
    const valueOf = (name: string): unknown => this.#desk.valueIn(this.at().line, name);
    try {
      const now = typed === '' ? plainText(this.#before(), 'other') : '';
      // the row that is referred to now stands first, before anything is typed
      const [current, rows] = await Promise.all([
        now === '' ? [] : this.#parents.find(this.column(), valueOf, now, signal, true),
        this.#parents.find(this.column(), valueOf, typed, signal),
      ]);
      this.#parentRows.set(
        [...current, ...rows.filter(({ value }) => value !== current[0]?.value)].map(({ value, text }) => ({
          value,
          label: plainText(value, 'other'),
          detail: text,
        })),
      );
      this.searchFault.set(null);
    } catch (error) {
      if (!signal.aborted) this.searchFault.set(faultOf(error).message);
    } finally {
      if (!signal.aborted) this.searching.set(false);
    }
  }

  protected typed(event: Event): void {
    if (event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) {
      this.text.set(event.target.value);
      this.#touched.set(true);
      // What stood there is no answer to what is typed now; the rows that are come a moment later.
      if (this.mode() === 'parent') this.chosen.set(-1);
    }
  }

  protected key(event: KeyboardEvent): void {
    event.stopPropagation();
    const mod = isMac ? event.metaKey : event.ctrlKey;
    if (event.key === 'Escape') this.done.emit({});
    else if (event.key === 'Enter' && (this.mode() !== 'lines' || mod)) this.#commit({ move: event.shiftKey ? 'up' : 'down' });
    else if (event.key === 'Tab') this.#commit({ move: event.shiftKey ? 'previous' : 'next' });
    else if (mod && event.key === '0') this.setNull();
    else if (this.choices().length > 0 && (event.key === 'ArrowDown' || event.key === 'ArrowUp'))
      this.#step(event.key === 'ArrowDown' ? 1 : -1);
    else return;
    event.preventDefault();
  }

  #step(by: number): void {
    const count = this.choices().length;
    this.chosen.update((at) => (at + by + count) % count);
    requestAnimationFrame(() => this.#host.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' }));
  }

  #commit(next: Pick<EditEnd, 'move' | 'isLeft'>): void {
    const choice = this.choices()[this.chosen()];
    if (choice && (this.mode() === 'choice' || this.mode() === 'parent')) this.done.emit({ value: choice.value, ...next });
    else if (this.#touched()) this.done.emit({ value: readCell(this.column(), this.text()).value, ...next });
    else this.done.emit(next);
  }

  protected choose(choice: Choice): void {
    this.done.emit({ value: choice.value });
  }

  protected setNull(): void {
    this.done.emit({ value: null });
  }

  protected setDefault(): void {
    this.done.emit({ value: defaultValue });
  }

  protected setNow(): void {
    const column = this.column();
    this.text.set(nowText(column.kind, keepsZone(column.dataType), new Date()));
    this.#touched.set(true);
    this.field()?.nativeElement.focus();
  }

  protected openPicker(): void {
    this.picker()?.nativeElement.showPicker();
  }

  protected picked(event: Event): void {
    if (!(event.target instanceof HTMLInputElement) || event.target.value === '') return;
    const column = this.column();
    const zone = zoneOf(this.text());
    this.text.set(pickedText(column.kind, event.target.value, zone === '' && keepsZone(column.dataType) ? '+00' : zone));
    this.#touched.set(true);
  }

  protected async file(event: Event): Promise<void> {
    if (!(event.target instanceof HTMLInputElement)) return;
    const file = event.target.files?.[0];
    if (!file) return;
    if (file.size > largestFile) {
      this.fileFault.set(`${file.name} has ${byteSize(file.size)}; a cell takes at most ${byteSize(largestFile)} here.`);
      return;
    }
    const bytes = new Uint8Array(await file.arrayBuffer());
    let hex = '';
    for (const byte of bytes) hex += byte.toString(16).padStart(2, '0');
    // it stays of the subtype that it had
    const { subType } = readBinary(String(this.#before())) ?? { subType: 0 };
    this.done.emit({ value: binaryText({ hex, subType }) });
  }

  /** The focus went elsewhere: what was typed counts. A file dialog is still of the edit. */
  protected left(event: FocusEvent): void {
    if (event.relatedTarget instanceof Node && this.#host.contains(event.relatedTarget)) return;
    if (event.relatedTarget === null) return;
    this.#commit({ isLeft: true });
  }

  protected readonly nullFault = computed(() => cellFault(this.column(), null));
}
