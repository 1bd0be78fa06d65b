const units: readonly (readonly [number, string])[] = [
  [1e9, 'B'],
  [1e6, 'M'],
  [1e3, 'k'],
];

/** About how many rows: `42`, `1.2k`, `35M`. Empty where nobody knows. */
export function rowsText(rows: number | null): string {
  if (rows === null || rows < 0) return '';
  for (const [unit, sign] of units)
    if (rows >= unit) {
      const count = rows / unit;
      return `${count >= 10 ? Math.round(count).toString() : (Math.round(count * 10) / 10).toString()}${sign}`;
    }
  return Math.round(rows).toString();
}

/** `8 KB`, `1.2 GB`. */
export function sizeText(bytes: number): string {
  let [size, unit] = [bytes, 'B'];
  for (const next of ['KB', 'MB', 'GB', 'TB']) {
    if (size < 1_000) break;
    [size, unit] = [size / 1_024, next];
  }
  return `${size >= 10 || unit === 'B' ? Math.round(size).toString() : size.toFixed(1)} ${unit}`;
}
