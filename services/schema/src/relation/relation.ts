import type { CatalogForeignKey, CatalogTable, Relation, RelationEvidence, RelationState, RelationType } from '@orrery/contracts';
import { qualifiedName } from '@orrery/dialects';
import type { Inferred } from './candidate.js';

/** A relation as a crawl finds it: without the id that it is stored under. */
export type FoundRelation = Omit<Relation, 'id' | 'state'> & { readonly state: RelationState };

/** What makes a relation the same one from crawl to crawl. */
export const keyOf = (relation: Pick<Relation, 'tableFrom' | 'columnsFrom' | 'tableTo' | 'columnsTo' | 'via'>): string =>
  JSON.stringify([relation.tableFrom, relation.columnsFrom, relation.tableTo, relation.columnsTo, relation.via]);

const joined = (columns: readonly string[]): string => columns.join(', ');
const sameSet = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((one) => b.includes(one));

/** Whether at most one row can hold the same values in these columns. */
export function isUnique(table: CatalogTable, columns: readonly string[]): boolean {
  const keys = [
    ...(table.primaryKey ? [table.primaryKey.columns] : []),
    ...table.uniques.map((unique) => unique.columns),
    ...table.indexes
      .filter((index) => index.unique && index.predicate === undefined && index.onExpression !== true)
      .map(({ columns: of }) => of),
  ];
  return keys.some((key) => key.length > 0 && key.every((column) => columns.includes(column)));
}

/** One way out of a table, declared or inferred. */
interface Leg {
  readonly columns: readonly string[];
  readonly tableTo: string;
  readonly columnsTo: readonly string[];
  readonly relation: Omit<FoundRelation, 'relationType'>;
}

/** Two legs whose columns are the whole primary key, and nothing else is: the table only joins what they lead to. */
const isJunction = (table: CatalogTable, legs: readonly Leg[]): boolean => {
  const [first, second] = legs;
  if (!first || !second || !table.primaryKey) return false;
  // Both may hold the tenant that all keys begin with.
  return sameSet(table.primaryKey.columns, [...new Set([...first.columns, ...second.columns])]);
};

/**
 * Every relation of a schema: declared keys first, then what was inferred, then the many-to-many that junction tables make of two of
 * them. An inferred one that says the same as a declared one is left out.
 */
export function relationsOf(tables: readonly CatalogTable[], inferred: readonly Inferred[]): FoundRelation[] {
  const byTable = new Map<CatalogTable, Leg[]>(tables.map((table) => [table, declaredLegs(table)]));
  for (const one of inferred) {
    const legs = byTable.get(one.from);
    const isTold = (leg: Leg): boolean =>
      sameSet(leg.columns, one.columnsFrom) && (leg.relation.condition === undefined || one.condition === undefined);
    if (legs && !legs.some(isTold)) legs.push(inferredLeg(one));
  }
  const found = new Map<string, FoundRelation>();
  const add = (relation: FoundRelation): void => {
    const key = keyOf(relation);
    if (!found.has(key)) found.set(key, relation);
  };
  for (const [table, legs] of byTable) {
    const pair = junctionLegs(table, legs);
    for (const leg of legs) add({ ...leg.relation, relationType: typeOf(table, leg, pair.includes(leg)) });
    const [first, second] = pair;
    if (first && second) add(manyToMany(table, first, second));
  }
  return [...found.values()];
}

const typeOf = (table: CatalogTable, leg: Leg, inJunction: boolean): RelationType => {
  if (inJunction) return 'pk-fk';
  // A document holds any number of them, and any number of documents hold the same one.
  if (leg.columns.some((column) => column.includes('[]'))) return 'many-to-many';
  return isUnique(table, leg.columns) ? 'one-to-one' : 'one-to-many';
};

/** The two legs that make a table a junction; none where it is none. */
function junctionLegs(table: CatalogTable, legs: readonly Leg[]): readonly Leg[] {
  const inKey = legs.filter(
    ({ columns, relation }) =>
      relation.condition === undefined && columns.every((column) => table.primaryKey?.columns.includes(column)),
  );
  for (const [at, first] of inKey.entries())
    for (const second of inKey.slice(at + 1)) if (isJunction(table, [first, second])) return [first, second];
  return [];
}

const declaredLegs = (table: CatalogTable): Leg[] => table.foreignKeys.map((key) => declaredLeg(table, key));

function declaredLeg(table: CatalogTable, key: CatalogForeignKey): Leg {
  const tableTo = qualifiedName(key.refSchema, key.refTable);
  return {
    columns: key.columns,
    tableTo,
    columnsTo: key.refColumns,
    relation: {
      tableFrom: qualifiedName(table.schema, table.name),
      columnFrom: joined(key.columns),
      columnsFrom: [...key.columns],
      tableTo,
      columnTo: joined(key.refColumns),
      columnsTo: [...key.refColumns],
      source: 'declared',
      confidence: 1,
      state: 'accepted',
      via: null,
      constraintName: key.name,
      evidence: [],
    },
  };
}

function inferredLeg(one: Inferred): Leg {
  const tableTo = qualifiedName(one.to.schema, one.to.name);
  return {
    columns: one.columnsFrom,
    tableTo,
    columnsTo: one.columnsTo,
    relation: {
      tableFrom: qualifiedName(one.from.schema, one.from.name),
      columnFrom: joined(one.columnsFrom),
      columnsFrom: [...one.columnsFrom],
      tableTo,
      columnTo: joined(one.columnsTo),
      columnsTo: [...one.columnsTo],
      source: 'inferred',
      confidence: one.confidence,
      state: 'suggested',
      via: null,
      constraintName: null,
      ...(one.condition === undefined ? {} : { condition: one.condition }),
      evidence: [...one.evidence],
    },
  };
}

/** What a junction table says of the two tables it joins; as sure as the less sure of its legs. */
function manyToMany(table: CatalogTable, first: Leg, second: Leg): FoundRelation {
  const isDeclared = first.relation.source === 'declared' && second.relation.source === 'declared';
  const evidence: RelationEvidence[] = isDeclared
    ? []
    : [{ sign: 'unique', detail: `the key of ${table.name} is made of one of each`, weight: 0 }];
  return {
    tableFrom: first.tableTo,
    columnFrom: joined(first.columnsTo),
    columnsFrom: [...first.columnsTo],
    tableTo: second.tableTo,
    columnTo: joined(second.columnsTo),
    columnsTo: [...second.columnsTo],
    relationType: 'many-to-many',
    source: isDeclared ? 'declared' : 'inferred',
    confidence: Math.min(first.relation.confidence, second.relation.confidence),
    state: isDeclared ? 'accepted' : 'suggested',
    via: qualifiedName(table.schema, table.name),
    constraintName: null,
    evidence,
  };
}
