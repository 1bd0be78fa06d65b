import type { Point } from '../diagram/geometry';

export interface Gestures {
  /** px */
  readonly pan: (x: number, y: number) => void;
  /** `at` is counted from the corner of the place. */
  readonly zoom: (by: number, at: Point) => void;
}

/** Hears the wheel (which moves; with Ctrl it zooms, as a pinch on a touchpad does) and two fingers on a screen. */
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
