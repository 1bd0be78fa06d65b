import {
  Fault,
  queryCancelHere,
  type QueryEntry,
  type QueryStatus,
  type RawResult,
  type RequestOf,
  type queryList,
  type queryRun,
  type queryUpdate,
} from '@orrery/contracts';
import { splitStatements, type StatementSpan } from '@orrery/dialects';
import { Bus, currentUserId, gauge, INSTANCE, Stopping } from '@orrery/runtime';
import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { SessionPools } from '../target/session-pools.js';
import { type OpenedConnection, Targets } from '../target/targets.js';
import { QueryStore } from './query.store.js';
import { readsOnly, RecentWrites } from './replica.js';
import { Run, type RunRequest, type Server } from './run.js';

const defaultTimeoutMs = 60_000;
/** Runs of one user at a time in one instance, waiting ones included. */
const runsPerUser = 100;

/** What a run must keep to besides what its author asked for. */
export interface RunLimits {
  /** Bytes from which a cell is cut; left out: what the driver takes for much. */
  readonly maxCellBytes?: number;
  readonly mostStatements?: number;
  /** Which of several statements the parameters are of, from 0. Left out, they go with a single one. */
  readonly paramsOf?: number;
}

const notFound = (): Fault => new Fault('query_not_found', 'There is no such query. It may have been deleted.');

/** Runs statements, and keeps the history. */
@Injectable()
export class QueryService {
  private readonly runs = new Map<string, Run>();
  private readonly onEnded: ((run: RunRequest) => void)[] = [];

  constructor(
    private readonly targets: Targets,
    private readonly pools: SessionPools,
    private readonly store: QueryStore,
    private readonly bus: Bus,
    private readonly writes: RecentWrites,
    stopping: Stopping,
    @Inject(INSTANCE) private readonly instance: string,
  ) {
    stopping.onLate(() => {
      for (const run of this.runs.values()) run.stop('shutdown');
    });
    gauge('orrery_query_runs_active', 'Runs under way', () => this.runs.size);
  }

  /** Begins a run. Throws `connection_not_found`, `query_empty`, `too_many_queries`; everything later is told in the stream. */
  async run(request: RequestOf<typeof queryRun>, limits: RunLimits = {}): Promise<Run> {
    const userId = currentUserId();
    const connection = await this.targets.open(request.connectionId);
    const statements = splitStatements(connection.kind, request.text);
    if (statements.length === 0)
      throw new Fault('query_empty', 'There is no statement in this text. Write one and run it again.');
    if (statements.length > (limits.mostStatements ?? Infinity))
      throw new Fault('invalid_request', 'This takes one statement; the text has several.', {
        errors: [{ path: 'text', message: 'must be one statement' }],
      });
    const { paramsOf } = limits;
    if (request.params && request.params.length > 0 && statements.length > 1 && paramsOf === undefined)
      throw new Fault('invalid_request', 'Parameters belong to one statement; this text has several.', {
        errors: [{ path: 'params', message: 'goes with a single statement' }],
      });
    if (this.runsOf(userId) >= runsPerUser)
      throw new Fault(
        'too_many_queries',
        `You already have ${String(runsPerUser)} queries running. Wait for one to end, or cancel one.`,
        { details: { retryAfter: 2 } },
      );
    const { extraOptions } = connection.target;
    const run = new Run(
      {
        id: uuidv7(),
        userId,
        connectionId: connection.id,
        kind: connection.kind,
        text: request.text,
        statements,
        params: request.params,
        ...(paramsOf === undefined ? {} : { paramsOf }),
        source: request.source,
        maxRows: request.maxRows,
        timeoutMs: request.timeoutMs ?? extraOptions.timeouts?.statementMs ?? defaultTimeoutMs,
        readOnly: (request.readOnly ?? false) || (extraOptions.readOnly ?? false),
        stopOnError: request.stopOnError,
        ...(limits.maxCellBytes === undefined ? {} : { maxCellBytes: limits.maxCellBytes }),
        hasReplica: extraOptions.readReplica !== undefined,
      },
      this.serversFor(connection, statements),
      this.store,
      this.instance,
    );
    this.runs.set(run.request.id, run);
    const writes = run.request.hasReplica && !readsOnly(connection.kind, statements);
    if (writes) this.writes.note(userId, connection.id);
    void run.ended.then(() => {
      this.runs.delete(run.request.id);
      if (writes) this.writes.note(userId, connection.id);
      for (const act of this.onEnded) act(run.request);
    });
    return run;
  }

  /** Runs `act` whenever a run has ended and its row is written. */
  whenEnded(act: (run: RunRequest) => void): void {
    this.onEnded.push(act);
  }

  /** The replica for what only reads, unless its author wrote a moment ago; the primary for the rest, and where there is no other. */
  private serversFor(connection: OpenedConnection, statements: readonly StatementSpan[]): Server[] {
    const primary: Server = { role: 'primary', pool: this.pools.of(connection) };
    if (!connection.target.extraOptions.readReplica) return [primary];
    if (!readsOnly(connection.kind, statements) || this.writes.isRecent(connection.userId, connection.id)) return [primary];
    return [{ role: 'replica', pool: this.pools.of(connection, 'replica') }, primary];
  }

  /** Cancels a run wherever it is. Answers what it is then, or was already. */
  async cancel(id: string): Promise<QueryStatus> {
    const userId = currentUserId();
    if (this.cancelHere(id, userId)) return 'cancelled';
    const row = await this.store.get(userId, id);
    if (!row) throw notFound();
    if (row.status !== 'running') return row.status;
    const answer = await this.bus.call(queryCancelHere, { id, userId }, { timeoutMs: 1_000 }).catch(() => ({ cancelled: false }));
    return answer.cancelled ? 'cancelled' : 'running';
  }

  /** Cancels a run of this instance; false where it is not here, or somebody else's. */
  cancelHere(id: string, userId: string): boolean {
    const run = this.runs.get(id);
    if (run?.request.userId !== userId) return false;
    run.stop('cancelled');
    return true;
  }

  list(ask: RequestOf<typeof queryList>): Promise<{ items: QueryEntry[]; nextCursor: string | null }> {
    return this.store.list(currentUserId(), ask);
  }

  async get(userId: string, id: string): Promise<QueryEntry & { rawResult: RawResult | null }> {
    const row = await this.store.get(userId, id);
    if (!row) throw notFound();
    return row;
  }

  async update({ id, isSaved, savedName }: RequestOf<typeof queryUpdate>): Promise<QueryEntry> {
    const userId = currentUserId();
    const present = await this.get(userId, id);
    // A name saves; taking the name away unsaves, and so does the flag.
    const saved = isSaved ?? (savedName === undefined ? present.isSaved : savedName !== null);
    const name = saved ? (savedName ?? present.savedName) : null;
    if (saved && !name)
      throw new Fault('saved_name_required', 'A saved query needs a name.', {
        errors: [{ path: 'savedName', message: 'is missing' }],
      });
    const entry = await this.store.update(userId, id, { isSaved: saved, savedName: name });
    if (!entry) throw notFound();
    return entry;
  }

  async delete(id: string): Promise<void> {
    if (!(await this.store.delete(currentUserId(), id))) throw notFound();
  }

  /** Stops what runs for a user, or on a connection. */
  stopAll(of: { userId?: string; connectionId?: string }): void {
    for (const run of this.runs.values())
      if (run.request.userId === of.userId || run.request.connectionId === of.connectionId) run.stop('cancelled');
  }

  /** Settles when no run is under way. */
  async idle(): Promise<void> {
    await Promise.all([...this.runs.values()].map((run) => run.ended));
  }

  private runsOf(userId: string): number {
    let count = 0;
    for (const run of this.runs.values()) if (run.request.userId === userId) count++;
    return count;
  }
}
