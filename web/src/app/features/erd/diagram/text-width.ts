/** How wide a text is, in px. */
export type Measure = (text: string, font: 'name' | 'column' | 'type') => number;

const fonts = {
  name: "600 13px 'Inter Variable', system-ui, sans-serif",
  column: "400 12px 'JetBrains Mono Variable', monospace",
  type: "400 11px 'JetBrains Mono Variable', monospace",
} as const;

/** Measures with the page's fonts, once for each text. */
export function measureOnCanvas(): Measure {
  const context = document.createElement('canvas').getContext('2d');
  const known = new Map<string, number>();
  return (text, font) => {
    const key = `${font} ${text}`;
    let width = known.get(key);
    if (width === undefined) {
      if (context) context.font = fonts[font];
      width = context?.measureText(text).width ?? text.length * 7;
      known.set(key, width);
    }
    return width;
  };
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** The text, cut with `…` where it is wider than there is room for. A sign made of several characters is never cut in two. */
export function fitted(text: string, room: number, font: Parameters<Measure>[1], measure: Measure): string {
  if (text.length * 14 <= room || measure(text, font) <= room) return text;
  const signs = Array.from(graphemes.segment(text.slice(0, 400)), ({ segment }) => segment);
  let [low, high] = [0, signs.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (measure(`${signs.slice(0, middle).join('')}…`, font) <= room) low = middle;
    else high = middle - 1;
  }
  return `${signs.slice(0, low).join('')}…`;
}
