import type { ExtraOptions, Kind } from '@orrery/contracts';
import type { Peer } from '@orrery/testing';
import type { DriverFaultKind, Statement } from '../src/index.js';
import { rogues as mongodb } from './mongodb/rogues.js';
import { rogues as mssql } from './mssql/rogues.js';
import { rogues as mysql } from './mysql/rogues.js';
import { rogues as postgres } from './postgres/rogues.js';
import type { NotRun } from './subject.js';

/** A server that does what no honest one does, and what must come of it. */
export interface Rogue {
  readonly name: string;
  readonly script: (peer: Peer) => Promise<void> | void;
  /** Beyond `ssl: { mode: 'disable' }`. */
  readonly extraOptions?: ExtraOptions;
  /** What is run once connected; without it, connecting itself must fail. */
  readonly run?: Statement;
  /** ms after which the run is given up, as at its time limit. */
  readonly givenUpAfter?: number;
  readonly kind: DriverFaultKind;
  /** Where the session can go on all the same. */
  readonly survives?: true;
}

/** The rogues that each kind is sent to. */
export const rogues: Readonly<Record<Kind, readonly Rogue[] | NotRun>> = { postgres, mysql, mssql, mongodb };
