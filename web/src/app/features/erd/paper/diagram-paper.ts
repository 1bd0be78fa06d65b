import { dia } from '@joint/core';
import { type Box, boundsOf, overlaps } from '../diagram/geometry';
import { showHint } from '../diagram/mark';
import type { Scene } from '../diagram/scene';
import { SceneIndex } from '../diagram/scene-index';
import { distanceOf } from '../diagram/table-marks';
import type { Measure } from '../diagram/text-width';
import { type Look, areaOf, centred, farthest, fitting, isSharp, shiftOf, zoomed } from './camera';
import { RelationCell, type Stage, TableCell, relationCell, tableCell, viewsOn } from './cells';
import { listenToGestures } from './gestures';
import { Ground } from './ground';
import { type PaperEvents, listenToPaper } from './paper-events';
import { Sight } from './sight';

/** px around the screen that are drawn ahead, and beyond which things are taken off again. */
const ahead = 320;
const behind = 720;
/** px of movement after which it is looked anew what is in view. */
const step = 96;
/** ms without movement after which a change of scale is drawn sharp. */
const rest = 110;

/** JointJS brings a style element of its own, which the page's policy refuses; what we draw needs none of it. */
class PlainPaper extends dia.Paper {
  protected override addStylesheet(): void {
    // Everything is in the style sheet of the page.
  }
}

/**
 * The diagram on a JointJS paper. The paper is a sheet without edges that the compositor shifts: moving about draws nothing but what
 * comes near the screen, and that a little ahead. Only a change of scale draws what is in view again, when it rests.
 */
export class DiagramPaper {
  readonly #host: HTMLElement;
  readonly #sheet = document.createElement('div');
  readonly #ground = new Ground();
  readonly #shield = document.createElement('div');
  readonly #graph: dia.Graph;
  readonly #paper: dia.Paper;
  readonly #stage: Stage;
  readonly #events: PaperEvents;
  readonly #observer: ResizeObserver;
  readonly #sight: Sight;
  #size = { width: 1, height: 1 };
  #look: Look = { x: 0, y: 0, scale: 1 };
  /** The look for which it was last seen what is in view. */
  #seen: Look = this.#look;
  #drawnScale = 1;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #begun = false;
  #lit: ReadonlySet<string> = new Set();
  #picked: string | null = null;

  constructor(host: HTMLElement, scene: Scene, measure: Measure, events: PaperEvents) {
    this.#host = host;
    this.#events = events;
    this.#stage = { scene, index: new SceneIndex(scene), distance: 'near', measure, dragged: null, drawn: new Map() };
    this.#sheet.className = 'erd-sheet';
    const element = document.createElement('div');
    this.#sheet.append(this.#ground.element, element);
    this.#shield.className = 'erd-shield';
    this.#shield.hidden = true;
    host.append(this.#sheet, this.#shield);
    this.#graph = new dia.Graph({}, { cellNamespace: { erd: { TableCell, RelationCell } } });
    this.#paper = new PlainPaper({
      el: element,
      model: this.#graph,
      ...viewsOn(this.#stage),
      async: false,
      overflow: true,
      viewManagement: { lazyInitialize: true, disposeHidden: false },
      sorting: dia.Paper.sorting.APPROX,
      cellVisibility: (cell) => this.#sight.has(cell.id.toString()),
      interactive: (view) => view.model instanceof TableCell,
      gridSize: 4,
      clickThreshold: 5,
      moveThreshold: 5,
      preventDefaultBlankAction: false,
      preventDefaultViewAction: false,
    });
    this.#paper.setDimensions(1, 1);
    this.#sight = new Sight((id) => {
      this.#turn(id);
    });
    listenToPaper(this.#paper, events, (table) => {
      this.#stage.dragged = table;
    });
    listenToGestures(host, {
      pan: (x, y) => {
        this.pan(x, y);
      },
      zoom: (by, at) => {
        this.zoom(by, at);
      },
      blank: () => {
        events.picked(null);
      },
    });
    host.addEventListener('pointerover', ({ target }) => {
      if (target instanceof Element) showHint(target);
    });
    this.#observer = new ResizeObserver(() => {
      this.#measured();
    });
    this.#observer.observe(host);
    this.#measured();
  }

  destroy(): void {
    clearTimeout(this.#timer);
    this.#sight.stop();
    this.#observer.disconnect();
    this.#paper.remove();
    this.#sheet.remove();
    this.#shield.remove();
  }

  /** Draws a scene, whole in view where that is wanted: only cells that came, went or changed are touched. */
  show(scene: Scene, fit: boolean): void {
    const stage = this.#stage;
    const before = stage.scene;
    if (before !== scene) stage.index = new SceneIndex(scene);
    stage.scene = scene;
    stage.dragged = null;
    if (fit) this.#look = this.#fitting() ?? this.#look;
    stage.distance = distanceOf(this.#look.scale);
    this.#sight.reset(this.#within(0));
    const cells = this.#graph.getCells();
    const known = new Map(cells.map((cell) => [cell.id.toString(), cell]));
    const gone = cells.filter(({ id }) => !scene.faces.has(id.toString()) && !scene.relations.has(id.toString()));
    const fresh: dia.Cell[] = [];
    this.#paper.freeze();
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
    this.#paper.unfreeze();
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
    return box !== undefined && overlaps(box, this.#area(-40));
  }

  zoom(by: number, at = { x: this.#size.width / 2, y: this.#size.height / 2 }): void {
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

  #lightView(view: dia.CellView): void {
    const id = view.model.id.toString();
    const classes = view.el.classList;
    const [lit, picked] = [this.#lit.has(id), id === this.#picked];
    if (classes.contains('erd-lit') !== lit) classes.toggle('erd-lit', lit);
    if (classes.contains('erd-picked') !== picked) classes.toggle('erd-picked', picked);
  }

  #move(look: Look): void {
    this.#look = look;
    const shift = shiftOf({ x: 0, y: 0, scale: this.#drawnScale }, look);
    if (distanceOf(look.scale) !== this.#stage.distance || !isSharp(shift)) {
      this.#commit();
      return;
    }
    // What slides under the pointer isn't pointed at.
    this.#shield.hidden = false;
    this.#shift();
    // What is drawn ahead reaches that far, whichever way the screen's corners go.
    if (farthest(shiftOf(this.#seen, look), this.#size) >= step) this.#follow();
    this.#events.looked(look);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#shield.hidden = true;
      if (this.#look.scale === this.#drawnScale) this.#follow();
      else this.#commit();
    }, rest);
  }

  #shift(): void {
    const { x, y, scale } = this.#look;
    const by = scale / this.#drawnScale;
    // Text stays sharp where it stands on whole px.
    const place = `translate(${Math.round(x).toString()}px, ${Math.round(y).toString()}px)`;
    this.#sheet.style.transform = by === 1 ? place : `${place} scale(${by.toString()})`;
  }

  #area(around: number): Box {
    return areaOf(this.#look, this.#size.width, this.#size.height, around);
  }

  #within(around: number): ReadonlySet<string> {
    return this.#stage.index.within(this.#area(around));
  }

  #follow(): void {
    this.#seen = this.#look;
    this.#sight.follow({ inView: this.#within(0), near: this.#within(ahead), kept: this.#within(behind) });
  }

  /** Draws what is in view for the look there is now. */
  #commit(anew = false): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#shield.hidden = true;
    const { scale } = this.#look;
    const distance = distanceOf(scale);
    const another = anew || distance !== this.#stage.distance;
    this.#stage.distance = distance;
    this.#drawnScale = scale;
    this.#host.dataset['distance'] = distance;
    this.#paper.matrix({ a: scale, b: 0, c: 0, d: scale, e: 0, f: 0 });
    this.#ground.layUnder(boundsOf(this.#stage.scene.boxes.values()), scale);
    this.#shift();
    if (another) {
      // What left the screen need not be drawn again.
      this.#sight.reset(this.#within(0));
      this.#paper.updateCellsVisibility();
      for (const [view, drawn] of this.#stage.drawn) if (drawn !== distance && view.isMounted()) view.render();
    }
    this.#follow();
    if (this.#lit.size > 0 || this.#picked !== null) for (const view of this.#stage.drawn.keys()) this.#lightView(view);
    this.#events.looked(this.#look);
  }

  #turn(id: string): void {
    const cell = this.#graph.getCell(id);
    this.#paper.updateCellVisibility(cell);
    if (this.#lit.size === 0 && this.#picked === null) return;
    const view = this.#sight.has(id) ? cell.findView(this.#paper) : undefined;
    if (view) this.#lightView(view);
  }

  #redrawRelations(): void {
    for (const view of this.#stage.drawn.keys()) if (view.model.isLink() && view.isMounted()) view.render();
  }

  #measured(): void {
    const { clientWidth: width, clientHeight: height } = this.#host;
    if (width === 0 || height === 0 || (width === this.#size.width && height === this.#size.height)) return;
    this.#size = { width, height };
    if (this.#begun) this.#commit();
    this.#begun = true;
  }
}
