import type { Classification, MongoCall } from '@orrery/dialects';
import { BSON } from 'mongodb';
import { DriverFault, type RunEvent, type RunOptions } from '../driver.js';
import { RowBatch } from '../row-batch.js';
import { batchOf, type Batch } from './batch.js';
import { mongoFault, unreadable } from './faults.js';
import { Table } from './columns.js';
import type { Document, Plan } from './plan.js';
import { planOf } from './plan-of.js';
import type { MongoSession } from './session.js';

/** Documents that come first: the columns are made of them. */
const firstDocuments = 101;
/** Bytes that a batch of the server should have about: enough for the way to be worth it, little enough to hold two. */
const wantedBytes = 1024 * 1024;
const mostDocuments = 20_000;
/** ms that the server waits longer than its caller before it gives up by itself. */
const slackMs = 1_000;

/** One statement on its way: a command, and a cursor where its rows do not fit into one reply. */
export class MongoRun {
  readonly #batch: RowBatch;
  readonly #maxRows: number;
  readonly #plan: Plan;
  readonly #db: string;
  /** What the server works on. */
  #working: Promise<unknown> | undefined;
  #cancelling: Promise<void> | undefined;
  /** The cursor that is open, and where. */
  #open: Pick<Batch, 'cursor' | 'ns'> | undefined;
  #rowCount = 0;
  #truncated = false;

  constructor(
    readonly session: MongoSession,
    call: MongoCall,
    readonly classification: Classification,
    readonly options: RunOptions,
  ) {
    this.#batch = new RowBatch(options.batchBytes ?? 192 * 1024, options.maxCellBytes ?? 1024 * 1024);
    this.#maxRows = options.maxRows ?? Number.POSITIVE_INFINITY;
    this.#refuse();
    this.#plan = planOf(call, session.dbName);
    this.#db = this.#plan.db ?? call.database ?? session.dbName;
  }

  async *events(): AsyncGenerator<RunEvent, void, undefined> {
    const { signal } = this.options;
    if (!this.session.alive) throw new DriverFault('connection-lost', 'This session has ended.');
    if (signal?.aborted === true) throw new DriverFault('cancelled', 'The statement was cancelled before it was sent.');
    const onAbort = () => {
      this.#cancel();
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      yield* this.#plan.reads === 'cursor' ? this.#stream() : this.#tell(this.#plan.reads);
    } catch (error) {
      if (error instanceof DriverFault) throw error;
      this.session.destroy();
      throw unreadable(error);
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
  }

  /** Frees the session: what still runs is cancelled, and an open cursor is given back. */
  async release(): Promise<void> {
    if (this.#working !== undefined) this.#cancel();
    await this.#working?.catch(() => undefined);
    await this.#cancelling;
    await this.#closeCursor();
  }

  async #closeCursor(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    if (open?.cursor === undefined || !this.session.alive) return;
    const { db, collection } = placeOf(open.ns);
    await this.session.killCursor(db, collection, open.cursor);
  }

  #refuse(): void {
    const { reads, flagged, command } = this.classification;
    if (!(this.options.readOnly === true || this.session.readOnly) || reads) return;
    const what = flagged.length > 0 ? flagged.join(', ') : command === '' ? 'This statement' : `${command}()`;
    throw new DriverFault('read-only', `${what} is not allowed here: only statements that read are.`, { sqlState: '25006' });
  }

  async *#stream(): AsyncGenerator<RunEvent, void, undefined> {
    let batch = batchOf(await this.#send(this.#db, this.#command(), 'raw'));
    const table = new Table(this.#batch, batch.documents, this.#plan.names);
    yield* this.#give({ type: 'columns', columns: table.columns });
    for (;;) {
      this.#open = batch;
      // The next batch is on its way while this one is handed over: one, and no more.
      const next = this.#mayNeedMore(batch) ? this.#more(batch) : undefined;
      for (const document of batch.documents) {
        if (this.#rowCount >= this.#maxRows) {
          this.#truncated = true;
          break;
        }
        table.row(document);
        this.#rowCount += 1;
        if (this.#batch.full) yield* this.#handOver();
      }
      yield* this.#handOver();
      if (next === undefined) break;
      batch = batchOf(await next);
    }
    yield this.#end(null);
  }

  #mayNeedMore({ cursor, documents }: Batch): boolean {
    return cursor !== undefined && this.#rowCount + documents.length <= this.#maxRows;
  }

  /** Asks for the next batch, of about so many bytes as are wanted. */
  #more({ cursor, ns, documents }: Batch): Promise<Document> {
    const bytes = documents.reduce((sum, document) => sum + document.length, 0);
    const each = Math.max(1, bytes / Math.max(1, documents.length));
    const left = this.#maxRows - this.#rowCount - documents.length + 1;
    const batchSize = Math.max(1, Math.min(left, mostDocuments, Math.floor(wantedBytes / each)));
    const { db, collection } = placeOf(ns);
    const next = this.#send(db, { getMore: cursor, collection, batchSize }, 'raw');
    // Whoever is waiting hears of it; while nobody waits, a failure must not end the process.
    next.catch(() => undefined);
    return next;
  }

  /** The plan's command, marked so that it can be found, and with a net under the caller's own time limit. */
  #command(): Document {
    const { command, ours, reads } = this.#plan;
    const { timeoutMs } = this.options;
    const wanted = Math.min(firstDocuments, this.#maxRows + 1);
    const sized = (given: unknown): number => Math.min(wanted, typeof given === 'object' ? Number(given ?? wanted) : wanted);
    return {
      ...(ours ? { ...command, comment: command['comment'] ?? this.session.mark } : command),
      ...(ours && timeoutMs !== undefined && command['maxTimeMS'] === undefined ? { maxTimeMS: timeoutMs + slackMs } : {}),
      ...(reads === 'cursor' && 'find' in command ? { batchSize: sized(command['batchSize']) } : {}),
      ...(reads === 'cursor' && !('find' in command) ? { cursor: { batchSize: sized(undefined) } } : {}),
    };
  }

  async *#tell(read: Exclude<Plan['reads'], 'cursor'>): AsyncGenerator<RunEvent, void, undefined> {
    const reply = await this.#send(this.#db, this.#command(), 'typed');
    refuseFailedWrites(reply);
    const { rows, names, affectedRows, isSummary } = read(reply);
    const documents = rows.map((row) => Buffer.from(BSON.serialize(row, { ignoreUndefined: true })));
    const table = new Table(this.#batch, documents.slice(0, firstDocuments), names);
    yield* this.#give({ type: 'columns', columns: table.columns });
    for (const document of documents) {
      if (this.#rowCount >= this.#maxRows && isSummary !== true) {
        this.#truncated = true;
        break;
      }
      table.row(document);
      this.#rowCount += 1;
      if (this.#batch.full) yield* this.#handOver();
    }
    yield* this.#handOver();
    yield* this.#warn(reply);
    if (isSummary === true) this.#rowCount = 0;
    yield this.#end(affectedRows);
  }

  /** What a reply tells besides: writes that are not as safe as was asked for, rows of a cursor that are left out. */
  async *#warn(reply: Document): AsyncGenerator<RunEvent, void, undefined> {
    const concern = reply['writeConcernError'] as Document | undefined;
    if (concern !== undefined) yield { type: 'notice', severity: 'WARNING', message: String(concern['errmsg']) };
    const cursor = reply['cursor'] as { id?: { isZero?: () => boolean }; ns?: string } | undefined;
    if (cursor?.id?.isZero === undefined || cursor.id.isZero()) return;
    const { db, collection } = placeOf(cursor.ns ?? '');
    await this.session.killCursor(db, collection, cursor.id);
    yield {
      type: 'notice',
      severity: 'WARNING',
      message:
        'The command has more rows than its first batch, which is all that is shown. Use find() or aggregate() for all of them.',
    };
  }

  async *#handOver(): AsyncGenerator<RunEvent, void, undefined> {
    const { count, cut, bytes } = this.#batch;
    if (count > 0) yield* this.#give({ type: 'rows', json: bytes, count, cut });
    this.#batch.clear();
  }

  async *#give(event: RunEvent): AsyncGenerator<RunEvent, void, undefined> {
    yield event;
    if (!this.#isCancelled()) return;
    await this.#working?.catch(() => undefined);
    throw new DriverFault('cancelled', 'The rest of the result was given up.');
  }

  async #send(db: string, command: Document, form: 'raw' | 'typed'): Promise<Document> {
    if (this.#isCancelled()) throw new DriverFault('cancelled', 'The statement was cancelled.');
    const work = this.session.command(db, command, form);
    this.#working = work;
    try {
      return await work;
    } catch (error) {
      // A cursor that failed is gone, and a cut of our own is no loss of the connection.
      this.#open = undefined;
      if (this.#isCancelled() && error instanceof DriverFault && error.kind !== 'cancelled')
        throw new DriverFault('cancelled', 'The statement was cancelled.', error.native);
      throw error;
    } finally {
      if (this.#working === work) this.#working = undefined;
    }
  }

  #isCancelled(): boolean {
    return this.#cancelling !== undefined;
  }

  #cancel(): void {
    // Nobody may be pulling: the cursor is given back here too.
    this.#cancelling ??= this.session.cancel(() => this.#working === undefined).then(() => this.#closeCursor());
  }

  #end(affectedRows: number | null): RunEvent {
    const { command, ddl, reads } = this.classification;
    return {
      type: 'end',
      command,
      rowCount: this.#rowCount,
      affectedRows: ddl || reads ? null : affectedRows,
      truncated: this.#truncated,
    };
  }
}

/** Writes can fail one by one in a reply that is otherwise well. */
const refuseFailedWrites = (reply: Document): void => {
  const errors = reply['writeErrors'];
  if (!Array.isArray(errors) || errors.length === 0) return;
  const [first] = errors as Document[];
  const fault = mongoFault(Number(first?.['code']), String(first?.['errmsg']));
  const done = Number(reply['n'] ?? 0);
  const detail = done > 0 ? { detail: `${String(done)} documents were changed before that, and stay so.` } : {};
  throw new DriverFault(fault.kind, fault.message, { ...fault.native, ...detail });
};

const placeOf = (ns: string): { db: string; collection: string } => {
  const dot = ns.indexOf('.');
  return { db: ns.slice(0, dot), collection: ns.slice(dot + 1) };
};
