import type { Session, Target } from './driver.js';
import type { Stages } from './stages.js';

/** How a server that was entered stands to others of its set, and whether it lets anything be changed. */
export interface Role {
  /** It follows another server. */
  readonly replica: boolean;
  /** Whether it follows another can't be known. */
  readonly unsure?: boolean;
  /** It takes changes from nobody, or from its administrators alone. */
  readonly closed: boolean;
  /** This session is held to reading: by the server where that has such a mode, else by what we let through. */
  readonly held: boolean;
  /** What all servers of its set have in common, where they tell. */
  readonly set?: string;
  /** More of it, in words of the kind: the name of its set. */
  readonly more?: string;
}

/** What a kind asks a server when it is tested. Each question is its own stage; what it throws is the failure of that stage. */
export interface Probe<S extends Session> {
  /** Gets there: resolve, tunnel, TCP, TLS, login and the session, each as a stage where somebody wants to know. */
  open(target: Target, signal: AbortSignal, stages?: Stages): Promise<S>;
  /** The name of the database that was entered; '' where none was chosen. */
  database(session: S): Promise<string>;
  /** What can be read of the catalog: `12 tables and views`. */
  catalog(session: S): Promise<string>;
  /** The statement that gives this user back what reading the catalog takes. */
  grant(target: Target, database: string): string;
  role(session: S): Promise<Role>;
  /** What a replica is called by people of this kind. Default `replica`. */
  readonly replicaWord?: string;
  /** The smallest question there is, by which the latency is measured. */
  ping(session: S): Promise<unknown>;
  /** The product, by which its releases are known. */
  product(session: S): string;
  /** The product and its version, in words. */
  words(session: S): string;
}
