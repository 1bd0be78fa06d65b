import type { CatalogTable, Containment, ContainmentPair, RelationCondition, RelationEvidence } from '@orrery/contracts';
import type { Family, ModelColumn, ModelKey, ModelTable } from './model.js';

/** A relation that nobody declared, as it stands before data is looked at. */
export interface Candidate {
  readonly from: CatalogTable;
  /** One column, or several that refer together. */
  readonly columnsFrom: readonly string[];
  readonly to: CatalogTable;
  readonly columnsTo: readonly string[];
  /** What sort of value refers; of several columns the one that says most. */
  readonly family: Family;
  /** Of a polymorphic one: the rows that it is true of. */
  readonly condition?: RelationCondition;
  readonly evidence: readonly RelationEvidence[];
}

/** A relation that nobody declared, with how sure we are (0…1) and why. */
export interface Inferred extends Candidate {
  readonly confidence: number;
}

/** From this confidence on a relation is worth suggesting. */
export const suggestFrom = 0.6;
/** From this one on it is kept, for whoever wants to see what else there might be. */
export const keepFrom = 0.4;
/** From this one on it is worth looking at the data. */
export const measureFrom = 0.3;

/** One column of a table to a key of another. */
export const between = (
  table: ModelTable,
  column: ModelColumn,
  target: ModelTable,
  key: ModelKey,
): Omit<Candidate, 'evidence'> => ({
  from: table.table,
  columnsFrom: [column.name],
  to: target.table,
  columnsTo: [key.column.name],
  family: column.family,
});

/** What the candidates of one table begin with: two of the same text are the same relation. */
export const targetOf = ({ to, columnsTo }: Candidate): string => JSON.stringify([to.schema, to.name, columnsTo]);
export const sourceOf = ({ from, columnsFrom }: Candidate): string => JSON.stringify([from.schema, from.name, columnsFrom]);

/** The same pair told twice is one candidate with both reasons. */
export function merged(candidates: readonly Candidate[]): Candidate[] {
  const byTarget = new Map<string, Candidate>();
  for (const candidate of candidates) {
    const key = targetOf(candidate);
    const known = byTarget.get(key);
    byTarget.set(key, known ? { ...known, evidence: [...known.evidence, ...candidate.evidence] } : candidate);
  }
  return [...byTarget.values()];
}

/** Whether values of a column can be values of a key. */
export const fits = (column: ModelColumn, key: Pick<ModelKey, 'column'>): boolean => {
  if (column.family !== key.column.family) return false;
  const [own, target] = [column.column.maxLength, key.column.column.maxLength];
  return own === undefined || target === undefined || column.family !== 'text' || own <= target * 4;
};

/** What to look up in the data: each candidate that could still become a suggestion. */
export const pairsOf = (candidates: readonly Candidate[]): ContainmentPair[] =>
  candidates.map(({ from, columnsFrom, to, columnsTo, condition }) => ({
    from: { schema: from.schema, name: from.name, columns: [...columnsFrom] },
    to: { schema: to.schema, name: to.name, columns: [...columnsTo] },
    ...(condition === undefined ? {} : { where: condition }),
  }));

/** What the data should be asked of first, since there may be no time for all of it. */
export const surestFirst = (candidates: readonly Candidate[]): Candidate[] =>
  candidates
    .map((candidate) => ({ candidate, sure: sureOf(candidate.evidence) }))
    .sort((a, b) => b.sure - a.sure)
    .map(({ candidate }) => candidate);

export const isWorthMeasuring = (candidate: Candidate): boolean => sureOf(candidate.evidence) >= measureFrom;

/** Values that are made to be found nowhere else. */
const isGlobal = (family: Family): boolean => family === 'uuid' || family === 'object-id';

/** What the data says of a candidate. Small whole numbers stand in many a column, so that finding them says little; not finding them much. */
export function containmentEvidence(
  { family, columnsFrom }: Pick<Candidate, 'family' | 'columnsFrom'>,
  { sampled, found, skipped }: Containment,
): RelationEvidence[] {
  if (skipped !== undefined || sampled === 0) return [];
  const missing = sampled - found;
  const detail = `${String(found)} of ${String(sampled)} distinct values are there`;
  // A single stranger is often the 0 or the empty text by which old schemas say “none”.
  if (missing === 0 || (missing === 1 && sampled >= 4) || found / sampled >= 0.98) {
    const isTelling = family !== 'integer' || columnsFrom.length > 1;
    const weight = isGlobal(family) && sampled >= 3 ? 0.4 : isTelling ? (sampled >= 5 ? 0.3 : 0.15) : sampled >= 20 ? 0.12 : 0.06;
    return [{ sign: 'containment', detail, weight }];
  }
  if (sampled <= 2) return [{ sign: 'containment', detail, weight: -0.12 }];
  return [{ sign: 'containment', detail, weight: found / sampled >= 0.9 ? -0.05 : found / sampled >= 0.6 ? -0.25 : -0.6 }];
}

/** Reasons add up; two strong ones are not certainty. */
export const sureOf = (evidence: readonly RelationEvidence[]): number => {
  const main = Math.max(0, ...evidence.filter(isMain).map(({ weight }) => weight));
  const second = evidence.filter(isMain).length > 1 ? 0.1 : 0;
  const rest = evidence.filter((one) => !isMain(one)).reduce((total, { weight }) => total + weight, 0);
  return Math.max(0, Math.min(0.99, main + second + rest));
};
/** A reason that a relation stands on; of a polymorphic one it is what the type column says for it. */
const isMain = ({ sign, weight }: RelationEvidence): boolean =>
  sign === 'name' || sign === 'history' || (sign === 'polymorphic' && weight > 0);

/**
 * The relations worth suggesting: of each column the likeliest one, where it is likely enough; of a polymorphic one each of its targets.
 * `measured`: what the data said of each candidate, in their order; undefined where it was not asked.
 */
export function inferred(
  candidates: readonly Candidate[],
  measured: readonly (Containment | undefined)[] = [],
  from: number = suggestFrom,
): Inferred[] {
  const best = new Map<string, Inferred>();
  for (const [at, candidate] of candidates.entries()) {
    const answer = measured[at];
    const evidence = answer ? [...candidate.evidence, ...containmentEvidence(candidate, answer)] : candidate.evidence;
    const one = { ...candidate, evidence, confidence: Math.round(sureOf(evidence) * 100) / 100 };
    const place = sourceOf(one) + (one.condition === undefined ? '' : targetOf(one));
    const known = best.get(place);
    if (!known || one.confidence > known.confidence) best.set(place, one);
  }
  return [...best.values()].filter(({ confidence }) => confidence >= from);
}
