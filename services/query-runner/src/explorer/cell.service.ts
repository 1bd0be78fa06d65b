import { type explorerCell, Fault, type RequestOf } from '@orrery/contracts';
import { cellPieces, type CellRead, type Session } from '@orrery/drivers';
import { Injectable } from '@nestjs/common';
import { keyCells } from './change.js';
import { faultOfRead } from './faults.js';
import { type OpenedTable, Tables, timeoutOf } from './tables.js';

type CellAsk = RequestOf<typeof explorerCell>;

/** Reads one cell whole, in pieces: never more of it is here than its reader has asked for. */
@Injectable()
export class CellService {
  constructor(private readonly tables: Tables) {}

  /** The cell's bytes. Throws before the first of them where the cell can't be had. */
  async *bytes(asked: CellAsk, signal: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      const held = await this.tables.holdToRead(asked.id, asked.table, signal);
      try {
        yield* piecesOf(held.opened, held.session, asked, signal);
      } finally {
        held.release();
      }
    } catch (error) {
      throw faultOfRead(error);
    }
  }
}

async function* piecesOf(
  opened: OpenedTable,
  session: Session,
  asked: CellAsk,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const limit = new DatabaseTime(timeoutOf(opened.connection), signal);
  const pieces = cellPieces(session, readOf(opened, asked), asked.as !== 'binary', { signal: limit.signal });
  try {
    let isThere = false;
    for (;;) {
      const next = await limit.within(() => pieces.next());
      if (next.done) break;
      isThere = true;
      yield next.value;
    }
    if (!isThere) throw new Fault('row_not_found', `This row of ${opened.table.qualified} is gone. Reload the rows.`);
  } finally {
    await pieces.return();
  }
}

function readOf({ access, table }: OpenedTable, { column, key }: CellAsk): CellRead {
  if (table.keys.length === 0)
    throw new Fault(
      'query_unsupported',
      `${table.qualified} has no primary key and no unique key without nulls, so that one row can’t be told from another. Select the value in the editor and export the result.`,
    );
  const refuse = (part: string, message: string): Fault =>
    new Fault('invalid_request', `The row can’t be looked for: ${message}.`, { errors: [{ path: part.slice(1), message }] });
  return access.cell(table, column, keyCells(table, key, refuse));
}

/** The time that a database may work on something; waiting for the reader does not count. */
class DatabaseTime {
  readonly #abort = new AbortController();
  readonly signal: AbortSignal;
  #spentMs = 0;

  constructor(
    readonly limitMs: number,
    signal: AbortSignal,
  ) {
    this.signal = AbortSignal.any([signal, this.#abort.signal]);
  }

  /** Throws `query_timeout` where the time is over, also where a part came just before it was. */
  async within<T>(work: () => Promise<T>): Promise<T> {
    if (this.#spentMs >= this.limitMs) throw this.#over();
    const begun = performance.now();
    const timer = setTimeout(
      () => {
        this.#abort.abort();
      },
      Math.max(1, this.limitMs - this.#spentMs),
    );
    try {
      return await work();
    } catch (error) {
      throw this.#abort.signal.aborted ? this.#over(error) : error;
    } finally {
      clearTimeout(timer);
      this.#spentMs += performance.now() - begun;
    }
  }

  #over(cause?: unknown): Fault {
    return new Fault(
      'query_timeout',
      'The database took longer than this connection’s time limit and was told to stop. Raise the limit to have this value.',
      { cause },
    );
  }
}
