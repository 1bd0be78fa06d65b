import type { Classification } from '@orrery/dialects';
import { DriverFault, type Param, type RunEvent, type RunOptions } from '../driver.js';
import { RowBatch } from '../row-batch.js';
import { Answer, mostTokenBytes } from './answer.js';
import { faultOf } from './faults.js';
import { declared } from './messages.js';
import { isOneQuery } from './one-query.js';
import type { MssqlSession } from './session.js';
import { Done, type Message } from './tokens.js';
import { describe } from './types.js';

/** ms after which rows that do not fill a batch are handed over all the same. */
const lingerMs = 60;
/** Messages about what USE and SET LANGUAGE have changed: everybody who typed them knows. */
const silent: ReadonlySet<number> = new Set([5701, 5703]);

export interface MssqlRunOptions extends RunOptions {
  /**
   * It is planned, not run: without a transaction around it, which would be planned as well, and with variables in the place of its
   * parameters, for a call has no plan. The plan is so one for any values: the server does not look at them, as it would at parameters'.
   */
  readonly planned?: boolean;
}

/**
 * One statement on its way: a batch, or, with parameters, a call of sp_executesql. The server sends rows until the socket is full: what
 * holds them back is the paused socket. It is cancelled by an attention on the same socket, which the server looks out for meanwhile.
 */
export class MssqlRun {
  readonly #batch: RowBatch;
  readonly #answer: Answer;
  readonly #maxRows: number;
  readonly #readOnly: boolean;
  readonly #pending: RunEvent[] = [];
  #stage: 'new' | 'running' | 'done' = 'new';
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
  #stopKiller: (() => void) | undefined;

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
    this.#answer = new Answer(session, this.#batch, {
      columns: (columns) => {
        this.#results += 1;
        this.#resultRows = 0;
        if (this.#attention === 'none') this.#discarding = this.#draining !== undefined;
        this.#pending.push({ type: 'columns', columns: describe(columns) });
      },
      takesRow: () => this.#takesRow(),
      message: (message) => {
        this.#tell(message);
      },
      done: (_token, { status, changed }) => {
        if ((status & Done.attention) !== 0) this.#attention = 'answered';
        if (changed !== undefined) this.#changed = (this.#changed ?? 0) + changed;
      },
    });
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
      if (this.#readOnly && this.options.planned !== true) {
        await this.session.ask('BEGIN TRANSACTION');
        this.#ownTransaction = true;
        refuseAborted(signal);
      }
      this.#stage = 'running';
      if (this.options.planned === true && this.params.length > 0) {
        this.session.send(`DECLARE ${declared(this.params)}; ${this.text}`, []);
      } else this.session.send(this.text, this.params);
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
    this.#stopKiller?.();
    if (this.#ownTransaction && session.alive) session.rollBack();
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

  /** Reads one token, or more of a row. False where bytes are lacking. */
  #step(): boolean {
    const { reader } = this.session;
    return !this.#answer.inRow && reader.ended ? this.#messageEnds() : this.#answer.step();
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
    this.#stopKiller?.();
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
    this.#stopKiller ??= this.session.reader.socket.cutUnlessEnded();
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
