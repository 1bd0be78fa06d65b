import type { Duplex } from 'node:stream';
import { classify, type Classification } from '@orrery/dialects';
import type { CatalogPart, Containment, ContainmentPair } from '@orrery/contracts';
import {
  DriverFault,
  type BackendRef,
  type CatalogOptions,
  type MeasureOptions,
  type Param,
  type RunEvent,
  type RunOptions,
  type Session,
  type ShortAnswer,
  type Statement,
  type Target,
} from '../driver.js';
import { type Bound, boundOf, cancelledBy } from '../pipelined.js';
import { readCatalog } from './catalog.js';
import { measureContainment } from './measure.js';
import { batchBody, executeBody, packetsOf, PacketType } from './messages.js';
import type { Opened } from './open.js';
import { asksForPlans, endsPlans, onlyAsks, refuseUnlessPlanned } from './plans.js';
import { Pipeline } from './pipelined.js';
import { MssqlRun } from './run.js';
import { sessionSettings } from './settings.js';
import type { TdsReader } from './tds-reader.js';
import { Changed, type Change } from './tokens.js';

/** A row as the server's own questions need it. */
export type Cells = readonly (string | number | boolean | null)[];

/** What statements of our own are taken for: they leave nothing behind that would have to be cleared. */
const asking: Classification = {
  command: '',
  reads: true,
  writes: false,
  transaction: false,
  session: false,
  ddl: false,
  flagged: [],
  traceless: true,
  few: true,
};

/** One open session of SQL Server, or of a server that speaks its protocol. */
export class MssqlSession implements Session {
  readonly kind = 'mssql';
  readonly reader: TdsReader;
  readonly #stream: Duplex;
  serverVersion = '';
  /** What the server calls itself, in words. */
  product = 'SQL Server';
  /** Whether something may be left behind that `reset` must clear. */
  dirty = false;
  backend: BackendRef = { id: '0' };
  /** Names the open transaction in every request; 0: none is open. */
  #transaction = 0n;
  #packetSize: number;
  #collation: Buffer;
  #resetNext = false;
  #resetDone = false;
  #busy = false;
  /** What is still said to the server after a statement whose answer nobody waits for. */
  #after: Promise<void> | undefined;
  /** Statements are planned, not run: also those of our own. */
  #planning = false;

  constructor(
    readonly target: Target,
    opened: Opened,
  ) {
    this.#packetSize = opened.packetSize;
    this.#collation = opened.collation;
    this.reader = opened.reader;
    this.#stream = opened.reader.socket.stream;
  }

  get alive(): boolean {
    return this.reader.socket.alive;
  }

  get inTransaction(): boolean {
    return this.#transaction !== 0n && this.#after === undefined;
  }

  /** Whether the session as such may not change anything. */
  get readOnly(): boolean {
    return this.target.extraOptions.readOnly === true;
  }

  /** Asks once who serves, and what the server is. What it can't tell is told in general words. */
  async begin(): Promise<void> {
    await this.ask(sessionSettings).catch(nothing);
    const version = await this.ask(
      "SELECT CAST(SERVERPROPERTY('ProductVersion') AS nvarchar(128)), CAST(SERVERPROPERTY('Edition') AS nvarchar(128))",
    ).catch(nothing);
    const words = await this.ask('SELECT @@VERSION').catch(nothing);
    const banner = String(words[0]?.[0] ?? '');
    const number = String(version[0]?.[0] ?? '') || (/\d+(?:\.\d+)+/u.exec(banner)?.[0] ?? '');
    this.serverVersion = number === '' ? 'unknown' : number;
    this.product = productOf(banner, String(version[0]?.[1] ?? ''));
    await this.#identify();
  }

  /** Session ids are used again; the time of the login tells one from another. It is a new one when the session is made as new. */
  async #identify(): Promise<void> {
    const seen = await this.ask(
      'SELECT @@SPID, CONVERT(nvarchar(33), login_time, 126) FROM sys.dm_exec_sessions WHERE session_id = @@SPID',
    ).catch(() => this.ask('SELECT @@SPID').catch(nothing));
    const [id, startedAt] = seen[0] ?? [];
    this.backend = { id: String(id ?? 0), ...(typeof startedAt === 'string' ? { startedAt } : {}) };
  }

  async *run(statement: Statement, options: RunOptions = {}): AsyncGenerator<RunEvent, void, undefined> {
    if (this.#busy) throw new DriverFault('unsupported', 'This session is already running a statement.');
    if (statement.language !== 'sql') throw new DriverFault('unsupported', 'SQL Server takes SQL only.');
    const { text, params } = statement;
    const planning = asksForPlans(text);
    this.#busy = true;
    await this.#after;
    const asks = onlyAsks(text);
    const does = classify('mssql', text);
    const run = new MssqlRun(this, text, params ?? [], asks ? { ...does, reads: true } : does, {
      ...options,
      readOnly: options.readOnly === true || this.readOnly,
      planned: asks || this.#planning,
    });
    try {
      yield* planning ? this.#planned(run) : run.events();
      if (endsPlans(text)) this.#planning = false;
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
    const bound = boundOf('SQL Server', statements, this.readOnly);
    const pipeline = new Pipeline(this, options);
    this.#busy = true;
    this.dirty = true;
    try {
      await this.#after;
      const cancel = (): Promise<void> => pipeline.cancel();
      return await cancelledBy(options.signal, this.reader.socket, cancel, () => pipeline.run(bound));
    } catch (error) {
      throw this.reader.socket.broken(error, 'SQL Server');
    } finally {
      this.#busy = false;
    }
  }

  /** What asks for plans has succeeded when the server is seen to make them. */
  async *#planned(run: MssqlRun): AsyncGenerator<RunEvent, void, undefined> {
    for await (const event of run.events()) {
      this.#planning = true;
      if (event.type === 'end') await refuseUnlessPlanned((text) => this.ask(text));
      yield event;
    }
  }

  /** Sends a statement. Its answer is read by whoever sent it. */
  send(text: string, params: readonly Param[]): void {
    // MERGE alone must end with a semicolon, which a statement comes without.
    const whole = /\bMERGE\b/iu.test(text) ? `${text}\n;` : text;
    if (params.length > 0) this.call([{ text: whole, params }]);
    else this.#send(PacketType.batch, batchBody(whole, this.#transaction));
  }

  /** Sends statements with their parameters, each as a call of its own. Their answers are read by whoever sent them. */
  call(calls: readonly Bound[]): void {
    this.#send(PacketType.rpc, executeBody(calls, this.#transaction, this.#collation));
  }

  #send(type: number, body: Buffer): void {
    this.reader.begin();
    this.reader.socket.write(packetsOf(type, body, this.#packetSize, this.#resetNext));
    this.#resetNext = false;
  }

  /** Asks the server to stop what it does; it answers even then. */
  attention(): void {
    this.reader.socket.write(packetsOf(PacketType.attention, Buffer.alloc(0), this.#packetSize));
  }

  /** Takes in what the server says has changed. */
  changed({ type, value }: Change): void {
    switch (type) {
      case Changed.packetSize:
        this.#packetSize = Number(value.toString('utf16le')) || this.#packetSize;
        break;
      case Changed.collation:
        if (value.length === 5) this.#collation = value;
        break;
      case Changed.begun:
        this.#transaction = value.length === 8 ? value.readBigUInt64LE(0) : 0n;
        break;
      case Changed.committed:
      case Changed.rolledBack:
      case Changed.ended:
        this.#transaction = 0n;
        break;
      case Changed.reset:
        this.#resetDone = true;
        this.#transaction = 0n;
        break;
      default:
    }
  }

  async *catalog(options?: CatalogOptions): AsyncGenerator<CatalogPart, void, undefined> {
    await this.#after;
    yield* readCatalog(this, options);
  }

  async *measure(pairs: readonly ContainmentPair[], options: MeasureOptions): AsyncGenerator<Containment, void, undefined> {
    await this.#after;
    yield* measureContainment(this, pairs, options);
  }

  /** A server that does not say that it has reset the session may not have. */
  async reset(): Promise<boolean> {
    if (!this.alive || this.#busy) return false;
    await this.#after;
    if (!this.dirty && !this.inTransaction) return this.alive;
    this.#resetNext = true;
    this.#resetDone = false;
    try {
      await this.ask(sessionSettings);
    } catch {
      return false;
    }
    if (!this.#hasReset() || this.inTransaction) return false;
    await this.#identify();
    this.dirty = false;
    this.#planning = false;
    return this.reader.socket.alive;
  }

  #hasReset(): boolean {
    return this.#resetDone;
  }

  /** Ends the transaction of a statement that is over. Nobody need wait for it but the next one. */
  rollBack(): void {
    const ended = (): void => {
      this.#after = undefined;
    };
    this.#after = this.ask('IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION').then(ended, () => {
      this.destroy();
    });
  }

  /** The rows of one statement of our own. Throws its error. */
  async ask(text: string, params: readonly Param[] = [], signal?: AbortSignal): Promise<Cells[]> {
    const run = new MssqlRun(this, text, params, asking, signal === undefined ? {} : { signal });
    const rows: Cells[] = [];
    try {
      for await (const event of run.events()) {
        if (event.type === 'rows') rows.push(...(JSON.parse(`[${event.json.toString()}]`) as Cells[]));
      }
    } finally {
      await run.release();
    }
    return rows;
  }

  /** Cuts a session whose answers can't be understood. */
  lose(message: string): DriverFault {
    const fault = new DriverFault('connection-lost', message);
    this.reader.socket.destroy(fault);
    return fault;
  }

  async close(): Promise<void> {
    const stream = this.#stream;
    if (stream.destroyed) return;
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const timer = setTimeout(() => stream.destroy(), 1_000);
    stream.once('close', () => {
      resolve(undefined);
    });
    stream.end();
    stream.resume();
    await promise;
    clearTimeout(timer);
  }

  destroy(): void {
    this.reader.socket.destroy(new DriverFault('connection-lost', 'The session was cut.'));
  }
}

const nothing = (): Cells[] => [];

/** `Microsoft SQL Server 2022 (RTM) - 16.0…` and the like, without what follows. */
const productOf = (banner: string, edition: string): string => {
  const name = /^Microsoft SQL (?:Server(?: \d{4})?|Azure)/u.exec(banner)?.[0] ?? banner.split(/[\r\n(]/u, 1)[0]?.trim() ?? '';
  const words = name.replace('Microsoft ', '');
  return [words === '' ? 'A server that speaks TDS' : words.slice(0, 60), edition].filter((part) => part !== '').join(', ');
};
