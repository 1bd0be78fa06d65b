import type { Containment, ContainmentPair } from '@orrery/contracts';
import type { Known, TypeColumn } from './finding.js';
import type { FoundRelation } from './relation.js';

/** Relations that cross from the thread at once. */
export const pageSize = 1_000;

/** What the thread is asked. */
export type Ask =
  | { readonly name: 'typeColumns' }
  | { readonly name: 'pairs'; readonly known: Known }
  | { readonly name: 'relations'; readonly measured: readonly (Containment | undefined)[] }
  | { readonly name: 'page'; readonly at: number };

/** What it answers to each. */
export interface Answers {
  readonly typeColumns: TypeColumn[];
  readonly pairs: ContainmentPair[];
  /** How many there are. */
  readonly relations: number;
  readonly page: FoundRelation[];
}

/** Tables that it takes without an answer, or a question with its number. */
export type ToThread = { readonly texts: readonly string[] } | { readonly number: number; readonly ask: Ask };

/** An answer, or why there is none. */
export type FromThread = { readonly number: number } & (
  { readonly answer: Answers[keyof Answers] } | { readonly failure: unknown }
);
