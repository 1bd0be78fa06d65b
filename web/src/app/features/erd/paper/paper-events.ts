import type { dia } from '@joint/core';
import type { Point } from '../diagram/geometry';
import type { Look } from './camera';

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

/** Tells what a person does to the tables and lines of a paper. `dragging` hears which table is being dragged, null at the end. */
export function listenToPaper(paper: dia.Paper, events: PaperEvents, dragging: (table: string | null) => void): void {
  const idOf = (view: dia.CellView): string => view.model.id.toString();
  let held: Point | null = null;
  paper.on('element:pointerdown', (view: dia.ElementView) => {
    const { x, y } = view.model.position();
    held = { x, y };
    dragging(idOf(view));
  });
  paper.on('element:pointerup', (view: dia.ElementView) => {
    const { x, y } = view.model.position();
    // Where it was moved, the new scene ends the dragging: until then its lines follow it.
    if (held && (held.x !== x || held.y !== y)) events.moved(idOf(view), { x, y });
    else dragging(null);
    held = null;
  });
  paper.on('element:pointerclick', (view: dia.ElementView, event: dia.Event) => {
    const target: unknown = event.target;
    if (target instanceof Element && target.closest('.erd-foot')) events.turned(idOf(view));
    else events.picked(idOf(view));
  });
  paper.on('element:pointerdblclick', (view: dia.ElementView) => {
    events.opened(idOf(view));
  });
  paper.on('element:contextmenu', (view: dia.ElementView, event: dia.Event) => {
    const at = { x: event.clientX ?? 0, y: event.clientY ?? 0 };
    const original: unknown = event.originalEvent;
    const tell = (): void => {
      events.menu(idOf(view), at);
    };
    // Where the menu is asked for by the press, the release would be a click beside it, and close it again.
    if (original instanceof MouseEvent && original.buttons !== 0) addEventListener('pointerup', tell, { once: true });
    else tell();
  });
  paper.on('link:pointerclick', (view: dia.LinkView) => {
    events.relationPicked(idOf(view));
  });
  paper.on('element:mouseenter', (view: dia.ElementView) => {
    if (held === null) events.hovered(idOf(view));
  });
  paper.on('element:mouseleave', () => {
    if (held === null) events.hovered(null);
  });
}
