import { boundsOf } from '../diagram/geometry';
import type { Mark } from '../diagram/mark';
import { relationMarks } from '../diagram/relation-marks';
import { type Scene, routeIn } from '../diagram/scene';
import { tableMarks } from '../diagram/table-marks';
import type { Measure } from '../diagram/text-width';

/** The colours of the page that a picture is made with. */
export interface Palette {
  readonly ground: string;
  readonly surface: string;
  readonly head: string;
  readonly line: string;
  readonly edge: string;
  readonly text: string;
  readonly dim: string;
  readonly key: string;
}

const margin = 32;

const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD');

const sans = `font-family="Inter, system-ui, sans-serif"`;
const mono = `font-family="JetBrains Mono, Menlo, Consolas, monospace"`;

/** What the style sheet of the page says, as attributes: a picture has no style sheet. */
const attributesOf = (palette: Palette): Readonly<Record<string, string>> => ({
  'erd-frame': `fill="${palette.surface}"`,
  'erd-edge': `fill="none" stroke="${palette.edge}"`,
  'erd-head': `fill="${palette.head}"`,
  'erd-name': `fill="${palette.text}" font-size="13" font-weight="600" ${sans}`,
  'erd-column': `fill="${palette.text}" font-size="12" ${mono}`,
  'erd-nullable': `fill="${palette.dim}"`,
  'erd-type': `fill="${palette.dim}" font-size="11" ${mono}`,
  'erd-pk': `fill="${palette.key}"`,
  'erd-key': `fill="${palette.dim}" font-size="9" font-weight="700" ${sans}`,
  'erd-more': `fill="${palette.dim}" font-size="11" ${sans}`,
  'erd-foot-area': `fill="none"`,
  'erd-line': `fill="none" stroke="${palette.line}" stroke-width="1.25"`,
  'erd-long': `stroke="${palette.edge}"`,
  'erd-sign': `fill="${palette.ground}" stroke="${palette.line}" stroke-width="1.25"`,
  'erd-guessed': `stroke-dasharray="5 4"`,
  'erd-reach': `fill="none" stroke="none"`,
  'erd-sure-area': `fill="${palette.ground}" stroke="${palette.line}"`,
  'erd-sure': `fill="${palette.text}" font-size="10" ${sans}`,
});

function textOf(mark: Mark, styles: Readonly<Record<string, string>>): string {
  // The last class wins, as in the style sheet: attributes may stand only once.
  const own = new Map<string, string>();
  for (const name of mark.class.split(' '))
    for (const [, key, value] of (styles[name] ?? '').matchAll(/([\w-]+)="([^"]*)"/g))
      if (key !== undefined && value !== undefined) own.set(key, value);
  // Signs are drawn whole, however sure the relation is.
  if (mark.class.includes('erd-sign')) own.delete('stroke-dasharray');
  for (const [key, value] of Object.entries(mark.attributes ?? {})) own.set(key, escaped(value.toString()));
  const attributes = [...own].map(([key, value]) => ` ${key}="${value}"`).join('');
  const hint = mark.hint === undefined ? '' : `<title>${escaped(mark.hint)}</title>`;
  const inside = `${hint}${mark.text === undefined ? '' : escaped(mark.text)}${(mark.children ?? []).map((child) => textOf(child, styles)).join('')}`;
  return inside === '' ? `<${mark.tag}${attributes}/>` : `<${mark.tag}${attributes}>${inside}</${mark.tag}>`;
}

export interface Picture {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

/** The whole diagram as a picture that stands by itself. */
export function pictureOf(scene: Scene, palette: Palette, measure: Measure): Picture {
  const styles = attributesOf(palette);
  const routes = [...scene.relations.values()].map((relation) => ({
    relation,
    route: routeIn(scene, relation, (table) => scene.boxes.get(table)),
  }));
  const points = routes.flatMap(({ route }) => (route?.points ?? []).map((point) => ({ ...point, width: 0, height: 0 })));
  const bounds = boundsOf([...scene.boxes.values(), ...points]) ?? { x: 0, y: 0, width: 0, height: 0 };
  const [width, height] = [Math.ceil(bounds.width + 2 * margin), Math.ceil(bounds.height + 2 * margin)];
  const lines = routes.flatMap(({ relation, route }) =>
    route ? relationMarks(relation, scene.faces.get(relation.tableFrom)?.table, route, 'near') : [],
  );
  const tables = [...scene.boxes].flatMap(([table, { x, y }]): Mark[] => {
    const face = scene.faces.get(table);
    return face
      ? [
          {
            tag: 'g',
            class: '',
            attributes: { transform: `translate(${x.toString()} ${y.toString()})` },
            children: tableMarks(face, 'near', scene, measure),
          },
        ]
      : [];
  });
  const box = [bounds.x - margin, bounds.y - margin, width, height].map((value) => value.toString());
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width.toString()}" height="${height.toString()}" viewBox="${box.join(' ')}">`,
    `<rect x="${box[0] ?? ''}" y="${box[1] ?? ''}" width="${width.toString()}" height="${height.toString()}" fill="${palette.ground}"/>`,
    ...[...lines, ...tables].map((mark) => textOf(mark, styles)),
    '</svg>',
  ].join('\n');
  return { svg, width, height };
}
