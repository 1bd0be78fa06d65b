import { headHeight } from './grid-options';

/** The part of a grid that scrolls. */
export const viewportOf = (host: HTMLElement): HTMLElement | null => host.querySelector<HTMLElement>('.ag-grid-viewport');

/**
 * Follows a pointer until it is let go: tells which cell it is over, or nearest to, and scrolls the grid along where it is past an edge.
 * Whole rows are dragged up and down only.
 */
export function dragOver(host: HTMLElement, what: 'cells' | 'rows', over: (cell: Element) => void, ended: () => void): void {
  let pointer: { readonly x: number; readonly y: number } | undefined;
  let scrolling = 0;
  const reach = (): void => {
    const viewport = viewportOf(host);
    if (!pointer || !viewport) return;
    const box = viewport.getBoundingClientRect();
    const body = {
      top: box.top + headHeight,
      bottom: box.top + viewport.clientHeight,
      left: box.left + (host.querySelector('.ag-grid-pinned-left-cells')?.clientWidth ?? 0),
      right: box.left + viewport.clientWidth,
    };
    const inside = {
      x: Math.max((what === 'rows' ? box.left : body.left) + 2, Math.min(body.right - 2, pointer.x)),
      y: Math.max(body.top + 2, Math.min(body.bottom - 2, pointer.y)),
    };
    const cell = document.elementFromPoint(inside.x, inside.y)?.closest('.ag-cell');
    if (cell && host.contains(cell)) over(cell);
    const by = { x: beyond(pointer.x, body.left, body.right), y: beyond(pointer.y, body.top, body.bottom) };
    if ((by.x !== 0 || by.y !== 0) && scrolling === 0) {
      scrolling = requestAnimationFrame(() => {
        scrolling = 0;
        viewport.scrollBy(what === 'rows' ? 0 : by.x, by.y);
        reach();
      });
    }
  };
  const move = (event: PointerEvent): void => {
    pointer = { x: event.clientX, y: event.clientY };
    reach();
  };
  const stop = (): void => {
    pointer = undefined;
    cancelAnimationFrame(scrolling);
    document.removeEventListener('pointermove', move);
    document.removeEventListener('pointerup', stop);
    document.removeEventListener('pointercancel', stop);
    ended();
  };
  document.addEventListener('pointermove', move);
  document.addEventListener('pointerup', stop);
  document.addEventListener('pointercancel', stop);
}

/** How far a pointer is outside of an edge, as a speed. */
function beyond(at: number, from: number, to: number): number {
  return at < from ? Math.max(-60, at - from) : at > to ? Math.min(60, at - to) : 0;
}
