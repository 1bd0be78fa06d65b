import type { CatalogTable, RelationEvidence } from '@orrery/contracts';
import { between, type Candidate, fits, merged, sourceOf, sureOf, targetOf } from './candidate.js';
import { columnNameOf } from './column-name.js';
import { compositeCandidates, type IsReference } from './composite.js';
import type { JoinSeen } from './joins.js';
import { modelOf, type ModelColumn, type ModelKey, type ModelTable } from './model.js';
import { matchesOf, NameIndex } from './name-rules.js';
import { polymorphicCandidates, typeColumnOf, type TypeValues } from './polymorphic.js';
import { strangers } from './strangers.js';

export interface InferOptions {
  /** Joins that people wrote. */
  readonly joins?: readonly JoinSeen[];
  /** What stands in the columns that say what others refer to. */
  readonly typeValues?: TypeValues;
  /** Only what names say; for comparison. */
  readonly namesOnly?: boolean;
}

/** Every relation that names, types, uniqueness and the history speak for, the likeliest of each column first. */
export function candidatesOf(tables: readonly CatalogTable[], options: InferOptions = {}): Candidate[] {
  const model = modelOf(tables);
  const index = new NameIndex(model);
  const single = model.flatMap((table) => {
    const declared = new Set(table.table.foreignKeys.map((key) => key.columns.join('\0')));
    const found = table.columns
      .filter((column) => !declared.has(column.name) && canRefer(table, column))
      .flatMap((column) => columnCandidates(table, column, index, options));
    return [...found, ...siblings(table, found, declared)];
  });
  if (options.namesOnly) return single;
  const likely = withIndexHabit(single, model);
  return [
    ...likely,
    ...compositeCandidates(index, isReference(likely), options.joins ?? [], historyEvidence),
    ...polymorphicCandidates(index, options.typeValues),
    ...strangers(model, likely),
  ];
}

/** Whether a column refers to one table by itself, as far as names and declared keys tell. */
function isReference(likely: readonly Candidate[]): IsReference {
  const known = new Set(likely.filter(({ evidence }) => sureOf(evidence) >= 0.5).map(sourceOf));
  return ({ table }, { name }) =>
    known.has(JSON.stringify([table.schema, table.name, [name]])) ||
    table.foreignKeys.some(({ columns }) => columns.length === 1 && columns[0] === name);
}

/** Share of plain references that must be indexed before the lack of an index says something, and before it says much. */
const habitFrom = 0.8;
const strictFrom = 0.95;

/** Where a schema indexes what refers to other tables, a column that is not indexed refers to nothing more often. */
function withIndexHabit(candidates: readonly Candidate[], model: readonly ModelTable[]): Candidate[] {
  const tables = new Map(model.map((table) => [table.table, table]));
  const isIndexed = ({ from, columnsFrom }: Candidate): boolean => tables.get(from)?.isIndexed(columnsFrom[0] ?? '') === true;
  const plain = candidates.filter(({ evidence }) => evidence.some(({ sign, weight }) => sign === 'name' && weight >= 0.8));
  const share = plain.filter(isIndexed).length / Math.max(1, plain.length);
  if (plain.length < 8 || share < habitFrom) return [...candidates];
  const weight = share >= strictFrom || plain.length >= 40 ? -0.38 : -0.15;
  return candidates.map((candidate) =>
    isIndexed(candidate)
      ? candidate
      : {
          ...candidate,
          evidence: [
            ...candidate.evidence,
            { sign: 'index', detail: `${candidate.columnsFrom.join()} has no index, as most references here have`, weight },
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
  { namesOnly = false, joins = [] }: InferOptions,
): Candidate[] {
  const beside = typeColumnOf(table, column);
  const named = matchesOf(table, column, index).flatMap((match): Candidate[] => {
    if (!namesOnly && !fits(column, match.key)) return [];
    const evidence: RelationEvidence[] = [{ sign: 'name', detail: match.detail, weight: match.certainty }];
    if (!namesOnly) evidence.push(...typeEvidence(column, match.key), ...textEvidence(column, match.key));
    if (!namesOnly && beside !== undefined) evidence.push(polymorphicEvidence(beside.name, match.certainty));
    return [{ ...between(table, column, match.table, match.key), evidence }];
  });
  if (namesOnly) return named;
  const seen = joins.filter(
    ({ from, columnsFrom }) => from === table.table && columnsFrom.length === 1 && columnsFrom[0] === column.name,
  );
  const joined = seen.flatMap((join): Candidate[] => {
    const target = index.tables.find((one) => one.table === join.to);
    const key = target?.keys.find((one) => one.column.name === join.columnsTo[0]);
    if (!target || !key || !fits(column, key)) return [];
    return [{ ...between(table, column, target, key), evidence: [historyEvidence(join.runs)] }];
  });
  return merged([...named, ...joined]);
}

/** In a table without a key of its own, `parent_id` is another of what its other column is: `changesets_parents`. */
function siblings(table: ModelTable, found: readonly Candidate[], declared: ReadonlySet<string>): Candidate[] {
  if (table.keys.some((key) => key.isPrimary)) return [];
  const targets = new Set([
    ...found.map(targetOf),
    ...table.table.foreignKeys.flatMap((key) =>
      key.refColumns.length === 1 ? [JSON.stringify([key.refSchema, key.refTable, key.refColumns])] : [],
    ),
  ]);
  if (targets.size !== 1 || table.columns.length > 4) return [];
  const [only] = found;
  if (!only) return [];
  return table.columns
    .filter((column) => !declared.has(column.name) && !found.some(({ columnsFrom }) => columnsFrom.includes(column.name)))
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
      columnsFrom: [column.name],
      evidence: [
        { sign: 'name' as const, detail: `goes with ${only.columnsFrom.join()}, which names ${only.to.name}`, weight: 0.75 },
      ],
    }));
}

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

/** Characters that the codes of a list have at most. */
const codeLength = 8;
/** Two short texts of one and the same length: codes, rather than words. */
const areCodes = ({ column: own }: ModelColumn, { column: { column: target } }: ModelKey): boolean =>
  own.maxLength !== undefined && own.maxLength <= codeLength && own.dataType === target.dataType;

/** Texts are names of things more often than keys to them. */
function textEvidence(column: ModelColumn, key: ModelKey): RelationEvidence[] {
  const evidence: RelationEvidence[] = [];
  const isSame = column.name.toLowerCase() === key.column.name.toLowerCase();
  if (column.family === 'text' && areCodes(column, key))
    evidence.push({ sign: 'type', detail: 'both are codes of one length', weight: 0.03 });
  else if (column.family === 'text' && !isSame)
    evidence.push({ sign: 'type', detail: 'a text may be just a text', weight: -0.15 });
  if (!key.isPrimary)
    evidence.push({ sign: 'unique', detail: `${key.column.name} is unique, but not the primary key`, weight: -0.08 });
  return evidence;
}

/** Where the name is plainly that of a table the type beside it may be a thing of its own. */
const polymorphicEvidence = (beside: string, certainty: number): RelationEvidence => ({
  sign: 'polymorphic',
  detail: `${beside} beside it says that it may refer to several tables`,
  weight: certainty >= 0.9 ? -0.1 : -0.5,
});

/** What joins that ran say. */
export const historyEvidence = (runs: number): RelationEvidence => ({
  sign: 'history',
  detail: runs === 1 ? 'joined once in your history' : `joined ${String(runs)} times in your history`,
  weight: runs > 2 ? 0.75 : 0.65,
});
