import type { KnownRelation } from './schema-text.js';

/** A relation that was found. */
export interface FoundRelation {
  readonly from: { readonly name: string };
  readonly columnsFrom: readonly string[];
  readonly to: { readonly name: string };
  readonly columnsTo: readonly string[];
}

/** How many of the known relations were found, and how much else was. */
export interface Score {
  readonly right: number;
  readonly wrong: readonly string[];
  readonly missed: readonly string[];
}

/** `a.x → b.y`; of several columns in the order of their names, since either order says the same. */
function textOf(table: string, columns: readonly string[], refTable: string, refColumns: readonly string[]): string {
  const pairs = columns.map((column, at) => [column, refColumns[at] ?? ''] as const).sort(([a], [b]) => (a < b ? -1 : 1));
  const [own, other] = [pairs.map(([column]) => column), pairs.map(([, column]) => column)];
  return `${table}.${own.join('+')} → ${refTable}.${other.join('+')}`.toLowerCase();
}

const textsOf = (known: readonly KnownRelation[]): Set<string> =>
  new Set(known.map((one) => textOf(one.table, one.columns, one.ref_table, one.ref_columns)));

/** Holds what was found against what is known; what is true without being asked for counts neither way. */
export function scoreOf(
  found: readonly FoundRelation[],
  known: readonly KnownRelation[],
  alsoTrue: readonly KnownRelation[],
): Score {
  const wanted = textsOf(known);
  const ignored = textsOf(alsoTrue);
  const texts = new Set(found.map((one) => textOf(one.from.name, one.columnsFrom, one.to.name, one.columnsTo)));
  return {
    right: [...texts].filter((text) => wanted.has(text)).length,
    wrong: [...texts].filter((text) => !wanted.has(text) && !ignored.has(text)),
    missed: [...wanted].filter((text) => !texts.has(text)),
  };
}

/** Scores of several sets as one. */
export const together = (scores: readonly Score[]): Score => ({
  right: scores.reduce((sum, { right }) => sum + right, 0),
  wrong: scores.flatMap(({ wrong }) => wrong),
  missed: scores.flatMap(({ missed }) => missed),
});

/** Of what was found, the share that is true. */
export const precision = ({ right, wrong }: Score): number => right / Math.max(1, right + wrong.length);
/** Of what is true, the share that was found. */
export const recall = ({ right, missed }: Score): number => right / Math.max(1, right + missed.length);
