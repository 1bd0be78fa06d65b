import type { Known } from './sets.ts';

/** A relation that was found. */
export interface Found {
  readonly table: string;
  readonly column: string;
  readonly refTable: string;
  readonly refColumn: string;
}

/** How many of the known relations were found, and how much else was. */
export interface Score {
  readonly right: number;
  readonly wrong: readonly string[];
  readonly missed: readonly string[];
}

const textOf = (table: string, column: string, refTable: string, refColumn: string): string =>
  `${table}.${column} → ${refTable}.${refColumn}`.toLowerCase();
const textsOf = (known: readonly Known[]): Set<string> =>
  new Set(known.map((one) => textOf(one.table, one.columns.join(','), one.ref_table, one.ref_columns.join(','))));

/** Holds what was found against what is known. */
export function scoreOf(found: readonly Found[], known: readonly Known[], alsoTrue: readonly Known[]): Score {
  const wanted = textsOf(known);
  const ignored = textsOf(alsoTrue);
  const texts = new Set(found.map((one) => textOf(one.table, one.column, one.refTable, one.refColumn)));
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

export const precision = ({ right, wrong }: Score): number => right / Math.max(1, right + wrong.length);
export const recall = ({ right, missed }: Score): number => right / Math.max(1, right + missed.length);
