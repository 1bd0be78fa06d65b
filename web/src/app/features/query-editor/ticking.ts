import { effect, signal, type Signal } from '@angular/core';

/** The time, told ten times a second while `running` is true: for an elapsed time that ticks. Made where effects can be. */
export function ticking(running: () => boolean): Signal<number> {
  const now = signal(Date.now());
  effect((onCleanup) => {
    if (!running()) return;
    now.set(Date.now());
    const timer = setInterval(() => {
      now.set(Date.now());
    }, 100);
    onCleanup(() => {
      clearInterval(timer);
    });
  });
  return now.asReadonly();
}
