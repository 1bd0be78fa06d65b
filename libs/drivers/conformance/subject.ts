import type { CapabilityName } from '@orrery/dialects';
import type { Kind, ValueKind } from '@orrery/contracts';
import type { ScenarioTitle } from './titles.js';
import type { BackendRef, DriverFaultKind, Param, Statement, Target } from '../src/index.js';

/** Why something was not run. It is printed, so that nobody takes silence for success. */
export type NotRun = `NOT RUN: ${string}`;

/** One kind of database as the suite meets it: its language, its expectations, and the servers they are held against. */
export interface Subject {
  readonly kind: Kind;
  /** The statements that the scenarios need; or why there are none yet. */
  readonly language: Language | NotRun;
  /** Every version that is tried. */
  readonly engines: readonly [Engine, ...Engine[]];
}

/** One server product in one version. */
export interface Engine {
  /** As it stands in titles and in docs/databases.md: `PostgreSQL 18`. */
  readonly name: string;
  /**
   * What the results rest on: the product itself, a compatible engine that is not ours behind a protocol that is, a server of ours that
   * speaks the protocol, or nothing where it can't be had.
   */
  readonly verifiedBy:
    'real server' | 'real engine behind our protocol' | 'stand-in that executes' | 'scripted server' | 'nothing';
  /** The setting that names its program, where no package brings it: it was run where that is set, and is `NOT RUN` elsewhere. */
  readonly named?: string;
  /** It comes in a container: it runs where containers do, and is `NOT RUN` elsewhere. No figure of this page rests on it. */
  readonly contained?: true;
  /** It keeps rows, and can't do most of what the suite asks: only what is written to it is read back. */
  readonly readsBackOnly?: true;
  /** What it is asked where it speaks another language than the first of its kind. */
  readonly language?: Language;
  /** Starts a server with an empty database; or says why there is none. */
  start(): Promise<Server | NotRun>;
}

/** A running server. What `watch` tells is seen from outside, not through the driver under test. */
export interface Server {
  /** A user who may do everything, in a database of their own. TLS: `disable`. */
  readonly target: Target;
  /** What `serverVersion` of a session matches. */
  readonly version: RegExp;
  /** It can't do without TLS, and makes a certificate of its own where it is given none. */
  readonly ownCertificate?: true;
  readonly watch: {
    /** Whether this backend is there. */
    exists(backend: BackendRef): Promise<boolean>;
    /** Whether this backend is busy with a statement. */
    isBusy(backend: BackendRef): Promise<boolean>;
    /** Whether this backend has rows to send and waits for its reader to take them, or to ask for more. */
    isHeld(backend: BackendRef): Promise<boolean>;
  };
  stop(): Promise<void>;
}

/** What a kind can't do at all, with the reason: the scenario then asks for it all the same and expects `unsupported`. */
export interface Lack {
  readonly lacks: string;
  readonly ask: Statement;
}
export const isLack = (value: object): value is Lack => 'lacks' in value;

/** A statement that fails, and how. */
export interface Failing {
  /** Statements that make what it fails on. */
  readonly before?: readonly Statement[];
  readonly statement: Statement;
  readonly kind: DriverFaultKind;
  /** The database's own code. */
  readonly nativeCode?: string;
  /** 1-based, in UTF-16 units of the text. */
  readonly position?: number;
  readonly line?: number;
  readonly hint?: RegExp;
  readonly message: RegExp;
}

/** The faults that each kind is made to answer. */
export const faultCases = ['syntax', 'no-such-object', 'constraint', 'denied', 'unsupported', 'value'] as const;
export type FaultCase = (typeof faultCases)[number];

/** One value: how a statement yields it, and what the driver must make of it. */
export interface Golden {
  /** What it shows; stands in the title. */
  readonly name: string;
  /** Why no table can hold it, or no text can say it. */
  readonly unstorable?: string;
  /** The column that holds it, where its type as the driver names it is not all of that. */
  readonly keptAs?: string;
  readonly before?: readonly Statement[];
  /** Yields one row of one column. */
  readonly statement: Statement;
  /** The same with a parameter, where that takes another way over the wire. */
  readonly bound?: Statement;
  /** The cell, byte by byte as it stands in the stream: `"9007199254740993"`, `12`, `null`. */
  readonly json: string;
  /** The type as the driver names it. */
  readonly dataType: string;
  readonly kind: ValueKind;
}

/** How a capability was shown to be there, or how its lack shows. */
export type Proof =
  /** These statements run one after another in one session, and the last one's rows are these. */
  | { readonly how: string; readonly statements: readonly Statement[]; readonly rows: readonly (readonly unknown[])[] }
  /** It is there or lacking, and a scenario of the suite shows what that means. */
  | { readonly how: string; readonly scenario: ScenarioTitle }
  /** It is lacking, and asking for it is answered by this fault. */
  | { readonly how: string; readonly ask: Statement; readonly answers: DriverFaultKind };

/** What must be refused in a read-only session, with what it would have changed. */
export interface ReadOnlyPayload {
  readonly name: string;
  readonly statement: Statement;
  /** Who refuses it, where it is not our own classification: `server`. */
  readonly by?: 'server';
}

/** The few statements that the scenarios need, in the language of the kind. */
export interface Language {
  /** One row, one column named `one`, the number 1. */
  readonly one: Statement;
  /** Rows of one column `n`: 1, 2, … count. */
  rows(count: number): Statement;
  /** The column `n` and no rows. */
  readonly empty: Statement;
  /** Gigabytes of rows, the first of them at once. */
  readonly flood: Statement;
  /** Yields nothing for a minute. */
  readonly sleep: Statement;
  /** One row with one text cell of so many `x`. */
  cell(bytes: number): Statement;
  /** One row: the parameters as they were given. Numbers, text, truth values and null, three of them at least. */
  readonly echo: ((params: readonly Param[]) => Statement) | Lack;
  /** What `echo('…', 1, true, null)` comes back as, where the language has no truth values. */
  readonly echoedTrue: unknown;
  /** Two result sets: `[[1]]` and `[[2]]`. */
  readonly twoResults: { readonly before: readonly Statement[]; readonly statement: Statement } | Lack;
  readonly notice: { readonly statement: Statement; readonly message: RegExp; readonly severity: string } | Lack;
  /** A statement that is none: comments only. Undefined where the server takes it for an error. */
  readonly nothing: Statement | undefined;
  /** A table or collection `scratch` of one column `n`. */
  readonly scratch: {
    readonly create: Statement;
    /** Puts three rows in: 1, 2, 3. */
    readonly insert: Statement;
    /** Changes the rows above 1. */
    readonly update: Statement;
    /** One row, one column: how many rows there are. */
    readonly count: Statement;
    readonly drop: Statement;
  };
  readonly transaction: { readonly begin: Statement; readonly rollback: Statement; readonly commit: Statement } | Lack;
  /** Something a session keeps: how it is left behind, and a statement whose rows tell. */
  readonly residues: readonly {
    readonly name: string;
    readonly leave: readonly Statement[];
    readonly look: Statement;
    /** Rows where it is there. */
    readonly left: unknown;
    /** Rows where it is not, or the fault. */
    readonly clean: unknown;
  }[];
  /** Set where the server ends statements of a backend, and leaves its connection: a statement that runs until it is ended. */
  readonly killsOnly?: Statement;
  /** What becomes of a connection to a database that is not there. */
  readonly unknownDatabase: 'refused' | 'made when it is written to';
  readonly faults: Readonly<Record<FaultCase, Failing>>;
  readonly capabilities: Readonly<Record<CapabilityName, Proof>>;
  /** At least the corpus of what has got past others. Each is run where `scratch` holds three rows, which must be left. */
  readonly readOnly: {
    /** Objects for the payloads to go for. */
    readonly before: readonly Statement[];
    readonly after: readonly Statement[];
    readonly reads: readonly Statement[];
    readonly payloads: readonly ReadOnlyPayload[];
  };
  readonly values: readonly Golden[];
  /** Where values are written to be read back; undefined where nothing executes statements. */
  readonly kept?: Kept;
}

/** An empty table or collection `kept` with a column `v`. */
export interface Kept {
  /** Make it, for a value of this type; or why it can't be made here. */
  readonly like: (golden: Golden) => readonly Statement[] | NotRun;
  /** Asks for what it holds. */
  readonly read: Statement;
}

/** What an engine is asked. */
export const languageOf = (subject: Subject, engine: Engine): Language | NotRun => engine.language ?? subject.language;

/** The reason of an engine that can't be had here. */
export const notRun = (why: string): NotRun => `NOT RUN: ${why}`;
