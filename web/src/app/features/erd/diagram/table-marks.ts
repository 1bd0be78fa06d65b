import type { ErdTable } from '@orrery/contracts';
import { type TableFace, headHeight, rowHeight, tableWidth } from './geometry';
import type { Mark } from './mark';
import { type Measure, fitted } from './text-width';

/**
 * From how near the diagram is looked at: `near` shows columns with their types, `middle` only their names and larger, `far` and `afar`
 * only the names of tables, `specks` only those of landmarks. Nothing is drawn that is too small to be read.
 */
export type Distance = 'near' | 'middle' | 'far' | 'afar' | 'specks';

export const distanceOf = (scale: number): Distance =>
  scale >= 0.54 ? 'near' : scale >= 0.38 ? 'middle' : scale >= 0.2 ? 'far' : scale >= 0.09 ? 'afar' : 'specks';

/** What a table's look depends on besides itself. */
export interface Surroundings {
  readonly defaultSchema: string;
  /** The tables by which a person finds the way from very far. */
  readonly landmarks: ReadonlySet<string>;
  readonly landmarkSize: number;
}

/** Characters of a landmark's name that are written. */
export const longestLandmark = 24;

const pad = 10;

/** A table, drawn with its corner at 0, 0; its paths are relative. */
export function tableMarks(face: TableFace, distance: Distance, around: Surroundings, measure: Measure): readonly Mark[] {
  const { table, height } = face;
  const frame: Mark = {
    tag: 'rect',
    class: `erd-frame erd-${table.kind}`,
    attributes: { x: 0, y: 0, width: tableWidth, height, rx: 6 },
  };
  const edge: Mark = { ...frame, class: 'erd-edge' };
  if (distance === 'specks' && !around.landmarks.has(table.table)) return [frame];
  if (distance === 'specks') return [frame, landmarkName(face, around.landmarkSize)];
  if (distance !== 'near' && distance !== 'middle') return [frame, ...bigName(face, distance, measure)];
  const head: Mark = { tag: 'path', class: 'erd-head', attributes: { d: headOf(face.rows.length === 0 && face.foot === '') } };
  if (distance === 'middle') return [frame, head, middleName(table, measure), ...middleRows(face, measure), edge];
  return [
    frame,
    head,
    ...headTexts(table, around.defaultSchema, measure),
    ...rowTexts(face, measure),
    ...(face.foot === '' ? [] : [footMark(face)]),
    edge,
  ];
}

/** `alone`, nothing stands below it: its lower corners are round as well. */
const headOf = (alone: boolean): string => {
  const side = headHeight - (alone ? 12 : 6);
  const [high, wide] = [side.toString(), (tableWidth - 12).toString()];
  const below = alone ? `a 6 6 0 0 1 -6 6 h -${wide} a 6 6 0 0 1 -6 -6 ` : '';
  return `m 0 ${(side + 6).toString()} v -${high} a 6 6 0 0 1 6 -6 h ${wide} a 6 6 0 0 1 6 6 v ${high} ${below}z`;
};

const kindWords: Readonly<Record<ErdTable['kind'], string>> = {
  table: '',
  view: 'view',
  'materialized-view': 'mat. view',
  collection: '',
};
const hintOf = (table: ErdTable): string =>
  [`${table.schema}.${table.name}`, table.comment].filter((part) => part !== null).join('\n');

function headTexts(table: ErdTable, defaultSchema: string, measure: Measure): readonly Mark[] {
  const schema = table.schema === defaultSchema ? '' : `${table.schema}.`;
  const kind = kindWords[table.kind];
  const room = tableWidth - 2 * pad - (kind === '' ? 0 : measure(kind, 'type') + 8);
  const name = fitted(`${schema}${table.name}`, room, 'name', measure);
  return [
    { tag: 'text', class: 'erd-name', hint: hintOf(table), attributes: { x: pad, y: 21 }, text: name },
    ...(kind === ''
      ? []
      : [
          {
            tag: 'text' as const,
            class: 'erd-type',
            attributes: { x: tableWidth - pad, y: 20, 'text-anchor': 'end' },
            text: kind,
          },
        ]),
  ];
}

const hintOfRow = (row: ErdTable['columns'][number]): string =>
  `${row.name} ${row.dataType}${row.nullable ? '' : ' NOT NULL'}${row.isPrimaryKey && row.isForeignKey ? ', primary and foreign key' : ''}`;

const left = 30;

/** The rows as three texts, one for each kind of word: laid out far sooner than a text for each word would be. */
function rowTexts({ rows }: TableFace, measure: Measure): readonly Mark[] {
  if (rows.length === 0) return [];
  const [keys, names, types]: [Mark[], Mark[], Mark[]] = [[], [], []];
  rows.forEach((row, index) => {
    const y = headHeight + index * rowHeight + 15;
    const room = tableWidth - left - pad - 10;
    const type = fitted(row.dataType, Math.max(92, room - measure(row.name, 'column')), 'type', measure);
    const name = fitted(row.name, room - measure(type, 'type'), 'column', measure);
    const key = row.isPrimaryKey ? 'PK' : row.isForeignKey ? 'FK' : '';
    const hint = hintOfRow(row);
    if (key !== '') keys.push({ tag: 'tspan', class: `erd-${key.toLowerCase()}`, attributes: { x: pad, y }, text: key });
    names.push({ tag: 'tspan', class: row.nullable ? 'erd-nullable' : '', hint, attributes: { x: left, y }, text: name });
    types.push({ tag: 'tspan', class: '', hint, attributes: { x: tableWidth - pad, y }, text: type });
  });
  return [
    ...(keys.length === 0 ? [] : [{ tag: 'text' as const, class: 'erd-key', children: keys }]),
    { tag: 'text', class: 'erd-column', children: names },
    { tag: 'text', class: 'erd-type', attributes: { 'text-anchor': 'end' }, children: types },
  ];
}

/** px of a column's name where its type is left out for it. */
const middleSize = 17;

/** The names of columns alone, as large as their rows allow. */
function middleRows({ rows }: TableFace, measure: Measure): readonly Mark[] {
  if (rows.length === 0) return [];
  const room = ((tableWidth - 2 * pad) * 12) / middleSize;
  const names = rows.map((row, index): Mark => ({
    tag: 'tspan',
    class: row.isPrimaryKey ? 'erd-pk' : row.nullable ? 'erd-nullable' : '',
    hint: hintOfRow(row),
    attributes: { x: pad, y: headHeight + index * rowHeight + 17 },
    text: fitted(row.name, room, 'column', measure),
  }));
  return [{ tag: 'text', class: 'erd-column erd-large', children: names }];
}

/** A name in its head, as large as the head allows. */
function middleName(table: ErdTable, measure: Measure): Mark {
  const room = tableWidth - 2 * pad;
  const size = Math.floor(Math.max(16, Math.min(22, (room / Math.max(measure(table.name, 'name'), 1)) * 13)));
  const name = fitted(table.name, (room * 13) / size, 'name', measure);
  return { tag: 'text', class: 'erd-big', hint: hintOf(table), attributes: { x: pad, y: 23, 'font-size': size }, text: name };
}

function footMark(face: TableFace): Mark {
  const top = headHeight + face.rows.length * rowHeight;
  return {
    tag: 'g',
    class: 'erd-foot',
    children: [
      { tag: 'rect', class: 'erd-foot-area', attributes: { x: 1, y: top, width: tableWidth - 2, height: 22 } },
      { tag: 'text', class: 'erd-more', attributes: { x: 30, y: top + 15 }, text: face.foot },
    ],
  };
}

/** A name that is larger than its box. */
const landmarkName = ({ table, height }: TableFace, size: number): Mark => ({
  tag: 'text',
  class: 'erd-big erd-big-specks',
  hint: hintOf(table),
  attributes: {
    'text-anchor': 'middle',
    'font-size': size,
    'stroke-width': Math.round(size / 5),
    x: tableWidth / 2,
    y: Math.round(height / 2 + size * 0.35),
  },
  text: table.name.slice(0, longestLandmark),
});

/** Sizes between which a name is as large as its box allows. */
const sizes: Readonly<Record<Far, readonly [least: number, most: number]>> = {
  far: [26, 34],
  afar: [46, 60],
};
type Far = 'far' | 'afar';

/** A name that can be read from afar, on as many lines as its box has room for. */
function bigName({ table, height }: TableFace, distance: Far, measure: Measure): readonly Mark[] {
  const [least, most] = sizes[distance];
  const room = tableWidth - 2 * pad;
  const wide = (text: string): number => (room / Math.max(measure(text, 'name'), 1)) * 13;
  const lines = linesOf(table.name, wide, least, height);
  const size = Math.floor(Math.max(least, Math.min(most, ...lines.map(wide), height / (lines.length * 1.1))));
  const fit = (text: string): string => fitted(text, (room * 13) / size, 'name', measure);
  const top = height / 2 - ((lines.length - 1) * size * 1.1) / 2 + size * 0.35;
  return [
    {
      tag: 'text',
      class: `erd-big erd-big-${distance}`,
      hint: hintOf(table),
      attributes: { 'text-anchor': 'middle', 'font-size': size },
      children: lines.map((line, index) => ({
        tag: 'tspan',
        class: '',
        attributes: { x: tableWidth / 2, y: Math.round(top + index * size * 1.1) },
        text: fit(line),
      })),
    },
  ];
}

/** A name that is too long for one line is broken where its words are joined, if its box is high enough. */
function linesOf(name: string, wide: (text: string) => number, least: number, height: number): readonly string[] {
  const most = Math.max(1, Math.min(3, Math.floor(height / (least * 1.1))));
  const words = name.split(/(?<=[_\-. ])|(?<=[a-z])(?=[A-Z])/u);
  if (most === 1 || words.length === 1 || wide(name) >= least) return [name];
  const lines: string[] = [''];
  for (const word of words) {
    const longer = `${lines.at(-1) ?? ''}${word}`;
    if (lines.length >= most || lines.at(-1) === '' || wide(longer) >= least) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
