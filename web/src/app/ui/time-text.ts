/** How long something took: `38 ms`, `1.2 s`, `2 min 5 s`. */
export function durationText(ms: number): string {
  if (ms < 1) return '< 1 ms';
  if (ms < 1_000) return `${Math.round(ms).toString()} ms`;
  if (ms < 59_950) return `${(ms / 1_000).toFixed(ms < 9_950 ? 1 : 0)} s`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 3_600) return `${Math.floor(seconds / 60).toString()} min ${(seconds % 60).toString()} s`;
  return `${Math.floor(seconds / 3_600).toString()} h ${Math.floor((seconds % 3_600) / 60).toString()} min`;
}

/** How long ago: `now`, `4 min ago`, `3 h ago`, `yesterday`, then the date. Show the exact time on hover. */
export function agoText(time: string, now: number = Date.now()): string {
  const at = Date.parse(time);
  const seconds = Math.max(0, (now - at) / 1_000);
  if (seconds < 45) return 'now';
  if (seconds < 3_570) return `${Math.round(seconds / 60).toString()} min ago`;
  if (seconds < 86_400) return `${Math.round(seconds / 3_600).toString()} h ago`;
  if (seconds < 172_800) return 'yesterday';
  if (seconds < 604_800) return `${Math.floor(seconds / 86_400).toString()} days ago`;
  return new Date(at).toLocaleDateString(undefined, { year: 'numeric', month: 'short', day: 'numeric' });
}

/** The exact time, in the reader's zone, with the zone's name. */
export function exactTimeText(time: string): string {
  return new Date(time).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'long' });
}

const counts = new Intl.NumberFormat('en-US');
/** A count with its thousands set apart: `1,204`. */
export const countText = (n: number): string => counts.format(n);
