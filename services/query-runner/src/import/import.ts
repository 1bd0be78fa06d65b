import { Fault, type ImportError, type ImportLine } from '@orrery/contracts';
import { ask, DriverFault, type Statement } from '@orrery/drivers';
import { notesOf } from '../explorer/change-answer.js';
import type { Prepared } from '../explorer/change-set.store.js';
import { faultOfRead } from '../explorer/faults.js';
import { outcomeUnknown } from '../explorer/first-results.js';
import { type HeldTable, timeoutOf } from '../explorer/tables.js';
import type { RowBatches } from './row-batches.js';
import { type NumberedRow, type RefusedRow, RowInserter, RowRefused } from './row-inserter.js';

/** ms without a batch after which an import is given up: its transaction holds what others wait for. */
const idleMs = 60_000;
/** ms between two lines of progress. */
const progressMs = 200;
const commitMs = 60_000;
const removeMs = 120_000;
/** Refused rows that a dry run names before it ends. */
const mostRefused = 200;

/** Where an import is recorded, so that it can be looked up and undone. */
export interface ImportRecord {
  /** Keeps what it comes to, before the commit. */
  prepare(prepared: Prepared): Promise<boolean>;
  /** The outcome of the commit. */
  applied(): Promise<unknown>;
  unknown(): Promise<unknown>;
  dropped(): Promise<unknown>;
}

export interface ImportJob {
  readonly id: string;
  readonly dryRun: boolean;
  readonly held: HeldTable;
  readonly batches: RowBatches;
  readonly record: ImportRecord;
}

interface Outcome {
  readonly status: 'success' | 'error' | 'cancelled';
  readonly rows: number;
  readonly changeSetId: string | null;
  readonly undoable: boolean;
  readonly undoNotes: string[];
}
const whyNot = {
  many: 'These rows are too many to be kept, so the import can’t be undone.',
  untold: 'The keys that these rows were given can’t be told, so the import can’t be undone.',
} as const;
const nothing = { rows: 0, changeSetId: null, undoable: false, undoNotes: [] };

/**
 * An import from its first statement to its last line: all of its rows or none. It is pulled: what nobody reads does not go on, and
 * a reader that leaves has it rolled back.
 */
export async function* importLines(job: ImportJob, signal: AbortSignal): AsyncGenerator<ImportLine, void, undefined> {
  const { held, dryRun } = job;
  const { access, connection, table } = held.opened;
  const started = performance.now();
  const statementMs = timeoutOf(connection);
  const stop = (): AbortSignal => AbortSignal.any([signal, AbortSignal.timeout(statementMs)]);
  const run = async (statement: Statement | undefined, by = stop()): Promise<void> => {
    if (statement) await ask(held.session, statement, { signal: by });
  };
  const refused: RefusedRow[] = [];
  const onRefused = (row: RefusedRow): void => {
    refused.push(row);
    if (refused.length >= mostRefused) throw new RowRefused(row, {});
  };
  const inserter = new RowInserter(held.opened, held.session, stop, dryRun ? onRefused : undefined);
  let told = 0;
  let committing = false;
  let settled = false;
  let outcome: Outcome;
  try {
    for (const statement of access.begin) await run(statement);
    yield { type: 'ready', importId: job.id, transactional: access.transactional };
    for await (const rows of rowsOf(job.batches, signal)) {
      for await (const taken of inserter.insert(rows)) {
        const now = performance.now();
        for (const row of refused.splice(0)) yield { type: 'error', error: errorOfRow(row) };
        if (now - told < progressMs) continue;
        told = now;
        yield { type: 'progress', rows: taken };
      }
      for (const row of refused.splice(0)) yield { type: 'error', error: errorOfRow(row) };
    }
    signal.throwIfAborted();
    const rows = inserter.taken;
    if (dryRun || rows === 0) {
      await run(access.rollback);
      await job.record.dropped();
      outcome = { ...nothing, status: 'success', rows: dryRun ? rows : 0 };
    } else {
      const images = inserter.kept;
      const undoable = images !== null && access.undoes.includes('insert');
      const undoNotes = [...notesOf(access, table, [{ op: 'insert' }], false), ...(undoable ? [] : [whyNot[inserter.lost]])];
      const counts = { inserts: rows, updates: 0, deletes: 0 };
      const ours = await job.record.prepare({ counts, undoable, undoNotes, payload: { images, answer: '{}' } });
      if (!ours) throw new Fault('retry_later', 'This import was given up elsewhere. Nothing was imported; begin it again.');
      signal.throwIfAborted();
      committing = true;
      await run(access.commit, AbortSignal.timeout(commitMs));
      committing = false;
      // What is committed is told as such, also where it can't be noted.
      await job.record.applied().catch(() => undefined);
      outcome = { status: 'success', rows, changeSetId: job.id, undoable, undoNotes };
    }
    settled = true;
  } catch (error) {
    settled = true;
    const lost = committing && !(error instanceof DriverFault && error.kind === 'constraint');
    const left = await givenUp(held, inserter, access.rollback);
    await (lost ? job.record.unknown() : job.record.dropped()).catch(() => undefined);
    for (const row of refused.splice(0)) yield { type: 'error', error: errorOfRow(row) };
    yield { type: 'error', error: left ?? errorOf(lost ? outcomeUnknown(error) : error) };
    outcome = { ...nothing, status: signal.aborted ? 'cancelled' : 'error' };
  } finally {
    // A reader that leaves between two lines ends this here, without an error to catch.
    if (!settled) {
      await givenUp(held, inserter, access.rollback);
      await job.record.dropped().catch(() => undefined);
    }
  }
  yield { type: 'done', ...outcome, executionTime: Math.round(performance.now() - started) };
}

/** The rows of batch after batch, by their numbers. Throws `query_timeout` where none come for a while. */
async function* rowsOf(batches: RowBatches, signal: AbortSignal): AsyncGenerator<NumberedRow[], void, undefined> {
  for (;;) {
    const batch = await batches.take(signal, idleMs);
    if (!batch)
      throw new Fault(
        'query_timeout',
        `No rows came for ${String(idleMs / 1_000)} seconds, so the import was given up. Nothing was imported.`,
      );
    yield batch.rows.flatMap((row, at): NumberedRow[] =>
      row === null
        ? []
        : [
            {
              number: batch.first + at,
              cells: new Map(Object.entries(row).map(([name, value]) => [name, JSON.stringify(value ?? null)])),
            },
          ],
    );
    if (batch.last) return;
  }
}

/** Takes everything back. Where there is no transaction and not all could be removed, says so. */
async function givenUp(
  held: HeldTable,
  inserter: RowInserter,
  rollback: Statement | undefined,
): Promise<ImportError | undefined> {
  const { access } = held.opened;
  const limit = AbortSignal.timeout(removeMs);
  try {
    if (access.transactional) {
      if (held.session.alive && rollback) await ask(held.session, rollback, { signal: limit });
      return undefined;
    }
    if ((await inserter.removeAll(limit)) === 0) return undefined;
  } catch {
    // A session that is gone has taken its transaction with it.
    if (access.transactional) return undefined;
  }
  return {
    code: 'change_outcome_unknown',
    message: `The import failed, and not all of the ${String(inserter.taken)} documents that were in could be removed again. Look at the collection.`,
  };
}

const errorOfRow = ({ code, message, row, until, column, details }: RefusedRow): ImportError => ({
  code,
  message: row === until ? message : `One of the rows ${String(row)} to ${String(until)}: ${message}`,
  row,
  ...(column === undefined ? {} : { column }),
  ...(typeof details['hint'] === 'string' ? { hint: details['hint'] } : {}),
});

function errorOf(error: unknown): ImportError {
  if (error instanceof RowRefused) return errorOfRow(error.refused);
  const fault = faultOfRead(error);
  if (fault instanceof Fault) {
    const { row, column } = fault.details ?? {};
    return {
      code: fault.code,
      message: fault.message,
      ...(typeof row === 'number' ? { row } : {}),
      ...(typeof column === 'string' ? { column } : {}),
    };
  }
  throw error;
}
