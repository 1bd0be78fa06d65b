import {
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
import { countOf } from '../../../core/kind-words';
import { Icon } from '../../../ui/icon';
import type { Point } from '../diagram/geometry';
import { measureOnCanvas } from '../diagram/text-width';
import { nextTable, type Direction } from '../diagram/towards';
import { ErdStore } from '../erd.store';
import type { Look } from '../paper/camera';
import { DiagramPaper } from '../paper/diagram-paper';
import { Legend } from './legend';
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
  imports: [Icon, Legend, Minimap],
  templateUrl: './erd-canvas.html',
  styleUrl: './erd-canvas.scss',
  encapsulation: ViewEncapsulation.None,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ErdCanvas {
  readonly minimap = input(true);
  readonly opened = output<string>();
  readonly relationPicked = output<string>();
  readonly menu = output<{ readonly table: string; readonly at: Point }>();
  /** Read where it is, not handed in: keys may come faster than the page is drawn, and each counts from what the one before has done. */
  readonly #store = inject(ErdStore);
  readonly #spotlight = this.#store.spotlight;
  protected readonly scene = this.#store.scene;
  protected readonly picked = this.#spotlight.picked.asReadonly();
  protected readonly legend = signal(false);
  protected readonly look = signal<Look>({ x: 0, y: 0, scale: 1 });
  protected readonly percent = computed(() => `${Math.round(this.look().scale * 100).toString()} %`);
  protected readonly size = signal({ width: 1, height: 1 });
  protected readonly label = computed(() => {
    const { boxes, relations } = this.scene();
    const { table, relation } = this.#store.words();
    return `Diagram of ${countOf(boxes.size, table)} and ${countOf(relations.size, relation)}. Arrows go from ${table.one} to ${table.one}, Enter opens one, F6 leads to the list of relations.`;
  });
  protected readonly place = viewChild.required<ElementRef<HTMLElement>>('place');
  readonly #paper = signal<DiagramPaper | null>(null);

  constructor() {
    afterNextRender(() => {
      this.#begin();
    });
    inject(DestroyRef).onDestroy(() => this.#paper()?.destroy());
    let fitted = -1;
    effect(() => {
      const [paper, scene, fits] = [this.#paper(), this.scene(), this.#store.fits()];
      if (!paper) return;
      untracked(() => {
        paper.show(scene, fits !== fitted);
        fitted = fits;
      });
    });
    effect(() => {
      const [paper, lit, picked] = [this.#paper(), this.#spotlight.lit(), this.picked()];
      paper?.light(lit, picked, this.#spotlight.dims());
    });
    effect(() => {
      const [paper, tables] = [this.#paper(), this.#spotlight.revealed()];
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
    const direction = directions[event.key];
    const picked = this.picked();
    const paper = this.#paper();
    if (direction && paper) this.#go(direction, picked, paper, event);
    else if (event.key === '+' || event.key === '=') this.zoom(1.25);
    else if (event.key === '-') this.zoom(0.8);
    else if (event.key === '0') this.fit();
    else if (event.key === 'Enter' && picked !== null) this.opened.emit(picked);
    else if (event.key === ' ' && picked !== null) void this.#store.turn(picked);
    else if (event.key === 'Escape' && picked !== null) this.#spotlight.pick(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #go(direction: Direction, picked: string | null, paper: DiagramPaper, event: KeyboardEvent): void {
    const [x, y] = { left: [-1, 0], right: [1, 0], up: [0, -1], down: [0, 1] }[direction] as [number, number];
    if (event.shiftKey) paper.pan(-x * panStep, -y * panStep);
    else if (event.altKey && picked !== null) {
      const box = this.scene().boxes.get(picked);
      if (box) this.#store.moved(picked, { x: box.x + x * moveStep, y: box.y + y * moveStep });
    } else {
      const next = nextTable(this.scene().boxes, picked, direction);
      if (next === null) return;
      this.#spotlight.pick(next);
      if (!paper.isInView(next)) paper.reveal([next]);
    }
  }

  #begin(): void {
    const place = this.place().nativeElement;
    this.#paper.set(
      new DiagramPaper(place, this.scene(), measureOnCanvas(), {
        picked: (table) => {
          place.focus({ preventScroll: true });
          this.#spotlight.pick(table);
        },
        opened: (table) => {
          this.opened.emit(table);
        },
        turned: (table) => {
          void this.#store.turn(table);
        },
        moved: (table, to) => {
          this.#store.moved(table, to);
        },
        hovered: (table) => {
          this.#spotlight.hovered.set(table);
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
