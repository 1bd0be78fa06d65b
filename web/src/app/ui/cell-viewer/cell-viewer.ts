import { ChangeDetectionStrategy, Component, computed, input, linkedSignal, output, signal } from '@angular/core';
import type { ResultColumn } from '@orrery/contracts';
import { asWritten, DocumentText } from '@orrery/dialects';
import { Icon } from '../icon';
import { cellText, plainText } from '../result-grid/cell-text';
import type { CutCell } from './cut-cell';
import { CutNote } from './cut-note';
import { laidOut } from './document-layout';
import { hexLines } from './hex-lines';
import { parseExact } from './exact-json';
import { JsonNode } from './json-node';

type View = 'tree' | 'text' | 'hex';
const number = new Intl.NumberFormat('en');
/** Text shown at once: more would make the page slow to lay out. It can be asked for. */
const textLimit = 100_000;
const hexLimit = 256;

/** One value, whole: JSON as a tree, text with its lines, binary as bytes. */
@Component({
  selector: 'o-cell-viewer',
  imports: [CutNote, Icon, JsonNode],
  templateUrl: './cell-viewer.html',
  styleUrl: './cell-viewer.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { '(keydown.escape)': 'closed.emit()' },
})
export class CellViewer {
  readonly column = input.required<ResultColumn>();
  readonly value = input.required<unknown>();
  /** Of a value that was sent cut. What was fetched belongs to this one object. */
  readonly cut = input<CutCell | null>(null);
  readonly closed = output();
  /** The whole value as text, to copy. */
  readonly copyText = output<string>();

  protected readonly fetched = linkedSignal<CutCell | null, { readonly value: unknown } | null>({
    source: this.cut,
    computation: () => null,
  });
  private readonly shown = computed(() => {
    const fetched = this.fetched();
    return fetched ? fetched.value : this.value();
  });

  /** It is a document that was sent cut: its first characters. */
  private readonly isPart = computed(
    () => this.cut() !== null && !this.fetched() && this.column().kind === 'json' && typeof this.shown() === 'string',
  );

  /** The value as JSON where it is JSON, or a text that is. */
  private readonly json = computed<unknown>(() => {
    const value = this.shown();
    const { kind } = this.column();
    if (typeof value === 'object' && value !== null) return value;
    if (this.isPart()) return undefined;
    if (kind === 'json' && value !== null) return value;
    if (typeof value !== 'string' || !/^\s*[{[]/.test(value) || kind === 'binary') return undefined;
    try {
      return parseExact(value);
    } catch {
      return undefined;
    }
  });
  /** Its text says more than a tree of its values would: one of two equal keys is gone from those. */
  private readonly losesKeys = computed(() => {
    const written = asWritten(this.json());
    return written instanceof DocumentText && laidOut(written.text).length > JSON.stringify(this.json()).length;
  });
  protected readonly views = computed<readonly View[]>(() => {
    if (this.isNull()) return [];
    if (this.column().kind === 'binary') return ['hex', 'text'];
    return this.json() === undefined || this.losesKeys() ? ['text'] : ['tree', 'text'];
  });
  protected readonly view = linkedSignal<readonly View[], View>({
    source: this.views,
    computation: (views, before) => (before && views.includes(before.value) ? before.value : (views[0] ?? 'text')),
  });
  protected readonly names: Readonly<Record<View, string>> = { tree: 'Tree', text: 'Text', hex: 'Bytes' };
  protected readonly wrap = signal(true);
  private readonly whole = linkedSignal({ source: this.shown, computation: () => false });
  protected readonly isNull = computed(() => this.shown() === null || this.shown() === undefined);
  protected readonly isEmpty = computed(() => this.shown() === '');
  protected readonly tree = this.json;
  private readonly text = computed(() => {
    const value = this.json();
    const written = asWritten(value);
    if (written instanceof DocumentText) return laidOut(written.text, '  ');
    return value !== undefined && typeof this.shown() !== 'string'
      ? JSON.stringify(value, null, 2)
      : plainText(this.shown(), this.isPart() ? 'string' : this.column().kind);
  });
  protected readonly shownText = computed(() => (this.whole() ? this.text() : this.text().slice(0, textLimit)));
  protected readonly hiddenText = computed(() => number.format(this.text().length - this.shownText().length));
  protected readonly isCut = computed(() => this.shownText().length < this.text().length);
  protected readonly bytes = computed(() => {
    const value = this.shown();
    return typeof value === 'string' ? hexLines(value, hexLimit) : [];
  });
  protected readonly size = computed(() => {
    const value = this.shown();
    if (typeof value !== 'string' || value === '') return '';
    if (this.column().kind === 'binary') return cellText(value, this.column()).note ?? '';
    const lines = value.split('\n').length;
    return `${number.format(value.length)} characters${lines > 1 ? `, ${number.format(lines)} lines` : ''}`;
  });
  protected readonly bytesCut = computed(() => {
    const value = this.shown();
    return typeof value === 'string' && value.length - 2 > hexLimit * 32;
  });
  protected readonly look = computed(() => cellText(this.shown(), this.column(), this.isPart()).look);
  protected readonly plain = computed(() => cellText(this.shown(), this.column(), this.isPart()).text);

  protected copyAll(): void {
    this.copyText.emit(this.text());
  }

  protected showAll(): void {
    this.whole.set(true);
  }
}
