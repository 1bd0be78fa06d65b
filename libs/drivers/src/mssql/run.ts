import type { Classification } from '@orrery/dialects';
import { DriverFault, type Param, type RunEvent, type RunOptions } from '../driver.js';
import { RowBatch } from '../row-batch.js';
import { Cursor } from './cursor.js';
import { faultOf } from './faults.js';
import { isOneQuery } from './one-query.js';
import { Rows } from './rows.js';
import type { MssqlSession } from './session.js';
import { changeOf, doneOf, Done, messageOf, skip, Token, type Message } from './tokens.js';
import { columnsOf, describe, typeOf } from './types.js';

/** ms within which a cancelled statement must end before its socket is cut. */
const endMs = 2_000;
/** ms after which rows that do not fill a batch are handed over all the same. */
const lingerMs = 60;
/** More than any token takes that has to come whole: the columns of a result, a value that is not sent in chunks. */
const mostTokenBytes = 2 * 1024 * 1024;
/** Messages about what USE and SET LANGUAGE have changed: everybody who typed them knows. */
const silent: ReadonlySet<number> = new Set([5701, 5703]);

/** `bare`: without a transaction around it, also where it is read-only: a session that plans would plan that as well. */
export interface MssqlRunOptions extends RunOptions {
  readonly bare?: boolean;
}

/**
 * One statement on its way: a batch, or, with parameters, a call of sp_executesql. The server sends rows until the socket is full: what
 * holds them back is the paused socket. It is cancelled by an attention on the same socket, which the server looks out for meanwhile.
 */
export class MssqlRun {
  readonly #batch: RowBatch;
  readonly #maxRows: number;
  readonly #readOnly: boolean;
  readonly #pending: RunEvent[] = [];
  #stage: 'new' | 'running' | 'done' = 'new';
  #rows: Rows | undefined;
  #fault: DriverFault | undefined;
  #rowCount = 0;
  #resultRows = 0;
  #changed: number | undefined;
  #results = 0;
  #truncated = false;
  #discarding = false;
  #ownTransaction = false;
  #attention: 'none' | 'sent' | 'answered' = 'none';
  #draining: Promise<void> | undefined;
  #yielding = false;
  #killer: NodeJS.Timeout | undefined;

  constructor(
    readonly session: MssqlSession,
    readonly text: string,
    readonly params: readonly Param[],
    readonly classification: Classification,
    readonly options: MssqlRunOptions,
  ) {
    const { maxRows, batchBytes, maxCellBytes } = options;
    this.#batch = new RowBatch(batchBytes ?? 192 * 1024, maxCellBytes ?? 1024 * 1024);
    this.#maxRows = maxRows ?? Number.POSITIVE_INFINITY;
    this.#readOnly = options.readOnly === true;
  }

  async *events(): AsyncGenerator<RunEvent, void, undefined> {
    this.#refuse();
    const { signal } = this.options;
    const onAbort = () => {
      this.#abort();
    };
    refuseAborted(signal);
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      if (this.#readOnly && this.options.bare !== true) {
        await this.session.ask('BEGIN TRANSACTION');
        this.#ownTransaction = true;
        refuseAborted(signal);
      }
      this.#stage = 'running';
      this.session.send(this.text, this.params);
      yield* this.#stream();
      yield this.#end();
    } catch (error) {
      // An error that ends the connection is told before it ends.
      throw error instanceof DriverFault && error.kind === 'connection-lost' ? (this.#fault ?? error) : error;
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
  }

  /** Frees the session: what still runs is cancelled, and its answer is read to its end. */
  async release(): Promise<void> {
    const { classification, session } = this;
    if (this.#stage === 'running' && session.alive) {
      this.#cancel();
      this.#draining ??= this.#drain();
    }
    // What can't be read to its end leaves nothing that could be used again.
    await this.#draining?.catch(() => {
      session.destroy();
    });
    clearTimeout(this.#killer);
    if (this.#ownTransaction && session.alive) {
      await session.ask('IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION').catch(() => {
        session.destroy();
      });
    }
    if (this.#stage !== 'new' && !classification.traceless) session.dirty = true;
  }

  #refuse(): void {
    if (!this.#readOnly) return;
    const { flagged, command: verb, reads } = this.classification;
    if (!reads) {
      const what = flagged.length > 0 ? `${flagged.join(', ')}()` : verb === '' ? 'This statement' : verb;
      throw new DriverFault('read-only', `${what} is not allowed here: only statements that read are.`, { sqlState: '25006' });
    }
    if (this.session.inTransaction) {
      throw new DriverFault('read-only', 'A transaction is open in this session; a read-only statement needs one of its own.');
    }
  }

  async *#stream(): AsyncGenerator<RunEvent, void, undefined> {
    const { reader } = this.session;
    const batch = this.#batch;
    let handedOver = false;
    while (this.#stage === 'running') {
      if (this.#step()) {
        if (batch.full) {
          handedOver = true;
          yield* this.#handOver();
        } else if (this.#pending.length > 0) {
          // Rows of the result set before come first.
          yield* this.#handOver();
          for (let event = this.#pending.shift(); event !== undefined; event = this.#pending.shift()) yield* this.#give(event);
        }
        continue;
      }
      if (reader.end - reader.at > mostTokenBytes) throw this.session.lose('The server sends a token without end.');
      if (reader.fill()) continue;
      if (batch.count > 0 && !handedOver) {
        handedOver = true;
        yield* this.#handOver();
        continue;
      }
      if (reader.whole) throw this.session.lose('The answer of the server breaks off.');
      const came = await reader.socket.more(batch.count > 0 ? lingerMs : undefined);
      if (!came) yield* this.#handOver();
    }
    if (this.#fault !== undefined) {
      // What came before the error is shown all the same.
      yield* this.#handOver();
      throw this.#fault;
    }
    yield* this.#handOver();
  }

  async *#handOver(): AsyncGenerator<RunEvent, void, undefined> {
    const { count, cut, bytes } = this.#batch;
    if (count > 0) yield* this.#give({ type: 'rows', json: bytes, count, cut });
    this.#batch.clear();
  }

  async *#give(event: RunEvent): AsyncGenerator<RunEvent, void, undefined> {
    this.#yielding = true;
    yield event;
    this.#yielding = false;
    if (this.#draining !== undefined) {
      await this.#draining;
      throw this.#fault ?? new DriverFault('cancelled', 'The rest of the result was given up; the statement had already ended.');
    }
  }

  /** Reads one token, or more of a row. False where bytes are lacking. What can't be read as what it says it is ends the session. */
  #step(): boolean {
    try {
      return this.#readOn();
    } catch (error) {
      throw error instanceof DriverFault ? error : this.session.lose('The server sent a value that is none of its type.');
    }
  }

  #readOn(): boolean {
    const { reader } = this.session;
    const rows = this.#rows;
    if (rows?.inRow === true) return rows.read();
    if (reader.ended) return this.#messageEnds();
    if (reader.at === reader.end) return false;
    const token = reader.buffer[reader.at] as number;
    if ((token === Token.row || token === Token.compactRow) && rows !== undefined) {
      reader.at += 1;
      rows.begin(token === Token.compactRow, !this.#takesRow());
      return rows.read();
    }
    const cursor = new Cursor(reader.buffer, reader.at + 1, reader.end);
    const act = this.#token(token, cursor);
    if (cursor.lacking) return false;
    reader.at = cursor.at;
    act?.();
    return true;
  }

  /** Reads a token; what it means is done when all of it has come. */
  #token(token: number, cursor: Cursor): (() => void) | undefined {
    const { session } = this;
    switch (token) {
      case Token.columns: {
        const columns = columnsOf(cursor);
        return () => {
          if (columns === undefined) return;
          this.#rows = new Rows(session.reader, this.#batch, columns);
          this.#results += 1;
          this.#resultRows = 0;
          if (this.#attention === 'none') this.#discarding = this.#draining !== undefined;
          this.#pending.push({ type: 'columns', columns: describe(columns) });
        };
      }
      case Token.error:
      case Token.info: {
        const message = messageOf(cursor, token === Token.error);
        return () => {
          this.#tell(message);
        };
      }
      case Token.environment: {
        const change = changeOf(cursor);
        return () => {
          session.changed(change);
        };
      }
      case Token.done:
      case Token.doneProcedure:
      case Token.doneInProcedure: {
        const { status, changed } = doneOf(cursor);
        return () => {
          if ((status & Done.attention) !== 0) this.#attention = 'answered';
          if (changed !== undefined) this.#changed = (this.#changed ?? 0) + changed;
        };
      }
      case Token.returnValue: {
        // An output parameter: told to nobody, but it must be read.
        cursor.u16();
        cursor.shortText();
        cursor.u8();
        const userType = cursor.u32();
        cursor.u16();
        const type = typeOf(cursor, userType);
        return () => {
          this.#rows = new Rows(session.reader, this.#batch, [{ name: '', type }]);
          this.#rows.begin(false, true);
        };
      }
      default:
        if (!skip(cursor, token)) throw session.lose('The server sent something that is not its protocol.');
        return undefined;
    }
  }

  /** Whether the row that begins is wanted. */
  #takesRow(): boolean {
    if (this.#discarding) return false;
    if (this.#resultRows >= this.#maxRows) {
      this.#truncated = true;
      this.#discarding = true;
      // A query alone can be stopped. What else stands in a batch is to be run, so its rows go by.
      if (this.classification.reads && isOneQuery(this.text)) this.#cancel();
      return false;
    }
    this.#resultRows += 1;
    this.#rowCount += 1;
    return true;
  }

  #tell(message: Message): void {
    const { number, level, text } = message;
    if (this.#attention !== 'none' || silent.has(number)) return;
    // The first error is the cause; what follows tells more of it.
    if (message.isError && this.#fault === undefined) {
      this.#fault = faultOf(message, this.text);
      return;
    }
    this.#pending.push({ type: 'notice', message: text, severity: message.isError ? 'ERROR' : level === 0 ? 'INFO' : 'WARNING' });
  }

  /** True: there is more to read. The answer to an attention may come in a message of its own. */
  #messageEnds(): boolean {
    if (this.#attention === 'sent') {
      this.session.reader.begin();
      return true;
    }
    this.#stage = 'done';
    this.#rows = undefined;
    clearTimeout(this.#killer);
    if (this.#attention === 'answered' && !(this.#truncated && this.options.signal?.aborted !== true)) {
      this.#fault = new DriverFault('cancelled', 'The statement was cancelled.');
    }
    return true;
  }

  #abort(): void {
    if (this.#stage !== 'running') return;
    this.#cancel();
    // While the reader holds a batch nobody reads the socket, and the answer to the attention stands behind the rows.
    if (this.#yielding) this.#draining ??= this.#drain();
  }

  #cancel(): void {
    if (this.#attention !== 'none') return;
    this.#attention = 'sent';
    this.#discarding = true;
    this.session.attention();
    this.#killer = setTimeout(() => {
      this.session.reader.socket.destroy(
        new DriverFault('cancelled', 'The statement was given up: it did not end when it was cancelled.'),
      );
    }, endMs);
  }

  async #drain(): Promise<void> {
    this.#discarding = true;
    const { reader } = this.session;
    while (this.#stage === 'running') {
      if (this.#step()) continue;
      if (reader.end - reader.at > mostTokenBytes) throw this.session.lose('The server sends a token without end.');
      if (reader.fill()) continue;
      if (reader.whole) throw this.session.lose('The answer of the server breaks off.');
      await reader.socket.more();
    }
    this.#pending.length = 0;
  }

  #end(): RunEvent {
    const { command, reads } = this.classification;
    return {
      type: 'end',
      command,
      rowCount: this.#rowCount,
      affectedRows: reads ? null : (this.#changed ?? null),
      truncated: this.#truncated,
    };
  }
}

const refuseAborted = (signal: AbortSignal | undefined): void => {
  if (signal?.aborted === true) throw new DriverFault('cancelled', 'The statement was cancelled before it was sent.');
};
