import type { CatalogTable, Containment, ContainmentPair, RelationEvidence } from '@orrery/contracts';
import type { JoinSeen } from './joins.js';
import { type Family, modelOf, type ModelColumn, type ModelKey, type ModelTable } from './model.js';
import { columnNameOf, matchesOf, NameIndex } from './name-rules.js';

/** A relation that nobody declared, as it stands before data is looked at. One column refers to one key. */
export interface Candidate {
  readonly from: CatalogTable;
  readonly columnFrom: string;
  readonly to: CatalogTable;
  readonly columnTo: string;
  readonly family: Family;
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

export interface InferOptions {
  /** Joins that people wrote. */
  readonly joins?: readonly JoinSeen[];
  /** Only what names say; for comparison. */
  readonly namesOnly?: boolean;
}

/** Every relation that names, types, uniqueness and the history speak for, the likeliest of each column first. */
export function candidatesOf(tables: readonly CatalogTable[], options: InferOptions = {}): Candidate[] {
  const model = modelOf(tables);
  const index = new NameIndex(model);
  const joins = options.joins ?? [];
  const found = model.flatMap((table) => {
    const declared = new Set(table.table.foreignKeys.map((key) => key.columns.join('\0')));
    const found = table.columns
      .filter((column) => !declared.has(column.name) && canRefer(table, column))
      .flatMap((column) => columnCandidates(table, column, index, joins, options));
    return [...found, ...siblings(table, found, declared)];
  });
  return options.namesOnly ? found : withIndexHabit(found, model);
}

/** Share of plain references that must be indexed before the lack of an index says something. */
const habitFrom = 0.8;

/** Where a schema indexes what refers to other tables, a column that is not indexed refers to nothing more often. */
function withIndexHabit(candidates: readonly Candidate[], model: readonly ModelTable[]): Candidate[] {
  const tables = new Map(model.map((table) => [table.table, table]));
  const isIndexed = ({ from, columnFrom }: Candidate): boolean => tables.get(from)?.isIndexed(columnFrom) === true;
  const plain = candidates.filter(({ evidence }) => evidence.some(({ sign, weight }) => sign === 'name' && weight >= 0.8));
  const share = plain.filter(isIndexed).length / Math.max(1, plain.length);
  if (plain.length < 8 || share < habitFrom) return [...candidates];
  return candidates.map((candidate) =>
    isIndexed(candidate)
      ? candidate
      : {
          ...candidate,
          evidence: [
            ...candidate.evidence,
            { sign: 'index', detail: `${candidate.columnFrom} has no index, as most references here have`, weight: -0.38 },
          ],
        },
  );
}

/** A generated key of a table's own refers to nothing, and neither does what is no plain value. */
function canRefer(table: ModelTable, column: ModelColumn): boolean {
  if (column.family === 'other' || column.column.generated === 'stored' || column.column.generated === 'virtual') return false;
  const key = table.keys.find((one) => one.column === column);
  return !(key && (key.stem === '' || column.column.generated !== null) && key.isPrimary);
}

function columnCandidates(
  table: ModelTable,
  column: ModelColumn,
  index: NameIndex,
  joins: readonly JoinSeen[],
  { namesOnly = false }: InferOptions,
): Candidate[] {
  const polymorphic = typeBeside(table, column);
  const named = matchesOf(table, column, index).flatMap((match): Candidate[] => {
    if (!namesOnly && !fits(column, match.key)) return [];
    const evidence: RelationEvidence[] = [{ sign: 'name', detail: match.detail, weight: match.certainty }];
    if (!namesOnly) evidence.push(...typeEvidence(column, match.key), ...textEvidence(column, match.key));
    if (!namesOnly && polymorphic !== undefined) evidence.push(polymorphicEvidence(polymorphic, match.certainty));
    return [{ ...between(table, column, match.table, match.key), evidence }];
  });
  if (namesOnly) return named;
  const seen = joins.filter((join) => join.from.table === table.table && join.from.column === column.name);
  const joined = seen.flatMap((join): Candidate[] => {
    const target = index.tables.find((one) => one.table === join.to.table);
    const key = target?.keys.find((one) => one.column.name === join.to.column);
    if (!target || !key || !fits(column, key)) return [];
    return [{ ...between(table, column, target, key), evidence: [historyEvidence(join.runs)] }];
  });
  return merged([...named, ...joined]);
}

const between = (table: ModelTable, column: ModelColumn, target: ModelTable, key: ModelKey) => ({
  from: table.table,
  columnFrom: column.name,
  to: target.table,
  columnTo: key.column.name,
  family: column.family,
});

/** The same pair told twice is one candidate with both reasons. */
function merged(candidates: readonly Candidate[]): Candidate[] {
  const byTarget = new Map<string, Candidate>();
  for (const candidate of candidates) {
    const key = JSON.stringify([candidate.to.schema, candidate.to.name, candidate.columnTo]);
    const known = byTarget.get(key);
    byTarget.set(key, known ? { ...known, evidence: [...known.evidence, ...candidate.evidence] } : candidate);
  }
  return [...byTarget.values()];
}

/** In a table without a key of its own, `parent_id` is another of what its other column is: `changesets_parents`. */
function siblings(table: ModelTable, found: readonly Candidate[], declared: ReadonlySet<string>): Candidate[] {
  if (table.keys.some((key) => key.isPrimary)) return [];
  const targets = new Set([
    ...found.map(({ to, columnTo }) => JSON.stringify([to.schema, to.name, columnTo])),
    ...table.table.foreignKeys.flatMap((key) =>
      key.refColumns.length === 1 ? [JSON.stringify([key.refSchema, key.refTable, key.refColumns[0]])] : [],
    ),
  ]);
  if (targets.size !== 1 || table.columns.length > 4) return [];
  const [only] = found;
  if (!only) return [];
  return table.columns
    .filter((column) => !declared.has(column.name) && !found.some(({ columnFrom }) => columnFrom === column.name))
    .filter((column) => {
      const { stem, isKeyLike } = columnNameOf(column, []);
      return (
        isKeyLike &&
        stem.length === 1 &&
        column.family === only.family &&
        /^(?:parent|child|related|other|ancestor|descendant)$/.test(stem[0] ?? '')
      );
    })
    .map((column) => ({
      ...only,
      columnFrom: column.name,
      evidence: [{ sign: 'name' as const, detail: `goes with ${only.columnFrom}, which names ${only.to.name}`, weight: 0.75 }],
    }));
}

const fits = (column: ModelColumn, key: ModelKey): boolean => {
  if (column.family !== key.column.family) return false;
  const [own, target] = [column.column.maxLength, key.column.column.maxLength];
  return own === undefined || target === undefined || column.family !== 'text' || own <= target * 4;
};

const bare = (type: string): string =>
  type
    .toLowerCase()
    .replaceAll(/\(\d+\)/g, '')
    .trim();

function typeEvidence(column: ModelColumn, key: ModelKey): RelationEvidence[] {
  const [own, target] = [column.column.dataType, key.column.column.dataType];
  if (own === target || (column.family === 'integer' && bare(own) === bare(target)))
    return [{ sign: 'type', detail: `both are ${own}`, weight: 0.02 }];
  return [{ sign: 'type', detail: `${own} is held against ${target}`, weight: -0.04 }];
}

/** Texts are names of things more often than keys to them. */
function textEvidence(column: ModelColumn, key: ModelKey): RelationEvidence[] {
  const evidence: RelationEvidence[] = [];
  const isSame = column.name.toLowerCase() === key.column.name.toLowerCase();
  if (column.family === 'text' && !isSame) evidence.push({ sign: 'type', detail: 'a text may be just a text', weight: -0.15 });
  if (!key.isPrimary)
    evidence.push({ sign: 'unique', detail: `${key.column.name} is unique, but not the primary key`, weight: -0.08 });
  return evidence;
}

/** The column beside this one that says what it refers to: `commentable_type` beside `commentable_id`. */
function typeBeside(table: ModelTable, column: ModelColumn): string | undefined {
  const { stem, isKeyLike } = columnNameOf(column, []);
  if (!isKeyLike || stem.length === 0) return undefined;
  const wanted = ['type', 'class', 'kind', 'model', 'table'].map((word) => [...stem, word].join(''));
  return table.columns.find((one) => wanted.includes(one.words.join('')) && one !== column)?.name;
}

/** Where the name is plainly that of a table the type beside it may be a thing of its own. */
const polymorphicEvidence = (beside: string, certainty: number): RelationEvidence => ({
  sign: 'polymorphic',
  detail: `${beside} beside it says that it may refer to several tables`,
  weight: certainty >= 0.9 ? -0.1 : -0.5,
});

const historyEvidence = (runs: number): RelationEvidence => ({
  sign: 'history',
  detail: runs === 1 ? 'joined once in your history' : `joined ${String(runs)} times in your history`,
  weight: runs > 2 ? 0.75 : 0.65,
});

/** What to look up in the data: each candidate that could still become a suggestion. */
export const pairsOf = (candidates: readonly Candidate[]): ContainmentPair[] =>
  candidates.map(({ from, columnFrom, to, columnTo }) => ({
    from: { schema: from.schema, name: from.name, columns: [columnFrom] },
    to: { schema: to.schema, name: to.name, columns: [columnTo] },
  }));

export const isWorthMeasuring = (candidate: Candidate): boolean => sum(candidate.evidence) >= measureFrom;

/** What the data says of a candidate. Small whole numbers stand in many a column, so that finding them says little; not finding them much. */
export function containmentEvidence({ family }: Candidate, { sampled, found, skipped }: Containment): RelationEvidence[] {
  if (skipped !== undefined || sampled === 0) return [];
  const missing = sampled - found;
  const detail = `${String(found)} of ${String(sampled)} distinct values are there`;
  // A single stranger is often the 0 or the empty text by which old schemas say “none”.
  if (missing === 0 || (missing === 1 && sampled >= 4) || found / sampled >= 0.98) {
    const weight = family === 'integer' ? (sampled >= 20 ? 0.12 : 0.06) : sampled >= 5 ? 0.3 : 0.15;
    return [{ sign: 'containment', detail, weight }];
  }
  if (sampled <= 2) return [{ sign: 'containment', detail, weight: -0.12 }];
  return [{ sign: 'containment', detail, weight: found / sampled >= 0.9 ? -0.05 : found / sampled >= 0.6 ? -0.25 : -0.6 }];
}

/** Reasons add up; two strong ones are not certainty. */
const sum = (evidence: readonly RelationEvidence[]): number => {
  const main = Math.max(0, ...evidence.filter(isMain).map(({ weight }) => weight));
  const second = evidence.filter(isMain).length > 1 ? 0.1 : 0;
  const rest = evidence.filter((one) => !isMain(one)).reduce((total, { weight }) => total + weight, 0);
  return Math.max(0, Math.min(0.99, main + second + rest));
};
const isMain = ({ sign }: RelationEvidence): boolean => sign === 'name' || sign === 'history';

/**
 * The relations worth suggesting: of each column the likeliest one, where it is likely enough and no other one is as likely.
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
    const one = { ...candidate, evidence, confidence: Math.round(sum(evidence) * 100) / 100 };
    const column = JSON.stringify([one.from.schema, one.from.name, one.columnFrom]);
    const known = best.get(column);
    if (!known || one.confidence > known.confidence) best.set(column, one);
  }
  return [...best.values()].filter(({ confidence }) => confidence >= from);
}
