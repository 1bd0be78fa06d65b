import {
  ChangeDetectionStrategy,
  Component,
  ElementRef,
  computed,
  inject,
  input,
  linkedSignal,
  signal,
  viewChild,
} from '@angular/core';

/**
 * Two panes with a line between them that can be dragged, or moved with the arrows when it has the focus. `remember` names the place
 * where the size is kept. The sized pane is `first` unless `sized` says otherwise; a double click goes back to `initial`.
 *
 *     <o-split direction="column" remember="sql.results" [initial]="320" sized="second">
 *       <section first>…</section><section second>…</section>
 *     </o-split>
 */
@Component({
  selector: 'o-split',
  template: `
    <div class="pane" [class.sized]="sized() === 'first'" [hidden]="only() === 'second'" #first>
      <ng-content select="[first]" />
    </div>
    @if (only() === null) {
      <div class="place" [attr.role]="landmark() ? 'region' : null" [attr.aria-label]="landmark()">
        <div
          class="line"
          role="separator"
          tabindex="0"
          [attr.aria-label]="label()"
          [attr.aria-orientation]="direction() === 'row' ? 'vertical' : 'horizontal'"
          [attr.aria-valuenow]="size()"
          [attr.aria-valuemin]="min()"
          [attr.aria-valuemax]="max()"
          [class.dragging]="dragging()"
          (pointerdown)="grab($event)"
          (pointermove)="drag($event)"
          (pointerup)="drop($event)"
          (pointercancel)="drop($event)"
          (dblclick)="resize(initial())"
          (keydown)="step($event)"
        ></div>
      </div>
    }
    <div class="pane" [class.sized]="sized() === 'second'" [hidden]="only() === 'first'"><ng-content select="[second]" /></div>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { '[class.row]': "direction() === 'row'", '[style.--size.px]': 'size()', '[class.alone]': 'only() !== null' },
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      width: 100%;
      height: 100%;
      min-width: 0;
      min-height: 0;
    }
    :host(.row) {
      flex-direction: row;
    }
    .pane {
      position: relative;
      flex: 1 1 0;
      min-width: 0;
      min-height: 0;
      overflow: hidden;
    }
    .pane[hidden] {
      display: none;
    }
    .pane.sized {
      flex: 0 0 var(--size);
    }
    :host(.alone) > .pane {
      flex: 1 1 0;
    }
    .place {
      display: flex;
      flex: 0 0 1px;
    }
    .line {
      position: relative;
      flex: 1;
      background: var(--o-line);
      cursor: row-resize;
      touch-action: none;
      z-index: 3;
    }
    :host(.row) > .place > .line {
      cursor: col-resize;
    }
    .line::after {
      content: '';
      position: absolute;
      inset: -4px 0;
      transition: background var(--o-fast) var(--o-ease);
    }
    :host(.row) > .place > .line::after {
      inset: 0 -4px;
    }
    .line:hover::before,
    .line.dragging::before,
    .line:focus-visible::before {
      content: '';
      position: absolute;
      inset: -1px 0;
      background: var(--o-accent);
    }
    :host(.row) > .place > .line:hover::before,
    :host(.row) > .place > .line.dragging::before,
    :host(.row) > .place > .line:focus-visible::before {
      inset: 0 -1px;
    }
    .line:focus-visible {
      outline: none;
    }
  `,
})
export class SplitPane {
  readonly direction = input<'row' | 'column'>('column');
  readonly sized = input<'first' | 'second'>('second');
  /** px */
  readonly initial = input(280);
  readonly min = input(80);
  readonly max = input(2000);
  readonly remember = input<string>();
  readonly label = input('Resize');
  /** The name of a landmark of its own for the line, where the panes are not inside any. */
  readonly landmark = input<string | null>(null);
  /** Shows one pane alone, keeping the other alive. */
  readonly only = input<'first' | 'second' | null>(null);
  readonly #host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  protected readonly dragging = signal(false);
  protected readonly first = viewChild.required<ElementRef<HTMLElement>>('first');
  readonly #kept = computed(() => this.#read() ?? this.initial());
  protected readonly size = linkedSignal(() => this.#kept());

  protected grab(event: PointerEvent): void {
    if (event.button !== 0) return;
    event.preventDefault();
    (event.target as HTMLElement).setPointerCapture(event.pointerId);
    this.dragging.set(true);
  }

  protected drag(event: PointerEvent): void {
    if (!this.dragging()) return;
    const box = this.#host.getBoundingClientRect();
    const [from, to, at] =
      this.direction() === 'row' ? [box.left, box.right, event.clientX] : [box.top, box.bottom, event.clientY];
    this.resize(this.sized() === 'first' ? at - from : to - at);
  }

  protected drop(event: PointerEvent): void {
    (event.target as HTMLElement).releasePointerCapture(event.pointerId);
    this.dragging.set(false);
  }

  protected step(event: KeyboardEvent): void {
    const [less, more] = this.direction() === 'row' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
    const sign = this.sized() === 'first' ? 1 : -1;
    if (event.key === less) this.resize(this.size() - 16 * sign);
    else if (event.key === more) this.resize(this.size() + 16 * sign);
    else if (event.key === 'Enter') this.resize(this.initial());
    else return;
    event.preventDefault();
  }

  protected resize(to: number): void {
    const box = this.#host.getBoundingClientRect();
    const room = (this.direction() === 'row' ? box.width : box.height) - this.min();
    const size = Math.round(Math.max(this.min(), Math.min(to, this.max(), room)));
    this.size.set(size);
    const name = this.remember();
    if (name !== undefined) localStorage.setItem(`orrery.size.${name}`, size.toString());
  }

  #read(): number | undefined {
    const name = this.remember();
    const kept = name === undefined ? Number.NaN : Number.parseInt(localStorage.getItem(`orrery.size.${name}`) ?? '', 10);
    return Number.isNaN(kept) ? undefined : Math.max(this.min(), Math.min(kept, this.max()));
  }
}
