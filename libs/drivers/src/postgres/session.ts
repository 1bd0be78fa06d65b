import { classify } from '@orrery/dialects';
import type { CatalogPart, Containment, ContainmentPair } from '@orrery/contracts';
import {
  DriverFault,
  type BackendRef,
  type CatalogOptions,
  type MeasureOptions,
  type RunEvent,
  type RunOptions,
  type Session,
  type ShortAnswer,
  type Statement,
  type Target,
} from '../driver.js';
import { cancelBackend } from './cancel.js';
import { readCatalog } from './catalog.js';
import { isFatal, postgresFault } from './faults.js';
import { cellsOf, fieldsOf, Kind, simpleQuery, terminate } from './messages.js';
import { measureContainment } from './measure.js';
import type { Opened } from './open.js';
import { boundOf, cancelledBy } from '../pipelined.js';
import { runPipelined } from './pipelined.js';
import { PostgresRun } from './run.js';
import { catalogTypeOf, ownTypes, TypeCatalog, typesByOid } from './types.js';
import type { Wire } from './wire.js';

type Cells = (string | null)[];

/** Settings that every session begins with and returns to. Each stands alone: a server that lacks one still gets the others. */
const settingsOf = (target: Target, { serverVersion, serverEncoding }: Opened): string[] => {
  const major = Number.parseInt(serverVersion, 10);
  return [
    // A database that checks no encoding would refuse to send what is not UTF-8; as it is, it can at least be shown.
    `SET client_encoding TO '${serverEncoding === 'SQL_ASCII' ? 'SQL_ASCII' : 'UTF8'}'`,
    "SET DateStyle TO 'ISO, YMD'",
    "SET IntervalStyle TO 'postgres'",
    "SET bytea_output TO 'hex'",
    // Before 12, the default loses digits of floats.
    ...(major < 12 ? ['SET extra_float_digits TO 3'] : ['SET extra_float_digits TO 1']),
    // A backend whose client is gone notices within two seconds, whatever it is busy with.
    ...(major >= 14 ? ["SET client_connection_check_interval TO '2s'"] : []),
    "SET idle_in_transaction_session_timeout TO '60s'",
    ...(target.extraOptions.readOnly === true ? ['SET default_transaction_read_only TO on'] : []),
  ];
};

/** One open session of PostgreSQL. */
export class PostgresSession implements Session {
  readonly kind = 'postgres';
  readonly serverVersion: string;
  readonly wire: Wire;
  readonly types = new TypeCatalog();
  /** What ReadyForQuery said last: I idle, T in a transaction, E in a failed one. */
  status = 'I';
  /** Whether something may be left behind that `reset` must clear. */
  dirty = false;
  /** Whether types may have been made since they were last asked for. */
  typesStale = false;
  backend: BackendRef;
  #busy = false;

  constructor(
    readonly target: Target,
    readonly opened: Opened,
  ) {
    this.serverVersion = opened.serverVersion;
    this.backend = { id: String(opened.processId) };
    this.wire = opened.wire;
  }

  get alive(): boolean {
    return this.wire.socket.alive;
  }

  get inTransaction(): boolean {
    return this.status !== 'I';
  }

  /** Sets the session up: its settings, its own row in pg_stat_activity, and the types people made. One round trip. */
  async begin(): Promise<void> {
    const started = 'SELECT backend_start FROM pg_catalog.pg_stat_activity WHERE pid = pg_backend_pid()';
    const answers = await this.pipeline([...settingsOf(this.target, this.opened), started, ownTypes]);
    const startedAt = answers.at(-2)?.rows[0]?.[0];
    if (typeof startedAt === 'string') this.backend = { id: this.backend.id, startedAt };
    this.types.add((answers.at(-1)?.rows ?? []).map(catalogTypeOf));
  }

  /** Asks for types by oid, and for those they are made of. */
  async learnTypes(oids: readonly number[]): Promise<void> {
    let wanted = [...oids];
    for (let depth = 0; depth < 5 && wanted.length > 0; depth += 1) {
      const rows = await this.ask(typesByOid(wanted));
      const found = rows.map(catalogTypeOf);
      this.types.add(found);
      this.types.markAbsent(wanted);
      const next = new Set(found.map(({ oid }) => this.types.missing(oid)));
      wanted = [...next].filter((oid) => oid !== undefined);
    }
  }

  /** Types made meanwhile by this session. */
  async refreshTypes(): Promise<void> {
    if (!this.typesStale || this.status === 'E') return;
    this.typesStale = false;
    this.types.add((await this.ask(ownTypes)).map(catalogTypeOf));
  }

  async *run(statement: Statement, options: RunOptions = {}): AsyncGenerator<RunEvent, void, undefined> {
    if (this.#busy) throw new DriverFault('unsupported', 'This session is already running a statement.');
    if (statement.language !== 'sql') throw new DriverFault('unsupported', 'PostgreSQL takes SQL only.');
    this.#busy = true;
    const run = new PostgresRun(this, statement.text, statement.params ?? [], classify('postgres', statement.text), options);
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
    const bound = boundOf('PostgreSQL', statements, this.target.extraOptions.readOnly === true);
    this.#busy = true;
    this.dirty = true;
    try {
      const cancel = (): Promise<void> => this.cancel();
      return await cancelledBy(options.signal, this.wire.socket, cancel, () => runPipelined(this, bound, options));
    } catch (error) {
      throw this.wire.socket.broken(error, 'PostgreSQL');
    } finally {
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
    try {
      if (this.inTransaction) {
        this.dirty = true;
        await this.ask('ROLLBACK');
      }
      if (!this.dirty) return true;
      const [discarded] = await this.pipeline(['DISCARD ALL', ...settingsOf(this.target, this.opened)]);
      this.dirty = discarded?.fault !== undefined;
      return !this.dirty && !this.inTransaction;
    } catch {
      return false;
    }
  }

  /** Cancels what runs; see cancelBackend. A session whose cancel could not be delivered is not used again. */
  async cancel(): Promise<void> {
    const delivered = await cancelBackend(this.target, this.opened);
    if (!delivered)
      this.wire.socket.destroy(
        new DriverFault('cancelled', 'The statement was given up: the server could not be reached to cancel it.'),
      );
  }

  /** The rows of one statement of our own. Throws its error. */
  async ask(sql: string): Promise<Cells[]> {
    const [answer] = await this.pipeline([sql]);
    if (answer?.fault !== undefined) throw answer.fault;
    return answer?.rows ?? [];
  }

  /** Sends statements of our own at once and gathers the answer of each. Throws only what ends the connection. */
  async pipeline(statements: readonly string[]): Promise<{ rows: Cells[]; fault?: DriverFault }[]> {
    try {
      return await this.#gather(statements);
    } catch (error) {
      throw this.wire.socket.broken(error, 'PostgreSQL');
    }
  }

  async #gather(statements: readonly string[]): Promise<{ rows: Cells[]; fault?: DriverFault }[]> {
    const { wire } = this;
    if (wire.socket.failure !== undefined) throw wire.socket.failure;
    wire.socket.write(Buffer.concat(statements.map(simpleQuery)));
    const answers: { rows: Cells[]; fault?: DriverFault }[] = [];
    let current: { rows: Cells[]; fault?: DriverFault } = { rows: [] };
    while (answers.length < statements.length) {
      while (!wire.frame()) await wire.socket.more();
      if (wire.type === Kind.dataRow) {
        current.rows.push(cellsOf(wire.buffer, wire.start));
      } else if (wire.type === Kind.error) {
        const fields = fieldsOf(wire.buffer, wire.start, wire.end);
        const fault = postgresFault(fields);
        if (isFatal(fields)) {
          wire.socket.destroy(fault);
          throw fault;
        }
        current.fault ??= fault;
      } else if (wire.type === Kind.ready) {
        this.status = String.fromCharCode(wire.buffer[wire.start] as number);
        answers.push(current);
        current = { rows: [] };
      }
    }
    return answers;
  }

  async close(): Promise<void> {
    const { stream } = this.wire.socket;
    if (stream.destroyed) return;
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const timer = setTimeout(() => stream.destroy(), 1_000);
    stream.once('close', () => {
      resolve(undefined);
    });
    this.wire.socket.write(terminate);
    stream.end();
    stream.resume();
    await promise;
    clearTimeout(timer);
  }

  destroy(): void {
    this.wire.socket.destroy(new DriverFault('connection-lost', 'The session was cut.'));
  }
}
