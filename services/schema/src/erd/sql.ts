import type { Kind, Relation, RelationCondition, TableRef } from '@orrery/contracts';
import { quoteIdentifier, quoteLiteral } from '@orrery/dialects';
import type { Step } from './graph.js';

/** Kinds of database whose language has JOIN and FOREIGN KEY. */
export const hasJoins = (kind: Kind): boolean => kind !== 'mongodb';

const nameOf = (kind: Kind, { schema, name }: TableRef): string =>
  `${quoteIdentifier(kind, schema)}.${quoteIdentifier(kind, name)}`;

/** `FROM a JOIN b ON …` along a way of steps. Tables are called t1, t2, …, since one may come twice. */
export function joinText(kind: Kind, start: TableRef, steps: readonly Step[], refs: ReadonlyMap<string, TableRef>): string {
  const lines = [`FROM ${nameOf(kind, start)} AS t1`];
  for (const [at, { relation, forward }] of steps.entries()) {
    const [here, there] = [`t${String(at + 1)}`, `t${String(at + 2)}`];
    const target = refs.get(forward ? relation.tableTo : relation.tableFrom);
    if (!target) continue;
    const conditions = relation.columnsFrom.map((column, place) => {
      const other = relation.columnsTo[place] ?? '';
      const [own, foreign] = forward ? [column, other] : [other, column];
      return `${there}.${quoteIdentifier(kind, foreign)} = ${here}.${quoteIdentifier(kind, own)}`;
    });
    if (relation.condition) conditions.push(conditionText(kind, forward ? here : there, relation.condition));
    lines.push(`JOIN ${nameOf(kind, target)} AS ${there} ON ${conditions.join(' AND ')}`);
  }
  return lines.join('\n');
}

/** Of a polymorphic relation: the rows that it is true of. */
const conditionText = (kind: Kind, table: string, { column, values }: RelationCondition): string =>
  `${table}.${quoteIdentifier(kind, column)} IN (${values.map((value) => quoteLiteral(kind, value)).join(', ')})`;

/** Why no foreign key can declare a relation; undefined where one can. */
export const undeclarable = ({ condition, columnFrom }: Relation): string | undefined =>
  condition &&
  `${columnFrom} refers to another table where ${condition.column} says so, and a foreign key has one table to refer to.`;

/** Bytes that a name may take on every kind. */
const nameLimit = 60;

/** The statement that declares a relation. */
export function foreignKeyText(kind: Kind, relation: Relation, refs: ReadonlyMap<string, TableRef>): string | undefined {
  const [from, to] = [refs.get(relation.tableFrom), refs.get(relation.tableTo)];
  if (!from || !to) return undefined;
  const list = (columns: readonly string[]): string => columns.map((column) => quoteIdentifier(kind, column)).join(', ');
  const name = constraintName(`fk_${from.name}_${relation.columnsFrom.join('_')}`);
  return `ALTER TABLE ${nameOf(kind, from)} ADD CONSTRAINT ${quoteIdentifier(kind, name)} FOREIGN KEY (${list(relation.columnsFrom)}) REFERENCES ${nameOf(kind, to)} (${list(relation.columnsTo)})`;
}

/** A name cut to what fits, never within a character. */
const constraintName = (name: string): string => {
  const bytes = Buffer.from(name);
  return bytes.length <= nameLimit ? name : bytes.toString('utf8', 0, nameLimit).replace(/\uFFFD+$/, '');
};
