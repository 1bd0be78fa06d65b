import type { ColumnOrigin, QueryLine, ResultColumn, StatementError } from '@orrery/contracts';

export type Row = readonly unknown[];

/** How a result set ended, or that it has not. `full`: this browser stopped it, because it holds as much as it should. */
export type SetState = 'streaming' | 'complete' | 'failed' | 'stopped' | 'lost' | 'full';

/** One result set. `rows` grows in place and is never copied; readers look at `rows.length`. */
export interface ResultSet {
  readonly key: number;
  readonly statement: number;
  readonly columns: readonly ResultColumn[];
  /** Where each column comes from, as the database told it. */
  readonly origins: readonly (ColumnOrigin | null)[] | undefined;
  readonly rows: Row[];
  /** Of rows with cells that were sent cut: which. */
  readonly cut: Map<Row, readonly number[]>;
  state: SetState;
  /** The server left rows out, because of the limit that was asked for. */
  truncated: boolean;
  executionTime: number | undefined;
}

export type MessageLook = 'notice' | 'warning' | 'error' | 'summary';

/** What the database said about a statement, in the order in which it said it. */
export interface Message {
  readonly statement: number;
  readonly look: MessageLook;
  readonly text: string;
  readonly executionTime?: number;
  readonly error?: StatementError;
}

/** `sent`: nothing came back yet. `lost`: the stream broke off without its last line. */
export type RunState = 'sent' | 'streaming' | 'success' | 'error' | 'cancelled' | 'lost';

export interface RunLimits {
  /** Rows of each result set that were asked for; undefined asks for all. */
  readonly maxRows: number | undefined;
  /** Cells of the whole run that a browser tab should hold. */
  readonly maxCells: number;
}

/** Enough for 400,000 rows × 50 columns; more would make the tab slow for everything else. */
export const defaultMaxCells = 20_000_000;

const number = new Intl.NumberFormat('en');
export const rowsText = (count: number): string => `${number.format(count)} ${count === 1 ? 'row' : 'rows'}`;

/** What a result set holds, said honestly: "1,000 rows, cut at 1,000". */
export function countText(set: Pick<ResultSet, 'state' | 'truncated'> & { readonly rows: { readonly length: number } }): string {
  const rows = rowsText(set.rows.length);
  switch (set.state) {
    case 'streaming':
      return set.rows.length === 0 ? 'Waiting for rows' : `${rows} so far`;
    case 'stopped':
      return set.rows.length === 0 ? 'Stopped' : `${rows}, then stopped`;
    case 'failed':
      return `${rows}, then an error`;
    case 'lost':
      return `${rows}, then the connection was lost`;
    case 'full':
      return `${rows}, stopped there: the most one tab holds`;
    case 'complete':
      return set.truncated ? `${rows}, cut at ${number.format(set.rows.length)}` : set.rows.length === 0 ? 'No rows' : rows;
  }
}

function summary(line: Extract<QueryLine, { type: 'end' }>): string {
  if (line.affectedRows !== null) {
    return `${line.command}: ${rowsText(line.affectedRows)} affected`;
  }
  if (line.rowCount > 0 || line.command === 'SELECT') {
    return `${line.command}: ${rowsText(line.rowCount)}${line.truncated ? `, cut at ${number.format(line.rowCount)}` : ''}`;
  }
  return `${line.command}: done`;
}

const isWarning = (severity: string | undefined) => severity !== undefined && /^(warn|error)/i.test(severity);

/**
 * What one run brought, built line by line as the lines arrive. Nothing is copied: a batch's rows move into the result set's
 * own array.
 */
export class RunResult {
  readonly sets: ResultSet[] = [];
  readonly messages: Message[] = [];
  state: RunState = 'sent';
  queryId: string | undefined;
  /** Statements of the run, once the server has counted them. */
  statements = 0;
  /** ms, as the server measured the whole run. */
  executionTime: number | undefined;
  rowCount = 0;
  private cells = 0;

  constructor(private readonly limits: RunLimits) {}

  get isOver(): boolean {
    return this.state !== 'sent' && this.state !== 'streaming';
  }

  /** True once the run holds as much as a tab should: the reader stops it. */
  get isFull(): boolean {
    return this.sets.some((set) => set.state === 'full');
  }

  get errors(): readonly (Message & { readonly error: StatementError })[] {
    return this.messages.filter(
      (message): message is Message & { readonly error: StatementError } => message.error !== undefined,
    );
  }

  /** Takes one line of the stream. Lines after the last are ignored. */
  take(line: QueryLine): void {
    if (this.isOver) return;
    switch (line.type) {
      case 'start':
        this.queryId = line.queryId;
        this.statements = line.statements;
        this.state = 'streaming';
        return;
      case 'columns':
        // a procedure may bring several result sets in one statement
        this.close(line.statement, 'complete');
        this.sets.push({
          key: this.sets.length,
          statement: line.statement,
          columns: line.columns,
          origins: line.origins,
          rows: [],
          cut: new Map(),
          state: 'streaming',
          truncated: false,
          executionTime: undefined,
        });
        return;
      case 'rows':
        this.append(line.statement, line.rows, line.cut ?? []);
        return;
      case 'notice':
        this.messages.push({
          statement: line.statement,
          look: isWarning(line.severity) ? 'warning' : 'notice',
          text: line.message,
        });
        return;
      case 'end': {
        const set = this.open(line.statement);
        if (set) {
          set.truncated = line.truncated;
          set.executionTime = line.executionTime;
          set.state = 'complete';
        }
        this.messages.push({
          statement: line.statement,
          look: 'summary',
          text: summary(line),
          executionTime: line.executionTime,
        });
        return;
      }
      case 'error':
        // asked for, so it is no error to the person who asked
        if (line.error.code === 'query_cancelled') {
          this.close(line.statement, 'stopped');
          this.messages.push({ statement: line.statement, look: 'notice', text: line.error.message });
          return;
        }
        this.close(line.statement, 'failed');
        this.messages.push({ statement: line.statement, look: 'error', text: line.error.message, error: line.error });
        return;
      case 'done':
        this.finish(line.status, line.executionTime);
    }
  }

  /** The stream ended without its last line. */
  lose(): void {
    if (!this.isOver) this.finish('lost', undefined);
  }

  /** This side stopped reading: by the person's wish, or because the tab is full. */
  stop(): void {
    if (!this.isOver) this.finish('cancelled', undefined);
  }

  private finish(state: Exclude<RunState, 'sent' | 'streaming'>, executionTime: number | undefined): void {
    this.state = state;
    this.executionTime = executionTime;
    const left: SetState =
      state === 'cancelled' ? 'stopped' : state === 'lost' ? 'lost' : state === 'error' ? 'failed' : 'complete';
    for (const set of this.sets) if (set.state === 'streaming') set.state = left;
  }

  private open(statement: number): ResultSet | undefined {
    const set = this.sets.at(-1);
    return set?.statement === statement && set.state === 'streaming' ? set : undefined;
  }

  private close(statement: number, state: SetState): void {
    const set = this.open(statement);
    if (set) set.state = state;
  }

  private append(statement: number, rows: readonly Row[], cut: readonly (readonly [number, number])[]): void {
    const set = this.open(statement);
    if (!set) return;
    const room = Math.min(
      (this.limits.maxRows ?? Infinity) - set.rows.length,
      Math.floor((this.limits.maxCells - this.cells) / Math.max(1, set.columns.length)),
    );
    for (let at = 0; at < rows.length && at < room; at += 1) {
      const row = rows[at];
      if (row) set.rows.push(row);
    }
    for (const [at, place] of cut) {
      const row = rows[at];
      if (row) set.cut.set(row, [...(set.cut.get(row) ?? []), place]);
    }
    const taken = Math.min(rows.length, Math.max(0, room));
    this.rowCount += taken;
    this.cells += taken * set.columns.length;
    if (taken < rows.length) set.state = 'full';
  }
}
