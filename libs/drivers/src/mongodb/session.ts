import { randomUUID } from 'node:crypto';
import type { CatalogPart, Containment, ContainmentPair } from '@orrery/contracts';
import { classifyCall } from '@orrery/dialects';
import { Binary, BSON, UUID } from 'mongodb';
import type { ClientSession, ReadPreferenceMode } from 'mongodb';
import {
  DriverFault,
  type BackendRef,
  type CatalogOptions,
  type MeasureOptions,
  type RunEvent,
  type RunOptions,
  type Session,
  type Statement,
  type Target,
} from '../driver.js';
import { deadlineSignal, untilAborted } from '../deadline.js';
import { readCatalog } from './catalog.js';
import { faultOf, unreadable } from './faults.js';
import { measureContainment } from './measure.js';
import { databaseOf, type Opened } from './open.js';
import type { Document } from './plan.js';
import { MongoRun } from './run.js';

/** ms that a cancel may take until it has worked. */
const deliverMs = 2_000;
/** ms between two looks for what is to be killed: it may be on its way to the server. */
const lookAgainMs = 40;

/** How a reply is read: values with their types, or cursors as bytes. */
export type ReplyForm = 'typed' | 'raw' | 'plain';
const forms = {
  typed: { promoteValues: false, bsonRegExp: true },
  raw: { raw: true },
  plain: {},
} as const;

/** One open session of MongoDB: one logical session on one server. */
export class MongoSession implements Session {
  readonly kind = 'mongodb';
  readonly inTransaction = false;
  readonly backend: BackendRef;
  /** The logical session, by which its operations are found on the server; absent where a server knows none. */
  readonly #logical: ClientSession | undefined;
  readonly #readPreference: ReadPreferenceMode;
  #alive = true;
  #busy = false;
  serverVersion = '';

  constructor(
    readonly target: Target,
    readonly opened: Opened,
  ) {
    const { client, hello, readPreference } = opened;
    this.#readPreference = readPreference;
    this.#logical =
      typeof hello['logicalSessionTimeoutMinutes'] === 'number' ? client.startSession({ causalConsistency: false }) : undefined;
    const id = this.#logical?.id?.['id'] as unknown;
    this.backend = { id: id instanceof Binary ? id.toUUID().toString() : randomUUID() };
    client.on('connectionClosed', ({ reason }) => {
      if (reason === 'error') this.#alive = false;
    });
    client.on('serverHeartbeatFailed', () => {
      this.#alive = false;
    });
  }

  get alive(): boolean {
    return this.#alive;
  }

  get dbName(): string {
    return databaseOf(this.target);
  }

  /** Whether the session as such may not change anything. */
  get readOnly(): boolean {
    return this.target.extraOptions.readOnly === true;
  }

  /** What commands of ours are marked with, where a person has not marked them. */
  get mark(): string {
    return `orrery ${this.backend.id}`;
  }

  async begin(): Promise<void> {
    const { version } = await this.command('admin', { buildInfo: 1 });
    this.serverVersion = typeof version === 'string' ? version : '';
  }

  async *run(statement: Statement, options: RunOptions = {}): AsyncGenerator<RunEvent, void, undefined> {
    if (this.#busy) throw new DriverFault('unsupported', 'This session is already running a statement.');
    if (statement.language !== 'mongo') throw new DriverFault('unsupported', 'MongoDB takes shell statements only.');
    const run = new MongoRun(this, statement.call, classifyCall(statement.call), options);
    this.#busy = true;
    try {
      yield* run.events();
    } finally {
      await run.release();
      this.#busy = false;
    }
  }

  catalog(options?: CatalogOptions): AsyncGenerator<CatalogPart, void, undefined> {
    return readCatalog(this, options);
  }

  measure(pairs: readonly ContainmentPair[], options: MeasureOptions): AsyncGenerator<Containment, void, undefined> {
    return measureContainment(this, pairs, options);
  }

  /** Sends a command and reads its answer. Throws DriverFault. */
  async command(db: string, command: Document, form: ReplyForm = 'plain'): Promise<Document> {
    try {
      return await this.opened.client.db(db).command(command, {
        ...forms[form],
        readPreference: this.#readPreference,
        ...(this.#logical === undefined ? {} : { session: this.#logical }),
      });
    } catch (error) {
      const fault = isOfReply(error, command) ? unreadable(error) : faultOf(error);
      // The client would keep its relay and go on looking for the server.
      if (fault.kind === 'connection-lost') this.destroy();
      throw fault;
    }
  }

  /**
   * Cancels what runs, by killOp over the client's other connection, until `isOver`. Where that does not work in time, the sockets are
   * cut.
   */
  async cancel(isOver: () => boolean): Promise<void> {
    const signal = deadlineSignal(deliverMs);
    try {
      while (!isOver()) {
        await untilAborted(this.kill(this.backend.id), signal, 'Cancelling', () => undefined);
        if (isOver()) return;
        await untilAborted(later(lookAgainMs), signal, 'Cancelling', () => undefined);
      }
    } catch {
      if (!isOver()) this.destroy();
    }
  }

  /** Kills the operations of a session. True where there were any. */
  async kill(sessionId: string): Promise<boolean> {
    const admin = this.opened.client.db('admin');
    const mine = { $or: [{ 'lsid.id': new UUID(sessionId) }, { 'command.comment': `orrery ${sessionId}` }] };
    const { inprog } = (await admin.command({ currentOp: 1, $ownOps: true, ...mine })) as { inprog?: Document[] };
    const found = (inprog ?? []).filter((operation) => !isOfMonitors(operation));
    for (const { opid } of found) await admin.command({ killOp: 1, op: opid });
    return found.length > 0;
  }

  /** Frees a cursor; a failure leaves it to the server, which forgets it in time. */
  async killCursor(db: string, collection: string, id: unknown): Promise<void> {
    await this.command(db, { killCursors: collection, cursors: [id] }).catch(() => undefined);
  }

  reset(): Promise<boolean> {
    // Nothing that a statement does stays in the session.
    return Promise.resolve(this.alive && !this.#busy);
  }

  async close(): Promise<void> {
    this.#alive = false;
    const closing = this.opened.client.close();
    await untilAborted(closing, deadlineSignal(1_000), 'Closing', () => undefined).catch(() => undefined);
  }

  destroy(): void {
    this.#alive = false;
    void this.opened.client.close().catch(() => undefined);
  }
}

/** Whether it is the answer that is no BSON: the command itself can be written. */
const isOfReply = (error: unknown, command: Document): boolean => {
  if (!(error instanceof BSON.BSONError)) return false;
  try {
    BSON.serialize(command);
    return true;
  } catch {
    return false;
  }
};

/** `hello` is answered late on purpose: clients wait by it for news. */
const isOfMonitors = ({ command }: Document): boolean =>
  typeof command === 'object' && command !== null && ('hello' in command || 'isMaster' in command);

const later = (ms: number): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  setTimeout(() => {
    resolve(undefined);
  }, ms);
  return promise;
};
