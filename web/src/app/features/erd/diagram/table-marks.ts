import type { ErdTable } from '@orrery/contracts';
import { type TableFace, headHeight, rowHeight, tableWidth } from './geometry';
import type { Mark } from './mark';
import { type Measure, fitted } from './text-width';

/** From how near the diagram is looked at: `near` shows columns, `far` and `afar` names, `specks` only those of landmarks. */
export type Distance = 'near' | 'far' | 'afar' | 'specks';

/** What a table's look depends on besides itself. */
export interface Surroundings {
  readonly defaultSchema: string;
  /** The tables by which a person finds the way from very far. */
  readonly landmarks: ReadonlySet<string>;
}

const pad = 10;

/** A table, drawn with its corner at 0, 0. */
export function tableMarks(face: TableFace, distance: Distance, around: Surroundings, measure: Measure): readonly Mark[] {
  const { table, height } = face;
  const frame: Mark = {
    tag: 'rect',
    class: `erd-frame erd-${table.kind}`,
    attributes: { width: tableWidth, height, rx: 6 },
  };
  if (distance === 'specks' && !around.landmarks.has(table.table)) return [frame];
  if (distance !== 'near') return [frame, bigName(face, distance, measure)];
  return [
    frame,
    {
      tag: 'path',
      class: 'erd-head',
      attributes: { d: headOf(face.rows.length === 0 && face.foot === '') },
    },
    headText(table, around.defaultSchema, measure),
    ...face.rows.map((row, index) => rowMark(row, headHeight + index * rowHeight, measure)),
    ...(face.foot === '' ? [] : [footMark(face)]),
    { tag: 'rect', class: 'erd-edge', attributes: { width: tableWidth, height, rx: 6 } },
  ];
}

const headOf = (alone: boolean): string =>
  `M 0 ${headHeight.toString()} V 6 A 6 6 0 0 1 6 0 H ${(tableWidth - 6).toString()} A 6 6 0 0 1 ${tableWidth.toString()} 6 V ${headHeight.toString()} ${alone ? 'a 6 6 0 0 1 -6 0 H 6 a 6 6 0 0 1 -6 0 ' : ''}Z`;

function headText(table: ErdTable, defaultSchema: string, measure: Measure): Mark {
  const schema = table.schema === defaultSchema ? '' : `${table.schema}.`;
  const room = tableWidth - 2 * pad - (table.kind === 'table' ? 0 : 44);
  const name = fitted(`${schema}${table.name}`, room, 'name', measure);
  const kinds: Readonly<Record<ErdTable['kind'], string>> = {
    table: '',
    view: 'view',
    'materialized-view': 'mat. view',
    collection: '',
  };
  return {
    tag: 'g',
    class: '',
    hint: [`${table.schema}.${table.name}`, table.comment].filter((part) => part !== null).join('\n'),
    children: [
      { tag: 'text', class: 'erd-name', attributes: { x: pad, y: 21 }, text: name },
      ...(kinds[table.kind] === ''
        ? []
        : [
            {
              tag: 'text' as const,
              class: 'erd-type',
              attributes: { x: tableWidth - pad, y: 20, 'text-anchor': 'end' },
              text: kinds[table.kind],
            },
          ]),
    ],
  };
}

function rowMark(row: ErdTable['columns'][number], y: number, measure: Measure): Mark {
  const type = fitted(row.dataType, 92, 'type', measure);
  const left = 30;
  const name = fitted(row.name, tableWidth - left - pad - 10 - measure(type, 'type'), 'column', measure);
  const key = row.isPrimaryKey ? 'PK' : row.isForeignKey ? 'FK' : '';
  return {
    tag: 'g',
    class: 'erd-row',
    attributes: { transform: `translate(0 ${y.toString()})` },
    hint: `${row.name} ${row.dataType}${row.nullable ? '' : ' NOT NULL'}${row.isPrimaryKey && row.isForeignKey ? ', primary and foreign key' : ''}`,
    children: [
      ...(key === ''
        ? []
        : [{ tag: 'text' as const, class: `erd-key erd-${key.toLowerCase()}`, attributes: { x: pad, y: 15 }, text: key }]),
      { tag: 'text', class: row.nullable ? 'erd-column erd-nullable' : 'erd-column', attributes: { x: left, y: 15 }, text: name },
      { tag: 'text', class: 'erd-type', attributes: { x: tableWidth - pad, y: 15, 'text-anchor': 'end' }, text: type },
    ],
  };
}

const footMark = (face: TableFace): Mark => ({
  tag: 'g',
  class: 'erd-foot',
  attributes: { transform: `translate(0 ${(headHeight + face.rows.length * rowHeight).toString()})` },
  children: [
    { tag: 'rect', class: 'erd-foot-area', attributes: { x: 1, width: tableWidth - 2, height: 22 } },
    { tag: 'text', class: 'erd-more', attributes: { x: 30, y: 15 }, text: face.foot },
  ],
});

/** Sizes between which a name is as large as its box allows; a landmark's is larger than its box. */
const sizes: Readonly<Record<Exclude<Distance, 'near'>, readonly [least: number, most: number]>> = {
  far: [20, 34],
  afar: [44, 60],
  specks: [130, 130],
};

/** A name that can be read from afar. */
function bigName({ table, height }: TableFace, distance: Exclude<Distance, 'near'>, measure: Measure): Mark {
  const [least, most] = sizes[distance];
  const room = tableWidth - 2 * pad;
  const wide = (room / Math.max(measure(table.name, 'name'), 1)) * 13;
  const size = Math.round(Math.max(least, Math.min(most, wide, height)));
  const name = distance === 'specks' ? table.name.slice(0, 24) : fitted(table.name, (room * 13) / size, 'name', measure);
  return {
    tag: 'text',
    class: `erd-big erd-big-${distance}`,
    hint: `${table.schema}.${table.name}`,
    attributes: { x: tableWidth / 2, y: height / 2 + size * 0.35, 'text-anchor': 'middle', 'font-size': size },
    text: name,
  };
}
