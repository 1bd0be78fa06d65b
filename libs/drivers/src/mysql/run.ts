import type { Classification } from '@orrery/dialects';
import { DriverFault, type Param, type RunEvent, type RunOptions, type Statement } from '../driver.js';
import { RowBatch } from '../row-batch.js';
import { BinaryRows } from './binary-rows.js';
import { faultOf } from './faults.js';
import {
  Answer,
  closeStatement,
  type ColumnDefinition,
  columnOf,
  columnCountOf,
  command,
  Command,
  endOf,
  executeStatement,
  okOf,
  PacketCursor,
  packets as packetsOf,
  Status,
} from './packets.js';
import type { MysqlSession } from './session.js';
import { TextRows } from './text-rows.js';
import { typeOf } from './types.js';

/** ms after which rows that do not fill a batch are handed over all the same. */
const lingerMs = 60;
/** The most warnings that are fetched after a statement. */
const mostWarnings = 64;

type SqlStatement = Extract<Statement, { readonly language: 'sql' }>;

/** Verbs whose result the server itself can cut short (sql_select_limit). */
const limited: ReadonlySet<string> = new Set(['SELECT', 'VALUES', 'TABLE']);

/**
 * One statement on its way: COM_QUERY and its text rows, or, with parameters or where it is asked for, a prepared statement and its binary rows. MySQL has no
 * portal to fetch from: what holds rows back is the paused socket.
 */
export class MysqlRun {
  readonly text: string;
  readonly params: readonly Param[];
  readonly #batch: RowBatch;
  readonly #maxRows: number;
  readonly #readOnly: boolean;
  readonly #pending: RunEvent[] = [];
  #stage: 'new' | 'prepare' | 'answer' | 'columns' | 'rows' | 'done' = 'new';
  #rows: TextRows | BinaryRows | undefined;
  #definitions: ColumnDefinition[] = [];
  #columnsLeft = 0;
  /** Prepared, and answered in bytes. */
  readonly #binary: boolean;
  #fault: DriverFault | undefined;
  #rowCount = 0;
  #resultRows = 0;
  #affected = 0;
  #results = 0;
  #warnings = 0;
  #truncated = false;
  #discarding = false;
  #ownTransaction = false;
  #cancelling: Promise<void> | undefined;
  #draining: Promise<void> | undefined;
  #yielding = false;
  #stopKiller: (() => void) | undefined;

  constructor(
    readonly session: MysqlSession,
    { text, params = [], prepared = params.length > 0 }: SqlStatement,
    readonly classification: Classification,
    readonly options: RunOptions,
  ) {
    this.text = text;
    this.params = params;
    this.#binary = prepared;
    const { maxRows, batchBytes, maxCellBytes, readOnly } = options;
    this.#batch = new RowBatch(batchBytes ?? 192 * 1024, maxCellBytes ?? 1024 * 1024);
    this.#maxRows = maxRows ?? Number.POSITIVE_INFINITY;
    this.#readOnly = readOnly === true || session.readOnly;
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
      await this.#prepareSession();
      refuseAborted(signal);
      await this.#start();
      yield* this.#stream();
      if (this.#warnings > 0 && this.#cancelling === undefined) yield* this.#notices();
      yield this.#end();
    } catch (error) {
      throw this.session.packets.socket.broken(error, 'MySQL or MariaDB');
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
  }

  /** Frees the session: what still runs is cancelled, and its packets are read to their end. */
  async release(): Promise<void> {
    const { classification, session } = this;
    if (this.#stage !== 'new' && this.#stage !== 'done' && session.alive) {
      this.#cancel();
      this.#draining ??= this.#drain();
    }
    await this.#draining?.catch(() => undefined);
    const killed = this.#cancelling !== undefined;
    await this.#cancelling;
    this.#stopKiller?.();
    if (killed) await session.absorbKill();
    if (this.#ownTransaction && session.alive) {
      await session.ask('ROLLBACK').catch(() => {
        session.destroy();
      });
    }
    if (this.#stage === 'new') return;
    if (!classification.traceless) session.dirty = true;
    if (!classification.reads && !classification.transaction) session.moved = true;
    if (/sql_select_limit/i.test(this.text)) session.ownSelectLimit = true;
  }

  #refuse(): void {
    if (this.text.includes('\0')) throw new DriverFault('syntax', 'A statement can not hold a NUL character.');
    if (!this.#readOnly) return;
    if (!this.classification.reads) {
      const { flagged, command: verb } = this.classification;
      const what = flagged.length > 0 ? `${flagged.join(', ')}()` : verb === '' ? 'This statement' : verb;
      throw new DriverFault('read-only', `${what} is not allowed here: only statements that read are.`, { sqlState: '25006' });
    }
    if (this.session.oddQuotes && this.text.includes('\\')) {
      throw new DriverFault('read-only', 'Backslashes are not allowed here while sql_mode changes what they mean.', {
        sqlState: '25006',
      });
    }
    if (this.session.inTransaction) {
      throw new DriverFault('read-only', 'A transaction is open in this session; a read-only statement needs one of its own.');
    }
  }

  /** The server's own limit of rows, and its own read-only mode, where they are not set already. */
  async #prepareSession(): Promise<void> {
    const { session } = this;
    if (limited.has(this.classification.command) && !session.ownSelectLimit) {
      const wanted = Number.isFinite(this.#maxRows) ? this.#maxRows + 1 : undefined;
      const cutsTooMuch = session.selectLimit !== undefined && session.selectLimit < this.#maxRows + 1;
      // What has a limit of its own needs none of the server's.
      if (session.selectLimit !== wanted && (cutsTooMuch || this.options.bounded !== true)) {
        await session.ask(`SET SESSION sql_select_limit = ${wanted === undefined ? 'DEFAULT' : String(wanted)}`);
        session.selectLimit = wanted;
      }
    }
    if (session.readOnly) return;
    if (!this.#readOnly) {
      await session.letWrite();
    } else if (!(await session.holdToReading())) {
      await session.ask('START TRANSACTION READ ONLY');
      this.#ownTransaction = true;
    }
  }

  async #start(): Promise<void> {
    const { packets } = this.session;
    packets.cellLimit = this.#batch.maxCellBytes;
    if (!this.#binary) {
      this.#stage = 'answer';
      packets.socket.write(command(Command.query, this.text));
      return;
    }
    // Preparing can wait for a lock already.
    this.#stage = 'prepare';
    packets.socket.write(command(Command.prepare, this.text));
    await this.#next();
    if (packets.buffer[packets.start] === Answer.error) {
      this.#finish();
      throw faultOf(packets.buffer, packets.start, packets.end, this.text);
    }
    const cursor = new PacketCursor(packets.buffer, packets.start + 1, packets.end);
    const id = cursor.uint(4);
    const columns = cursor.uint(2);
    const parameters = cursor.uint(2);
    // Definitions of parameters and of columns, each list with its end.
    const skipped = (parameters > 0 ? parameters + 1 : 0) + (columns > 0 ? columns + 1 : 0);
    for (let count = 0; count < skipped; count += 1) await this.#next();
    if (parameters !== this.params.length) {
      packets.socket.write(closeStatement(id));
      this.#finish();
      throw new DriverFault(
        'syntax',
        `The statement takes ${String(parameters)} parameters; ${String(this.params.length)} were given.`,
      );
    }
    this.#stage = 'answer';
    // The close has no answer: it can follow at once, and leaves no statement behind.
    packets.socket.write(Buffer.concat([executeStatement(id, this.params), closeStatement(id)]));
  }

  async #next(): Promise<void> {
    const { packets } = this.session;
    while (!packets.packet()) await packets.socket.more();
  }

  async *#stream(): AsyncGenerator<RunEvent, void, undefined> {
    const { packets } = this.session;
    const batch = this.#batch;
    let handedOver = false;
    while (this.#stage !== 'done') {
      if (!packets.packet()) {
        if (batch.count > 0 && !handedOver) {
          handedOver = true;
          yield* this.#handOver();
          continue;
        }
        const came = await packets.socket.more(batch.count > 0 ? lingerMs : undefined);
        if (!came) yield* this.#handOver();
        continue;
      }
      if (this.#stage === 'rows' && this.#takeRow()) {
        if (batch.full) {
          handedOver = true;
          yield* this.#handOver();
        }
        continue;
      }
      this.#handle();
      if (this.#pending.length > 0) {
        // Rows of the result set before come first.
        yield* this.#handOver();
        for (let event = this.#pending.shift(); event !== undefined; event = this.#pending.shift()) yield* this.#give(event);
      }
    }
    if (this.#fault !== undefined) throw this.#fault;
    yield* this.#handOver();
    // MySQL's SLEEP() takes a kill for its end, and the query goes on to its own: what was cancelled is not told as done.
    const given = this.options.signal?.aborted === true && this.#cancelling !== undefined;
    if (given && this.classification.reads) throw new DriverFault('cancelled', 'The statement was cancelled.');
  }

  /** Encodes the current packet, if it is a row. */
  #takeRow(): boolean {
    const { buffer, start, end } = this.session.packets;
    const first = buffer[start];
    if (first === Answer.error || (first === Answer.endOfRows && end - start < 9)) return false;
    if (this.#discarding) return true;
    if (this.#resultRows >= this.#maxRows) {
      this.#truncated = true;
      this.#discarding = true;
      // The server was asked for one row too many at the most; where it was not, it is stopped.
      if (this.session.selectLimit === undefined || !limited.has(this.classification.command)) this.#cancel();
      return true;
    }
    this.#resultRows += 1;
    this.#rowCount += 1;
    this.#rows?.row(buffer, start, end);
    return true;
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

  /** Any packet but a row. */
  #handle(): void {
    const { packets } = this.session;
    const { buffer, start, end } = packets;
    const first = buffer[start];
    if (first === Answer.error) {
      const fault = faultOf(buffer, start, end, this.text);
      // A kill of our own, because enough rows were there, is no failure.
      if (!(this.#truncated && fault.kind === 'cancelled' && this.options.signal?.aborted !== true)) this.#fault ??= fault;
      this.#finish();
    } else if (this.#stage === 'answer') {
      this.#answer(first, buffer, start, end);
    } else if (this.#stage === 'columns') {
      if (this.#columnsLeft > 0) {
        this.#definitions.push(columnOf(buffer, start, end, this.session.opened.extendedMetadata));
        this.#columnsLeft -= 1;
      } else {
        this.#described();
      }
    } else {
      const { status, warnings } = endOf(buffer, start);
      this.#resultEnds(status, warnings);
    }
  }

  #answer(first: number | undefined, buffer: Buffer, start: number, end: number): void {
    const { packets } = this.session;
    if (first === Answer.ok) {
      const ok = okOf(buffer, start, end);
      this.#affected += ok.affectedRows;
      this.#resultEnds(ok.status, ok.warnings);
    } else if (first === Answer.localInfile) {
      // The server asks for a file of ours. It gets an empty one, whatever the name.
      this.#fault = new DriverFault('unsupported', 'LOAD DATA LOCAL needs a file that can not be sent from here.');
      packets.socket.write(packetsOf(Buffer.alloc(0), packets.sequence + 1));
    } else {
      this.#columnsLeft = columnCountOf(buffer, start, end);
      this.#definitions = [];
      this.#stage = 'columns';
    }
  }

  #described(): void {
    const definitions = this.#definitions;
    const types = definitions.map(typeOf);
    this.#rows = this.#binary ? new BinaryRows(this.#batch, definitions, types) : new TextRows(this.#batch, types);
    this.session.packets.textRows = !this.#binary;
    this.#stage = 'rows';
    this.#results += 1;
    this.#resultRows = 0;
    if (this.#cancelling === undefined) this.#discarding = this.#draining !== undefined;
    const columns = definitions.map(({ name }, index) => ({
      name,
      dataType: types[index]?.name ?? '',
      kind: types[index]?.kind ?? ('other' as const),
    }));
    const origins = definitions.map(({ origin }) => (origin.table === '' || origin.column === '' ? null : origin));
    this.#pending.push({ type: 'columns', columns, ...(origins.some((origin) => origin !== null) ? { origins } : {}) });
    // Rows of the last result set are still in the batch: they are written anew after they were handed over.
  }

  #resultEnds(status: number, warnings: number): void {
    this.session.status = status;
    this.session.packets.textRows = false;
    this.#warnings = warnings;
    if ((status & Status.moreResults) !== 0) this.#stage = 'answer';
    else this.#finish();
  }

  #finish(): void {
    this.#stage = 'done';
    this.session.packets.textRows = false;
    this.#stopKiller?.();
    this.#stopKiller = undefined;
  }

  #abort(): void {
    if (this.#stage === 'done' || this.#stage === 'new') return;
    this.#cancel();
    // While the reader holds a batch nobody reads the socket, and a server that waits for room does not see the kill.
    if (this.#yielding) this.#draining ??= this.#drain();
  }

  #cancel(): void {
    this.#cancelling ??= this.session.cancel();
    this.#stopKiller ??= this.session.packets.socket.cutUnlessEnded();
  }

  async #drain(): Promise<void> {
    this.#discarding = true;
    while (this.#stage !== 'done') {
      await this.#next();
      if (this.#stage === 'rows' && this.#takeRow()) continue;
      this.#handle();
    }
    this.#pending.length = 0;
  }

  /** MySQL keeps its warnings until they are asked for. */
  async *#notices(): AsyncGenerator<RunEvent, void, undefined> {
    const rows = await this.session.ask(`SHOW WARNINGS LIMIT ${String(mostWarnings)}`).catch(() => []);
    for (const [level, code, message] of rows) {
      yield { type: 'notice', message: `${message ?? ''} (${code ?? ''})`, severity: (level ?? 'Warning').toUpperCase() };
    }
  }

  #end(): RunEvent {
    const affectedRows = this.#results > 0 && this.classification.reads ? null : this.#affected;
    return {
      type: 'end',
      command: this.classification.command,
      rowCount: this.#rowCount,
      affectedRows:
        this.classification.ddl || this.classification.transaction || this.classification.session ? null : affectedRows,
      truncated: this.#truncated,
    };
  }
}

const refuseAborted = (signal: AbortSignal | undefined): void => {
  if (signal?.aborted === true) throw new DriverFault('cancelled', 'The statement was cancelled before it was sent.');
};
