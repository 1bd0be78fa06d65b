import { classify } from '@orrery/dialects';
import type { CatalogPart, Containment, ContainmentPair } from '@orrery/contracts';
import {
  DriverFault,
  type BackendRef,
  type CatalogOptions,
  type ConnectOptions,
  type MeasureOptions,
  type RunEvent,
  type RunOptions,
  type Session,
  type ShortAnswer,
  type Statement,
  type Target,
} from '../driver.js';
import { deadlineSignal, untilAborted } from '../deadline.js';
import { readCatalog } from './catalog.js';
import { faultOf } from './faults.js';
import { measureContainment } from './measure.js';
import { openMysql, type Opened } from './open.js';
import { PacketReader } from './packet-reader.js';
import { Answer, columnCountOf, command, Command, endOf, okOf, PacketCursor, Status } from './packets.js';
import { boundOf, cancelledBy } from '../pipelined.js';
import { Pipeline } from './pipelined.js';
import { MysqlRun } from './run.js';

/** ms that a cancel may take to be delivered. */
const deliverMs = 2_000;

type Cells = (string | null)[];

/** One open session of MySQL or MariaDB. */
export class MysqlSession implements Session {
  readonly kind = 'mysql';
  readonly serverVersion: string;
  readonly packets: PacketReader;
  /** Status flags of the last answer. */
  status = 0;
  /** Whether something may be left behind that `reset` must clear. */
  dirty = false;
  /** Whether USE may have chosen another database. */
  moved = false;
  /** Rows that SELECT is limited to by the server (sql_select_limit); undefined: not limited. */
  selectLimit: number | undefined;
  /** Whether each statement is a transaction of its own, as the session was given to us. */
  commits = false;
  /** Whether we have made its transactions read-only, until a statement comes that may write. */
  readsOnly = false;
  /** A person has set sql_select_limit: it is left alone from then on. */
  ownSelectLimit = false;
  /** A backslash or a double quote may not mean what the dialect takes it for. */
  oddQuotes = false;
  backend: BackendRef;
  #busy = false;
  #takesSeveral: boolean | undefined;

  constructor(
    readonly target: Target,
    readonly opened: Opened,
    readonly options: Pick<ConnectOptions, 'guard' | 'applicationName'>,
  ) {
    this.serverVersion = opened.serverVersion;
    this.backend = { id: String(opened.threadId) };
    this.packets = new PacketReader(opened.stream);
  }

  get alive(): boolean {
    return this.packets.socket.alive;
  }

  get inTransaction(): boolean {
    return (this.status & Status.inTransaction) !== 0;
  }

  /** Whether the session as such may not change anything. */
  get readOnly(): boolean {
    return this.target.extraOptions.readOnly === true;
  }

  /** Sets the session up. */
  async begin(): Promise<void> {
    await this.ask('SET NAMES utf8mb4');
    // A reader may pause longer than the 60 s after which the server would give up writing.
    const patience = 'SET SESSION net_write_timeout = 600';
    // MySQL 8 and later tell sizes of tables as they were up to a day ago.
    const fresh = this.opened.isMariadb ? patience : `${patience}, information_schema_stats_expiry = 0`;
    await this.ask(fresh).catch(() => this.ask(patience).catch(ignored));
    if (this.readOnly) await this.ask('SET SESSION TRANSACTION READ ONLY');
    // Thread ids begin anew when the server does; together with our end of the socket one is told from another.
    const [[mode, commits, startedAt] = []] = await this.askProcesses(
      (list) => `SELECT @@sql_mode, @@autocommit, (SELECT HOST FROM ${list} WHERE ID = CONNECTION_ID())`,
    );
    this.oddQuotes = /NO_BACKSLASH_ESCAPES|ANSI_QUOTES/.test(mode ?? '');
    this.commits = commits === '1';
    if (typeof startedAt === 'string') this.backend = { id: this.backend.id, startedAt };
  }

  async *run(statement: Statement, options: RunOptions = {}): AsyncGenerator<RunEvent, void, undefined> {
    if (this.#busy) throw new DriverFault('unsupported', 'This session is already running a statement.');
    if (statement.language !== 'sql') throw new DriverFault('unsupported', 'MySQL takes SQL only.');
    this.#busy = true;
    const run = new MysqlRun(this, statement, classify('mysql', statement.text), options);
    try {
      yield* run.events();
    } finally {
      await run.release();
      this.#busy = false;
    }
  }

  async runPipelined(
    statements: readonly Statement[],
    options: Pick<RunOptions, 'signal' | 'maxCellBytes'> = {},
  ): Promise<readonly ShortAnswer[]> {
    if (this.#busy) throw new DriverFault('unsupported', 'This session is already running a statement.');
    const bound = boundOf('MySQL', statements, this.readOnly);
    this.#busy = true;
    this.dirty = true;
    this.moved = true;
    try {
      await this.letWrite();
      const cancel = (): Promise<void> => this.cancel();
      return await cancelledBy(options.signal, this.packets.socket, cancel, () => new Pipeline(this, options).run(bound));
    } catch (error) {
      throw this.packets.socket.broken(error, 'MySQL or MariaDB');
    } finally {
      if (options.signal?.aborted) await this.absorbKill();
      this.#busy = false;
    }
  }

  catalog(options?: CatalogOptions): AsyncGenerator<CatalogPart, void, undefined> {
    return readCatalog(this, options);
  }

  measure(pairs: readonly ContainmentPair[], options: MeasureOptions): AsyncGenerator<Containment, void, undefined> {
    return measureContainment(this, pairs, options);
  }

  async reset(): Promise<boolean> {
    if (!this.alive || this.#busy) return false;
    if (!this.dirty && !this.inTransaction) return true;
    try {
      await this.send(command(Command.reset));
      this.selectLimit = undefined;
      this.readsOnly = false;
      this.ownSelectLimit = false;
      // A reset keeps the database that USE has chosen, and there is no way back to none.
      if (this.moved && this.target.dbName === '') return false;
      if (this.moved) await this.send(command(Command.initDb, this.target.dbName));
      await this.begin();
      this.moved = false;
      this.dirty = false;
      return !this.inTransaction;
    } catch {
      return false;
    }
  }

  /**
   * Cancels what runs, by KILL QUERY over a second connection. When that has answered, the mark is set on the thread; a statement of no
   * consequence then takes it up, where what was meant has ended by itself meanwhile.
   */
  async cancel(): Promise<void> {
    const signal = deadlineSignal(deliverMs);
    try {
      const opened = await openMysql(this.target, this.options, signal, undefined, this.opened.addresses);
      const second = new MysqlSession(this.target, opened, this.options);
      try {
        await untilAborted(second.ask(`KILL QUERY ${this.backend.id}`), signal, 'Cancelling', () => {
          second.destroy();
        });
      } finally {
        second.destroy();
      }
    } catch {
      this.packets.socket.destroy(
        new DriverFault('cancelled', 'The statement was given up: the server could not be reached to cancel it.'),
      );
    }
  }

  /** Takes up a kill that came too late for what it was meant for. */
  async absorbKill(): Promise<void> {
    if (this.alive) await this.ask('DO 0').catch(ignored);
  }

  /**
   * Makes its transactions read-only, once for all statements that only read. False where that would not do: a statement may have
   * left settings of its own, or transactions that begin by themselves and end by no one.
   */
  async holdToReading(): Promise<boolean> {
    if (this.dirty || !this.commits) return false;
    if (!this.readsOnly) await this.ask('SET SESSION TRANSACTION READ ONLY');
    this.readsOnly = true;
    return true;
  }

  /** Takes back what `holdToReading` did. */
  async letWrite(): Promise<void> {
    if (this.readsOnly) await this.ask('SET SESSION TRANSACTION READ WRITE');
    this.readsOnly = false;
  }

  /**
   * Whether several statements may be sent before the first is answered. Aurora 2 hangs over it (mysqlconnector.net/troubleshooting/aurora-freeze);
   * a proxy that can't take it can't be recognized, and is told of by an option.
   */
  async takesSeveral(): Promise<boolean> {
    const aurora = (): Promise<Cells[]> => this.ask("SHOW VARIABLES LIKE 'aurora_version'").catch(() => []);
    this.#takesSeveral ??= this.target.extraOptions.driver?.['oneByOne'] !== true && (await aurora()).length === 0;
    return this.#takesSeveral;
  }

  /** Asks the list of what the server is at. MySQL means to remove the one of information_schema; the other may be switched off. */
  async askProcesses(question: (list: string) => string): Promise<Cells[]> {
    try {
      return await this.ask(question('information_schema.PROCESSLIST'));
    } catch (error) {
      if (!(error instanceof DriverFault) || error.kind !== 'no-such-object') throw error;
      return this.ask(question('performance_schema.processlist'));
    }
  }

  /** The rows of one statement of our own, in the text protocol. Throws its error. */
  ask(sql: string): Promise<Cells[]> {
    return this.send(command(Command.query, sql));
  }

  /** Sends a command and reads its answer to the end. Throws its error. */
  async send(bytes: Buffer): Promise<Cells[]> {
    try {
      return await this.#gather(bytes);
    } catch (error) {
      throw this.packets.socket.broken(error, 'MySQL or MariaDB');
    }
  }

  async #gather(bytes: Buffer): Promise<Cells[]> {
    const { packets } = this;
    packets.textRows = false;
    packets.socket.write(bytes);
    await this.#next();
    const rows: Cells[] = [];
    const first = packets.buffer[packets.start];
    if (first === Answer.error) throw faultOf(packets.buffer, packets.start, packets.end);
    if (first === Answer.ok) {
      this.status = okOf(packets.buffer, packets.start, packets.end).status;
      return rows;
    }
    const columns = columnCountOf(packets.buffer, packets.start, packets.end);
    for (let skipped = 0; skipped <= columns; skipped += 1) await this.#next();
    for (;;) {
      await this.#next();
      const { buffer, start, end } = packets;
      if (buffer[start] === Answer.error) throw faultOf(buffer, start, end);
      if (buffer[start] === Answer.endOfRows && end - start < 9) {
        this.status = endOf(buffer, start).status;
        return rows;
      }
      rows.push(cellsOf(buffer, start, end));
    }
  }

  async #next(): Promise<void> {
    while (!this.packets.packet()) await this.packets.socket.more();
  }

  async close(): Promise<void> {
    const { stream } = this.opened;
    if (stream.destroyed) return;
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const timer = setTimeout(() => stream.destroy(), 1_000);
    stream.once('close', () => {
      resolve(undefined);
    });
    this.packets.socket.write(command(Command.quit));
    stream.end();
    stream.resume();
    await promise;
    clearTimeout(timer);
  }

  destroy(): void {
    this.packets.socket.destroy(new DriverFault('connection-lost', 'The session was cut.'));
  }
}

const ignored = (): Cells[] => [];

const cellsOf = (buffer: Buffer, start: number, end: number): Cells => {
  const cursor = new PacketCursor(buffer, start, end);
  const cells: Cells = [];
  while (cursor.left > 0) {
    if (buffer[cursor.at] === 0xfb) {
      cursor.at += 1;
      cells.push(null);
    } else {
      cells.push(cursor.text());
    }
  }
  return cells;
};
