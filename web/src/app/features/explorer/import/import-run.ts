import { type Signal, signal } from '@angular/core';
import { Fault, type ImportLine } from '@orrery/contracts';
import { capital, kindWords } from '../../../core/kind-words';
import { faultOf } from '../../../core/fault-of';
import type { ImportFault, ReadRow } from './column-mapping';

/** Rows, and characters of JSON, that are sent at once: a request carries at most a megabyte. */
const batchRows = 1_000;
const batchText = 400_000;
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
  /** The trial looked at the rows only here: the database has no transaction to try them in. */
  readonly onlyHere: boolean;
  /** False where the database can't take all rows or none, and what went in is removed again instead. */
  readonly transactional: boolean;
  /** Why it can't be undone; null where it can. */
  readonly undoNote: string | null;
  readonly ms: number;
}

const idle: ImportProgress = {
  state: 'idle',
  dryRun: true,
  read: 0,
  taken: 0,
  faults: [],
  fault: null,
  onlyHere: false,
  transactional: true,
  undoNote: null,
  ms: 0,
};

/** Rows on their way, as the server takes them. */
export interface ImportBatch {
  readonly importId: string;
  readonly sequence: number;
  readonly first: number;
  readonly rows: (Record<string, unknown> | null)[];
  readonly last: boolean;
}

/** The way to the database. */
export interface ImportWay {
  /** Begins an import; leaving the lines, or aborting, rolls it back. Throws a `Fault`. */
  open(dryRun: boolean, signal: AbortSignal): AsyncIterable<ImportLine>;
  send(batch: ImportBatch, signal: AbortSignal): Promise<{ readonly accepted: boolean }>;
}

/** Brings rows into the table, in one transaction: all of them, or none. A trial sends everything and keeps nothing. */
export class ImportRun {
  readonly #progress = signal<ImportProgress>(idle);
  readonly progress: Signal<ImportProgress> = this.#progress.asReadonly();
  #leave: AbortController | undefined;

  constructor(
    private readonly way: ImportWay,
    private readonly words = kindWords(undefined),
  ) {}

  #row(number: number): string {
    return `${capital(this.words.row.one)} ${number.toLocaleString('en')}`;
  }

  /** Stops it; the database takes everything back. */
  stop(): void {
    this.#leave?.abort();
  }

  reset(): void {
    this.#progress.set(idle);
  }

  /** Throws nothing: what went wrong stands in `progress`. */
  async run(rows: Iterable<ReadRow>, dryRun: boolean): Promise<void> {
    const leave = new AbortController();
    this.#leave = leave;
    const started = performance.now();
    this.#progress.set({ ...idle, state: 'running', dryRun });
    try {
      await this.#listen(rows, dryRun, leave);
    } catch (error) {
      const fault = faultOf(error);
      if (leave.signal.aborted && !(leave.signal.reason instanceof Fault)) this.#update({ state: 'stopped', taken: 0 });
      else if (dryRun && fault.code === 'query_unsupported') await this.#lookHere(rows);
      else this.#fail(leave.signal.reason instanceof Fault ? leave.signal.reason.message : fault.message);
    } finally {
      leave.abort();
      this.#update({ ms: performance.now() - started });
    }
  }

  /** Reads the lines of the import, and sends the rows meanwhile. */
  async #listen(rows: Iterable<ReadRow>, dryRun: boolean, leave: AbortController): Promise<void> {
    for await (const line of this.way.open(dryRun, leave.signal)) {
      if (line.type === 'ready') {
        this.#update({ transactional: line.transactional });
        this.#sendAll(rows, dryRun, line.importId, leave.signal).catch((error: unknown) => {
          // The stream tells why an import has ended; a batch that comes too late only knows that it has.
          const fault = faultOf(error);
          if (fault.code !== 'import_not_found') leave.abort(fault);
        });
      } else if (line.type === 'progress') this.#update({ taken: line.rows });
      else if (line.type === 'error') {
        const { row, column, message } = line.error;
        if (row !== undefined) this.#note([{ row, column: column ?? '', message }]);
        if (!dryRun || row === undefined) this.#update({ fault: row === undefined ? message : `${this.#row(row)} is refused.` });
      } else if (line.status === 'success')
        this.#update({
          state: 'done',
          taken: line.rows,
          fault: null,
          undoNote: line.undoable ? null : (line.undoNotes.at(-1) ?? null),
        });
      else this.#update({ state: 'failed', taken: 0 });
    }
  }

  async #sendAll(rows: Iterable<ReadRow>, dryRun: boolean, importId: string, signal: AbortSignal): Promise<void> {
    let sequence = 0;
    let batch: ImportBatch['rows'] = [];
    let size = 0;
    let row = 0;
    const flush = async (last: boolean): Promise<void> => {
      const ready = { importId, sequence, first: row - batch.length + 1, rows: batch, last };
      sequence += 1;
      batch = [];
      size = 0;
      while (!(await this.way.send(ready, signal)).accepted) signal.throwIfAborted();
      this.#update({ read: row });
    };
    for (const { change, faults } of rows) {
      row += 1;
      if (faults.length > 0) {
        this.#note(faults);
        if (!dryRun) throw new Fault('change_invalid', `${this.#row(row)} can’t be imported as it is.`);
      }
      const values = faults.length > 0 ? null : (change.values ?? {});
      batch.push(values);
      size += values === null ? 4 : JSON.stringify(values).length;
      if (batch.length >= batchRows || size >= batchText) await flush(false);
    }
    await flush(true);
  }

  async #lookHere(rows: Iterable<ReadRow>): Promise<void> {
    let [read, taken] = [0, 0];
    for (const { faults } of rows) {
      read += 1;
      if (faults.length > 0) this.#note(faults);
      else taken += 1;
      if (read % batchRows === 0) await new Promise((resolve) => setTimeout(resolve));
    }
    this.#update({ state: 'done', read, taken, onlyHere: true });
  }

  #note(faults: readonly ImportFault[]): void {
    this.#progress.update((now) => ({
      ...now,
      faults: [...now.faults, ...faults].toSorted((a, b) => a.row - b.row).slice(0, mostFaults),
    }));
  }

  #fail(fault: string): void {
    this.#update({ state: 'failed', taken: 0, fault });
  }

  #update(part: Partial<ImportProgress>): void {
    this.#progress.update((now) => ({ ...now, ...part }));
  }
}
