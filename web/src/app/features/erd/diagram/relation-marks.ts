import type { ErdTable } from '@orrery/contracts';
import { cardinalityText, endsOf, signOf } from './cardinality';
import type { ErdRelation } from './geometry';
import type { Mark } from './mark';
import { type Route, lengthOf, middleOf, pathOf, piecesOf } from './route';
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

/** px of the diagram from which a line leads to another part of it: it stands back behind those of its neighbourhood. */
const long = 1_400;

/**
 * A relation drawn along its route: the line (`inPieces` where it is to come and go), the signs at its ends, and how sure it is where it
 * was inferred.
 */
export function relationMarks(
  relation: ErdRelation,
  from: ErdTable | undefined,
  route: Route,
  distance: Distance,
  inPieces = false,
): readonly Mark[] {
  const close = distance === 'near' || distance === 'middle';
  const radius = close ? 8 : 0;
  const d = pathOf(route.points, radius);
  const guessed = relation.source === 'inferred' && relation.state !== 'accepted' ? ' erd-guessed' : '';
  const far = lengthOf(route.points) > long ? ' erd-long' : '';
  const pieces = inPieces && distance !== 'afar' && distance !== 'specks' ? piecesOf(route.points, radius) : [d];
  const lines = pieces.map((piece): Mark => ({ tag: 'path', class: `erd-line${guessed}${far}`, attributes: { d: piece } }));
  const [start, end] = [route.points[0], route.points.at(-1)];
  if (!close || !start || !end) return lines;
  const ends = endsOf(relation, from);
  const middle = middleOf(route.points);
  return [
    { tag: 'path', class: 'erd-reach', attributes: { d }, hint: relationText(relation, from) },
    ...lines,
    {
      tag: 'path',
      class: `erd-sign${guessed}`,
      attributes: { d: `${signOf(ends.from, start, route.fromSide)} ${signOf(ends.to, end, route.toSide)}` },
    },
    ...(relation.source === 'declared' || distance !== 'near'
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
