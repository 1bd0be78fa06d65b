import { type Signal, signal } from '@angular/core';
import type { Fault, RowChange } from '@orrery/contracts';
import { faultOf } from '../../../core/fault-of';
import { findingsOf } from '../../../row-editing/staging/apply-faults';
import type { ImportFault, ReadRow } from './column-mapping';

/** Rows that are sent at once: one transaction each. */
const batchRows = 2_000;
/** Characters of JSON that are sent at once. */
const batchText = 4_000_000;
const mostFaults = 200;

/** How far an import, or its trial, has come. */
export interface ImportProgress {
  readonly state: 'idle' | 'running' | 'done' | 'failed' | 'stopped';
  readonly dryRun: boolean;
  /** Rows read of the file so far. */
  readonly read: number;
  /** Rows that the database took (in a trial: would take). */
  readonly taken: number;
  readonly faults: readonly ImportFault[];
  readonly fault: string | null;
}

const idle: ImportProgress = { state: 'idle', dryRun: true, read: 0, taken: 0, faults: [], fault: null };

/**
 * Brings rows into the table, batch by batch. A batch is a transaction: what came before a failing one stays, and is told. A trial
 * sends everything and keeps nothing.
 */
export class ImportRun {
  readonly #progress = signal<ImportProgress>(idle);
  readonly progress: Signal<ImportProgress> = this.#progress.asReadonly();
  #stopped = false;

  constructor(private readonly send: (changes: readonly RowChange[], dryRun: boolean) => Promise<unknown>) {}

  stop(): void {
    this.#stopped = true;
  }

  reset(): void {
    this.#progress.set(idle);
  }

  /** Throws nothing: what went wrong stands in `progress`. */
  async run(rows: Iterable<ReadRow>, dryRun: boolean): Promise<void> {
    this.#stopped = false;
    this.#progress.set({ ...idle, state: 'running', dryRun });
    let batch: RowChange[] = [];
    let size = 0;
    let first = 1;
    let row = 0;
    for (const { change, faults } of rows) {
      row += 1;
      if (faults.length > 0) {
        this.#note(faults);
        if (!dryRun) {
          this.#fail(`Row ${row.toLocaleString('en')} can’t be imported as it is.`);
          return;
        }
        continue;
      }
      batch.push(change);
      size += JSON.stringify(change).length;
      if (batch.length < batchRows && size < batchText) continue;
      if (!(await this.#take(batch, first, row, dryRun))) return;
      batch = [];
      size = 0;
      first = row + 1;
    }
    if (batch.length > 0 && !(await this.#take(batch, first, row, dryRun))) return;
    this.#progress.update((now) => ({ ...now, state: 'done', read: row }));
  }

  async #take(batch: readonly RowChange[], first: number, last: number, dryRun: boolean): Promise<boolean> {
    if (this.#stopped) {
      this.#progress.update((now) => ({ ...now, state: 'stopped' }));
      return false;
    }
    try {
      await this.send(batch, dryRun);
      this.#progress.update((now) => ({ ...now, read: last, taken: now.taken + batch.length }));
      return true;
    } catch (error) {
      const fault = faultOf(error);
      this.#note(placed(fault, first));
      this.#fail(fault.message);
      return false;
    }
  }

  #note(faults: readonly ImportFault[]): void {
    this.#progress.update((now) => ({ ...now, faults: [...now.faults, ...faults].slice(0, mostFaults) }));
  }

  #fail(fault: string): void {
    this.#progress.update((now) => ({ ...now, state: 'failed', fault }));
  }
}

const placed = (fault: Fault, first: number): readonly ImportFault[] =>
  findingsOf(fault).map(({ change, column, message }) => ({ row: first + change, column: column ?? '', message }));
