import type { ErdTable } from '@orrery/contracts';
import { cardinalityText, endsOf, signOf } from './cardinality';
import type { ErdRelation } from './geometry';
import type { Mark } from './mark';
import { type Route, middleOf, pathOf } from './route';
import type { Distance } from './table-marks';

/** A relation in words: `orders.customer_id → customers.id, many to one`. */
export function relationText(relation: ErdRelation, from: ErdTable | undefined): string {
  const sure =
    relation.source === 'declared'
      ? (relation.constraintName ?? 'declared')
      : `inferred, ${percent(relation.confidence)}, ${relation.state}`;
  return `${relation.tableFrom} (${relation.columnFrom}) → ${relation.tableTo} (${relation.columnTo}), ${cardinalityText(relation, from)}, ${sure}`;
}

export const percent = (confidence: number): string => `${Math.round(confidence * 100).toString()} %`;

/** A relation drawn along its route: the line, the signs at its ends, and how sure it is where it was inferred. */
export function relationMarks(
  relation: ErdRelation,
  from: ErdTable | undefined,
  route: Route,
  distance: Distance,
): readonly Mark[] {
  const d = pathOf(route.points, distance === 'near' ? 8 : 0);
  const guessed = relation.source === 'inferred' && relation.state !== 'accepted' ? ' erd-guessed' : '';
  const line: Mark = { tag: 'path', class: `erd-line${guessed}`, attributes: { d } };
  const [start, end] = [route.points[0], route.points.at(-1)];
  if (distance !== 'near' || !start || !end) return [line];
  const ends = endsOf(relation, from);
  const middle = middleOf(route.points);
  return [
    { tag: 'path', class: 'erd-reach', attributes: { d }, hint: relationText(relation, from) },
    line,
    {
      tag: 'path',
      class: `erd-sign${guessed}`,
      attributes: { d: `${signOf(ends.from, start, route.fromSide)} ${signOf(ends.to, end, route.toSide)}` },
    },
    ...(relation.source === 'declared'
      ? []
      : [
          {
            tag: 'rect' as const,
            class: 'erd-sure-area',
            attributes: { x: middle.x - 17, y: middle.y - 8, width: 34, height: 16, rx: 8 },
          },
          {
            tag: 'text' as const,
            class: 'erd-sure',
            attributes: { x: middle.x, y: middle.y + 4, 'text-anchor': 'middle' },
            text: relation.state === 'accepted' ? '✓' : percent(relation.confidence),
          },
        ]),
  ];
}
