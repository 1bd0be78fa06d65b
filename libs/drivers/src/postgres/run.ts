import type { Classification } from '@orrery/dialects';
import type { ResultColumn } from '@orrery/contracts';
import { DriverFault, type Param, type RunEvent, type RunOptions } from '../driver.js';
import { isFatal, postgresFault } from './faults.js';
import {
  bind,
  columnsOf,
  copyFail,
  describe,
  execute,
  type Field,
  fieldsOf,
  flush,
  Kind,
  parse,
  simpleQuery,
  sync,
  textOf,
} from './messages.js';
import { RowEncoder } from './row-encoder.js';
import type { PostgresSession } from './session.js';

/** ms after which rows that do not fill a batch are handed over all the same. */
const lingerMs = 60;
/** Up to this many rows, all are asked for at once: one round trip. */
const wholeRows = 5_000;
/** Rows of the first fetch, and the bytes that later ones aim at. */
const firstFetch = 2_000;
const fetchBytes = 2 * 1024 * 1024;

/** Verbs whose rows can be left on the server. */
const queries: ReadonlySet<string> = new Set(['SELECT', 'VALUES', 'TABLE', 'FETCH', 'SHOW', 'EXPLAIN']);

const copyColumn: ResultColumn = { name: 'copy', dataType: 'text', kind: 'string' };

/**
 * One statement on its way: unnamed statement, unnamed portal. Its rows stay on the server until they are asked for: the portal is
 * executed some rows at a time, and the socket is paused while the reader is busy.
 */
export class PostgresRun {
  readonly #encoder: RowEncoder;
  readonly #maxRows: number;
  readonly #readOnly: boolean;
  /** Whether the server is told how many rows are wanted. */
  readonly #limits: boolean;
  /** Whether the portal is executed a fetch at a time; otherwise all its rows come at once, under the socket's back-pressure. */
  readonly #fetches: boolean;
  /** Whether all rows are asked for, however many they are: only then does the server run a statement in parallel. */
  readonly #whole: boolean;
  readonly #pending: RunEvent[] = [];
  /** ReadyForQuery messages still to come: one for each part of the pipeline. */
  #readyLeft = 0;
  #stage: 'new' | 'begin' | 'run' | 'end' | 'done' = 'new';
  #synced = false;
  #suspended = false;
  #fault: DriverFault | undefined;
  #tag: string | undefined;
  #rows = 0;
  #fetchSize = firstFetch;
  #rowBytes = 0;
  #attempt = 0;
  #hasColumns = false;
  #truncated = false;
  #discarding = false;
  #unknownTypes: number[] = [];
  #cancelling: Promise<void> | undefined;
  #draining: Promise<void> | undefined;
  #yielding = false;
  #stopKiller: (() => void) | undefined;

  constructor(
    readonly session: PostgresSession,
    readonly text: string,
    readonly params: readonly Param[],
    readonly classification: Classification,
    readonly options: RunOptions,
  ) {
    const { maxRows, batchBytes, maxCellBytes, readOnly } = options;
    this.#encoder = new RowEncoder(batchBytes ?? 192 * 1024, maxCellBytes ?? 1024 * 1024);
    this.#maxRows = maxRows ?? Number.POSITIVE_INFINITY;
    this.#readOnly = readOnly === true || session.target.extraOptions.readOnly === true;
    // Changes are always made whole, however few of the rows they return are asked for; asking for all of them brings the command's tag.
    this.#limits = classification.reads || queries.has(classification.command);
    // Rows beyond those that are wanted are cancelled, which must undo nothing.
    const mayBeCut = classification.few && classification.traceless && session.status === 'I';
    this.#whole = classification.reads && (options.bounded === true || mayBeCut);
    this.#fetches = this.#limits && !this.#whole && this.#maxRows > wholeRows;
  }

  async *events(): AsyncGenerator<RunEvent, void, undefined> {
    this.#refuse();
    await this.session.refreshTypes();
    const onAbort = () => {
      this.#abort();
    };
    const { signal } = this.options;
    refuseAborted(signal);
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      for (let attempt = 0; ; attempt += 1) {
        this.#start(attempt);
        yield* this.#stream();
        if (this.#unknownTypes.length === 0) break;
        // A column has a type that was not known, and nothing has been handed over: learn it, and ask again.
        await this.#settle();
        refuseAborted(signal);
        await this.session.learnTypes(this.#unknownTypes);
      }
      yield this.#end();
    } catch (error) {
      throw this.session.wire.socket.broken(error, 'PostgreSQL');
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
  }

  /** Frees the session: what still runs is cancelled, and its messages are read to their end. */
  async release(): Promise<void> {
    if (this.#stage !== 'new' && this.#stage !== 'done' && this.session.alive) {
      if (!this.#suspended) this.#cancel();
      this.#draining ??= this.#drain();
    }
    await this.#settle();
    this.#stopKiller?.();
    const { classification, session } = this;
    if (this.#stage === 'new') return;
    if (!classification.traceless) session.dirty = true;
    if (classification.ddl) session.typesStale = true;
  }

  async #settle(): Promise<void> {
    await this.#draining?.catch(() => undefined);
    await this.#cancelling;
    this.#draining = undefined;
    this.#cancelling = undefined;
  }

  #refuse(): void {
    if (this.text.includes('\0')) throw new DriverFault('syntax', 'A statement can not hold a NUL character.');
    if (!this.#readOnly) return;
    if (!this.classification.reads) {
      const { flagged, command } = this.classification;
      const what = flagged.length > 0 ? `${flagged.join(', ')}()` : command === '' ? 'This statement' : command;
      throw new DriverFault('read-only', `${what} is not allowed here: only statements that read are.`, { sqlState: '25006' });
    }
    if (this.session.inTransaction) {
      throw new DriverFault('read-only', 'A transaction is open in this session; a read-only statement needs one of its own.');
    }
  }

  /** Sends everything that can be sent without waiting. */
  #start(attempt: number): void {
    this.#stage = this.#readOnly ? 'begin' : 'run';
    this.#readyLeft = this.#readOnly ? 3 : 1;
    this.#synced = !this.#fetches;
    this.#suspended = false;
    this.#discarding = false;
    this.#tag = undefined;
    this.#fault = undefined;
    this.#rows = 0;
    this.#hasColumns = false;
    this.#attempt = attempt;
    this.#unknownTypes = [];
    const { wire } = this.session;
    wire.cellLimit = this.#encoder.batch.maxCellBytes;
    // The flush after Describe brings the columns at once, however long the rows take.
    const messages = [parse(this.text), bind(this.params), describe, flush, execute(this.#nextFetch())];
    if (this.#readOnly) messages.unshift(simpleQuery('BEGIN READ ONLY'));
    if (this.#fetches) messages.push(flush);
    else messages.push(...this.#ending());
    wire.socket.write(Buffer.concat(messages));
  }

  #ending(): Buffer[] {
    return this.#readOnly ? [sync, simpleQuery('ROLLBACK')] : [sync];
  }

  /** Rows to ask for: one more than may be handed over, so that a cut is noticed. 0 means all. */
  #nextFetch(): number {
    const left = this.#maxRows - this.#rows + 1;
    const wanted = this.#fetches
      ? Math.min(this.#fetchSize, left)
      : this.#limits && !this.#whole
        ? left
        : Number.POSITIVE_INFINITY;
    return Number.isFinite(wanted) ? wanted : 0;
  }

  async *#stream(): AsyncGenerator<RunEvent, void, undefined> {
    const { wire } = this.session;
    const encoder = this.#encoder;
    const { batch } = encoder;
    let handedOver = false;
    while (this.#stage !== 'done') {
      if (!wire.frame()) {
        // Nothing more for now. The first rows go out at once; later ones may wait a moment for company.
        if (batch.count > 0 && !handedOver) {
          handedOver = true;
          yield* this.#handOver();
          continue;
        }
        const came = await wire.socket.more(batch.count > 0 ? lingerMs : undefined);
        if (!came) yield* this.#handOver();
        continue;
      }
      if (wire.type === Kind.dataRow || wire.type === Kind.copyData) {
        if (this.#discarding) continue;
        if (this.#rows >= this.#maxRows) {
          this.#truncated = true;
          this.#discarding = true;
          if (this.#whole) this.#cancel();
          continue;
        }
        this.#rows += 1;
        this.#rowBytes += wire.end - wire.start;
        if (wire.type === Kind.dataRow) encoder.row(wire.buffer, wire.start, wire.end);
        else encoder.line(wire.buffer, wire.start, wire.end);
        if (batch.full) {
          handedOver = true;
          yield* this.#handOver();
        }
        continue;
      }
      this.#handle();
      while (this.#pending.length > 0) {
        const event = this.#pending.shift();
        if (event !== undefined) yield* this.#give(event);
      }
      if (this.#suspended) {
        if (this.#truncated) {
          this.#sync();
        } else {
          // Asking again is what the reader's next pull means: rows that wait are handed over first.
          if (batch.count > 0 && batch.at * 2 > batch.batchBytes) yield* this.#handOver();
          this.#fetchMore();
        }
      }
    }
    if (this.#unknownTypes.length > 0) return;
    if (this.#fault === undefined && batch.count > 0) yield* this.#handOver();
    if (this.#fault !== undefined) throw this.#fault;
  }

  async *#handOver(): AsyncGenerator<RunEvent, void, undefined> {
    const { batch } = this.#encoder;
    const { count, cut, bytes } = batch;
    if (count > 0) yield* this.#give({ type: 'rows', json: bytes, count, cut });
    batch.clear();
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

  #fetchMore(): void {
    const average = Math.max(1, this.#rowBytes / Math.max(1, this.#rows));
    this.#fetchSize = Math.min(Math.max(Math.round(fetchBytes / average), 10), this.#fetchSize * 4);
    this.#suspended = false;
    this.session.wire.socket.write(Buffer.concat([execute(this.#nextFetch()), flush]));
  }

  #sync(): void {
    this.#suspended = false;
    if (this.#synced) return;
    this.#synced = true;
    this.session.wire.socket.write(Buffer.concat(this.#ending()));
  }

  /** Any message but a row. */
  #handle(): void {
    const { wire } = this.session;
    switch (wire.type) {
      case Kind.rowDescription:
        if (this.#stage === 'run') this.#describe(columnsOf(wire.buffer, wire.start, wire.end));
        break;
      case Kind.commandComplete:
        if (this.#stage === 'run') this.#tag = textOf(wire.buffer, wire.start, wire.end);
        if (this.#stage === 'run') this.#sync();
        break;
      case Kind.emptyQuery:
        this.#tag = '';
        this.#sync();
        break;
      case Kind.portalSuspended:
        // Where all were asked for at once, this is the row that is one too many.
        if (this.#synced) this.#discarding = true;
        else this.#suspended = true;
        break;
      case Kind.error:
        this.#failed(fieldsOf(wire.buffer, wire.start, wire.end));
        break;
      case Kind.notice: {
        const fields = fieldsOf(wire.buffer, wire.start, wire.end);
        const severity = fields.get('V') ?? fields.get('S');
        this.#pending.push({ type: 'notice', message: noticeText(fields), ...(severity === undefined ? {} : { severity }) });
        break;
      }
      case Kind.notification:
        this.#pending.push({ type: 'notice', message: notificationText(wire.buffer, wire.start), severity: 'NOTIFY' });
        break;
      case Kind.copyIn:
      case Kind.copyBoth:
        // A Sync sent ahead was swallowed by the copy; the one that follows ends it.
        this.#fault = new DriverFault('unsupported', 'COPY … FROM STDIN needs data that can not be sent from here.');
        wire.socket.write(Buffer.concat([copyFail('not supported'), ...(this.#synced ? [sync] : [])]));
        break;
      case Kind.copyOut:
        this.#hasColumns = true;
        this.#pending.push({ type: 'columns', columns: [copyColumn] });
        break;
      case Kind.ready:
        this.#ready(String.fromCharCode(wire.buffer[wire.start] as number));
        break;
      default:
    }
  }

  #describe(fields: Field[]): void {
    const { types } = this.session;
    const missing = new Set(fields.map(({ oid }) => types.missing(oid)));
    missing.delete(undefined);
    const again = this.classification.reads && this.session.status === 'I' && this.#attempt === 0;
    if (missing.size > 0 && again) {
      this.#unknownTypes = [...missing].filter((oid) => oid !== undefined);
      this.#discarding = true;
      this.#cancel();
      return;
    }
    const found = fields.map(({ oid, modifier }) => types.typeOf(oid, modifier));
    this.#encoder.describe(found);
    this.#hasColumns = true;
    const columns = found.map((type, index) => ({ name: fields[index]?.name ?? '', dataType: type.name, kind: type.kind }));
    // A row as a whole has the number 0, and what every table has (ctid) a negative one.
    const origins = fields.map(({ table, column }) =>
      table === 0 || column <= 0 ? null : { table: String(table), column: String(column) },
    );
    this.#pending.push({ type: 'columns', columns, ...(origins.some((origin) => origin !== null) ? { origins } : {}) });
  }

  #failed(fields: ReadonlyMap<string, string>): void {
    const { wire } = this.session;
    const fault = postgresFault(fields, this.#stage === 'run' ? this.text : undefined);
    // The error that follows from our own cancel is no news.
    const expected = this.#unknownTypes.length > 0 || (this.#truncated && this.options.signal?.aborted !== true);
    if (!expected || fault.kind !== 'cancelled') this.#fault ??= fault;
    // Without its read-only transaction, what was sent behind BEGIN must not run: the socket goes.
    if (isFatal(fields) || this.#stage === 'begin') {
      wire.socket.destroy(fault);
      throw fault;
    }
    this.#sync();
  }

  #ready(status: string): void {
    this.#readyLeft -= 1;
    this.session.status = status;
    if (this.#readyLeft === 0) {
      this.#stage = 'done';
      this.#stopKiller?.();
      this.#stopKiller = undefined;
    } else if (this.#stage === 'begin') {
      this.#stage = 'run';
    } else {
      this.#stage = 'end';
    }
  }

  #abort(): void {
    if (this.#stage === 'done' || this.#stage === 'new') return;
    if (!this.#suspended) this.#cancel();
    // While the reader holds a batch nobody reads the wire, and a server that waits for room can't hear a cancel.
    if (this.#yielding) this.#draining ??= this.#drain();
  }

  #cancel(): void {
    this.#cancelling ??= this.session.cancel();
    this.#stopKiller ??= this.session.wire.socket.cutUnlessEnded();
  }

  async #drain(): Promise<void> {
    const { wire } = this.session;
    this.#discarding = true;
    if (this.#suspended) this.#sync();
    while (this.#stage !== 'done') {
      while (!wire.frame()) await wire.socket.more();
      if (wire.type === Kind.dataRow || wire.type === Kind.copyData) continue;
      this.#handle();
      if (this.#suspended) this.#sync();
    }
    this.#pending.length = 0;
  }

  #end(): RunEvent {
    const { command, count } = readTag(this.#tag, this.classification.command);
    const rowCount = this.#hasColumns ? this.#rows : 0;
    const changes =
      count !== null && (!this.#hasColumns || !this.classification.reads) && !/^(?:SELECT|FETCH|SHOW|EXPLAIN)$/.test(command);
    const made = count !== null && !this.#hasColumns && command === 'SELECT';
    return { type: 'end', command, rowCount, affectedRows: changes || made ? count : null, truncated: this.#truncated };
  }
}

const refuseAborted = (signal: AbortSignal | undefined): void => {
  if (signal?.aborted === true) throw new DriverFault('cancelled', 'The statement was cancelled before it was sent.');
};

/** `INSERT 0 5` → INSERT, 5. `UPDATE 2` → UPDATE, 2. `CREATE TABLE` → CREATE TABLE, null. A portal that was left early has no tag. */
const readTag = (tag: string | undefined, fallback: string): { command: string; count: number | null } => {
  const match = /^([A-Z ]*?)(?: (\d+))?(?: (\d+))?$/.exec(tag ?? '');
  const command = match?.[1] ?? '';
  // INSERT tells an oid first, which is always 0 today.
  const count = match?.[3] ?? match?.[2];
  return { command: command === '' ? fallback : command, count: count === undefined ? null : Number(count) };
};

const noticeText = (fields: ReadonlyMap<string, string>): string =>
  [fields.get('M'), fields.get('D'), fields.get('H')].filter((part) => part !== undefined && part !== '').join('\n');

const notificationText = (buffer: Buffer, start: number): string => {
  const channelEnd = buffer.indexOf(0, start + 4);
  const payload = buffer.toString('utf8', channelEnd + 1, buffer.indexOf(0, channelEnd + 1));
  return `Notification on ${buffer.toString('utf8', start + 4, channelEnd)}: ${payload}`;
};
