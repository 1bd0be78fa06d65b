import { Fault, type Kind, type QueryEntry, type ResultColumn, type StatementError } from '@orrery/contracts';
import { DriverFault, type Param, type RunEvent, type Session, statementOf } from '@orrery/drivers';
import type { StatementSpan } from '@orrery/dialects';
import type { SessionPool } from '../target/session-pool.js';
import type { ServerRole } from '../target/targets.js';
import { errorOfFault, statementErrorOf, type Told } from './lines.js';
import type { QueryStore, RunOutcome } from './query.store.js';
import { RawResultKeeper } from './raw-result.js';

/** Why a run was stopped from outside. */
export type StopReason = 'cancelled' | 'timeout' | 'reader-gone' | 'reader-idle' | 'shutdown';

/** ms that a reader may leave rows untouched before the session is taken back. */
const readerIdleMs = 5 * 60_000;

export interface RunRequest {
  readonly id: string;
  readonly userId: string;
  readonly connectionId: string;
  readonly kind: Kind;
  readonly text: string;
  readonly statements: readonly StatementSpan[];
  readonly params: readonly Param[] | undefined;
  /** Which of its statements they are of; left out: each. */
  readonly paramsOf?: number;
  readonly source: QueryEntry['source'];
  readonly maxRows: number | undefined;
  /** ms that the database may work on all of it. Waiting for the reader does not count. */
  readonly timeoutMs: number;
  readonly readOnly: boolean;
  readonly stopOnError: boolean;
  /** Bytes from which a cell is cut; left out: what the driver takes for much. */
  readonly maxCellBytes?: number;
  /** The connection has a read replica, so each answer says which server it is from. */
  readonly hasReplica: boolean;
}

/** One of a connection's servers, and the sessions to it. */
export interface Server {
  readonly role: ServerRole;
  readonly pool: SessionPool;
}

const sentences: Record<StopReason, string> = {
  cancelled: 'Cancelled.',
  timeout: 'The statement took longer than its time limit and was cancelled on the server. Raise the limit, or ask for less.',
  'reader-gone': 'The reader went away, so the statement was cancelled on the server.',
  'reader-idle': 'Nobody read the result for five minutes, so the statement was cancelled on the server.',
  shutdown: 'This server is being restarted, so the statement was cancelled. Run it again.',
};

/**
 * One run, from its row in the history to its last line. It is pulled: nothing is read from the database that was not asked for.
 * Queued → running → streaming → success | error | cancelled; whatever happens, the row is finished and the session given back.
 */
export class Run implements AsyncIterable<Told> {
  private readonly abort = new AbortController();
  private reason: StopReason | undefined;
  private readonly keeper = new RawResultKeeper();
  private rowCount = 0;
  private spentMs = 0;
  private readonly started = performance.now();
  private firstError: StatementError | undefined;
  private recorded = false;
  private server: Server | undefined;
  /** Settles when the run has ended and its row is written. */
  readonly ended: Promise<void>;
  private markEnded: () => void = () => undefined;

  constructor(
    readonly request: RunRequest,
    /** Where it may run, best first: the next one is tried where no session can be had. */
    private readonly servers: readonly Server[],
    private readonly store: QueryStore,
    private readonly instance: string,
  ) {
    this.ended = new Promise((resolve) => (this.markEnded = resolve));
  }

  /** Stops the run: what the database does for it is cancelled there. The first reason counts. */
  stop(reason: StopReason): void {
    if (this.reason) return;
    this.reason = reason;
    this.abort.abort(new DriverFault('cancelled', sentences[reason]));
  }

  [Symbol.asyncIterator](): AsyncIterator<Told> {
    const lines = this.lines();
    let idle: NodeJS.Timeout | undefined;
    return {
      next: async () => {
        clearTimeout(idle);
        const result = await lines.next();
        if (!result.done) {
          idle = setTimeout(() => {
            this.stop('reader-idle');
            void this.drainTo(lines);
          }, readerIdleMs);
          idle.unref();
        }
        return result;
      },
      // Also while a `next` waits: the abort ends it.
      return: async () => {
        clearTimeout(idle);
        this.stop('reader-gone');
        await this.drainTo(lines);
        return { done: true, value: undefined };
      },
    };
  }

  /** Lets a stopped run come to its end with nobody reading. */
  private async drainTo(lines: AsyncGenerator<Told>): Promise<void> {
    while (!(await lines.next()).done);
  }

  private async *lines(): AsyncGenerator<Told, void, undefined> {
    const { request } = this;
    let session: Session | undefined;
    try {
      yield { type: 'start', queryId: request.id, statements: request.statements.length };
      session = yield* this.open();
      for (const [index, statement] of request.statements.entries()) {
        yield* this.statement(session, index, statement);
        if (this.reason ?? (this.firstError && request.stopOnError)) break;
      }
      if (session.inTransaction && session.alive) {
        yield {
          type: 'notice',
          statement: request.statements.length - 1,
          severity: 'WARNING',
          message: 'A transaction was still open at the end of this run and was rolled back. Run BEGIN and COMMIT together.',
        };
      }
    } catch (error) {
      yield { type: 'error', statement: 0, error: this.noteError(error, 0) };
    } finally {
      await this.finish(session);
      this.markEnded();
    }
    yield { type: 'done', status: this.status, executionTime: this.elapsed };
  }

  /** A session, and the run's row with the backend that serves it. Tells where it is not on the server it was meant for. */
  private async *open(): AsyncGenerator<Told, Session, undefined> {
    const session = yield* this.acquire();
    try {
      await this.record(session);
    } catch (error) {
      void this.server?.pool.release(session);
      throw error;
    }
    return session;
  }

  private async *acquire(): AsyncGenerator<Told, Session, undefined> {
    for (const [index, server] of this.servers.entries()) {
      try {
        const session = await server.pool.acquire(this.abort.signal);
        this.server = server;
        return session;
      } catch (error) {
        if (this.reason ?? index === this.servers.length - 1) throw error;
        const why = error instanceof Error ? error.message : '';
        yield {
          type: 'notice',
          statement: 0,
          severity: 'WARNING',
          message: `The ${server.role} could not be used, so the ${this.servers[index + 1]?.role ?? ''} was asked. ${why}`,
        };
      }
    }
    throw new Error('a run without a server');
  }

  private async record(session: Session | undefined): Promise<void> {
    const { id, userId, connectionId, text, source } = this.request;
    await this.store.begin({
      id,
      userId,
      connectionId,
      text,
      source,
      instance: this.instance,
      backend: session ? { ...session.backend, ...(this.server ? { role: this.server.role } : {}) } : null,
    });
    this.recorded = true;
  }

  private async *statement(session: Session, index: number, span: StatementSpan): AsyncGenerator<Told, void, undefined> {
    const { request } = this;
    const started = performance.now();
    let waited = 0;
    let events: ReturnType<Session['run']> | undefined;
    try {
      const params = request.paramsOf === undefined || request.paramsOf === index ? request.params : undefined;
      events = session.run(statementOf(session.kind, span.text, params), {
        signal: this.abort.signal,
        readOnly: request.readOnly,
        timeoutMs: request.timeoutMs,
        ...(request.maxRows === undefined ? {} : { maxRows: request.maxRows }),
        ...(request.maxCellBytes === undefined ? {} : { maxCellBytes: request.maxCellBytes }),
      });
      const running = events;
      for (;;) {
        const next = await this.timed(() => running.next());
        if (next.done) return;
        const asked = performance.now();
        const time = asked - started - waited;
        yield this.told(index, next.value, time);
        waited += performance.now() - asked;
      }
    } catch (error) {
      yield { type: 'error', statement: index, error: this.noteError(error, span.start) };
    } finally {
      await events?.return();
    }
  }

  private told(statement: number, event: RunEvent, time: number): Told {
    switch (event.type) {
      case 'columns':
        this.keeper.columns(statement, event.columns);
        return {
          type: 'columns',
          statement,
          columns: event.columns as ResultColumn[],
          ...(event.origins ? { origins: [...event.origins] } : {}),
        };
      case 'rows':
        this.keeper.add(event.json, event.count);
        return { type: 'rows', statement, json: event.json, cut: event.cut };
      case 'notice':
        return {
          type: 'notice',
          statement,
          message: event.message,
          ...(event.severity ? { severity: event.severity } : {}),
        };
      case 'end': {
        const { command, rowCount, affectedRows, truncated } = event;
        this.rowCount += rowCount > 0 ? rowCount : (affectedRows ?? 0);
        if (truncated) this.keeper.truncated();
        return {
          type: 'end',
          statement,
          command,
          rowCount,
          affectedRows,
          truncated,
          executionTime: round(time),
          ...(this.request.hasReplica && this.server ? { server: this.server.role } : {}),
        };
      }
    }
  }

  /** Counts the time that the database works; the limit is kept from outside the session, where the person's SQL can't change it. */
  private async timed<T>(work: () => Promise<T>): Promise<T> {
    const begun = performance.now();
    const timer = setTimeout(
      () => {
        this.stop('timeout');
      },
      Math.max(1, this.request.timeoutMs - this.spentMs),
    );
    try {
      return await work();
    } finally {
      clearTimeout(timer);
      this.spentMs += performance.now() - begun;
    }
  }

  /** What a failure is told as; the first one stands in the history. */
  private noteError(error: unknown, statementStart: number): StatementError {
    const told = this.errorOf(error, statementStart);
    this.firstError ??= told;
    return told;
  }

  private errorOf(error: unknown, statementStart: number): StatementError {
    if (this.reason === 'timeout') return { code: 'query_timeout', kind: 'timeout', message: sentences.timeout };
    if (this.reason === 'shutdown') return { code: 'retry_later', message: sentences.shutdown };
    if (this.reason) return { code: 'query_cancelled', kind: 'cancelled', message: sentences[this.reason] };
    if (error instanceof DriverFault) return statementErrorOf(error, this.request.text, statementStart);
    if (error instanceof Fault) return errorOfFault(error);
    throw error;
  }

  private get status(): RunOutcome['status'] {
    if (!this.firstError) return 'success';
    if (this.reason === 'timeout' || this.reason === 'shutdown' || this.reason === undefined) return 'error';
    return 'cancelled';
  }

  private get elapsed(): number {
    return round(performance.now() - this.started);
  }

  private async finish(session: Session | undefined): Promise<void> {
    if (session) void this.server?.pool.release(session);
    // Stopped between two statements, or while the last lines were being handed over.
    if (this.reason && !this.firstError) this.firstError = this.errorOf(undefined, 0);
    if (!this.recorded) await this.record(undefined);
    await this.store.finish(this.request.userId, this.request.id, {
      status: this.status,
      rowCount: this.rowCount,
      executionTime: this.elapsed,
      errorMessage: this.firstError?.message ?? null,
      rawResult: this.keeper.toJson(),
    });
  }
}

const round = (ms: number): number => Math.round(ms * 10) / 10;
