import type { PlanNode } from '@orrery/contracts';

/** One result of a run that asked for a plan: the names of its columns, and its rows, parsed. */
export interface PlanResult {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

/** A plan as a tree, and as the database wrote it. */
export interface PlanTree {
  readonly root: PlanNode;
  readonly source: string;
}

/** Finds the plan in what a run brought; undefined where there is none. */
export type PlanReader = (results: readonly PlanResult[]) => PlanTree | undefined;

export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The objects in a value that is an object or a list of them. */
export const fieldsIn = (value: unknown): Fields[] => (Array.isArray(value) ? value : [value]).filter(isFields);

/** A number, also where it is written as text. */
export const numberIn = (value: unknown): number | undefined => {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
};

export const textIn = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== ''
    ? value
    : typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : undefined;

export const listIn = (value: unknown): string | undefined => {
  const texts = (Array.isArray(value) ? value : [value]).map(textIn).filter((text) => text !== undefined);
  return texts.length === 0 ? undefined : texts.join(', ');
};

/** What is said of a step, without what is not known. */
export const detailOf = (...parts: readonly (string | false | undefined)[]): string =>
  parts.filter((part) => part !== undefined && part !== false && part !== '').join(' · ');

type Known = Omit<PlanNode, 'node' | 'detail' | 'children'>;

/** A step; numbers that are not known are left out. */
export const step = (node: string, detail: string, numbers: Known, children: readonly PlanNode[] = []): PlanNode => ({
  node,
  detail,
  ...Object.fromEntries(Object.entries(numbers).filter(([, value]) => value !== undefined)),
  children,
});

/** A number without what rounding would add to it. */
export const rounded = (value: number | undefined, places = 3): number | undefined =>
  value === undefined ? undefined : Math.round(value * 10 ** places) / 10 ** places;

/** A value that holds JSON, as an object or as text. */
export const parsedJson = (value: unknown): unknown => {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return undefined;
  }
};
