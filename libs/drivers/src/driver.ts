import type { StageListener } from './stages.js';
import type {
  CatalogPart,
  ColumnOrigin,
  Containment,
  ContainmentPair,
  ExtraOptions,
  Kind,
  ResultColumn,
  StatementError,
  TestResult,
} from '@orrery/contracts';
import type { Param, Statement } from '@orrery/dialects';

/** Where a database is and how to enter it. The password is plain here and only here: never log a target. */
export interface Target {
  readonly host: string;
  readonly port: number;
  readonly dbName: string;
  readonly username: string;
  readonly password: string;
  readonly extraOptions: ExtraOptions;
}

/** Decides whether an address may be reached. Called with every resolved address before a socket is opened to it. */
export type EgressGuard = (address: string, port: number) => boolean;

export interface ConnectOptions {
  /** ms until `connect` gives up, whatever the server does. */
  readonly connectMs: number;
  /** What the session calls itself on the server, so that a run can be found and killed there. At most 63 bytes. */
  readonly applicationName: string;
  readonly guard: EgressGuard;
  readonly signal?: AbortSignal;
  /** Of a test: hears of its stages as they happen. */
  readonly stages?: StageListener;
}

export type { Param, Statement };

export interface RunOptions {
  /** Aborting cancels the statement on the server, over a second connection; the run then ends with a `cancelled` DriverFault. */
  readonly signal?: AbortSignal;
  /** Rows after which the rest is not fetched; `end` then says `truncated`. */
  readonly maxRows?: number;
  /** The statement itself says how many rows may come, and they are few: all are asked for at once, in one round trip. */
  readonly bounded?: boolean;
  /** Bytes of encoded rows after which a batch is handed over. Default 192 KiB, so that a line stays below 256 KiB. */
  readonly batchBytes?: number;
  /** A cell longer than this many bytes is cut in the stream, and its batch says so. Default 1 MiB. */
  readonly maxCellBytes?: number;
  /** ms that the caller allows. It is the caller who aborts; a server that can is told a little more, as a net under that. */
  readonly timeoutMs?: number;
  /** Refuse to change anything: the session is put into the server's own read-only mode, where it has one. */
  readonly readOnly?: boolean;
}

/** A cell of a batch: its row and its column, from 0. */
export type CellPlace = readonly [row: number, column: number];

/**
 * What a run yields, in order: columns and rows (where the statement returns any), notices at any time, one end.
 * A statement with several result sets (a procedure) yields columns → rows → columns → rows → end.
 */
export type RunEvent =
  | {
      readonly type: 'columns';
      readonly columns: readonly ResultColumn[];
      /** Where each column comes from, where the protocol tells; null for one that is computed. */
      readonly origins?: readonly (ColumnOrigin | null)[];
    }
  /** `json`: the rows as UTF-8 JSON arrays joined by commas, without the outer brackets: `[1,"a"],[2,null]`. Valid until the next pull. */
  | {
      readonly type: 'rows';
      readonly json: Buffer;
      readonly count: number;
      /** Cells that were cut. */
      readonly cut: readonly CellPlace[];
    }
  | { readonly type: 'notice'; readonly message: string; readonly severity?: string }
  | {
      readonly type: 'end';
      readonly command: string;
      readonly rowCount: number;
      readonly affectedRows: number | null;
      readonly truncated: boolean;
    };

/** What one of several pipelined statements answered: its rows as in a `rows` event, and how many rows it changed. */
export interface ShortAnswer {
  readonly json: string;
  readonly affected: number;
  /** A cell was cut. */
  readonly cut: boolean;
}

/** The backend that serves a session, as the server knows it: enough to find and kill it from elsewhere. */
export interface BackendRef {
  readonly id: string;
  readonly startedAt?: string;
}

export interface CatalogOptions {
  /** Aborting cancels what runs for it on the server. */
  readonly signal?: AbortSignal;
  /** Documents looked at in each collection, where a kind has no schema to read. Default 200. */
  readonly sampleDocuments?: number;
}

export interface MeasureOptions {
  readonly signal?: AbortSignal;
  /** Distinct values looked up for each pair. */
  readonly sample: number;
  /** ms for all pairs; what is left then is told as skipped. */
  readonly budgetMs: number;
}

/** Rows that are read for one sample at the most, and of those rows with a value for each distinct value wanted. */
export const rowsRead = 20_000;
export const rowsPerValue = 20;

/** One open session. Not shared: one run at a time. */
export interface Session {
  readonly kind: Kind;
  readonly serverVersion: string;
  readonly backend: BackendRef;
  /** False once the socket is gone or a protocol error made the session unusable. */
  readonly alive: boolean;
  /**
   * Runs one statement. Pulling the next event is the credit: what is not asked for is not read from the server (beyond one batch).
   * Returning early (`break`) cancels what runs. Throws DriverFault.
   */
  run(statement: Statement, options?: RunOptions): AsyncGenerator<RunEvent, void, undefined>;
  /**
   * Sends several statements at once and gathers their answers, which must be short: one round trip for all. Absent where the kind's
   * protocol can't. Throws the DriverFault of the first that fails; those behind it may have run all the same, so all of them belong into
   * a transaction that is then given up, or back to a savepoint.
   */
  runPipelined?(
    statements: readonly Statement[],
    options?: Pick<RunOptions, 'signal' | 'maxCellBytes'>,
  ): Promise<readonly ShortAnswer[]>;
  /**
   * Reads the catalog of the session's database: one query for each catalog view, never one for each table. What may not be read is
   * told as a gap; only what makes all of it useless throws (DriverFault). Nothing is changed.
   */
  catalog(options?: CatalogOptions): AsyncGenerator<CatalogPart, void, undefined>;
  /**
   * Looks up samples of one column's distinct values in another, reading only, by the target's index where it has one; of a pair without
   * a target tells the values. Yields one answer for each pair; a pair that can't be measured is told as skipped.
   */
  measure(pairs: readonly ContainmentPair[], options: MeasureOptions): AsyncGenerator<Containment, void, undefined>;
  /** Makes the session as new (transaction ended, settings and temporary objects gone). False: it can't be, destroy it. */
  reset(): Promise<boolean>;
  /** Whether a transaction is open (so that the runner can warn about what it is about to roll back). */
  readonly inTransaction: boolean;
  /** Closes in an orderly way, within a second; never throws. */
  close(): Promise<void>;
  /** Cuts the socket now. */
  destroy(): void;
}

/** What a kind can do. All default true; a kind lists what it lacks, and the conformance suite asserts the lack. */
export interface Driver {
  readonly kind: Kind;
  /** Opens a session. Throws DriverFault (`unreachable`, `timeout`, `login`, `tls`, `no-such-database`, `not-allowed`). */
  connect(target: Target, options: ConnectOptions): Promise<Session>;
  /** Tries to reach the target stage by stage; never throws, never takes longer than `connectMs` + 1 s. */
  test(target: Target, options: ConnectOptions): Promise<TestResult>;
  /** Kills a backend left behind by a runner that died, when it is still the same one. True when it was there. */
  killBackend(target: Target, options: ConnectOptions, backend: BackendRef, applicationName: string): Promise<boolean>;
}

/** What went wrong, in words common to every kind. */
export const driverFaultKinds = [
  'syntax',
  'denied',
  'no-such-object',
  'constraint',
  'read-only',
  'timeout',
  'cancelled',
  'unreachable',
  'connection-lost',
  'login',
  'no-such-database',
  'too-many-connections',
  'tls',
  'tunnel',
  'not-allowed',
  'too-old',
  'wrong-role',
  'unsupported',
  'unknown',
] as const;
export type DriverFaultKind = (typeof driverFaultKinds)[number];

/** The one error of a driver: a common kind, with the database's own code, message, position and hint. Never holds a secret. */
export class DriverFault extends Error {
  constructor(
    readonly kind: DriverFaultKind,
    message: string,
    /** The database's own words. `position`: 1-based characters into the statement's text. */
    readonly native: Omit<StatementError, 'code' | 'kind' | 'message'> = {},
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.name = 'DriverFault';
  }
}
