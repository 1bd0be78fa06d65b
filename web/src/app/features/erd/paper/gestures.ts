import type { Point } from '../diagram/geometry';

export interface Gestures {
  /** px */
  readonly pan: (x: number, y: number) => void;
  /** `at` is counted from the corner of the place. */
  readonly zoom: (by: number, at: Point) => void;
  /** A press on nothing, without moving. */
  readonly blank: () => void;
}

/** px that a pointer must go before it drags. */
const threshold = 4;
/** Tables are dragged by JointJS, lines are pressed through it. */
const onTable = (event: Event): boolean => event.target instanceof Element && event.target.closest('.joint-element') !== null;
const onLine = (event: Event): boolean => event.target instanceof Element && event.target.closest('.joint-link') !== null;

/** Hears the wheel (which moves; with Ctrl it zooms, as a pinch on a touchpad does), dragging by the ground, and two fingers. */
export function listenToGestures(host: HTMLElement, gestures: Gestures): void {
  const within = (x: number, y: number): Point => {
    const box = host.getBoundingClientRect();
    return { x: x - box.left, y: y - box.top };
  };
  host.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
      if (event.ctrlKey || event.metaKey)
        gestures.zoom(Math.exp(-event.deltaY * unit * 0.004), within(event.clientX, event.clientY));
      else if (event.shiftKey) gestures.pan(-event.deltaY * unit, 0);
      else gestures.pan(-event.deltaX * unit, -event.deltaY * unit);
    },
    { passive: false },
  );
  listenToDragging(host, gestures);
  listenToPinches(host, gestures, within);
}

/** One pointer on the ground: a mouse's left or middle button, a pen, a finger. */
function listenToDragging(host: HTMLElement, gestures: Gestures): void {
  let held: { readonly id: number; readonly from: Point; last: Point; dragging: boolean; readonly blank: boolean } | null = null;
  const end = (): void => {
    held = null;
    host.classList.remove('erd-grabbed');
  };
  host.addEventListener('pointerdown', (event) => {
    if (held !== null || !event.isPrimary) {
      // A second finger: it is a pinch.
      end();
      return;
    }
    const middle = event.button === 1;
    if ((event.button !== 0 && !middle) || (onTable(event) && !middle)) return;
    const from = { x: event.clientX, y: event.clientY };
    held = { id: event.pointerId, from, last: from, dragging: false, blank: !onLine(event) && !middle };
  });
  host.addEventListener('pointermove', (event) => {
    if (held?.id !== event.pointerId) return;
    const at = { x: event.clientX, y: event.clientY };
    if (!held.dragging && Math.hypot(at.x - held.from.x, at.y - held.from.y) < threshold) return;
    if (!held.dragging) {
      held.dragging = true;
      host.setPointerCapture(event.pointerId);
      host.classList.add('erd-grabbed');
    }
    gestures.pan(at.x - held.last.x, at.y - held.last.y);
    held.last = at;
  });
  host.addEventListener('pointerup', (event) => {
    if (held?.id !== event.pointerId) return;
    const pressed = held.blank && !held.dragging;
    end();
    if (pressed) gestures.blank();
  });
  host.addEventListener('pointercancel', end);
}

/** Two fingers move and zoom at once. JointJS must not drag the table that one of them stands on. */
function listenToPinches(host: HTMLElement, gestures: Gestures, within: (x: number, y: number) => Point): void {
  let last: { readonly middle: Point; readonly apart: number } | null = null;
  const read = (event: TouchEvent): typeof last => {
    const [a, b] = [event.touches[0], event.touches[1]];
    if (!a || !b) return null;
    return {
      middle: within((a.clientX + b.clientX) / 2, (a.clientY + b.clientY) / 2),
      apart: Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY),
    };
  };
  host.addEventListener(
    'touchmove',
    (event) => {
      const now = read(event);
      if (now && last && last.apart > 0) {
        event.preventDefault();
        event.stopPropagation();
        gestures.pan(now.middle.x - last.middle.x, now.middle.y - last.middle.y);
        gestures.zoom(now.apart / last.apart, now.middle);
      }
      last = now;
    },
    { passive: false, capture: true },
  );
  host.addEventListener('touchend', () => {
    last = null;
  });
}
