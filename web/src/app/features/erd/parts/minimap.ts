import { ChangeDetectionStrategy, Component, type ElementRef, computed, input, output, viewChild } from '@angular/core';
import { type Box, type Point, boundsOf } from '../diagram/geometry';
import type { Scene } from '../diagram/scene';
import { type Look, areaOf } from '../paper/camera';

const width = 176;
const height = 116;
const margin = 6;

/** The whole diagram in a corner, with the part that is in view, while that is not all of it. A press brings another part there. */
@Component({
  selector: 'o-minimap',
  template: `
    <svg #place aria-hidden="true" (pointerdown)="grab($event)" (pointermove)="drag($event)">
      <path [attr.d]="tables()" />
      <path class="picked" [attr.d]="pickedTable()" />
    </svg>
    <div class="frame" [style.transform]="move()" [style.width.px]="wide()" [style.height.px]="high()"></div>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { '[class.whole]': '!isPart()' },
  styles: `
    :host {
      width: 176px;
      height: 116px;
      overflow: hidden;
      border: 1px solid var(--o-line);
      border-radius: var(--o-radius);
      background: var(--o-raised);
      touch-action: none;
    }
    svg {
      display: block;
      width: 100%;
      height: 100%;
      cursor: pointer;
    }
    path {
      fill: var(--o-control-line);
      pointer-events: none;
    }
    .picked {
      fill: var(--o-accent);
    }
    .frame {
      position: absolute;
      top: 0;
      left: 0;
      will-change: transform;
      border: 1.5px solid var(--o-accent);
      border-radius: 2px;
      background: var(--o-selected);
      pointer-events: none;
    }
    :host(.whole) {
      display: none;
    }
    @media (max-width: 700px) {
      :host {
        display: none;
      }
    }
  `,
})
export class Minimap {
  readonly scene = input.required<Scene>();
  readonly look = input.required<Look>();
  readonly size = input.required<{ readonly width: number; readonly height: number }>();
  readonly picked = input<string | null>(null);
  readonly went = output<Point>();
  protected readonly place = viewChild.required<ElementRef<SVGSVGElement>>('place');
  readonly #bounds = computed(() => boundsOf(this.scene().boxes.values()) ?? { x: 0, y: 0, width: 1, height: 1 });
  readonly #scale = computed(() => {
    const bounds = this.#bounds();
    return Math.min((width - 2 * margin) / bounds.width, (height - 2 * margin) / bounds.height, 0.2);
  });
  protected readonly frame = computed(() => this.#small(areaOf(this.look(), this.size().width, this.size().height)));

  protected readonly move = computed(() => `translate(${this.frame().x.toString()}px, ${this.frame().y.toString()}px)`);
  protected readonly wide = computed(() => Math.round(this.frame().width));
  protected readonly high = computed(() => Math.round(this.frame().height));
  readonly #whole = computed(() => this.#small(this.#bounds()));

  /** Less than all of it is in view. */
  protected readonly isPart = computed(() => {
    const [frame, whole] = [this.frame(), this.#whole()];
    const reaches = (at: number, size: number, from: number, all: number): boolean => at <= from && at + size >= from + all;
    return !(reaches(frame.x, frame.width, whole.x, whole.width) && reaches(frame.y, frame.height, whole.y, whole.height));
  });

  protected readonly tables = computed(() => [...this.scene().boxes.values()].map((box) => this.#drawn(box)).join(''));
  protected readonly pickedTable = computed(() => {
    const box = this.scene().boxes.get(this.picked() ?? '');
    return box ? this.#drawn(box) : '';
  });

  protected grab(event: PointerEvent): void {
    this.place().nativeElement.setPointerCapture(event.pointerId);
    this.#go(event);
  }

  protected drag(event: PointerEvent): void {
    if (event.buttons === 1) this.#go(event);
  }

  #go(event: PointerEvent): void {
    const [bounds, scale] = [this.#bounds(), this.#scale()];
    this.went.emit({
      x: bounds.x + bounds.width / 2 + (event.offsetX - width / 2) / scale,
      y: bounds.y + bounds.height / 2 + (event.offsetY - height / 2) / scale,
    });
  }

  #drawn(box: Box): string {
    const small = this.#small(box);
    const [x, y, wide, high] = [small.x, small.y, Math.max(small.width, 1), Math.max(small.height, 1)].map((px) => px.toFixed(1));
    return `M${String(x)} ${String(y)}h${String(wide)}v${String(high)}h-${String(wide)}z`;
  }

  #small(box: Box): Box {
    const [bounds, scale] = [this.#bounds(), this.#scale()];
    return {
      x: width / 2 + (box.x - bounds.x - bounds.width / 2) * scale,
      y: height / 2 + (box.y - bounds.y - bounds.height / 2) * scale,
      width: box.width * scale,
      height: box.height * scale,
    };
  }
}
