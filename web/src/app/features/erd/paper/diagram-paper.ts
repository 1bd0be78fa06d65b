import { dia } from '@joint/core';
import { type Point, boundsOf, overlaps } from '../diagram/geometry';
import type { Scene } from '../diagram/scene';
import type { Distance } from '../diagram/table-marks';
import type { Measure } from '../diagram/text-width';
import { type Look, areaOf, centred, covers, fitting, shiftOf, zoomed } from './camera';
import { listenToGestures } from './gestures';
import { RelationCell, type Stage, TableCell, boxNow, relationCell, tableCell, viewsOn } from './cells';

export interface PaperEvents {
  readonly picked: (table: string | null) => void;
  readonly opened: (table: string) => void;
  readonly turned: (table: string) => void;
  readonly moved: (table: string, to: Point) => void;
  readonly hovered: (table: string | null) => void;
  readonly relationPicked: (id: string) => void;
  readonly menu: (table: string, at: Point) => void;
  readonly looked: (look: Look) => void;
}

/** px drawn beyond each edge of the screen, so that moving a little draws nothing. */
const around = 320;
/** ms without movement after which what is in sight is drawn sharp. */
const rest = 110;

const distanceOf = (scale: number): Distance =>
  scale >= 0.42 ? 'near' : scale >= 0.24 ? 'far' : scale >= 0.1 ? 'afar' : 'specks';

/** JointJS brings a style element of its own, which the page's policy refuses; what we draw needs none of it. */
class PlainPaper extends dia.Paper {
  protected override addStylesheet(): void {
    // Everything is in the style sheet of the page.
  }
}

/**
 * The diagram on a JointJS paper. Moving about is the compositor's work: the paper is a sheet larger than the screen that is shifted as
 * a whole, and what came into sight is mounted and drawn when the sheet no longer reaches, or when the movement rests.
 */
export class DiagramPaper {
  readonly #host: HTMLElement;
  readonly #sheet = document.createElement('div');
  readonly #graph: dia.Graph;
  readonly #paper: dia.Paper;
  readonly #stage: Stage;
  readonly #events: PaperEvents;
  readonly #observer: ResizeObserver;
  #size = { width: 1, height: 1 };
  #look: Look = { x: 0, y: 0, scale: 1 };
  #drawn: Look = this.#look;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #begun = false;

  constructor(host: HTMLElement, scene: Scene, measure: Measure, events: PaperEvents) {
    this.#host = host;
    this.#events = events;
    this.#stage = { scene, distance: 'near', measure, dragged: null, drawn: new Map() };
    this.#sheet.className = 'erd-sheet';
    const element = document.createElement('div');
    this.#sheet.append(element);
    host.append(this.#sheet);
    this.#graph = new dia.Graph({}, { cellNamespace: { erd: { TableCell, RelationCell } } });
    this.#paper = new PlainPaper({
      el: element,
      model: this.#graph,
      ...viewsOn(this.#stage),
      async: true,
      autoFreeze: true,
      viewManagement: { lazyInitialize: true, disposeHidden: false },
      sorting: dia.Paper.sorting.APPROX,
      cellVisibility: (cell) => this.#inSight(cell),
      interactive: (view) => view.model instanceof TableCell,
      gridSize: 4,
      clickThreshold: 5,
      moveThreshold: 5,
      preventDefaultBlankAction: false,
      preventDefaultViewAction: false,
    });
    this.#listen();
    listenToGestures(host, {
      pan: (x, y) => {
        this.pan(x, y);
      },
      zoom: (by, at) => {
        this.zoom(by, at);
      },
    });
    this.#observer = new ResizeObserver(() => {
      this.#measured();
    });
    this.#observer.observe(host);
    this.#measured();
  }

  destroy(): void {
    clearTimeout(this.#timer);
    this.#observer.disconnect();
    this.#paper.remove();
    this.#sheet.remove();
  }

  /** Draws a scene, whole in view where that is wanted: only cells that came, went or changed are touched. */
  show(scene: Scene, fit: boolean): void {
    const before = this.#stage.scene;
    this.#stage.scene = scene;
    this.#stage.dragged = null;
    if (fit) this.#look = this.#fitting() ?? this.#look;
    this.#stage.distance = distanceOf(this.#look.scale);
    this.#drawn = this.#look;
    const cells = this.#graph.getCells();
    const known = new Map(cells.map((cell) => [cell.id.toString(), cell]));
    const gone = cells.filter(({ id }) => !scene.faces.has(id.toString()) && !scene.relations.has(id.toString()));
    const fresh: dia.Cell[] = [];
    for (const [table, face] of scene.faces) {
      const box = scene.boxes.get(table);
      if (!box) continue;
      const cell = known.get(table);
      if (cell) cell.set({ position: { x: box.x, y: box.y }, size: { width: box.width, height: box.height }, face });
      else fresh.push(tableCell(face, box, scene.landmarks.has(table) ? 3 : 2));
    }
    for (const relation of scene.relations.values()) if (!known.has(relation.id)) fresh.push(relationCell(relation));
    if (cells.length === 0) this.#graph.resetCells(fresh);
    else {
      this.#graph.removeCells(gone);
      this.#graph.addCells(fresh);
    }
    if (before !== scene) this.#redrawRelations();
    this.#commit(true);
  }

  get look(): Look {
    return this.#look;
  }

  get size(): { readonly width: number; readonly height: number } {
    return this.#size;
  }

  lookAt(look: Look): void {
    this.#look = look;
    this.#commit();
  }

  fit(): void {
    const look = this.#fitting();
    if (look) this.lookAt(look);
  }

  #fitting(): Look | null {
    const bounds = boundsOf(this.#stage.scene.boxes.values());
    return bounds && fitting(bounds, this.#size.width, this.#size.height);
  }

  /** Brings tables into the middle. */
  reveal(tables: readonly string[]): void {
    const boxes = tables.map((table) => this.#stage.scene.boxes.get(table)).filter((box) => box !== undefined);
    const bounds = boundsOf(boxes);
    if (!bounds) return;
    const { width, height } = this.#size;
    this.lookAt(boxes.length === 1 ? centred(bounds, this.#look, width, height) : fitting(bounds, width, height));
  }

  isInView(table: string): boolean {
    const box = this.#stage.scene.boxes.get(table);
    return box !== undefined && overlaps(box, areaOf(this.#look, this.#size.width, this.#size.height, -40));
  }

  zoom(by: number, at: Point = { x: this.#size.width / 2, y: this.#size.height / 2 }): void {
    this.#move(zoomed(this.#look, by, at));
  }

  pan(x: number, y: number): void {
    this.#move({ ...this.#look, x: this.#look.x + x, y: this.#look.y + y });
  }

  /** Lights up some tables and relations; `dim` puts the rest in the background. */
  light(lit: ReadonlySet<string> | null, picked: string | null, dim: boolean): void {
    this.#host.classList.toggle('erd-dimmed', dim && lit !== null);
    this.#lit = lit ?? new Set();
    this.#picked = picked;
    for (const view of this.#stage.drawn.keys()) this.#lightView(view);
  }
  #lit: ReadonlySet<string> = new Set();
  #picked: string | null = null;

  #lightView(view: dia.CellView): void {
    const id = view.model.id.toString();
    const classes = view.el.classList;
    const [lit, picked] = [this.#lit.has(id), id === this.#picked];
    if (classes.contains('erd-lit') !== lit) classes.toggle('erd-lit', lit);
    if (classes.contains('erd-picked') !== picked) classes.toggle('erd-picked', picked);
  }

  #move(look: Look): void {
    this.#look = look;
    const shift = shiftOf(this.#drawn, look);
    const { width, height } = this.#size;
    if (!covers(shift, width, height, around)) {
      this.#commit();
      return;
    }
    this.#sheet.style.transform = `translate(${shift.x.toString()}px, ${shift.y.toString()}px) scale(${shift.scale.toString()})`;
    this.#events.looked(look);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      // What is there already, at its size and with room to go on, need not be drawn again.
      const still = shift.scale === 1 && covers(shift, width, height, around / 2);
      if (!still) this.#commit();
    }, rest);
  }

  /** The sheet is being moved: what slides under the pointer isn't pointed at. */
  get #isMoving(): boolean {
    return this.#timer !== undefined;
  }

  /** Draws what is in sight for the look there is now. */
  #commit(anew = false): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { scale, x, y } = this.#look;
    const distance = distanceOf(scale);
    const another = anew || distance !== this.#stage.distance;
    this.#stage.distance = distance;
    this.#drawn = this.#look;
    this.#host.dataset['distance'] = distance;
    this.#sheet.style.transform = '';
    this.#paper.matrix({ a: scale, b: 0, c: 0, d: scale, e: x + around, f: y + around });
    // What left the screen first: it need not be drawn again.
    this.#paper.updateCellsVisibility();
    if (another) for (const [view, drawn] of this.#stage.drawn) if (drawn !== distance && view.isMounted()) view.render();
    if (this.#lit.size > 0 || this.#picked !== null) for (const view of this.#stage.drawn.keys()) this.#lightView(view);
    this.#events.looked(this.#look);
  }

  #redrawRelations(): void {
    for (const view of this.#stage.drawn.keys()) if (view.model.isLink() && view.isMounted()) view.render();
  }

  #inSight(cell: dia.Cell): boolean {
    const { scene } = this.#stage;
    const area = areaOf(this.#drawn, this.#size.width, this.#size.height, around);
    if (cell.isElement()) {
      const box = boxNow(this.#stage, this.#graph, cell.id.toString());
      return box !== undefined && overlaps(box, area);
    }
    const relation = scene.relations.get(cell.id.toString());
    const ends = relation && [relation.tableFrom, relation.tableTo].map((table) => boxNow(this.#stage, this.#graph, table));
    const bounds = ends && boundsOf(ends.filter((box) => box !== undefined));
    return bounds ? overlaps(bounds, area) : false;
  }

  #measured(): void {
    const { clientWidth: width, clientHeight: height } = this.#host;
    if (width === 0 || height === 0 || (width === this.#size.width && height === this.#size.height)) return;
    this.#size = { width, height };
    this.#sheet.style.left = this.#sheet.style.top = `${(-around).toString()}px`;
    // The origin of shifts is the screen's corner, not the sheet's.
    this.#sheet.style.transformOrigin = `${around.toString()}px ${around.toString()}px`;
    this.#paper.setDimensions(width + 2 * around, height + 2 * around);
    if (this.#begun) this.#commit();
    this.#begun = true;
  }

  #listen(): void {
    const paper = this.#paper;
    const tableOf = (view: dia.CellView): string => view.model.id.toString();
    let grabbed: Point | null = null;
    let held: Point | null = null;
    paper.on('blank:pointerdown link:pointerdown', (...args: unknown[]) => {
      grabbed = pointOf(args.find((arg) => isEvent(arg)));
      this.#host.classList.add('erd-grabbed');
    });
    paper.on('blank:pointermove link:pointermove', (...args: unknown[]) => {
      const at = pointOf(args.find((arg) => isEvent(arg)));
      if (!grabbed || !at) return;
      this.pan(at.x - grabbed.x, at.y - grabbed.y);
      grabbed = at;
    });
    paper.on('blank:pointerup link:pointerup', () => {
      grabbed = null;
      this.#host.classList.remove('erd-grabbed');
    });
    paper.on('blank:pointerclick', () => {
      this.#events.picked(null);
    });
    paper.on('element:pointerdown', (view: dia.ElementView) => {
      const { x, y } = view.model.position();
      held = { x, y };
      this.#stage.dragged = tableOf(view);
    });
    paper.on('element:pointerup', (view: dia.ElementView) => {
      const { x, y } = view.model.position();
      if (held && (held.x !== x || held.y !== y)) this.#events.moved(tableOf(view), { x, y });
      else this.#stage.dragged = null;
      held = null;
    });
    paper.on('element:pointerclick', (view: dia.ElementView, event: dia.Event) => {
      const target: unknown = event.target;
      if (target instanceof Element && target.closest('.erd-foot')) this.#events.turned(tableOf(view));
      else this.#events.picked(tableOf(view));
    });
    paper.on('element:pointerdblclick', (view: dia.ElementView) => {
      this.#events.opened(tableOf(view));
    });
    paper.on('element:contextmenu', (view: dia.ElementView, event: dia.Event) => {
      this.#events.menu(tableOf(view), { x: event.clientX ?? 0, y: event.clientY ?? 0 });
    });
    paper.on('link:pointerclick', (view: dia.LinkView) => {
      this.#events.relationPicked(tableOf(view));
    });
    paper.on('element:mouseenter', (view: dia.ElementView) => {
      if (!this.#isMoving && held === null) this.#events.hovered(tableOf(view));
    });
    paper.on('element:mouseleave', () => {
      this.#events.hovered(null);
    });
  }
}

const isEvent = (value: unknown): value is { clientX?: number; clientY?: number } =>
  typeof value === 'object' && value !== null && 'clientX' in value;

const pointOf = (event: { clientX?: number; clientY?: number } | undefined): Point | null =>
  event?.clientX === undefined || event.clientY === undefined ? null : { x: event.clientX, y: event.clientY };
