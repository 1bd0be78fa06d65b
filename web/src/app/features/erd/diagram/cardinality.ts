import type { ErdTable, RelationCondition } from '@orrery/contracts';
import type { ErdRelation, Point } from './geometry';

/** How many rows may stand at an end of a relation. */
export type End = 'one' | 'zero-or-one' | 'many';

/** The two ends of a relation: at the table that refers, and at the one referred to. */
export function endsOf(relation: ErdRelation, from: ErdTable | undefined): { readonly from: End; readonly to: End } {
  if (relation.relationType === 'many-to-many') return { from: 'many', to: 'many' };
  const mayBeNull = relation.columnsFrom.some((name) => from?.columns.find((column) => column.name === name)?.nullable ?? false);
  return {
    from: relation.relationType === 'one-to-one' ? 'zero-or-one' : 'many',
    to: mayBeNull ? 'zero-or-one' : 'one',
  };
}

const words: Readonly<Record<End, string>> = { one: 'one', 'zero-or-one': 'zero or one', many: 'many' };

/** `many to one`; of a polymorphic relation with the rows that it is true of. */
export const cardinalityText = (relation: ErdRelation, from: ErdTable | undefined): string => {
  const ends = endsOf(relation, from);
  return `${words[ends.from]} to ${words[ends.to]}${relation.condition ? `, ${conditionText(relation.condition)}` : ''}`;
};

/** `where commentable_type is “Post”`. */
export const conditionText = ({ column, values }: RelationCondition): string =>
  `where ${column} is ${values.map((value) => `“${value}”`).join(' or ')}`;

/** The sign of an end in crow's-foot notation, as the `d` of a path. It stands at `point`, before a table on the other side of `side`. */
export function signOf(end: End, point: Point, side: -1 | 1): string {
  const x = (by: number): string => (point.x + side * by).toString();
  const y = (by: number): string => (point.y + by).toString();
  const bar = (by: number): string => `M ${x(by)} ${y(-6)} V ${y(6)}`;
  const ring = (by: number): string => `M ${x(by)} ${y(-4)} a 4 4 0 1 0 0.01 0 Z`;
  if (end === 'many') return `M ${x(0)} ${y(-7)} L ${x(12)} ${y(0)} L ${x(0)} ${y(7)} ${ring(16)}`;
  return end === 'one' ? `${bar(7)} ${bar(12)}` : `${bar(7)} ${ring(15)}`;
}
