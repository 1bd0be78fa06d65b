import type { Kind } from '@orrery/contracts';
import { insideTroubles } from './troubles-inside.js';
import type { Places } from './troubles-places.js';
import { tunnelTroubles } from './troubles-tunnel.js';
import { wayTroubles } from './troubles-way.js';

/** What stands in the form for one attempt. */
export interface Form {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
  readonly dbName: string;
  readonly mode: 'disable' | 'require' | 'verify-ca' | 'verify-full';
  readonly ca?: string;
  /** ms that the attempt may take. Default: more than any needs that is answered. */
  readonly connectMs?: number;
  readonly readOnly?: true;
  /** Of MongoDB: the set that the server is said to be of. */
  readonly replicaSet?: string;
  readonly ssh?: {
    readonly host: string;
    readonly port: number;
    readonly username: string;
    readonly password?: string;
    readonly privateKey?: string;
    readonly hostKey?: string;
  };
  readonly replica?: { readonly host: string; readonly port: number };
}

/** The same words for each kind, or those of each. */
type Words = RegExp | Readonly<Partial<Record<Kind, RegExp>>>;

/** Something that can go wrong when a server is tested, and what its owner must be told. */
export interface Trouble {
  readonly name: string;
  /** The kinds that it can happen to. Default: all. */
  readonly kinds?: readonly Kind[];
  /** What is entered beyond what is right. */
  readonly form: (places: Places) => Partial<Form>;
  /** What the failed stage is called, what happened, and what to do. */
  readonly stage: Words;
  readonly said: Words;
  readonly advice: Words;
}

/** The troubles that a kind can have, in the order of the stages. */
export const troublesOf = (kind: Kind): readonly Trouble[] =>
  [...wayTroubles, ...tunnelTroubles, ...insideTroubles].filter(({ kinds }) => kinds?.includes(kind) ?? true);

/** The words that a kind must be told. */
export const wordsFor = (kind: Kind, words: Words): RegExp => {
  const own = words instanceof RegExp ? words : words[kind];
  if (own === undefined) throw new Error(`nobody says what ${kind} must be told`);
  return own;
};
