import { isUtf8 } from 'node:buffer';
import type { ResultColumn } from '@orrery/contracts';
import {
  type ConnectOptions,
  type Driver,
  DriverFault,
  type RunEvent,
  type RunOptions,
  type Session,
  type Statement,
  type Target,
} from '../src/index.js';
import type { Server } from './subject.js';

/** One result set as it came. */
export interface ResultSet {
  readonly columns: readonly ResultColumn[];
  readonly rows: unknown[][];
  /** The rows as they stood in the stream. */
  json: string;
  /** Cells that were cut, by their place in all rows. */
  readonly cut: [number, number][];
}

/** All that a run told. */
export interface Told {
  readonly sets: ResultSet[];
  readonly notices: Extract<RunEvent, { type: 'notice' }>[];
  readonly end: Extract<RunEvent, { type: 'end' }>;
}

/** A driver and a running server, with what every scenario does to them. */
export class Bench {
  readonly #sessions = new Set<Session>();

  constructor(
    readonly driver: Driver,
    readonly server: Server,
  ) {}

  options(more: Partial<ConnectOptions> = {}): ConnectOptions {
    return { connectMs: 10_000, applicationName: 'orrery conformance', guard: () => true, ...more };
  }

  target(more: Partial<Target> = {}): Target {
    return { ...this.server.target, ...more };
  }

  /** A session that is cut after the test at the latest. */
  async connect(target: Partial<Target> = {}, options: Partial<ConnectOptions> = {}): Promise<Session> {
    const session = await this.driver.connect(this.target(target), this.options(options));
    this.#sessions.add(session);
    return session;
  }

  /** Cuts what the test has opened. */
  dropSessions(): void {
    for (const session of this.#sessions) session.destroy();
    this.#sessions.clear();
  }
}

/** Runs a statement to its end. */
export const tell = async (session: Session, statement: Statement, options?: RunOptions): Promise<Told> => {
  const sets: ResultSet[] = [];
  const notices: Told['notices'] = [];
  for await (const event of session.run(statement, options)) {
    if (event.type === 'columns') {
      sets.push({ columns: event.columns, rows: [], json: '', cut: [] });
    } else if (event.type === 'rows') {
      const set = sets.at(-1);
      if (set === undefined) throw new Error('Rows came before any columns.');
      if (!isUtf8(event.json)) throw new Error('Rows came that are not UTF-8.');
      const json = event.json.toString('utf8');
      const rows = JSON.parse(`[${json}]`) as unknown[][];
      if (rows.length !== event.count) throw new Error(`A batch of ${rows.length} rows said that it held ${event.count}.`);
      for (const [row, column] of event.cut) set.cut.push([set.rows.length + row, column]);
      set.rows.push(...rows);
      set.json += set.json === '' ? json : `,${json}`;
    } else if (event.type === 'notice') {
      notices.push(event);
    } else {
      return { sets, notices, end: event };
    }
  }
  throw new Error('The run ended without saying so.');
};

/** Runs statements for what they do. */
export const doAll = async (session: Session, statements: readonly Statement[] = []): Promise<void> => {
  for (const statement of statements) await tell(session, statement);
};

/** The rows of a statement with one result set. */
export const rowsOf = async (session: Session, statement: Statement, options?: RunOptions): Promise<unknown[][]> =>
  (await tell(session, statement, options)).sets[0]?.rows ?? [];

/** The fault that this ends with. */
export const faultOf = async (work: Promise<unknown>): Promise<DriverFault> => {
  try {
    await work;
  } catch (error) {
    if (error instanceof DriverFault) return error;
    throw error;
  }
  throw new Error('It went well, although a fault was expected.');
};

/** Asks again and again until the answer is yes; the test's own time-out is the limit. */
export const until = async (question: () => Promise<boolean> | boolean): Promise<void> => {
  while (!(await question())) await new Promise((resolve) => setTimeout(resolve, 10));
};
