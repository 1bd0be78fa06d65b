import { CdkContextMenuTrigger, CdkMenu, CdkMenuItem } from '@angular/cdk/menu';
import { CdkFixedSizeVirtualScroll, CdkVirtualForOf, CdkVirtualScrollViewport } from '@angular/cdk/scrolling';
import { ChangeDetectionStrategy, Component, computed, input, linkedSignal, output, signal, viewChild } from '@angular/core';
import type { TableSummary } from '@orrery/contracts';
import { type KindWords, capital, countOf, kindWords } from '../../../core/kind-words';
import { Icon } from '../../../ui/icon';
import { rowsText, sizeText } from './row-estimate';
import { type TreeRow, isOpened, nameOf, opens, parentOf, rowTyped } from './tree-model';
import { TreeRowView } from './tree-row-view';

export type TableDo = 'browse' | 'structure' | 'erd' | 'select' | 'copy';

const rowHeight = 26;
/** ms after which the next letter begins a new word. */
const wordRest = 700;
let made = 0;

/** The rows of the tree. Only those in sight are drawn; the focus stays on the tree and says which row it is at. */
@Component({
  selector: 'o-schema-tree',
  imports: [
    CdkContextMenuTrigger,
    CdkFixedSizeVirtualScroll,
    CdkMenu,
    CdkMenuItem,
    CdkVirtualForOf,
    CdkVirtualScrollViewport,
    Icon,
    TreeRowView,
  ],
  templateUrl: './schema-tree.html',
  styleUrl: './schema-tree.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SchemaTree {
  readonly words = input<KindWords>(kindWords(undefined));
  readonly rows = input.required<readonly TreeRow[]>();
  readonly turned = output<TreeRow>();
  readonly done = output<{ readonly what: TableDo; readonly table: TableSummary }>();
  readonly copied = output<TreeRow>();
  protected readonly id = `tree-${(made++).toString()}`;
  protected readonly rowHeight = rowHeight;
  protected readonly about = signal<TreeRow | null>(null);
  protected readonly focused = signal(false);
  /** The place under the pointer: only there stands what can be pressed, which would be most of a row. */
  protected readonly pointed = signal<number | null>(null);
  /** Where the person is, by key: rows come and go above it. */
  readonly #key = signal<string | null>(null);
  protected readonly at = linkedSignal<{ rows: readonly TreeRow[]; key: string | null }, number>({
    source: computed(() => ({ rows: this.rows(), key: this.#key() })),
    computation: ({ rows, key }, last) => {
      const found = key === null ? -1 : rows.findIndex((row) => row.key === key);
      return found >= 0 ? found : Math.max(0, Math.min(last?.value ?? 0, rows.length - 1));
    },
  });
  /** A row was chosen: none is until then. */
  protected readonly chosen = computed(() => this.#key() !== null);
  protected readonly viewport = viewChild.required(CdkVirtualScrollViewport);
  protected readonly menuTrigger = viewChild.required(CdkContextMenuTrigger);
  protected readonly capital = capital;
  protected readonly opens = opens;
  protected readonly isOpened = isOpened;
  #typed = '';
  #typedAt = 0;

  protected readonly byKey = (_index: number, row: TreeRow): string => row.key;

  focus(): void {
    this.viewport().elementRef.nativeElement.focus();
  }

  protected hint(row: TreeRow): string {
    if (row.type === 'table') {
      const { table } = row;
      const rows = rowsText(table.rowEstimate);
      const facts = [
        countOf(table.columnCount, this.words().column),
        ...(rows === '' ? [] : [`about ${rows} ${this.words().row.many}`]),
        ...(table.sizeBytes === null ? [] : [sizeText(table.sizeBytes)]),
        ...(table.variant === undefined ? [] : [table.variant]),
      ].join(', ');
      return [`${table.schema}.${table.name}`, facts, ...(table.comment === null ? [] : [table.comment])].join('\n');
    }
    if (row.type === 'column') {
      const { column } = row;
      const facts = `${column.dataType}${column.nullable ? '' : ', not null'}${column.default === null ? '' : `, default ${column.default}`}`;
      return [column.name, facts, ...(column.comment === null ? [] : [column.comment])].join('\n');
    }
    if (row.type === 'routine') return `${row.routine.name}(${row.routine.arguments})`;
    if (row.type === 'enum') return row.enum.values.join(', ');
    return nameOf(row);
  }

  protected go(index: number): void {
    const row = this.rows()[index];
    if (!row) return;
    this.#key.set(row.key);
    const viewport = this.viewport();
    const top = viewport.measureScrollOffset();
    const height = viewport.getViewportSize();
    if (index * rowHeight < top) viewport.scrollToIndex(index);
    else if ((index + 1) * rowHeight > top + height) viewport.scrollToOffset((index + 1) * rowHeight - height);
  }

  protected press(event: MouseEvent, index: number, row: TreeRow): void {
    this.go(index);
    const twisty = event.target instanceof Element && event.target.closest('.twisty') !== null;
    if (row.type === 'schema' || row.type === 'group' || (row.type === 'table' && twisty)) this.turned.emit(row);
  }

  /** A finger can't press twice or beside: what there is to do is offered at once. */
  protected tapped(event: PointerEvent, row: TreeRow): void {
    const twisty = event.target instanceof Element && event.target.closest('.twisty') !== null;
    if (event.pointerType !== 'touch' || row.type !== 'table' || twisty) return;
    this.about.set(row);
    this.menuTrigger().open({ x: event.clientX, y: event.clientY });
  }

  protected enter(row: TreeRow | undefined, structure = false): void {
    if (row?.type === 'table') this.done.emit({ what: structure ? 'structure' : 'browse', table: row.table });
    else if (row?.type === 'column' || row?.type === 'found-column') this.done.emit({ what: 'structure', table: row.table });
    else if (row && opens(row)) this.turned.emit(row);
  }

  protected keyed(event: KeyboardEvent): void {
    const rows = this.rows();
    const at = this.at();
    const row = rows[at];
    const page = Math.max(1, Math.floor(this.viewport().getViewportSize() / rowHeight) - 1);
    const to: Readonly<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: Math.min(at + page, rows.length - 1),
      PageUp: Math.max(at - page, 0),
      Home: 0,
      End: rows.length - 1,
    };
    const next = to[event.key];
    if (event.ctrlKey || event.metaKey) return;
    if (next !== undefined) this.go(next);
    else if (event.key === 'ArrowRight' && row && opens(row)) {
      if (isOpened(row)) this.go(at + 1);
      else this.turned.emit(row);
    } else if (event.key === 'ArrowLeft' && row) {
      if (isOpened(row)) this.turned.emit(row);
      else this.go(parentOf(rows, at));
    } else if (event.key === 'Enter') this.enter(row, event.altKey);
    else if (event.key === ' ' && row && opens(row) && this.#typed === '') this.turned.emit(row);
    else if ((event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) && row) this.#openMenu(row, at);
    else if (event.key.length === 1 && !event.altKey) this.#type(event);
    else return;
    event.preventDefault();
  }

  #type(event: KeyboardEvent): void {
    this.#typed = event.timeStamp - this.#typedAt < wordRest ? this.#typed + event.key : event.key;
    this.#typedAt = event.timeStamp;
    this.go(rowTyped(this.rows(), this.at(), this.#typed));
  }

  #openMenu(row: TreeRow, at: number): void {
    this.about.set(row);
    const box = this.viewport().elementRef.nativeElement.getBoundingClientRect();
    this.menuTrigger().open({ x: box.left + 40, y: box.top + (at + 1) * rowHeight - this.viewport().measureScrollOffset() });
  }
}
