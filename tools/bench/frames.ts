import type { CDPSession, Page } from 'playwright-core';

/** What a movement cost, each in ms. */
export interface Movement {
  /** Between one frame that the page prepared and the next. */
  readonly frames: readonly number[];
  /** The main thread's work in each of them: script, style, layout, paint. */
  readonly busy: readonly number[];
  /** Of that, script in the mean. */
  readonly script: number;
  /** Drawing tiles on other threads, for each frame in the mean. */
  readonly raster: number;
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly ts: number;
  readonly dur?: number;
  readonly pid: number;
  readonly tid: number;
}

const categories = ['devtools.timeline', 'disabled-by-default-devtools.timeline', 'toplevel', 'cc', 'blink.user_timing'];

/** Moves as `move` says, and reads from the browser's own trace what each frame cost. */
export async function measured(page: Page, devtools: CDPSession, move: () => Promise<void>): Promise<Movement> {
  const events: TraceEvent[] = [];
  const collect = ({ value }: { readonly value: readonly object[] }): void => {
    events.push(...(value as readonly TraceEvent[]));
  };
  devtools.on('Tracing.dataCollected', collect);
  await devtools.send('Tracing.start', { transferMode: 'ReportEvents', categories: categories.join(',') });
  await page.evaluate(watchFrames);
  await move();
  const times = await page.evaluate<number[]>('globalThis.framesSeen()');
  const complete = new Promise((resolve) => devtools.once('Tracing.tracingComplete', resolve));
  await devtools.send('Tracing.end');
  await complete;
  devtools.off('Tracing.dataCollected', collect);
  return movementOf(times, events);
}

/** Runs in the page: notes when each frame begins, until it is asked for them. */
const watchFrames = `(() => {
  const times = [];
  let goesOn = true;
  const note = (time) => { times.push(time); if (goesOn) requestAnimationFrame(note); };
  requestAnimationFrame(note);
  performance.mark('movement');
  globalThis.framesSeen = () => { goesOn = false; performance.mark('movement over'); return times; };
})()`;

const scripts = new Set(['FunctionCall', 'FireAnimationFrame', 'TimerFire', 'EventDispatch', 'RunMicrotasks', 'V8.GC_SCAVENGER']);

function movementOf(times: readonly number[], events: readonly TraceEvent[]): Movement {
  const begin = events.find(({ name }) => name === 'movement');
  const end = events.find(({ name }) => name === 'movement over');
  if (!begin || !end) throw new Error('the browser told nothing of the movement');
  const during = events.filter(({ ts, pid }) => pid === begin.pid && ts >= begin.ts && ts <= end.ts);
  const main = during.filter(({ tid }) => tid === begin.tid);
  const frames = times.slice(1).map((time, at) => time - (times[at] ?? time));
  const starts = main.filter(({ name }) => name === 'FireAnimationFrame').map(({ ts }) => ts);
  const tasks = outermost(main.filter(({ name }) => name === 'RunTask' || name === 'ThreadControllerImpl::RunTask'));
  const busy = starts.map((start, at) => {
    const next = starts[at + 1] ?? end.ts;
    return tasks.reduce((sum, { ts, dur = 0 }) => sum + (ts >= start && ts < next ? dur : 0), 0) / 1_000;
  });
  const sum = (some: readonly TraceEvent[]): number => some.reduce((all, { dur = 0 }) => all + dur, 0) / 1_000;
  return {
    frames,
    busy,
    script: sum(outermost(main.filter(({ name }) => scripts.has(name)))) / Math.max(1, frames.length),
    raster: sum(during.filter(({ name }) => name === 'RasterTask')) / Math.max(1, frames.length),
  };
}

/** Without those that are part of another. */
function outermost(events: readonly TraceEvent[]): readonly TraceEvent[] {
  const found: TraceEvent[] = [];
  let until = -Infinity;
  for (const event of [...events].sort((a, b) => a.ts - b.ts)) {
    if (event.dur === undefined || event.ts < until) continue;
    found.push(event);
    until = event.ts + event.dur;
  }
  return found;
}
