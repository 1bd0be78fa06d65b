import { setTimeout as later } from 'node:timers/promises';
import { startMongo, type BackEnd, type MongoServer, type MongoServerOptions } from '@orrery/testing';
import { Int32 } from 'bson';
import {
  DriverFault,
  statementOf,
  type ConnectOptions,
  type RunEvent,
  type RunOptions,
  type Session,
  type Target,
} from '../src/index.js';
import { mongodbDriver } from '../src/mongodb/index.js';

/** All that a run told. */
export interface Told {
  columns: string[];
  types: string[];
  rows: unknown[][];
  json: string;
  cut: number;
  notices: string[];
  end: Extract<RunEvent, { type: 'end' }>;
}

export const connectOptions: ConnectOptions = { connectMs: 20_000, applicationName: 'orrery test', guard: () => true };

/** Runs a statement to its end. */
export const told = async (session: Session, text: string, how: RunOptions = {}): Promise<Told> => {
  const all: Omit<Told, 'end'> = { columns: [], types: [], rows: [], json: '', cut: 0, notices: [] };
  for await (const event of session.run(statementOf('mongodb', text), how)) {
    if (event.type === 'columns') {
      all.columns = event.columns.map(({ name }) => name);
      all.types = event.columns.map(({ dataType, kind }) => `${dataType} as ${kind}`);
    } else if (event.type === 'rows') {
      all.json += event.json.toString();
      all.rows.push(...(JSON.parse(`[${event.json.toString()}]`) as unknown[][]));
      all.cut += event.cut.length;
    } else if (event.type === 'notice') {
      all.notices.push(event.message);
    } else {
      return { ...all, end: event };
    }
  }
  throw new Error('The run had no end.');
};

export const rows = async (session: Session, text: string): Promise<unknown[][]> => (await told(session, text)).rows;

/** The fault that this ends with. */
export const fault = async (work: Promise<unknown>): Promise<DriverFault> => {
  try {
    await work;
  } catch (error) {
    if (error instanceof DriverFault) return error;
    throw error;
  }
  throw new Error('Nothing failed.');
};

/** Waits for what the server sees. It gives up, so that a failure does not run on for ever. */
export const until = async (is: () => boolean): Promise<void> => {
  for (let looked = 0; !is(); looked += 1) {
    if (looked > 2_000) throw new Error('What was waited for did not come.');
    await later(2);
  }
};

/** A server with two users and a few collections, and the sessions that a test opens on it. */
export class MongoBench {
  readonly #open: Session[] = [];

  private constructor(readonly server: MongoServer) {}

  static async start(backEnd?: BackEnd, more: MongoServerOptions = {}): Promise<MongoBench> {
    const server = await startMongo({
      users: [
        { name: 'ada', password: 'pencil', db: 'admin', role: 'readWrite' },
        { name: 'rea', password: 'only', db: 'shop', role: 'read' },
      ],
      backEnd,
      ...more,
    });
    await server.seed('shop', 'one', [{ _id: new Int32(1) }]);
    return new MongoBench(server);
  }

  /** A collection of 5,000 documents, `many`, and one that no test reads to its end, `flood`. */
  async fill(): Promise<void> {
    const { server } = this;
    const many = Array.from({ length: 5_000 }, (_none, n) => ({ _id: new Int32(n), n: new Int32(n), text: 'x'.repeat(500) }));
    await server.seed('shop', 'many', many);
    const flood = function* (end: number) {
      for (let n = 1; n < end; n += 1) yield { _id: n, n, text: 'x'.repeat(1_000) };
    };
    if (server.options.backEnd !== undefined) await server.seed('shop', 'flood', [...flood(20_000)]);
    else server.data.collection('shop', 'flood').generated = () => flood(Number.POSITIVE_INFINITY);
  }

  target(more: Partial<Target> = {}): Target {
    return {
      host: '127.0.0.1',
      port: this.server.port,
      dbName: 'shop',
      username: 'ada',
      password: 'pencil',
      extraOptions: { ssl: { mode: 'disable' }, driver: { authSource: 'admin' } },
      ...more,
    };
  }

  async connect(more: Partial<Target> = {}, how: Partial<ConnectOptions> = {}): Promise<Session> {
    const session = await mongodbDriver.connect(this.target(more), { ...connectOptions, ...how });
    this.#open.push(session);
    return session;
  }

  /** Whether the server works on a statement of the session. */
  isBusy(session: Session): boolean {
    return [...this.server.operations.values()].some(
      ({ command }) => String((command['lsid'] as { id?: unknown } | undefined)?.id) === session.backend.id,
    );
  }

  /** Cuts what a test has opened. */
  dropSessions(): void {
    for (const session of this.#open.splice(0)) session.destroy();
  }

  stop(): Promise<void> {
    return this.server.stop();
  }
}
