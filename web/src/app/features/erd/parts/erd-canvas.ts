import {
  ApplicationRef,
  ChangeDetectionStrategy,
  Component,
  DestroyRef,
  type ElementRef,
  ViewEncapsulation,
  afterNextRender,
  computed,
  effect,
  inject,
  input,
  output,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { Icon } from '../../../ui/icon';
import type { Point } from '../diagram/geometry';
import type { Scene } from '../diagram/scene';
import { measureOnCanvas } from '../diagram/text-width';
import { nextTable, type Direction } from '../diagram/towards';
import type { Look } from '../paper/camera';
import { DiagramPaper } from '../paper/diagram-paper';
import { Minimap } from './minimap';

const directions: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};
/** px that a key moves the picture, or a table. */
const panStep = 80;
const moveStep = 20;

/** The diagram's sheet with its controls: dragged, zoomed and walked through by keys. */
@Component({
  selector: 'o-erd-canvas',
  imports: [Icon, Minimap],
  templateUrl: './erd-canvas.html',
  styleUrl: './erd-canvas.scss',
  encapsulation: ViewEncapsulation.None,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ErdCanvas {
  readonly scene = input.required<Scene>();
  readonly lit = input<ReadonlySet<string> | null>(null);
  readonly picked = input<string | null>(null);
  /** What isn't lit stands back. */
  readonly dims = input(false);
  /** Each new number fits the diagram into view. */
  readonly fits = input(0);
  /** Tables to bring into view. */
  readonly revealed = input<readonly string[]>([]);
  readonly minimap = input(true);
  readonly pick = output<string | null>();
  readonly opened = output<string>();
  readonly turned = output<string>();
  readonly moved = output<{ readonly table: string; readonly to: Point }>();
  readonly hovered = output<string | null>();
  readonly relationPicked = output<string>();
  readonly menu = output<{ readonly table: string; readonly at: Point }>();
  protected readonly look = signal<Look>({ x: 0, y: 0, scale: 1 });
  protected readonly percent = computed(() => `${Math.round(this.look().scale * 100).toString()} %`);
  protected readonly size = signal({ width: 1, height: 1 });
  protected readonly label = computed(() => {
    const { boxes, relations } = this.scene();
    return `Diagram of ${boxes.size.toString()} tables and ${relations.size.toString()} relations. Arrows go from table to table, Enter opens one, F6 leads to the list of relations.`;
  });
  protected readonly place = viewChild.required<ElementRef<HTMLElement>>('place');
  readonly #app = inject(ApplicationRef);
  readonly #paper = signal<DiagramPaper | null>(null);

  constructor() {
    afterNextRender(() => {
      this.#begin();
    });
    inject(DestroyRef).onDestroy(() => this.#paper()?.destroy());
    let fitted = -1;
    effect(() => {
      const [paper, scene, fits] = [this.#paper(), this.scene(), this.fits()];
      if (!paper) return;
      untracked(() => {
        paper.show(scene, fits !== fitted);
        fitted = fits;
      });
    });
    effect(() => {
      const [paper, lit, picked] = [this.#paper(), this.lit(), this.picked()];
      paper?.light(lit, picked, this.dims());
    });
    effect(() => {
      const [paper, tables] = [this.#paper(), this.revealed()];
      untracked(() => {
        // Several that are in sight already are left where they are.
        if (paper && tables.length > 0 && !(tables.length > 1 && tables.every((table) => paper.isInView(table))))
          paper.reveal(tables);
      });
    });
  }

  focus(): void {
    this.place().nativeElement.focus();
  }

  fit(): void {
    this.#paper()?.fit();
  }

  zoom(by: number): void {
    this.#paper()?.zoom(by);
  }

  protected lookAt(middle: Point): void {
    const paper = this.#paper();
    if (!paper) return;
    const { scale } = paper.look;
    paper.lookAt({ scale, x: paper.size.width / 2 - middle.x * scale, y: paper.size.height / 2 - middle.y * scale });
  }

  protected keyed(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey) return;
    // Keys may come faster than the page is drawn: what the one before has done reaches the inputs first.
    this.#app.tick();
    const direction = directions[event.key];
    const picked = this.picked();
    const paper = this.#paper();
    if (direction && paper) this.#go(direction, picked, paper, event);
    else if (event.key === '+' || event.key === '=') this.zoom(1.25);
    else if (event.key === '-') this.zoom(0.8);
    else if (event.key === '0') this.fit();
    else if (event.key === 'Enter' && picked !== null) this.opened.emit(picked);
    else if (event.key === ' ' && picked !== null) this.turned.emit(picked);
    else if (event.key === 'Escape' && picked !== null) this.pick.emit(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #go(direction: Direction, picked: string | null, paper: DiagramPaper, event: KeyboardEvent): void {
    const [x, y] = { left: [-1, 0], right: [1, 0], up: [0, -1], down: [0, 1] }[direction] as [number, number];
    if (event.shiftKey) paper.pan(-x * panStep, -y * panStep);
    else if (event.altKey && picked !== null) {
      const box = this.scene().boxes.get(picked);
      if (box) this.moved.emit({ table: picked, to: { x: box.x + x * moveStep, y: box.y + y * moveStep } });
    } else {
      const next = nextTable(this.scene().boxes, picked, direction);
      if (next === null) return;
      this.pick.emit(next);
      if (!paper.isInView(next)) paper.reveal([next]);
    }
  }

  #begin(): void {
    const place = this.place().nativeElement;
    this.#paper.set(
      new DiagramPaper(place, this.scene(), measureOnCanvas(), {
        picked: (table) => {
          place.focus({ preventScroll: true });
          this.pick.emit(table);
        },
        opened: (table) => {
          this.opened.emit(table);
        },
        turned: (table) => {
          this.turned.emit(table);
        },
        moved: (table, to) => {
          this.moved.emit({ table, to });
        },
        hovered: (table) => {
          this.hovered.emit(table);
        },
        relationPicked: (id) => {
          this.relationPicked.emit(id);
        },
        menu: (table, at) => {
          this.menu.emit({ table, at });
        },
        looked: (look) => {
          this.look.set(look);
          const now = this.#paper()?.size;
          if (now && now !== untracked(this.size)) this.size.set(now);
        },
      }),
    );
  }
}
